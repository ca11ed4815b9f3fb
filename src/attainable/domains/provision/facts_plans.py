"""Who signed a support plan, and who it was shared with: facts that one table keeps."""

from collections.abc import Iterator
from typing import Final

from attainable.domains.provision.models import PlanAgreement
from attainable.domains.provision.queries.plans import barred_of
from attainable.records.asked import Fault, Values
from attainable.records.draft import Draft
from attainable.records.fact import Fact, Page


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
PLAN_FACTS: Final = (SIGNED, SHARED)
