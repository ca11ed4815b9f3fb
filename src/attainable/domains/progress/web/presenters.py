"""Words and shapes of the page: codes in words, shares of sessions, what is said first."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from attainable.domains.people.web.presenters import day, provision_label
from attainable.domains.progress.models import TERMS, Attendance, Result, Suspension
from attainable.domains.progress.queries import Progress
from attainable.domains.progress.rules import read_result
from attainable.values.codes import SUSPENSION_CATEGORIES, attendance, suspension_reasons
from attainable.values.school_year import school_year, year_words

_STAGES: Final = {
    "EYFS": "Early years foundation stage",
    "KS1": "Key stage 1",
    "KS2": "Key stage 2",
    "KS3": "Key stage 3",
    "KS4": "Key stage 4",
}
_SUBJECTS: Final = {
    "profile": "Good level of development",
    "english": "English",
    "reading": "Reading",
    "writing": "Writing",
    "maths": "Mathematics",
}


# Outcomes whose codes say little by themselves, by scale.
_OUTCOMES: Final = {
    "profile": {"0": "Not assessed", "1": "Emerging", "2": "Expected", "3": "Exceeding", "Y": "Yes", "N": "No"},
    "standards": {
        "BLW": "Below",
        "PKF": "Foundations for the expected standard",
        "HNM": "Has not met the standard",
        "WTS": "Working towards the standard",
        "EXS": "Expected standard",
        "GDS": "Greater depth",
        **{f"PK{n}": f"Pre-key stage standard {n}" for n in range(1, 7)},
    },
}


@dataclass(frozen=True, slots=True)
class ResultRow:
    subject: str
    result: str
    standard: str


@dataclass(frozen=True, slots=True)
class StageOfResults:
    """The results of one stage in one year."""

    stage: str
    year: str
    rows: list[ResultRow]


def stages_of_results(results: Sequence[Result]) -> list[StageOfResults]:
    """Results in words, the latest stage first; a code that is not known as it came."""
    found: dict[tuple[int, str], list[Result]] = {}
    for row in results:
        known = read_result(row.stage, row.subject, row.year, row.result)
        stage = _STAGES.get(known.stage, known.stage) if known else row.stage
        found.setdefault((row.year, stage), []).append(row)
    return [
        StageOfResults(stage, year_words(year), sorted(map(_result_row, rows), key=_order))
        for (year, stage), rows in found.items()
    ]


def _result_row(row: Result) -> ResultRow:
    known = read_result(row.stage, row.subject, row.year, row.result)
    if known is None:
        codes = " ".join(part for part in (row.subject, row.method, row.component, row.qualifier) if part)
        return ResultRow(codes, row.result, "Not read")
    words = _OUTCOMES.get(known.framework, {}).get(known.outcome)
    return ResultRow(
        _SUBJECTS.get(known.subject, known.subject),
        words if words and known.framework == "profile" else f"{words} ({row.result})" if words else row.result,
        "Reached" if known.met else "Not reached",
    )


def _order(row: ResultRow) -> int:
    """The whole of a stage first, then subjects as schools list them; what is not known last."""
    known = list(_SUBJECTS.values())
    return known.index(row.subject) if row.subject in known else len(known)


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
    """`school` where it is the same all year."""

    year: str
    rows: list[AttendanceRow]
    whole: AttendanceRow

    @property
    def school(self) -> str:
        schools = {row.school for row in self.rows}
        return schools.pop() if len(schools) == 1 else ""


def years_of_attendance(rows: Sequence[Attendance]) -> list[YearOfAttendance]:
    """Each academic year with its terms in order and what they come to, the latest first."""
    found: dict[int, list[Attendance]] = {}
    for row in rows:
        found.setdefault(row.year, []).append(row)
    return [_year(year, found[year]) for year in sorted(found, reverse=True)]


def _year(year: int, rows: list[Attendance]) -> YearOfAttendance:
    rows = sorted(rows, key=lambda row: (("", *TERMS).index(row.term), row.pk))
    counted = counting(rows)
    totals = [sum(getattr(row, n) for row in counted) for n in ("possible", "authorised", "unauthorised")]
    return YearOfAttendance(year_words(year), [_attendance_row(row) for row in rows], _row("All", "", *totals))


def counting(rows: Sequence[Attendance]) -> list[Attendance]:
    """The rows of one year that make its figure: the whole year, or the terms if they come to more."""
    whole, terms = [r for r in rows if not r.term], [r for r in rows if r.term]
    return whole if sum(r.possible for r in whole) >= sum(r.possible for r in terms) else terms


def _attendance_row(row: Attendance) -> AttendanceRow:
    labels = {code.code: code.label for code in attendance()}
    often = sorted(row.codes.items(), key=lambda item: (-item[1], item[0]))
    codes = "; ".join(f"{labels.get(code, code)}: {number}" for code, number in often)
    where = row.school.name if row.school else "Not said"
    part = f"{row.term.capitalize()} term" if row.term else "Whole year"
    return _row(part, where, row.possible, row.authorised, row.unauthorised, codes)


def _row(part: str, school: str, possible: int, authorised: int, unauthorised: int, codes: str = "") -> AttendanceRow:
    attended = possible - authorised - unauthorised
    return AttendanceRow(part, school, possible, attended, authorised, unauthorised, _share(attended, possible), codes)


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
            day(row.from_date),
            kinds[row.category],
            "; ".join(reasons.get(code, code) for code in row.reasons.split()) or "Not said",
            _length(row),
            provision_label(row.provision),
            row.school.name if row.school else "Not said",
        )
        for row in rows
    ]


def _length(row: Suspension) -> str:
    if row.category == "PERM":
        return "Permanent"
    return _days(row.sessions) if row.sessions else ""


def _days(sessions: int) -> str:
    """>>> _days(1), _days(5)
    ('Half a day', '2.5 days')
    """
    return "Half a day" if sessions == 1 else "1 day" if sessions == 2 else f"{sessions / 2:g} days"


def summary(found: Progress, on: dt.date) -> list[tuple[str, str]]:
    """What is said first: the attendance of this academic year or the last that is known, suspensions, the last results."""
    said: list[tuple[str, Any]] = []
    years = years_of_attendance(found.attendance)
    if years:
        whole = years[0].whole
        said.append((f"Attendance {years[0].year}", f"{whole.share} ({whole.attended} of {whole.possible} sessions)"))
    this_year = sum(school_year(row.from_date) == school_year(on) for row in found.suspensions)
    if found.suspensions:
        said.append(("Suspensions and exclusions", f"{len(found.suspensions)}, {this_year or 'none'} of them this year"))
    if found.results:
        last = stages_of_results(found.results)[0]
        shown = "; ".join(f"{row.subject}: {row.result}" for row in last.rows[:4])
        said.append((f"{last.stage}, {last.year}", shown))
    return said
