"""Which child a row is about. Exact numbers first, then names and dates of birth by Splink; a person decides doubtful ones.

Two people are never made one in silence: a number that two records share, a number with another name and date of birth, twins,
and two rows for one record are all questions or refusals.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from attainable.domains.people.queries.states import by_numbers
from attainable.formats.people.rows import Person
from attainable.records.imports import Candidate, Match

NUMBERS: Final = (("upn", "upn"), ("upn", "former_upn"), ("former_upn", "upn"), ("uln", "uln"))
"""Field of the row and field of the record that can mean one child, the surest first."""


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
