"""The dated facts about a child that this domain declares, in the order of the graduated approach."""

from collections.abc import Iterator
from typing import Any, Final

from attainable.accounts.actor import Actor
from attainable.domains.provision import queries
from attainable.domains.provision.facts.around import AROUND
from attainable.domains.provision.facts.money import MONEY
from attainable.domains.provision.facts_agencies import AGENCY_FACTS, of_another_school
from attainable.domains.provision.facts_contributions import CONTRIBUTION_FACTS
from attainable.domains.provision.facts_plans import PLAN_FACTS
from attainable.domains.provision.models import AgencyReferral, Concern, Conversation, Given, SupportPlan, Target
from attainable.domains.provision.queries.agencies import services
from attainable.domains.provision.queries.plans import kinds_of
from attainable.domains.provision.rules import records as rules
from attainable.domains.provision.rules.plan_kinds import SECTIONS, kinds_for
from attainable.domains.provision.rules.words import AREAS
from attainable.records.asked import Fault, Values
from attainable.records.draft import Draft
from attainable.records.fact import Evidence, Fact, Page
from attainable.values.dates import day_words


def _raised_by(actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
    """Who raised a concern is who entered it first."""
    return {**values, "raised_by": actor.name} if "seen" in values and "raised_by" not in values else values


def _of_another_school(draft: Draft, after: Values | None, before: Values | None) -> Iterator[Fault]:
    """A child is given what a school where the child is on roll offers."""
    if after is not None and before is None and after["intervention"] not in queries.offered_to(draft.child):
        yield "intervention", "The child’s school does not offer this intervention. Add it to the provision map first."


def _of_another_council(draft: Draft, after: Values | None, before: Values | None) -> Iterator[Fault]:
    """A new plan is of a kind that is in force for the child’s council. A plan of an older kind goes on."""
    if after is None or before is not None:
        return
    if after["kind"] not in {kind.id for kind in kinds_of(draft.child, draft.by.on)}:
        yield "kind", "This kind of plan is not in use here. Choose another."


CONCERN: Final = Fact(
    Concern,
    "concern",
    "Concerns",
    permission="concern.raise",
    part="child-support-plan",
    report=(
        "observed",
        "seen",
        "place",
        "tried",
        "child_says",
        "parents_say",
        "raised_by",
        "outcome",
        "why",
        "look_again_on",
        "parents_told_on",
        "parents_answer",
    ),
    key=("seen", "observed"),
    by_page=False,
    taken="This concern is recorded already.",
    check=rules.concern,
    complete=_raised_by,
    labels={"from_date": "Since when"},
    about=lambda row: f"{row.raised_by}, since {day_words(row.from_date)}",
    audited=("place",),
    add=Page(
        "Raise a concern",
        "Send to the SENCO",
        "The concern has been sent to the SENCO.",
        "concern.raised",
        asks=("seen", "place", "from_date", "tried", "child_says", "parents_say"),
        name="raise-concern",
        address="concern/",
    ),
)
PLAN: Final = Fact(
    SupportPlan,
    "support-plan",
    "Support plans",
    permission="provision.manage",
    part="child-support-plan",
    report=("kind", "review_on", *SECTIONS, "agreed_on"),
    key=("kind",),
    replaces=True,
    check=rules.support_plan,
    bars=_of_another_council,
    codes={"kind": lambda day: [(kind.id, kind.label) for kind in kinds_for(day)]},
    step=lambda row: f"{row.get_kind_display()} began, to be reviewed by {day_words(row.review_on)}",
    audited=("review_on", "agreed_on", "from_date"),
    evidence=Evidence(
        "support_cycle",
        {"kind": "kind", "began": "from_date", "review": "review_on", "agreed": "agreed_on", "ended": "until_date"},
    ),
    add=Page(
        "Begin a cycle of support",
        "Save the plan",
        "The plan has been saved.",
        "plan.begun",
        "A plan of the same kind that is open ends on the day before.",
        asks=("kind", "review_on", *SECTIONS, "agreed_on", "from_date"),
        elsewhere=True,
    ),
    change=Page(
        "Change the support plan",
        "Save",
        "The plan has been changed.",
        "plan.changed",
        asks=("review_on", *SECTIONS, "agreed_on", "from_date"),
        elsewhere=True,
    ),
    end=Page(
        "End the support plan",
        "End the plan",
        "The plan has ended.",
        "plan.ended",
        "The child has no plan of this kind from the next day on.",
        asks=("until_date",),
    ),
)
TARGET: Final = Fact(
    Target,
    "target",
    "Targets",
    permission="provision.manage",
    part="child-support-plan",
    report=("area", "wording", "baseline", "success", "owner", "due", "outcome", "evidence"),
    key=("wording",),
    taken="The child has this target already.",
    check=rules.target,
    about=lambda row: row.wording,
    step=lambda row: f"Target set: {AREAS[row.area].lower()}",
    audited=("area", "due", "outcome", "from_date"),
    evidence=Evidence("target", {"area": "area", "set": "from_date", "due": "due", "outcome": "outcome", "ended": "until_date"}),
    add=Page(
        "Add a target",
        "Save the target",
        "The target has been saved.",
        "target.set",
        asks=("area", "wording", "baseline", "success", "owner", "due", "from_date"),
    ),
    change=Page("Change or review a target", "Save", "The target has been saved.", "target.changed"),
    end=Page("End a target", "End the target", "The target has ended.", "target.ended", asks=("until_date",)),
)
GIVEN: Final = Fact(
    Given,
    "intervention",
    "Interventions",
    permission="provision.manage",
    part="child-provision",
    report=(
        "intervention",
        "minutes",
        "sessions_per_week",
        "weeks",
        "group_size",
        "group",
        "paid_by",
        "measure",
        "before",
        "after",
        "judged",
        "judged_why",
        "interrupted_on",
        "interrupted_why",
        "why_ended",
    ),
    key=("intervention",),
    future=True,
    taken="The child is given this intervention already.",
    check=rules.given,
    choices={"intervention": queries.offered},
    bars=_of_another_school,
    shows={"intervention": lambda row: row.name},
    about=lambda row: row.intervention.name,
    step=lambda row: f"{row.intervention.name} began",
    reason="why_ended",
    audited=("minutes", "sessions_per_week", "weeks", "group_size", "paid_by", "interrupted_on", "from_date"),
    add=Page(
        "Add an intervention",
        "Save",
        "The intervention has been added.",
        "intervention.begun",
        asks=(
            "intervention",
            "minutes",
            "sessions_per_week",
            "weeks",
            "group_size",
            "group",
            "paid_by",
            "measure",
            "before",
            "from_date",
        ),
    ),
    change=Page(
        "Record how it goes",
        "Save",
        "The intervention has been changed.",
        "intervention.changed",
        asks=("group", "measure", "before", "after", "judged", "judged_why", "interrupted_on", "interrupted_why"),
    ),
    end=Page("End an intervention", "End the intervention", "The intervention has ended.", "intervention.ended", asks=("why",)),
)
CONVERSATION: Final = Fact(
    Conversation,
    "conversation",
    "Structured conversations",
    permission="provision.manage",
    part="child-agencies",
    report=("stage", "attended", "family_said", "school_said", "agreed", "next_on", "withdrawn_why"),
    key=("stage", "family_said"),
    taken="This conversation is recorded already.",
    check=rules.conversation,
    about=lambda row: f"{row.get_stage_display()}, {day_words(row.from_date)}",
    step=lambda row: f"Structured conversation: {row.get_stage_display().lower()}",
    labels={"from_date": "Held on"},
    audited=("stage", "next_on", "from_date"),
    add=Page("Record a conversation", "Save", "The conversation has been recorded.", "conversation.held"),
    change=Page("Correct a conversation", "Save", "The conversation has been corrected.", "conversation.corrected"),
    end=Page(
        "Withdraw a conversation",
        "Withdraw",
        "The conversation has been withdrawn.",
        "conversation.withdrawn",
        "For a conversation that did not take place, or is about another child. It stays in the record with the reason.",
        asks=("why",),
    ),
    reason="withdrawn_why",
)
REFERRAL: Final = Fact(
    AgencyReferral,
    "agency-referral",
    "Referrals to agencies",
    permission="provision.manage",
    part="child-agencies",
    report=("agency", "service", "why", "seen_on", "report_on", "recommended", "done"),
    key=("agency",),
    taken="The child is referred to this agency already.",
    check=rules.agency_referral,
    choices={"service": services},
    bars=of_another_school,
    shows={"service": lambda row: row.name if row else ""},
    about=lambda row: f"{row.get_agency_display()}, referred on {day_words(row.from_date)}",
    labels={"from_date": "Referred on"},
    audited=("agency", "seen_on", "report_on", "from_date"),
    evidence=Evidence(
        "agency_referral",
        {"agency": "agency", "referred": "from_date", "seen": "seen_on", "reported": "report_on", "closed": "until_date"},
    ),
    add=Page(
        "Refer to an agency",
        "Save the referral",
        "The referral has been saved.",
        "agency.referred",
        asks=("agency", "service", "why", "from_date"),
    ),
    change=Page("Record what the agency did", "Save", "The referral has been saved.", "agency.referral-changed"),
    end=Page(
        "Close a referral", "Close the referral", "The referral has been closed.", "agency.referral-closed", asks=("until_date",)
    ),
)
FACTS: Final = (
    CONCERN,
    PLAN,
    TARGET,
    *PLAN_FACTS,
    GIVEN,
    CONVERSATION,
    REFERRAL,
    *AGENCY_FACTS,
    *CONTRIBUTION_FACTS,
    *MONEY,
    *AROUND,
)
