"""Rows into the database as fast as it takes them: COPY on PostgreSQL, one prepared statement on SQLite.

`bulk_create` makes an object of each row and takes five times as long; what it checks beyond that, the database's own
constraints check here too.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any

import numpy as np
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Field, Max, Model
from django.db.models.expressions import DatabaseDefault

from attainable.records.making.refs import mixed, refs

type Column = Sequence[Any] | np.ndarray | str | int | bool | dt.date | dt.datetime | None


class Sink:
    """Writes columns of rows. Primary keys follow those that are there; what isn't given has the model's default."""

    def __init__(self, now: dt.datetime, seed: int) -> None:
        self._now, self._seed = now, seed
        self._next: dict[type[Model], int] = {}
        self.counts: dict[str, int] = {}
        # SQLite keeps times without their zone.
        self.naive = connection.vendor == "sqlite"
        # Each statement is checked by itself, so that what waits for the end of the transaction does not pile up.
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def coming(self, model: type[Model]) -> int:
        """The primary key of the next row."""
        if model not in self._next:
            most = model._default_manager.aggregate(most=Max("pk"))["most"] or 0
            self._next[model] = most + 1
        return self._next[model]

    def add(self, model: type[Model], size: int, **columns: Column) -> range:
        """Write `size` rows; a column is a sequence, or one value for all. Returns their primary keys."""
        begin = self.coming(model)
        keys = range(begin, begin + size)
        if not size:
            return keys
        fields = list(model._meta.concrete_fields)
        unknown = set(columns) - {field.attname for field in fields}
        if unknown:
            raise TypeError(f"{model.__name__} has no {', '.join(sorted(unknown))}")
        given = [self._column(model, field, columns, keys) for field in fields]
        names = [str(field.column) for field in fields]
        self._write(model._meta.db_table, names, zip(*given, strict=False))
        if fields[0].primary_key and fields[0].attname == "id":
            self._next[model] = begin + size
        self.counts[model.__name__] = self.counts.get(model.__name__, 0) + size
        return keys

    def _column(self, model: type[Model], field: "Field[Any, Any]", columns: dict[str, Column], keys: range) -> Iterable[Any]:
        if field.attname in columns:
            return _values(columns[field.attname], len(keys))
        if field.primary_key:
            return keys
        if field.attname == "ref":
            kind = sum(map(ord, model.__name__)) * 131 + self._seed % 9973
            return refs(mixed(kind, np.arange(keys.start, keys.stop)))
        if getattr(field, "auto_now_add", False):
            return repeat(_adapted(self._now), len(keys))
        return repeat(_default(field), len(keys))

    def _write(self, table: str, names: list[str], rows: Iterator[tuple[Any, ...]]) -> None:
        quoted = ", ".join(connection.ops.quote_name(name) for name in names)
        table = connection.ops.quote_name(table)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                marks = ", ".join(["%s"] * len(names))
                cursor.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({marks})", rows)  # type: ignore[arg-type]  # noqa: S608

    def times(self, moments: Sequence[dt.datetime | None]) -> list[Any]:
        """Moments as the database takes them."""
        return [moment and _adapted(moment) for moment in moments]

    def close(self) -> None:
        """Let the database go on counting after the rows that were written."""
        statements = connection.ops.sequence_reset_sql(no_style(), list(self._next))
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def _values(column: Column, size: int) -> Iterable[Any]:
    if isinstance(column, np.ndarray):
        values: list[Any] = (column.astype(str) if column.dtype.kind == "M" else column).tolist()
        return values
    if isinstance(column, (str, int, dt.date)) or column is None:
        return repeat(_adapted(column), size)
    return column


def _adapted(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def _default(field: "Field[Any, Any]") -> Any:
    """What a column holds that nobody fills. A bulk load names every column, so it writes the database’s own defaults out."""
    if field.null:
        return None
    value = field.get_default()
    return field.db_default if isinstance(value, DatabaseDefault) else value
