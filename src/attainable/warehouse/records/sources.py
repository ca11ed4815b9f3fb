"""Rows of the records as columns of numbers, all as at one moment, without holding up anybody who writes.

Only what the evidence tables need is read: no name, address or number of a child ever comes into this process' tables.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.db import connection

# Past every date: what has not ended.
OPEN: Final = 2_000_000
_CHUNK: Final = 20_000
_DAY: Final = {"sqlite": "CAST(julianday({0}) - 2440587.5 AS INTEGER)", "postgresql": "({0} - DATE '1970-01-01')"}

type Numbers = np.ndarray


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of text as places in a list of its different cells."""

    places: Numbers
    names: tuple[str, ...]

    def at(self, rows: Numbers) -> "Coded":
        return Coded(self.places[rows], self.names)

    def is_(self, *names: str) -> Numbers:
        """Which rows hold one of these."""
        among: Numbers = np.isin(self.places, [i for i, name in enumerate(self.names) if name in names])
        return among


type Column = Numbers | Coded
type Columns = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Query:
    """What is read of a table: numbers, days (from 1970) and texts by name; `child` is the condition's column."""

    table: str
    child: str
    numbers: dict[str, str]
    days: dict[str, str]
    texts: dict[str, str]
    where: str = ""


_ENDS: Final = {"from": "from_date", "until": "until_date"}
_LIVE: Final = "withdrawn_at IS NULL"
QUERIES: Final = {
    "child": _Query("people_child", "id", {"child": "id"}, {"born": "date_of_birth"}, {"ref": "ref", "sex": "sex"}),
    "enrolment": _Query(
        "people_enrolment",
        "child_id",
        {"child": "child_id", "id": "id", "school": "school_id", "offset": "year_offset", "unit": "CAST(unit_member AS INTEGER)"},
        _ENDS,
        {"status": "status"},
    ),
    "residence": _Query(
        "people_residence",
        "child_id",
        {"child": "child_id", "id": "id", "authority": "authority_id"},
        _ENDS,
        {"district": "district"},
    ),
    "characteristic": _Query(
        "people_characteristic",
        "child_id",
        {"child": "child_id", "id": "id"},
        _ENDS,
        {"kind": "kind", "code": "code"},
        where="kind IN ('ethnicity', 'fsm', 'language', 'looked-after')",
    ),
    "provision": _Query(
        "people_provisionchange",
        "child_id",
        {"child": "child_id", "id": "id"},
        {"from": "from_date"},
        {"code": "provision", "ref": "ref"},
        where=_LIVE,
    ),
    "result": _Query(
        "progress_result",
        "child_id",
        {"child": "child_id", "id": "id", "year": "year"},
        {},
        {"stage": "stage", "subject": "subject", "result": "result"},
    ),
    "attendance": _Query(
        "progress_attendance",
        "child_id",
        {
            "child": "child_id",
            "id": "id",
            "year": "year",
            "school": "COALESCE(school_id, 0)",
            "possible": "possible",
            "illness": "illness",
            "authorised": "authorised",
            "unauthorised": "unauthorised",
        },
        {},
        {"term": "term"},
    ),
    "suspension": _Query(
        "progress_suspension",
        "child_id",
        {"child": "child_id", "id": "id", "school": "COALESCE(school_id, 0)", "sessions": "COALESCE(sessions, -1)"},
        {"from": "from_date"},
        {"category": "category", "reasons": "reasons", "provision": "provision"},
    ),
    "needset": _Query("people_needset", "child_id", {"child": "child_id", "id": "id"}, {"from": "from_date"}, {}, where=_LIVE),
}

_NEEDS: Final = _Query(
    "people_need n JOIN people_needset s ON s.id = n.set_id",
    "s.child_id",
    {"set": "n.set_id", "rank": "n.rank"},
    {},
    {"code": "n.code"},
    where="n.rank <= 2 AND s.withdrawn_at IS NULL",
)


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read inside is as at one moment, whatever others write. Inside a transaction that is that transaction's."""
    if connection.in_atomic_block:
        yield
        return
    begin = "BEGIN" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def read(name: str, children: Sequence[int] | None = None) -> Columns:
    """A table's columns, of all children or of some."""
    return _read(QUERIES[name], children)


def needs(children: Sequence[int] | None = None) -> Columns:
    """The first two needs of each set: a row a set and rank."""
    return _read(_NEEDS, children)


def _read(query: _Query, children: Sequence[int] | None) -> Columns:
    import pyarrow as pa

    if children is None:
        return _columns(query, _rows(query, ""))
    parts = [
        _rows(query, f"{query.child} IN ({','.join(map(str, children[start : start + _CHUNK]))})")
        for start in range(0, len(children), _CHUNK)
    ]
    return _columns(query, pa.concat_tables(parts) if parts else _rows(query, "1 = 0"))


def _rows(query: _Query, some: str) -> Any:
    """The rows as a `pyarrow.Table`, numbers and days first."""
    day = _DAY[connection.vendor]
    selected = [
        *query.numbers.values(),
        *(f"COALESCE({day.format(column)}, {OPEN})" for column in query.days.values()),
        *query.texts.values(),
    ]
    conditions = " AND ".join(part for part in (query.where, some) if part)
    where = f" WHERE {conditions}" if conditions else ""
    # Our own names, and numbers that came out of the database.
    statement = f"SELECT {', '.join(selected)} FROM {query.table}{where}"  # noqa: S608
    names = [*query.numbers, *query.days, *query.texts]
    kinds = [*["int64"] * (len(query.numbers) + len(query.days)), *["string"] * len(query.texts)]
    with connection.cursor() as cursor:
        # Below Django's own wrapping, which would look at each row.
        ask = _copied if connection.vendor == "postgresql" else _fetched
        return ask(cursor.cursor, statement, dict(zip(names, kinds, strict=True)))


def _fetched(cursor: Any, statement: str, kinds: dict[str, str]) -> Any:
    import pyarrow as pa

    columns = list(zip(*cursor.connection.execute(statement), strict=True)) or [() for _ in kinds]
    return pa.table({n: pa.array(c, k) for (n, k), c in zip(kinds.items(), columns, strict=True)})


def _copied(cursor: Any, statement: str, kinds: dict[str, str]) -> Any:
    """Out of PostgreSQL by COPY: several times as fast as rows one by one."""
    import io

    import pyarrow as pa
    import pyarrow.csv as csv

    text = io.BytesIO()
    with cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT csv)") as out:
        for block in out:
            text.write(block)
    if not text.tell():
        return pa.table({name: pa.array([], kind) for name, kind in kinds.items()})
    text.seek(0)
    return csv.read_csv(
        text,
        read_options=csv.ReadOptions(column_names=list(kinds)),
        convert_options=csv.ConvertOptions(column_types=kinds, strings_can_be_null=False),
    )


def _columns(query: _Query, rows: Any) -> Columns:
    found: Columns = {}
    for name in rows.column_names:
        column = rows.column(name)
        if name == "ref":
            found[name] = column.to_pylist()
        elif name in query.texts:
            encoded = column.combine_chunks().dictionary_encode()
            found[name] = Coded(np.asarray(encoded.indices).astype(np.int32), tuple(encoded.dictionary.to_pylist()))
        else:
            found[name] = column.to_numpy()
    return found
