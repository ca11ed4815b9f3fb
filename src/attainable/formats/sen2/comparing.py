"""What two returns differ in, person by person, item by item."""

from collections.abc import Iterator
from dataclasses import dataclass

from attainable.formats.sen2.spec import ITEMS, LINE, MANY, Record, Return


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: the person by the number that both have, where it is, and what each return says. Names are not shown."""

    person: str
    where: str
    first: str
    second: str


def compare(first: Return, second: Return) -> Iterator[Difference]:
    """Every difference. People are matched by UPN, else ULN, else names and birth date; two of one key are matched in order."""
    ones, others = _by_key(first), _by_key(second)
    for key in sorted(ones.keys() | others.keys()):
        pairs = ones.get(key, []), others.get(key, [])
        for at in range(max(map(len, pairs))):
            one, other = (rows[at] if at < len(rows) else None for rows in pairs)
            if one is None or other is None:
                yield Difference(
                    _named(one or other or {}), "Person", "" if one is None else "given", "" if other is None else "given"
                )
            else:
                yield from _blocks(_named(one), "Person", one, other)


def _given(block: Record | None) -> str:
    return "" if block is None else "given"


def _by_key(found: Return) -> dict[tuple[str, ...], list[Record]]:
    people: dict[tuple[str, ...], list[Record]] = {}
    for person in found.people:
        people.setdefault(_key(person), []).append(person)
    return people


def _key(person: Record) -> tuple[str, ...]:
    for name in ("UPN", "UniqueLearnerNumber"):
        if text := person.get(name):
            return (name, text)
    return ("names", *(person.get(name, "").casefold() for name in ("Surname", "Forename", "PersonBirthDate")))


def _named(person: Record) -> str:
    """The person in a line without a name: the UPN or ULN, else the line of the file."""
    return person.get("UPN") or person.get("UniqueLearnerNumber") or f"line {person.get(LINE, '?')}"


def _blocks(person: str, where: str, one: Record, other: Record) -> Iterator[Difference]:
    for name in dict.fromkeys([*one, *other]):
        if name == LINE:
            continue
        a, b = one.get(name), other.get(name)
        if name in ITEMS:
            if (a or "") != (b or ""):
                yield Difference(person, f"{where}/{name}", a or "", b or "")
        elif name in MANY:
            yield from _lists(person, f"{where}/{name}", a or [], b or [])
        elif a is None or b is None:
            yield Difference(person, f"{where}/{name}", _given(a), _given(b))
        else:
            yield from _blocks(person, f"{where}/{name}", a, b)


def _lists(person: str, where: str, ones: list[Record], others: list[Record]) -> Iterator[Difference]:
    for at in range(max(len(ones), len(others))):
        place = f"{where}[{at + 1}]"
        if at >= len(ones) or at >= len(others):
            yield Difference(person, place, "given" if at < len(ones) else "", "given" if at < len(others) else "")
        else:
            yield from _blocks(person, place, ones[at], others[at])
