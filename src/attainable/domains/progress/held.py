"""What is held here about a child, for access reports. It goes with the child's row."""

from collections.abc import Iterator

from attainable.domains.people.models import Child
from attainable.domains.progress.models import Attendance, Result, Suspension
from attainable.records.report import Part


def _results(child: Child) -> Iterator[tuple[object, ...]]:
    for row in Result.objects.filter(child=child):
        codes = " ".join(part for part in (row.method, row.component, row.qualifier) if part)
        yield (year_words(row.year), row.stage, row.subject, codes, row.result, row.status, row.locale, row.source)


def _attendance(child: Child) -> Iterator[tuple[object, ...]]:
    for row in Attendance.objects.filter(child=child).select_related("school__organisation"):
        codes = ", ".join(f"{code}: {number}" for code, number in sorted(row.codes.items()))
        yield (
            year_words(row.year),
            row.term or "whole year",
            row.school.name if row.school else "",
            row.possible,
            row.authorised,
            row.unauthorised,
            codes,
            row.source,
        )


def _suspensions(child: Child) -> Iterator[tuple[object, ...]]:
    for row in Suspension.objects.filter(child=child).select_related("school__organisation"):
        yield (
            f"{row.from_date:%-d %B %Y}",
            row.category,
            row.school.name if row.school else "",
            row.reasons,
            row.sessions if row.sessions is not None else "",
            row.provision,
            row.source,
        )


def year_words(year: int) -> str:
    """>>> year_words(2025)
    '2025/26'
    """
    return f"{year}/{(year + 1) % 100:02}"


PARTS = (
    Part(
        "Results of assessments",
        ("progress.Result",),
        ("Year", "Stage", "Subject", "Codes", "Result", "Status", "Country", "From"),
        _results,
    ),
    Part(
        "Attendance by term",
        ("progress.Attendance",),
        ("Year", "Term", "School", "Sessions possible", "Missed with leave", "Missed without leave", "By code", "From"),
        _attendance,
    ),
    Part(
        "Suspensions and exclusions",
        ("progress.Suspension",),
        ("First day", "Category", "School", "Reasons", "Sessions", "SEN provision", "From"),
        _suspensions,
    ),
)
