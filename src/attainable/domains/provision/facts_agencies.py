"""What agencies recommend, as facts of their own."""

from collections.abc import Iterator
from typing import Final

from attainable.domains.provision.models import Recommendation
from attainable.domains.provision.queries.agencies import offered_to
from attainable.domains.provision.rules import agencies as rules
from attainable.records.asked import Fault, Values
from attainable.records.draft import Draft
from attainable.records.fact import Fact, Page
from attainable.values.dates import day_words


def of_another_school(draft: Draft, after: Values | None, before: Values | None) -> Iterator[Fault]:
    """A child is referred to a service that the child's school has in its list."""
    named = after.get("service") if after is not None else None
    if named is not None and (before is None or before.get("service") != named) and named not in offered_to(draft.child):
        yield "service", "The child’s school does not have this service in its list."


RECOMMENDATION: Final = Fact(
    Recommendation,
    "recommendation",
    "Recommendations of agencies",
    permission="provision.manage",
    part="child-agencies",
    report=("agency", "quoted", "decision", "action", "owner", "due", "declined_why", "done_on", "effect"),
    key=("agency", "quoted"),
    taken="This recommendation is recorded already.",
    check=rules.recommendation,
    labels={"from_date": "Date of the report"},
    about=lambda row: f"{row.get_agency_display()}, {day_words(row.from_date)}: {row.quoted}",
    step=lambda row: f"{row.get_agency_display()} recommended something",
    audited=("agency", "decision", "due", "done_on", "from_date"),
    add=Page(
        "Add a recommendation",
        "Save",
        "The recommendation has been saved.",
        "agency.recommended",
        asks=("agency", "quoted", "from_date", "decision", "action", "owner", "due", "declined_why"),
    ),
    change=Page(
        "Decide about or follow a recommendation",
        "Save",
        "The recommendation has been saved.",
        "agency.recommendation-changed",
        asks=("decision", "action", "owner", "due", "declined_why", "done_on", "effect"),
    ),
    end=Page(
        "Close a recommendation",
        "Close the recommendation",
        "The recommendation has been closed.",
        "agency.recommendation-closed",
        asks=("until_date",),
    ),
)
AGENCY_FACTS: Final = (RECOMMENDATION,)
