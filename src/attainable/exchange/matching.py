"""Which child a row is about. Exact numbers first, then names and dates of birth by Splink; a person decides doubtful ones.

Two people are never made one in silence: a number that two records share, a number with another name and date of birth, twins,
and two rows for one record are all questions or refusals.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from attainable.domains.people.queries.states import by_numbers
from attainable.exchange.linking import Candidate, link
from attainable.formats.people.rows import Person
from attainable.values.problem import Problem

NUMBERS: Final = (("upn", "upn"), ("upn", "former_upn"), ("former_upn", "upn"), ("uln", "uln"))
"""Field of the row and field of the record that can mean one child, the surest first."""


@dataclass(slots=True)
class Match:
    """Which child a row is about: a child, found by a number or by name; or candidates for somebody to decide; or nobody."""

    child: int | None = None
    how: str = ""
    candidates: Sequence[Candidate] = ()
    question: str = ""


def by_number(people: Sequence[Person]) -> list[Match]:
    """Matches only by exact number: four queries for a few thousand rows."""
    found: list[dict[str, int]] = [{} for _ in people]
    for given, kept in NUMBERS:
        numbers: dict[str, list[int]] = defaultdict(list)
        for place, person in enumerate(people):
            if value := getattr(person, given):
                numbers[value].append(place)
        for number, child in by_numbers(kept, numbers.keys()):
            for place in numbers[number]:
                found[place].setdefault(f"{given}/{kept}", child)
    return [_decide(by_field) for by_field in found]


def _decide(by_field: dict[str, int]) -> Match:
    children = list(dict.fromkeys(by_field.values()))
    if not children:
        return Match()
    how = next(iter(by_field)).partition("/")[0]
    if len(children) > 1:
        return Match(
            candidates=[Candidate(child, 1.0) for child in children],
            how=how,
            question="The numbers in this row belong to two different records.",
        )
    return Match(children[0], how)


_PARTS: Final = ("upn", "uln", "named")


class Repeated:
    """What rows of a file have that another row has too. UPN, ULN, and name with date of birth are kept as numbers of 64 bits (0:
    none), eight bytes each: those of 200,000 rows are alike by chance once in a billion files, and then both rows are refused."""

    def __init__(self) -> None:
        self._keys = tuple(array("q") for _ in _PARTS)
        self._twice: tuple[frozenset[int], ...] = ()

    def add(self, person: Person) -> None:
        born = person.date_of_birth.isoformat() if person.date_of_birth else ""
        named = hash((person.surname.casefold(), person.forename.casefold(), born))
        numbers = (hash(person.upn) if person.upn else 0, hash(person.uln) if person.uln else 0)
        for kept, key in zip(self._keys, (*numbers, named), strict=True):
            kept.append(key)

    def of(self, place: int) -> str:
        """What of the row at a place another row has too: `upn`, `uln`, `named`, or nothing. Asked when all rows are added."""
        if not self._twice:
            self._twice = tuple(map(_more_than_once, self._keys))
        keys = [kept[place] for kept in self._keys]
        for name, key, twice in zip(_PARTS, keys, self._twice, strict=True):
            if key in twice and not (name == "named" and (keys[0] or keys[1])):
                return name
        return ""


def _more_than_once(keys: array[int]) -> frozenset[int]:
    import numpy as np

    values, counts = np.unique(np.frombuffer(keys, np.int64), return_counts=True)
    return frozenset(values[counts > 1].tolist()) - {0}


def by_name(
    people: Sequence[Person], schools: Sequence[int | None], progress: Callable[[str], None] | None = None
) -> list[Match]:
    """Matches of those without a known number, by Splink over the whole record. Those who have a number that the record gives
    to nobody may still be known by name, without number."""
    return [Match(found.certain, "name", found.candidates) for found in link(people, schools, progress)]


def decided_twice(children: Iterable[int | None]) -> set[int]:
    """Children that two rows were matched with."""
    counts = Counter(child for child in children if child is not None)
    return {child for child, times in counts.items() if times > 1}


def told(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """Problems as they are kept in a row."""
    return [
        {"code": p.code, "what": p.what, "mend": p.mend, "row": p.row, "column": p.column, "severity": str(p.severity)}
        for p in problems
    ]
