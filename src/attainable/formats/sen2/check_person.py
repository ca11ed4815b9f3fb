"""Checks of the header and of people (S1.., S601)."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final

from attainable.formats.sen2.judged import Faults, Judged, day_of
from attainable.formats.sen2.spec import Record
from attainable.values.identifiers import uln_fault, upn_fault
from attainable.values.school_year import age

_POSTCODE: Final = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}", re.IGNORECASE)
_OLDEST: Final = 25
# Somebody of this age has a UPN, unless another reason is given than being too young.
_SCHOOL_AGE: Final = 6


def of_header(header: dict[str, str], judged: Judged) -> Iterator[Faults]:
    """What is wrong with the header."""
    if header.get("Collection") != "SEN2":
        yield "S601", {"text": "The collection is not SEN2."}
    if header.get("SourceLevel") != "L":
        yield "S601", {"text": "The source level is not L (local authority)."}
    if not re.fullmatch(r"[0-9]{3}", header.get("LEA", "")):
        yield "S601", {"text": "The number of the council is missing or has not three digits."}
    given = header.get("ReferenceDate", "")
    if given[:10] != judged.on.isoformat():
        yield "S601", {"text": f"The reference date is {given[:10] or 'missing'}, not {judged.on.isoformat()}."}
    posts = ("DMO", "DCO", "DSCO") if judged.year >= 2026 else ("DMO", "DCO")
    for name in posts:
        if header.get(name) not in ("Y", "N", "R"):
            yield "S601", {"text": f"{name} is missing: whether the officer is in post (Y, N or R)."}


def of_person(person: Record, judged: Judged) -> Iterator[Faults]:
    """What is wrong with one person, besides what hangs beneath."""
    sex = "GenderCurrent" if judged.year == 2023 else "Sex"
    for item in ("Surname", "Forename", "PersonBirthDate", sex, "Ethnicity"):
        if not person.get(item):
            yield "S101", {"item": item}
    yield from _numbers(person, judged)
    yield from _age(person, judged)
    postcode = person.get("PostCode", "")
    if not postcode:
        yield "S110", {"text": "missing"}
    elif not _POSTCODE.fullmatch(postcode.strip()):
        yield "S110", {"text": "not written as a postcode"}
    if not person.get("Requests"):
        yield "S112", {}


def _numbers(person: Record, judged: Judged) -> Iterator[Faults]:
    upn, uln, unknown = (person.get(name, "") for name in ("UPN", "UniqueLearnerNumber", "UPNunknown"))
    if not (upn or uln or unknown):
        yield "S102", {}
    if upn and (fault := upn_fault(upn)):
        yield "S103", {"text": fault}
    if uln and (fault := uln_fault(uln)):
        yield "S104", {"text": fault}
    if unknown and (upn or uln):
        yield "S105", {}
    born = day_of(person.get("PersonBirthDate", ""))
    if unknown == "UN1" and born and born <= judged.on and age(born, judged.on) >= _SCHOOL_AGE:
        yield "S106", {"age": age(born, judged.on)}


def _age(person: Record, judged: Judged) -> Iterator[Faults]:
    born = day_of(person.get("PersonBirthDate", ""))
    if born is None:
        return
    august = dt.date(judged.on.year - 1, 8, 31)
    if born > judged.on:
        yield "S107", {"text": "it is after the reference date"}
    elif born <= august and age(born, august) > _OLDEST:
        yield "S107", {"text": f"the person was {age(born, august)} on 31 August"}
    elif born <= august and age(born, august) == _OLDEST:
        yield "S108", {}


class Twice:
    """People who are given twice, by UPN or by names and date of birth."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._names: dict[tuple[str, ...], int] = {}

    def look(self, person: Record, place: int) -> Iterator[Faults]:
        upn = person.get("UPN", "")
        other = self._numbers.setdefault(upn, place) if upn else place
        if other != place:
            yield "S109", {"other": other}
        names = tuple(person.get(name, "").casefold() for name in ("Surname", "Forename", "PersonBirthDate"))
        same = self._names.setdefault(names, place) if all(names) else place
        if same not in (place, other):
            yield "S113", {"other": same}
