"""What the access report shows of provision besides its declared facts: sessions, each with who logged it, and how interventions
were planned before."""

from collections.abc import Iterator
from typing import Any, Final

from attainable.domains.provision.models import ContributionRequest, EarlierPlan, Session, SheetRow
from attainable.domains.provision.rules.contributions import in_one
from attainable.records.report import Part
from attainable.values.dates import day_words


def _rows(child: Any) -> Iterator[tuple[object, ...]]:
    rows = Session.objects.filter(given__child=child).select_related("given__intervention").order_by("day", "pk")
    for row in rows:
        what = "Given" if row.happened else f"Not given: {row.get_reason_display() or 'no reason recorded'}"
        yield (day_words(row.day), row.given.intervention.name, row.get_kind_display(), what, row.logged_by_name)


def _plans(child: Any) -> Iterator[tuple[object, ...]]:
    rows = EarlierPlan.objects.filter(given__child=child).select_related("given__intervention").order_by("given", "until_date")
    for row in rows:
        plan = f"{row.sessions_per_week} × {row.minutes} minutes a week for {row.weeks} weeks, {row.group_size} in the group"
        yield (day_words(row.until_date), row.given.intervention.name, plan, row.get_paid_by_display(), row.changed_by)


def _imported(child: Any) -> Iterator[tuple[object, ...]]:
    for row in SheetRow.objects.filter(child=child).select_related("run").order_by("run__created"):
        undone = f"Undone on {day_words(row.run.undone_at.date())}" if row.run.undone_at else "Imported"
        yield (day_words(row.run.created.date()), row.run.by_name, len(row.made), undone)


def _asked(child: Any) -> Iterator[tuple[object, ...]]:
    for row in ContributionRequest.objects.filter(child=child).order_by("created"):
        state = "Withdrawn" if row.withdrawn_at else "Declined" if row.declined_why else "In the record" if row.decided_at else ""
        state = state or (in_one(row.purpose, row.answers) if row.sent_at else "Nothing was sent")
        why = f": {row.declined_why}" if row.declined_why else ""
        yield (day_words(row.created.date()), row.asked_by_name, row.name, row.get_purpose_display(), state + why)


PARTS: Final = (
    Part(
        "People asked to write about the child",
        ("provision.ContributionRequest",),
        ("When", "Asked by", "Who was asked", "As", "What became of it"),
        _asked,
    ),
    Part(
        "Spreadsheets of support and provision",
        ("provision.SheetRow", "provision.SheetRun"),
        ("When", "Imported by", "Changes of the record", "State"),
        _imported,
    ),
    Part(
        "Sessions of interventions", ("provision.Session",), ("When", "Intervention", "Kind", "Given or not", "Logged by"), _rows
    ),
    Part(
        "Earlier plans of interventions",
        ("provision.EarlierPlan",),
        ("Until", "Intervention", "Planned", "Paid by", "Changed by"),
        _plans,
    ),
)
