"""A Common Transfer File as people, streamed."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from attainable.formats.ctf.elements import HEADER, PUPIL, looks_like_xml, not_read, parts_of
from attainable.formats.ctf.pupil import Pupil
from attainable.formats.people.cells import NotADateError, date_of
from attainable.formats.people.checks import error
from attainable.formats.people.limits import LIMITS
from attainable.formats.people.rows import Origin, Person, Read
from attainable.values.identifiers import laestab
from attainable.values.problem import Problem, ProblemsError, Severity

__all__ = ["looks_like_xml", "origin", "people"]


def origin(path: Path) -> Origin:
    """The header, and what the file holds that is not kept. The whole file is read once, so that a broken one shows first."""
    header: dict[str, str] = {}
    left: Counter[str] = Counter()
    pupils = 0
    for name, element in parts_of(path):
        if name == HEADER:
            header = {
                f"{e.getparent().tag}/{e.tag}": (e.text or "").strip()
                for e in element.iter()
                if not len(e) and isinstance(e.tag, str)
            }
        elif name == PUPIL:
            pupils += 1
            left.update(not_read(element))
    if not header and not pupils:
        raise ProblemsError(
            Problem(
                "no-ctf",
                "The file is not a Common Transfer File.",
                "Ask the sending school for the CTF, or choose the correct format.",
            )
        )
    made = header.get("Header/DateTime", "")[:10]
    try:
        as_at = date_of(made)
    except NotADateError:
        as_at = None
    school = laestab(header.get("DestSchool/LEA", "") + header.get("DestSchool/Estab", "")) or ""
    return Origin(header.get("Header/CTFversion", "")[:20], as_at, school, tuple(_not_kept(left)))


def _not_kept(left: Counter[str]) -> Iterator[Problem]:
    for name, count in sorted(left.items()):
        what = f"“{name}” is given for {count} child{'ren' * (count != 1)}. Records do not keep it."
        mend = "Keep the file where you keep this kind of information."
        yield Problem("not-kept", what, mend, severity=Severity.NOTE)


def people(path: Path, today: dt.date) -> Iterator[Read]:
    """Each pupil, with its problems, and each element beside them that is not a pupil. `row` counts them from 1."""
    dest, place = "", 0
    for name, element in parts_of(path):
        if name == HEADER:
            dest = element.findtext("DestSchool/LEA", "") + element.findtext("DestSchool/Estab", "")
            continue
        place += 1
        if place > LIMITS.rows:
            raise ProblemsError(
                Problem("too-many-rows", f"The file has more than {LIMITS.rows:,} pupils.", "Split it, and import the parts.")
            )
        if name == PUPIL:
            yield Pupil(element, place, laestab(dest) or "").read(today)
        else:
            what = f"“{name}” is not an element of a Common Transfer File, so we did not read it."
            mend = "Ask the sending school for the file again, or for this child's details."
            yield Read(Person(row=place), (error("not-a-pupil", place, "", what, mend),))
