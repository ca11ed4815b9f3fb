"""What Common Transfer Files and the census say of results, attendance and suspensions, as rows of declared facts."""

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, Final

import msgspec

from attainable.domains.progress.facts import ATTENDANCE, RESULTS, SUSPENSIONS
from attainable.domains.progress.rules import missed, part_of_attendance, year_of_result
from attainable.formats.people.checks import LONGEST_SUSPENSION, warning
from attainable.formats.people.rows import Person, Sessions
from attainable.records.imports import Carried, Setting
from attainable.values.codes import SUSPENSION_CATEGORIES, attendance, suspension_reasons
from attainable.values.dates import day_words
from attainable.values.problem import Problem
from attainable.values.school_year import year_words

type Said = Iterator[dict[str, Any] | Problem]
_ASK: Final = "Ask the sending school."
_CORRECT: Final = "Correct it in the school's system."
_warning: Final = partial(warning, "progress")


def _results(person: Person, setting: Setting) -> Said:
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for told in person.results:
        year = year_of_result(told.year)
        if year is None or not (told.stage and told.result):
            what = f"A result for {told.subject or 'no subject'} does not have a stage, year or outcome that we can read."
            yield _warning(person.row, "results", what, _ASK)
            continue
        fact = {**msgspec.structs.asdict(told), "year": year}
        key = RESULTS.key_of(fact)
        if found.setdefault(key, fact) != fact:
            what = f"{told.stage} {told.subject} is given twice with different outcomes. We used the last one."
            yield _warning(person.row, "results", what, "Ask the sending school which is correct.")
        found[key] = fact
        yield fact


def _attendance(person: Person, setting: Setting) -> Said:
    for part in dict.fromkeys(sessions.part for sessions in person.attendance):
        rows = [sessions for sessions in person.attendance if sessions.part == part]
        yield _sessions(person, part, rows, setting)


def _sessions(person: Person, part: str, rows: Iterable[Sessions], setting: Setting) -> dict[str, Any] | Problem:
    """The sessions of one year or term. Where a file names the year itself it does not say at which school."""
    when = part_of_attendance(part, setting.as_at)
    codes: dict[str, int] = {}
    for row in rows:
        if row.code:
            codes[row.code] = codes.get(row.code, 0) + row.sessions
    possible = sum(row.sessions for row in rows if not row.code)
    wrong = _wrong_with(codes, possible, known=any(not row.code for row in rows))
    if when is None or wrong:
        what, mend = wrong or (f"“{part}” is not a year", _ASK)
        return _warning(person.row, "attendance", f"{what}. We ignored the attendance.", mend)
    away = missed(codes)
    return {
        "year": when[0],
        "term": when[1],
        "school": None if part else setting.school,
        "possible": possible,
        "illness": away.illness,
        "authorised": away.authorised,
        "unauthorised": away.unauthorised,
        "codes": {code: number for code, number in codes.items() if number},
    }


def _wrong_with(codes: dict[str, int], possible: int, *, known: bool) -> tuple[str, str] | None:
    """Why sessions can't be kept, and how to mend it."""
    unknown = sorted(codes.keys() - {code.code for code in attendance()})
    if unknown:
        return f"{', '.join(unknown)} is not an attendance code", "Correct the code in the school's system."
    if not known:
        return "The possible sessions are not given", "Enter the possible sessions."
    away = missed(codes)
    if away.authorised + away.unauthorised > possible:
        return "More sessions were missed than were possible", "Check the attendance in the school's system."
    return None


def _suspensions(person: Person, setting: Setting) -> Said:
    categories, reasons = {c.code for c in SUSPENSION_CATEGORIES}, {c.code for c in suspension_reasons()}
    for told in person.suspensions:
        permanent, what = told.category == "PERM", ""
        if wrong := [code for code in told.reasons if code not in reasons]:
            what = f": {', '.join(wrong)} is not a reason."
        elif told.category not in categories or told.start is None:
            what = ": It does not have a category or first day that we can read."
        elif told.sessions is not None and not 1 <= told.sessions <= LONGEST_SUSPENSION and not permanent:
            what = f" of {told.sessions} sessions. It must be from 1 to {LONGEST_SUSPENSION}."
        if what or told.start is None:
            yield _warning(person.row, "suspensions", f"We ignored a suspension{what}", _CORRECT)
            continue
        yield {
            "from_date": told.start.isoformat(),
            "category": told.category,
            "school": setting.school,
            "reasons": " ".join(told.reasons),
            "sessions": None if permanent else told.sessions,
            "provision": told.provision,
        }


def _result_in_words(result: dict[str, Any]) -> str:
    return f"Result {year_words(result['year'])}: {result['stage']} {result['subject']} {result['result']}"


def _attendance_in_words(told: dict[str, Any]) -> str:
    part = f"{told['term']} term" if told["term"] else "whole year"
    away = told["authorised"] + told["unauthorised"]
    return f"Attendance {year_words(told['year'])}, {part}: {away} of {told['possible']} sessions missed"


def _suspension_in_words(told: dict[str, Any]) -> str:
    kind = next((code.label for code in SUSPENSION_CATEGORIES if code.code == told["category"]), told["category"])
    return f"{kind} from {day_words(dt.date.fromisoformat(told['from_date']))}"


CARRIED: Final = (
    Carried(RESULTS, _results, _result_in_words),
    Carried(ATTENDANCE, _attendance, _attendance_in_words),
    Carried(SUSPENSIONS, _suspensions, _suspension_in_words),
)
