"""People of a file and of the record as rows that Splink compares, and which of a county's children are compared at all."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import batched
from typing import Any, NamedTuple

from attainable.domains.people.queries.states import for_linking
from attainable.domains.people.rules import words_of
from attainable.formats.people.rows import Person


class Compared(NamedTuple):
    """A person as Splink compares them; the columns of both tables."""

    unique_id: int
    forename: str | None
    known_as: str | None
    surname: str | None
    born: str | None
    sex: str | None
    postcode: str | None
    upn: str
    school: int | None
    month_day: str | None
    year: str | None
    swapped: str | None


def rows_of(people: Iterable[Person], schools: Sequence[int | None]) -> Iterator[Compared]:
    for place, person in enumerate(people):
        school = schools[place] if schools else None
        names = person.forename, person.known_as, person.surname
        yield _row(place, *names, person.date_of_birth, person.sex, "", person.postcode, school)


def records() -> Iterator[Compared]:
    for row in for_linking():
        yield _row(*row)


def _row(
    key: int, forename: str, known_as: str, surname: str, born: Any, sex: str, upn: str, postcode: str, school: int | None
) -> Compared:
    first, last = _flat(forename), _flat(surname)
    day, swapped = _day(born) if born else (None, None)
    return Compared(
        key,
        first or None,
        _flat(known_as) or first or None,
        last or None,
        day,
        sex or None,
        "".join(postcode.split()).upper() or None,
        upn,
        school,
        day and day[5:],
        day and day[:4],
        swapped,
    )


# Names and days come again and again: the same few thousand of each in a county.
@lru_cache(1 << 14)
def _day(born: dt.date) -> tuple[str, str]:
    """A day, and the day that it would be with day and month the other way round."""
    day = born.isoformat()
    return day, f"{day[:4]}-{day[8:]}-{day[5:7]}"


@lru_cache(1 << 14)
def _flat(name: str) -> str:
    """A name in plain small letters without spaces, hyphens or accents."""
    return max(words_of("".join(name.split())), key=len, default="")


def table_of(rows: Iterable[Compared]) -> Any:
    """Rows as an Arrow table, a batch at a time: a county as Python's values would take hundreds of megabytes."""
    import pyarrow as pa

    numbers = {"unique_id", "school"}
    schema = pa.schema([(name, pa.int64() if name in numbers else pa.string()) for name in Compared._fields])
    batches = [
        pa.RecordBatch.from_arrays(
            [pa.array(column, field.type) for column, field in zip(zip(*part, strict=True), schema, strict=True)], schema=schema
        )
        for part in batched(rows, 5000)
    ]
    return pa.Table.from_batches(batches, schema)


class Sought:
    """What the blocking rules of `likeness.settings` look for, so that only those children of a county are compared that a rule
    could bring together with a row: none is lost by it."""

    def __init__(self, rows: Iterable[Compared]) -> None:
        self.days: set[str | None] = set()
        self.pairs: set[tuple[str, object, object]] = set()
        for row in rows:
            self.days |= {row.born, row.swapped}
            self.pairs |= set(self._keys(row))
            self.pairs.add(("names", row.forename, row.surname))
        self.days.discard(None)

    def seeks(self, row: Compared) -> bool:
        return row.born in self.days or not self.pairs.isdisjoint(self._keys(row))

    def within(self, table: Any) -> Any:
        """The rows of a table of `table_of` that are sought."""
        import pyarrow as pa

        parts = []
        for batch in table.to_batches():
            rows = map(Compared, *(column.to_pylist() for column in batch.columns))
            parts.append(batch.filter(pa.array(map(self.seeks, rows), pa.bool_())))
        return pa.Table.from_batches(parts, table.schema)

    @staticmethod
    def _keys(row: Compared) -> Iterator[tuple[str, object, object]]:
        if row.surname and row.forename:
            yield "names", row.surname, row.forename
        if row.surname and row.month_day:
            yield "surname", row.surname, row.month_day
        if row.forename and row.month_day:
            yield "forename", row.forename, row.month_day
        if row.forename and row.postcode:
            yield "postcode", row.postcode, row.forename
