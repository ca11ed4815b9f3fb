"""Rows of the records as columns of numbers, all as at one moment, without holding up anybody who writes.

What is read is what the domains declare (`attainable.records.evidence`): no name, address or number of a child ever comes into
this process' tables.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import batched
from typing import Any, Final

import numpy as np
from django.db import connection
from django.db.models import BooleanField, DateTimeField, DecimalField, F, Func, IntegerField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Round, TruncDate

from attainable.records.evidence import Source, field_at, may_be_empty, source

# Past every date: what has not ended.
OPEN: Final = 2_000_000
_CHUNK: Final = 20_000

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


class _Day(Func):
    """A day as the number of days since 1970."""

    output_field = IntegerField()
    template = "(%(expressions)s - DATE '1970-01-01')"

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(compiler, connection, template="CAST(julianday(%(expressions)s) - 2440587.5 AS INTEGER)", **extra)


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


def counting(found: Source) -> QuerySet[Any]:
    """The rows of a source that count, in no order."""
    return found.model._base_manager.filter(found.where).order_by()


def read(name: str, children: Sequence[int] | None = None) -> Columns:
    """A source's columns, of all children or of some."""
    return read_source(source(name), children)


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of a small source, by the keys of the rows."""
    found = source(name)
    cells = counting(found).order_by("pk").values_list(*_expressions(found).values())
    return [dict(zip(found.columns, row, strict=True)) for row in cells]


def read_source(found: Source, children: Sequence[int] | None = None) -> Columns:
    import pyarrow as pa

    if children is None:
        return _columns(found, _fetched(found, counting(found)))
    parts = [_fetched(found, counting(found).filter(**{f"{found.child}__in": list(part)})) for part in batched(children, _CHUNK)]
    return _columns(found, pa.concat_tables(parts) if parts else _fetched(found, counting(found).filter(pk__lt=0)))


def some(columns: Columns, chosen: Numbers) -> Columns:
    """Some of the rows: by place, or by yes and no."""
    places = np.flatnonzero(chosen) if chosen.dtype == bool else chosen
    return {name: column.at(places) if isinstance(column, Coded) else column[places] for name, column in columns.items()}


def _expressions(found: Source) -> dict[str, Any]:
    """What each column is to the database: whole numbers and texts, never empty."""
    selected: dict[str, Any] = {name: _number(found, name, path) for name, path in found.all_numbers.items()}
    selected |= {name: _day(found, path) for name, path in found.all_days.items()}
    selected |= {
        name: Coalesce(F(path), Value("")) if may_be_empty(found.model, path) else F(path) for name, path in found.texts.items()
    }
    return selected


def _number(found: Source, name: str, path: str) -> Any:
    number: Any = F(path)
    field = field_at(found.model, path)
    if isinstance(field, DecimalField):
        # In its smallest unit. SQLite keeps a decimal as a float, so it is rounded.
        number = Cast(Round(number * Value(10**field.decimal_places), output_field=field), IntegerField())
    elif isinstance(field, BooleanField):
        number = Cast(number, IntegerField())
    if name in found.empty:
        number = Coalesce(number, Value(found.empty[name]), output_field=IntegerField())
    return number


def _day(found: Source, path: str) -> Any:
    moment = isinstance(field_at(found.model, path), DateTimeField)
    return Coalesce(_Day(TruncDate(path) if moment else F(path)), Value(OPEN), output_field=IntegerField())


def _fetched(found: Source, wanted: QuerySet[Any]) -> Any:
    """The rows as a `pyarrow.Table`, numbers and days first."""
    statement, values = wanted.values_list(*_expressions(found).values()).query.sql_with_params()
    names = found.columns
    kinds = {name: "string" if name in found.texts else "int64" for name in names}
    with connection.cursor() as cursor:
        # Below Django's own wrapping, which would look at each row.
        ask = _by_copy if connection.vendor == "postgresql" else _by_row
        return ask(cursor.cursor, statement, values, kinds)


def _by_row(cursor: Any, statement: str, values: Sequence[Any], kinds: dict[str, str]) -> Any:
    import pyarrow as pa

    # With SQLite's own marks for values in place of Django's.
    found = cursor.connection.execute(statement % (("?",) * len(values)), values)
    columns = list(zip(*found, strict=True)) or [() for _ in kinds]
    return pa.table({n: pa.array(c, k) for (n, k), c in zip(kinds.items(), columns, strict=True)})


def _by_copy(cursor: Any, statement: str, values: Sequence[Any], kinds: dict[str, str]) -> Any:
    """Out of PostgreSQL by COPY: several times as fast as rows one by one."""
    import io

    import pyarrow as pa
    import pyarrow.csv as csv

    text = io.BytesIO()
    with cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT csv)", values) as out:
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


def _columns(source: Source, rows: Any) -> Columns:
    found: Columns = {}
    for name in rows.column_names:
        column = rows.column(name)
        if name == "ref":  # each is another
            found[name] = column.to_pylist()
        elif name in source.texts:
            encoded = column.combine_chunks().dictionary_encode()
            found[name] = Coded(np.asarray(encoded.indices).astype(np.int32), tuple(encoded.dictionary.to_pylist()))
        else:
            found[name] = column.to_numpy()
    return found
