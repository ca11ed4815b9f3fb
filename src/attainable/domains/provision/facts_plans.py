"""What happened to a support plan: who signed it, who it was shared with, and what its reviews decided."""

from collections.abc import Iterator
from typing import Final

from attainable.domains.provision.models import PlanAgreement, PlanReview
from attainable.domains.provision.queries.plans import barred_of
from attainable.records.asked import Fault, Values
from attainable.records.draft import Draft
from attainable.records.fact import Fact, Page
from attainable.values.dates import day_words


def _may_not_see(draft: Draft, after: Values | None, before: Values | None) -> Iterator[Fault]:
    """Nobody is given a plan, or asked to sign it, who may not see the child's record."""
    if after is not None and str(after["name"]).casefold() in barred_of(draft.by, draft.child):
        yield "name", "This person may not see the child’s record, so they can’t be given the plan. See Family and contacts."


SIGNED: Final = Fact(
    PlanAgreement,
    "plan-signed",
    "Plans signed",
    permission="provision.manage",
    part="child-support-plan",
    report=("plan", "as_whom", "name", "how"),
    key=("plan", "as_whom", "name"),
    fixed={"what": "signed"},
    by_page=False,
    taken="This person has signed the plan already.",
    bars=_may_not_see,
    shows={"plan": lambda row: row.in_a_line},
    audited=("as_whom", "how", "from_date"),
    step=lambda row: f"{row.plan.get_kind_display()} signed: {row.get_as_whom_display().lower()}",
    add=Page("Record a signature", "Save", "The signature has been recorded.", "plan.signed"),
)
SHARED: Final = Fact(
    PlanAgreement,
    "plan-shared",
    "Plans shared",
    permission="provision.manage",
    part="child-support-plan",
    report=("plan", "as_whom", "name", "how"),
    key=("plan", "as_whom", "name"),
    fixed={"what": "shared"},
    by_page=False,
    taken="It is recorded already that this person was given the plan.",
    bars=_may_not_see,
    shows={"plan": lambda row: row.in_a_line},
    audited=("as_whom", "how", "from_date"),
    add=Page("Record that the plan was shared", "Save", "It has been recorded.", "plan.shared"),
)
REVIEW: Final = Fact(
    PlanReview,
    "plan-review",
    "Reviews",
    permission="provision.manage",
    part="child-support-plan",
    report=("plan", "results", "interventions", "decided", "present", "next_review", "reviewed_by"),
    key=("plan", "results", "interventions", "decided"),
    by_page=False,
    taken="This review is recorded already.",
    shows={"plan": lambda row: row.in_a_line if row else ""},
    labels={"from_date": "Held on"},
    about=lambda row: f"Review of {day_words(row.from_date)}",
    audited=("next_review", "from_date"),
    step=lambda row: "Support plan reviewed",
    add=Page("Review the targets", "Save the review", "The review has been saved.", "plan.reviewed"),
)
PLAN_FACTS: Final = (SIGNED, SHARED, REVIEW)
