"""Which part of a name is which, over all rows of a file: children who are known by number show it."""

from collections.abc import Iterable
from itertools import batched
from typing import Final

import msgspec

from attainable.exchange.files import Opened
from attainable.exchange.pile import Pile
from attainable.formats.people.checks import error
from attainable.formats.people.rows import Person
from attainable.records.imports import Children, Match
from attainable.values.problem import Problem, Severity

SWAPPED: Final = "names-swapped"
_BATCH: Final = 2000
_AT_LEAST: Final = 3
"""So many children whose names are the other way round are a matter of the columns, and not of the children."""


def order_in_one_column(opened: Opened, pile: Pile, children: Children) -> Problem | None:
    """Put into the mapping which part of names in one column comes first, where the children known by number show it.

    Returns a note about it, or None where they show nothing: then the rows stay refused until somebody says the order.
    """
    doubtful = [row.person for row in pile if any(problem.code == "name-order" for problem in row.problems)]
    if not doubtful or opened.mapping is None:
        return None
    same, swapped = _counts(children, doubtful)
    if bool(same) == bool(swapped):
        return None
    first = "surname" if swapped else "forename"
    opened.mapping = msgspec.structs.replace(opened.mapping, names=first)
    count = same + swapped
    known = "a child we know by number has" if count == 1 else f"{count} children we know by number have"
    what = f"We read the names in one column with the {first} first, as {known} them."
    mend = "If that is wrong, choose the order on the page where you match columns."
    return Problem("name-order", what, mend, severity=Severity.NOTE)


def swapped_columns(opened: Opened, pile: Pile, matches: list[Match], children: Children) -> Problem | None:
    """One warning where the columns of surname and forename are the other way round for the children known by number.

    Their records keep their names. A row whose child is not known by number is refused: nothing shows which name is which.
    """
    if opened.mapping is None or not {"surname", "forename"} <= set(opened.mapping.columns.values()):
        return None
    usable = pile.usable()
    by_number = [place for place in usable if matches[place].child is not None]
    same = swapped = 0
    for places in batched(by_number, _BATCH):
        known = [(pile.person(place), child) for place in places if (child := matches[place].child) is not None]
        straight, crossed = children.names_in_order(known)
        same, swapped = same + straight, swapped + crossed
    if swapped < _AT_LEAST or same * 10 > swapped:
        return None
    for place in usable:
        if matches[place].child is None and not matches[place].candidates:
            pile.say(place, error(SWAPPED, pile.number(place), "surname", _UNKNOWN, _MEND))
    what = f"The columns Surname and Forename are the other way round: {swapped} children we know by number have them so. "
    return Problem(SWAPPED, f"{what}Their records keep their names.", _MEND, column="Surname", severity=Severity.WARNING)


_UNKNOWN: Final = "The surname and forename seem to be the other way round in this file, so we can't tell which is which here."
_MEND: Final = "Match the two columns the other way round, or correct the file."


def _counts(children: Children, people: Iterable[Person]) -> tuple[int, int]:
    same = swapped = 0
    for part in batched(people, _BATCH):
        known = [(person, m.child) for person, m in zip(part, children.by_number(part), strict=True) if m.child is not None]
        straight, crossed = children.names_in_order(known)
        same, swapped = same + straight, swapped + crossed
    return same, swapped
