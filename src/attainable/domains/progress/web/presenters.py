"""Words and shapes of the page: codes in words, shares of sessions, what is said first."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from attainable.domains.people.web.presenters import day, provision_label
from attainable.domains.progress.held import year_words
from attainable.domains.progress.models import TERMS, Attendance, Result, Suspension
from attainable.domains.progress.queries import Progress
from attainable.domains.progress.rules import read_result
from attainable.values.codes import SUSPENSION_CATEGORIES, attendance, suspension_reasons
from attainable.values.school_year import school_year

_STAGES: Final = {"EYFS": "Early years foundation stage", "KS1": "Key stage 1", "KS2": "Key stage 2", "KS3": "Key stage 3",
                  "KS4": "Key stage 4"}  # fmt: skip
_SUBJECTS: Final = {"english": "English", "maths": "Mathematics", "reading": "Reading", "writing": "Writing",
                    "profile": "Good level of development"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ResultRow:
    year: str
    stage: str
    subject: str
    result: str
    standard: str


def result_rows(results: Sequence[Result]) -> list[ResultRow]:
    """Results in words; a code that is not known as it came."""
    return [_result_row(row) for row in results]


def _result_row(row: Result) -> ResultRow:
    known = read_result(row.stage, row.subject, row.year, row.result)
    codes = " ".join(part for part in (row.subject, row.method, row.component, row.qualifier) if part)
    stage = _STAGES.get(known.stage, known.stage) if known else row.stage
    standard = "Not read" if known is None else "Reached" if known.met else "Not reached"
    return ResultRow(
        year_words(row.year),
        stage,
        _SUBJECTS.get(known.subject, codes) if known else codes,
        row.result,
        standard,
    )


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """A term, or a whole year. `share` is that of sessions attended."""

    part: str
    school: str
    possible: int
    attended: int
    authorised: int
    unauthorised: int
    share: str
    codes: str


@dataclass(frozen=True, slots=True)
class YearOfAttendance:
    year: str
    rows: list[AttendanceRow]
    whole: AttendanceRow


def years_of_attendance(rows: Sequence[Attendance]) -> list[YearOfAttendance]:
    """Each academic year with its terms in order and what they come to, the latest first."""
    found: dict[int, list[Attendance]] = {}
    for row in rows:
        found.setdefault(row.year, []).append(row)
    return [_year(year, found[year]) for year in sorted(found, reverse=True)]


def _year(year: int, rows: list[Attendance]) -> YearOfAttendance:
    rows = sorted(rows, key=lambda row: ("", *TERMS).index(row.term))
    counted = counting(rows)
    totals = [sum(getattr(row, n) for row in counted) for n in ("possible", "authorised", "unauthorised")]
    return YearOfAttendance(
        year_words(year), [_attendance_row(row) for row in rows], _row("All", "", *totals)
    )


def counting(rows: Sequence[Attendance]) -> list[Attendance]:
    """The rows of one year that make its figure: what is told of the whole year, or the terms where they come to more."""
    whole, terms = [r for r in rows if not r.term], [r for r in rows if r.term]
    return whole if sum(r.possible for r in whole) >= sum(r.possible for r in terms) else terms


def _attendance_row(row: Attendance) -> AttendanceRow:
    labels = {code.code: code.label for code in attendance()}
    codes = "; ".join(f"{labels.get(code, code)}: {number}" for code, number in sorted(row.codes.items()))
    where = row.school.name if row.school else "Not said"
    part = f"{row.term.capitalize()} term" if row.term else "Whole year"
    return _row(part, where, row.possible, row.authorised, row.unauthorised, codes)


def _row(
    part: str, school: str, possible: int, authorised: int, unauthorised: int, codes: str = ""
) -> AttendanceRow:
    attended = possible - authorised - unauthorised
    return AttendanceRow(
        part, school, possible, attended, authorised, unauthorised, _share(attended, possible), codes
    )


def _share(part: int, whole: int) -> str:
    """>>> _share(171, 190), _share(0, 0)
    ('90.0%', '')
    """
    return f"{100 * part / whole:.1f}%" if whole else ""


@dataclass(frozen=True, slots=True)
class SuspensionRow:
    day: str
    kind: str
    reasons: str
    length: str
    provision: str
    school: str


def suspension_rows(rows: Sequence[Suspension]) -> list[SuspensionRow]:
    reasons = {code.code: code.label for code in suspension_reasons()}
    kinds = {code.code: code.label for code in SUSPENSION_CATEGORIES}
    return [
        SuspensionRow(
            day(row.from_date), kinds[row.category],
            "; ".join(reasons.get(code, code) for code in row.reasons.split()) or "Not said", _length(row.sessions),
            provision_label(row.provision), row.school.name if row.school else "Not said",
        )
        for row in rows
    ]  # fmt: skip


def _length(sessions: int | None) -> str:
    """>>> _length(1), _length(5), _length(None)
    ('Half a day', '2.5 days', '')
    """
    if sessions is None:
        return ""
    return "Half a day" if sessions == 1 else "1 day" if sessions == 2 else f"{sessions / 2:g} days"


def summary(found: Progress, on: dt.date) -> list[tuple[str, str]]:
    """What is said first: the attendance of this academic year or the last that is known, suspensions, the last results."""
    said: list[tuple[str, Any]] = []
    years = years_of_attendance(found.attendance)
    if years:
        whole = years[0].whole
        said.append(
            (f"Attendance {years[0].year}", f"{whole.share} ({whole.attended} of {whole.possible} sessions)")
        )
    this_year = sum(school_year(row.from_date) == school_year(on) for row in found.suspensions)
    if found.suspensions:
        said.append(
            ("Suspensions and exclusions", f"{len(found.suspensions)}, {this_year} of them this year")
        )
    if found.results:
        last = [row for row in found.results if row.year == found.results[0].year]
        shown = "; ".join(f"{row.subject}: {row.result}" for row in result_rows(last[:4]))
        said.append((f"Results {year_words(last[0].year)}", shown))
    return said
