"""What must be true of a register of schools as a whole, and what is worth a look."""

from collections.abc import Iterable, Iterator
from typing import Final

from attainable.formats.gias.spec import NO_AUTHORITY, Establishment, Status
from attainable.values.areas import england
from attainable.values.problem import Problem, Severity

_FEW: Final = 3


def check(rows: Iterable[Establishment], file: str) -> Iterator[Problem]:
    rows = tuple(rows)
    yield from _repeated(rows, file)
    yield from _each(rows, file)
    yield from _authorities(rows, file)


def _repeated(rows: tuple[Establishment, ...], file: str) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for row in rows:
        if row.urn in seen:
            yield Problem(
                "school-twice",
                f"URN {row.urn} is already in row {seen[row.urn]:,}.",
                "Remove one of the two.",
                file=file,
                row=row.row,
                column="URN",
            )
        seen.setdefault(row.urn, row.row)


def _each(rows: tuple[Establishment, ...], file: str) -> Iterator[Problem]:
    for row in rows:
        if row.low_age is not None and row.high_age is not None and row.low_age > row.high_age:
            yield Problem(
                "school-ages",
                f"Its lowest age, {row.low_age}, is above its highest, {row.high_age}.",
                "Correct the two.",
                file=file,
                row=row.row,
            )
        if row.opened and row.closes and row.closes < row.opened:
            yield Problem("school-dates", "It closes before it opens.", "Correct the two dates.", file=file, row=row.row)
        if row.status is Status.CLOSED and row.closes is None:
            yield Problem(
                "school-closing-date",
                "It is closed, but there is no date. It counts as closed from the day the file is imported.",
                "Enter the date if you know it.",
                file=file,
                row=row.row,
                severity=Severity.NOTE,
            )
        if row.successor == row.urn:
            yield Problem("school-successor", "It is named as its own successor.", "Correct the URN.", file=file, row=row.row)


def _authorities(rows: tuple[Establishment, ...], file: str) -> Iterator[Problem]:
    """One note a number, however many schools have it."""
    register = england()
    unknown: dict[str, list[int]] = {}
    for row in rows:
        if row.authority not in NO_AUTHORITY and not register.knows(row.authority):
            unknown.setdefault(row.authority, []).append(row.row)
    for number, found in sorted(unknown.items()):
        more = f" (rows {', '.join(f'{row:,}' for row in found[:_FEW])}{' and more' if len(found) > _FEW else ''})"
        yield Problem(
            "school-authority-unknown",
            f"No authority in England has the number {number}{more}, so its schools are kept without an authority.",
            "You do not need to do anything for schools outside England.",
            file=file,
            severity=Severity.NOTE,
        )
