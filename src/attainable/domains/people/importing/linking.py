"""Children by name, date of birth, sex and postcode, with Splink (Ministry of Justice): how likely it is that two are one."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import batched
from typing import Any, Final

from django.conf import settings

from attainable.domains.people.importing import likeness
from attainable.domains.people.importing.compared import Sought, records, rows_of, table_of
from attainable.evidence.backends import without_bar
from attainable.formats.people.rows import Person
from attainable.records.imports import Candidate
from attainable.values.identifiers import is_temporary_upn

ASK_FROM: Final = 0.02
"""At least so likely: a person is asked."""
SURE_FROM: Final = 0.9999
"""At least so likely, and nobody else likely: matched without asking."""
RIVAL_FROM: Final = 0.02
MOST_CANDIDATES: Final = 5
_AT_ONCE: Final = 2_500
_OUTWEIGHS: Final = 100
"""A candidate whose odds are so many times better than another's leaves it out of the question."""


@dataclass(slots=True)
class Linked:
    certain: int | None = None
    candidates: list[Candidate] = field(default_factory=list)


def link(
    people: Sequence[Person], schools: Sequence[int | None] = (), progress: Callable[[str], None] | None = None
) -> list[Linked]:
    """For each row (of a school, where that is known) the child it is certainly about, or those it may be about, the
    likeliest first."""
    if not people:
        return []
    if progress:
        progress("Comparing names")
    found = [Linked() for _ in people]
    numbers: dict[int, str] = {}
    for place, child, likely, exact, upn in _pairs(people, schools):
        found[place].candidates.append(Candidate(child, likely))
        numbers[child] = upn
        if exact and likely >= SURE_FROM:
            found[place].certain = child if found[place].certain is None else -1
    taken: dict[int, int] = defaultdict(int)
    for linked in found:
        if linked.certain is not None:
            taken[linked.certain] += 1
    for person, linked in zip(people, found, strict=True):
        if linked.certain is not None and not _alone(person, linked, taken, numbers):
            linked.certain = None
        linked.candidates = _worth_asking(linked.candidates)
    return found


def _pairs(people: Sequence[Person], schools: Sequence[int | None]) -> Iterator[tuple[int, int, float, bool, str]]:
    """Pairs of row and child that may be one, a few thousand rows at a time: what is compared at once is held in memory.

    Rows born about the same days go together, so that each time only a part of the record is compared.
    """
    record = table_of(filter(Sought(rows_of(people, schools)).seeks, records()))
    by_birth = sorted(rows_of(people, schools), key=lambda row: row.born or "")
    for part in batched(by_birth, _AT_ONCE):
        yield from _predict(table_of(part), Sought(part).within(record))


def _worth_asking(candidates: list[Candidate]) -> list[Candidate]:
    """The likeliest, and those it is not a hundred times likelier than."""
    found = sorted(candidates, key=lambda c: -c.likely)[:MOST_CANDIDATES]
    if not found:
        return []
    best = _odds(found[0].likely)
    return [c for c in found if c.likely >= ASK_FROM and _odds(c.likely) * _OUTWEIGHS >= best]


def _odds(likely: float) -> float:
    return likely / max(1e-12, 1 - likely)


def _alone(person: Person, linked: Linked, taken: dict[int, int], upns: dict[int, str]) -> bool:
    """No rival is likely, no other row takes the child, and no number contradicts it."""
    child = linked.certain
    if child is None or child < 0 or taken[child] > 1:
        return False
    rivals = [c for c in linked.candidates if c.child != child and c.likely >= RIVAL_FROM]
    has = upns.get(child, "")
    if not (person.upn and has and person.upn != has):
        return not rivals
    # A permanent number takes the place of a temporary one, so that the two contradict nothing.
    return not rivals and is_temporary_upn(person.upn) != is_temporary_upn(has)


def _predict(left: Any, right: Any) -> list[tuple[int, int, float, bool, str]]:
    import duckdb
    from splink import DuckDBAPI, Linker

    logging.getLogger("splink").setLevel(logging.ERROR)
    # Where uploads are kept: nobody else reads it.
    beside = settings.CONFIG.home / "imports" / "linking"
    connection = duckdb.connect(":memory:", config={"memory_limit": "80MB", "threads": 1, "temp_directory": str(beside)})
    try:
        without_bar(connection)
        api = DuckDBAPI(connection)
        tables = [api.register(left, dataset_display_name="file"), api.register(right, dataset_display_name="record")]
        linker = Linker(tables, likeness.settings(), log_level=logging.ERROR, validate_settings=False)
        pairs = linker.inference.predict(threshold_match_probability=ASK_FROM / 4)
        source = pairs.physical_name
        query = f"""
            select case when source_dataset_l = 'file' then unique_id_l else unique_id_r end,
                   case when source_dataset_l = 'file' then unique_id_r else unique_id_l end,
                   match_probability, born_l = born_r and forename_l = forename_r and surname_l = surname_r,
                   case when source_dataset_l = 'file' then upn_r else upn_l end
            from {source} where match_probability >= {ASK_FROM / 4}
        """  # noqa: S608  (names and numbers of our own)
        found: list[tuple[int, int, float, bool, str]] = connection.execute(query).fetchall()
        return found
    finally:
        connection.close()
