"""Checks of a child's row that hold whatever the format: identifiers, dates, provision and needs, sessions.

Sources: UPN guide (check letter), school census guidance (needs of K and E; NSA only with SEN support; one need of each rank).
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final

from attainable.formats.people.rows import Person
from attainable.values.codes import attendance
from attainable.values.identifiers import uln_fault, upn_fault
from attainable.values.problem import Problem, Severity
from attainable.values.school_year import age
from attainable.values.text import begins_formula

OLDEST: Final = 25
LONGEST_SUSPENSION: Final = 90  # half days: 45 days in a school year (Education (Pupil Exclusions) regulations 2012)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LONGEST: Final = {"surname": 100, "forename": 100, "middle_names": 100, "known_as": 100, "postcode": 8, "address": 400}
_LONGEST_OF_CARERS: Final = {"carer": 150, "carer_email": 254, "carer_telephone": 30}


def error(code: str, row: int, column: str, what: str, mend: str) -> Problem:
    return Problem(code, what, mend, row=row, column=column)


def warning(code: str, row: int, column: str, what: str, mend: str) -> Problem:
    return Problem(code, what, mend, row=row, column=column, severity=Severity.WARNING)


def note(code: str, row: int, column: str, what: str, mend: str) -> Problem:
    return Problem(code, what, mend, row=row, column=column, severity=Severity.NOTE)


def check(person: Person, today: dt.date) -> Iterator[Problem]:
    """Every problem of one row."""
    yield from _identity(person, today)
    yield from _numbers(person)
    yield from _dates(person, today)
    yield from _sen(person)
    yield from _sessions(person)


def _identity(person: Person, today: dt.date) -> Iterator[Problem]:
    row = person.row
    for column, value in (("surname", person.surname), ("forename", person.forename)):
        if not value:
            yield error("missing", row, column, f"The {column} is missing.", "Enter it.")
    if person.date_of_birth is None:
        yield error("missing", row, "date_of_birth", "The date of birth is missing.", "Enter it.")
    elif person.date_of_birth > today or age(person.date_of_birth, today) > OLDEST:
        yield error(
            "age",
            row,
            "date_of_birth",
            "The date of birth gives an age that is not between 0 and 25.",
            "Check the year, and that the day and month are the right way round.",
        )
    for name, most in _LONGEST.items():
        if len(getattr(person, name)) > most:
            yield error("too-long", row, name, f"The text is longer than {most} characters.", "Shorten it.")
    for carer in person.carers:
        for name, most in _LONGEST_OF_CARERS.items():
            if len(getattr(carer, name.removeprefix("carer_").replace("carer", "name"))) > most:
                yield error("too-long", row, name, f"The text is longer than {most} characters.", "Shorten it.")
    for name in ("surname", "forename", "middle_names", "known_as", "address"):
        if _CONTROL.search(getattr(person, name)):
            yield error("characters", row, name, "The text contains characters that can't be printed.", "Type it again.")

    for name in ("surname", "forename", "middle_names", "known_as", "address"):
        if _like_formula(getattr(person, name)):
            yield error("formula", row, name, "The text starts like a formula.", "Enter the name itself.")


def _like_formula(text: str) -> bool:
    """A name may begin with a hyphen."""
    return begins_formula(text) and not text.lstrip().startswith("-")


def _numbers(person: Person) -> Iterator[Problem]:
    for column, fault in (("upn", upn_fault), ("former_upn", upn_fault), ("uln", uln_fault)):
        value = getattr(person, column)
        wrong = fault(value) if value else None
        if wrong:
            yield error("number", person.row, column, wrong, "Compare it with the school's system.")
    if person.upn and person.upn == person.former_upn:
        yield warning("former-upn", person.row, "former_upn", "The former UPN is the same as the UPN.", "Leave it empty.")


def _dates(person: Person, today: dt.date) -> Iterator[Problem]:
    born = person.date_of_birth
    dated = [("entered", person.entered), ("left", person.left)]
    dated += [("provision_from", provision.from_date) for provision in person.provisions]
    dated += [("needs_from", need.from_date) for need in person.needs]
    for column, day in dated:
        if day and born and day < born:
            yield error("before-birth", person.row, column, "The date is before the child was born.", "Check both dates.")
        elif day and day > today and column != "left":
            yield error("future", person.row, column, "The date is in the future.", "Enter today's date or an earlier one.")
    if person.entered and person.left and person.left < person.entered:
        yield error("order", person.row, "left", "The child leaves before joining.", "Check both dates.")


def _sen(person: Person) -> Iterator[Problem]:
    row, codes = person.row, [need.code for need in person.needs]
    now = max(person.provisions, key=lambda p: p.from_date or dt.date.max, default=None)
    if now is None:
        return
    if now.code == "N" and codes:
        yield error(
            "needs-without-provision",
            row,
            "needs",
            "There are needs, but the provision is N (no SEN).",
            "Remove the needs, or enter the provision.",
        )
    if now.code in "KE" and not codes:
        yield warning(
            "no-needs", row, "needs", "No need is given for a child on the register.", "Enter at least the primary need."
        )
    if now.code != "K" and "NSA" in codes:
        yield error(
            "nsa",
            row,
            "needs",
            "NSA (no specialist assessment) is only for SEN support.",
            "Enter the type of need that was assessed.",
        )
    ranks = [need.rank for need in person.needs]
    # A history of needs holds a rank several times, with different days.
    latest = {(need.rank, need.from_date) for need in person.needs}
    if len(latest) < len(ranks):
        yield error("rank-twice", row, "needs", "Two needs have the same rank.", "Rank them 1, 2, 3.")
    days = [provision.from_date for provision in person.provisions]
    if len(set(days)) < len(days):
        yield error("provision-twice", row, "provision", "Two provisions start on the same day.", "Keep the correct one.")


def _sessions(person: Person) -> Iterator[Problem]:
    counts = {code.code: code.today == "Y" for code in attendance()}
    for part in {sessions.part for sessions in person.attendance}:
        rows = [sessions for sessions in person.attendance if sessions.part == part]
        possible = sum(s.sessions for s in rows if not s.code)
        coded = sum(s.sessions for s in rows if s.code and counts.get(s.code, False))
        if any(not s.code for s in rows) and coded > possible:
            yield warning(
                "sessions",
                person.row,
                "attendance",
                f"{coded} sessions by code are more than the {possible} that were possible.",
                "Check the attendance in the school's system.",
            )
    suspended = sum(s.sessions or 0 for s in person.suspensions if s.category in ("SUSP", "FIXD"))
    if suspended > LONGEST_SUSPENSION:
        yield warning(
            "suspension",
            person.row,
            "suspensions",
            "Suspensions are longer than 45 days together.",
            "Check the dates and sessions.",
        )
