"""Checks of a whole return, judged on its reference date whatever the day: `checks.yaml` has their words."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
import yaml

from attainable.formats.sen2 import check_person, check_plan, check_request
from attainable.formats.sen2.judged import Faults, Judged, Schools, day_of
from attainable.formats.sen2.spec import ITEMS, REFERENCE_DATES, Record, Return
from attainable.formats.sen2.xml_reading import walk

__all__ = ["Catalogued", "Finding", "Judged", "Schools", "catalogue", "check"]


class Catalogued(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A check as the catalogue has it."""

    table: str
    level: str
    what: str
    mend: str
    since: int = 2023
    dfe: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. `person` counts people from 1 in the order of the file; `row` is the line in the file, where known."""

    check: str
    level: str
    table: str
    person: int
    row: int | None
    what: str
    mend: str

    def as_record(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("check", "level", "table", "person", "row", "what", "mend")}


@cache
def catalogue() -> Mapping[str, Catalogued]:
    """Every check by its number."""
    rows = yaml.safe_load((files("attainable.formats.sen2") / "checks.yaml").read_text("utf-8"))
    return {number: msgspec.convert(row, Catalogued) for number, row in rows.items()}


def check(found: Return, *, on: dt.date | None = None, schools: Schools | None = None) -> Iterator[Finding]:
    """Everything that is wrong with a return, or has to be looked at, in the order of the file. `on` is the reference date, by
    default that of the return's year. Without `schools` the checks S405, S406 and S503 are not run."""
    day = on or dt.date.fromisoformat(REFERENCE_DATES[found.year])
    judged = Judged(found.year, day, found.header.get("LEA", ""), schools)
    for number, words in check_person.of_header(found.header, judged):
        yield _finding(judged, number, 0, None, words)
    twice, items = check_person.Twice(), _Items(found.year)
    for place, person in enumerate(found.people, 1):
        line = person.get("#")
        for number, words in (*twice.look(person, place), *_of_person(person, judged, items)):
            if catalogue()[number].since <= judged.year:
                yield _finding(judged, number, place, line, words)


def _of_person(person: Record, judged: Judged, items: "_Items") -> Iterator[Faults]:
    for _, block in walk(person):
        yield from items.look(block)
    yield from check_person.of_person(person, judged)
    for request in person.get("Requests", ()):
        yield from check_request.of_request(request, person, judged)
        if plan := (request.get("Assessment") or {}).get("NamedPlan"):
            yield from check_plan.of_named(plan, request, person, judged)
        if active := request.get("ActivePlans"):
            yield from check_plan.of_active(active, request, person, judged)


class _Items:
    """Dates that are none, and codes that are not in their list. What was found right once is known by item: a county's return
    has few different values. Types of need have a check of their own."""

    def __init__(self, year: int) -> None:
        self._year = year
        checked = {name for name, item in ITEMS.items() if (item.codes or item.kind == "date" or not item.in_force(year))}
        self._right: dict[str, set[str]] = {name: {""} for name in checked - {"SENtype"}}

    def look(self, block: Record) -> Iterator[Faults]:
        right = self._right
        for item, text in block.items():
            known = right.get(item)
            if known is not None and text not in known:
                yield from self._asked(item, text)

    def _asked(self, item: str, text: str) -> Iterator[Faults]:
        known = ITEMS[item]
        if known.kind == "date" and day_of(text) is None:
            yield "S001", {"item": item, "text": text[:20]}
        elif known.codes and text not in known.codes:
            yield "S002", {"item": item, "text": text[:20]}
        elif not known.in_force(self._year):
            yield "S003", {"item": item, "year": self._year}
        else:
            self._right[item].add(text)


def _finding(judged: Judged, number: str, person: int, line: int | None, words: dict[str, Any]) -> Finding:
    known = catalogue()[number]
    table = words.pop("table", known.table)
    return Finding(number, known.level, table, person, line, known.what.format(**words), known.mend)
