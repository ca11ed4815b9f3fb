"""Files that tell of a child's years."""

import datetime as dt
from pathlib import Path
from typing import Any

from tests.records.world import World

from attainable.domains.people.models import Child
from attainable.formats.census.write import write_census
from attainable.formats.ctf.write import write_ctf
from attainable.formats.people.rows import Person, Result, Sessions, Suspension

SCHOOL = "9992001"
JANUARY = dt.date(2026, 1, 15)
SESSIONS = (Sessions("", 140), Sessions("I", 6), Sessions("M", 2), Sessions("O", 4), Sessions("V", 3))
SUSPENDED = Suspension("SUSP", ("PP", "VA"), dt.date(2025, 11, 3), 4, "K")
RESULTS = (
    Result("KS1", "2023", "REA", "TA", "SUB", "NS", "EXS"),
    Result("KS1", "2023", "WRI", "TA", "SUB", "NS", "WTS"),
    Result("KS1", "2023", "MAT", "TA", "SUB", "NS", "EXS"),
    Result("PHX", "2022", "XXX", "TT", "COM", "NM", "33"),
)


def person_of(child: Child, **told: object) -> Person:
    who: dict[str, Any] = {name: getattr(child, name) for name in ("surname", "forename", "date_of_birth", "sex", "upn")}
    return Person(**who, **told)  # type: ignore[arg-type]


def number(world: World, school: str = "oak") -> str:
    """The DfE number of a school of the world, given to it where it has none."""
    found = world.schools[school]
    if not found.laestab:
        found.laestab = SCHOOL
        found.save()
    return found.laestab


def census(folder: Path, world: World, *people: Person, day: dt.date = JANUARY) -> bytes:
    file = folder / "census.zip"
    write_census(file, people, school=number(world), day=day)
    return file.read_bytes()


def ctf(folder: Path, world: World, *people: Person) -> bytes:
    file = folder / "ctf.xml"
    made = dt.datetime(2026, 7, 1, 9, 0)  # noqa: DTZ001  (as a file has it)
    write_ctf(file, people, source="9992999", made=made, dest=number(world))
    return file.read_bytes()
