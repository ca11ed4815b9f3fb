"""Rows of a file that are about one child: each row has to be about another."""

from array import array
from typing import Final

from attainable.formats.people.names import folded
from attainable.formats.people.rows import Person

_PARTS: Final = ("upn", "uln", "named")


class Repeated:
    """What rows of a file have that another row has too. UPN, ULN, and name with date of birth are kept as numbers of 64 bits (0:
    none), eight bytes each: those of 200,000 rows are alike by chance once in a billion files, and then both rows are refused."""

    def __init__(self) -> None:
        self._keys = tuple(array("q") for _ in _PARTS)
        self._twice: tuple[frozenset[int], ...] = ()

    def add(self, person: Person) -> None:
        born = person.date_of_birth.isoformat() if person.date_of_birth else ""
        named = hash((folded(person.surname), folded(person.forename), born))
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
