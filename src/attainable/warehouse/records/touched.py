# ruff: noqa: S608  (statements of our own names alone)
"""Which children must be worked out again: a queue that triggers of the database fill.

Every write to a row that the tables are made of, by whatever way (an action, an import, a restored backup, a statement by hand),
adds to the queue in the same transaction. A queue and not a high-water mark: a transaction that began earlier may end later, and
its rows would lie below the mark. Where a trigger is missing (a changed table loses its own on SQLite), or is that of an older
declaration, everything is built again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from attainable.records.evidence import ALL, CHILD, SCHOOL, Source, all_sources, steps
from attainable.warehouse.records.models import Touched

__all__ = ["ALL", "CHILD", "SCHOOL", "all_again", "missing", "names", "waiting", "watch", "watched_tables"]


@dataclass(frozen=True, slots=True)
class _Watched:
    """A table, what its rows touch, how that is found (`{row}` is the row), the columns whose change counts (none: all)."""

    table: str
    what: str
    key: str
    columns: tuple[str, ...] = ()
    inserts: bool = True
    primary: str = "id"

    @property
    def events(self) -> tuple[str, ...]:
        return ("INSERT", "UPDATE", "DELETE") if self.inserts else ("UPDATE", "DELETE")

    def name(self, event: str) -> str:
        return f"warehouse_{self.table}_{event.lower()}"

    def some_columns(self, event: str) -> bool:
        return bool(self.columns) and event == "UPDATE"


def watched_tables() -> tuple[_Watched, ...]:
    """One entry for each table that is read: of two sources over one table, the changes of both count."""
    found: dict[str, _Watched] = {}
    for source in all_sources():
        one = _watched(source)
        other = found.get(one.table)
        if other is not None:
            columns = one.columns + other.columns if one.columns and other.columns else ()
            one = replace(one, columns=tuple(dict.fromkeys(columns)), inserts=one.inserts or other.inserts)
        found[one.table] = one
    return tuple(found.values())


def names() -> frozenset[str]:
    """The triggers that must be there."""
    return frozenset(_triggers())


def missing() -> bool:
    """Whether any trigger is missing or is another than today's: changes may have passed unseen."""
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        query = """SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
                   WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'"""
    with connection.cursor() as cursor:
        cursor.execute(query)
        there = dict(cursor.fetchall())
    return any(there.get(name) != text for name, text in _triggers().items())


def waiting() -> int:
    """How many rows of the queue wait for the next build."""
    return Touched.objects.count()


def all_again() -> None:
    """After everything was written again: one row of the queue says so in place of the millions that wait."""
    if Touched.objects.exists():
        Touched.objects.all().delete()
        Touched.objects.create(what=ALL, key=0)


def watch() -> None:
    """Put the triggers in place. On PostgreSQL this waits for writers that are under way, so none of theirs is missed."""
    statements = _postgresql() if connection.vendor == "postgresql" else _sqlite()
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _watched(source: Source) -> _Watched:
    changes = tuple(_column(source.model, name) for name in source.changes)
    primary = _column(source.model, "pk")
    return _Watched(source.model._meta.db_table, source.touches, _key(source), changes, source.added, primary)


def _key(source: Source) -> str:
    """How the key of the child (or school) follows from a row: over a chain of tables where it is not in the row itself."""
    if source.touches == ALL:
        return "0"
    if source.touches == SCHOOL:
        return f"{{row}}.{_column(source.model, source.school)}"
    (_, first), *others = steps(source.model, source.child)
    key = f"{{row}}.{first.column}"
    for model, field in others:
        key = f"(SELECT {field.column} FROM {model._meta.db_table} WHERE {_column(model, 'pk')} = {key})"
    return key


def _column(model: type[Model], name: str) -> str:
    field: Any = model._meta.pk if name == "pk" else model._meta.get_field(name)
    return str(field.column)


def _rows(event: str) -> tuple[str, ...]:
    """A change touches the child whose row it was and the child whose row it is now."""
    return {"INSERT": ("NEW",), "DELETE": ("OLD",), "UPDATE": ("OLD", "NEW")}[event]


def _each() -> Iterator[tuple[_Watched, str]]:
    for watched in watched_tables():
        for event in watched.events:
            yield watched, event


def _triggers() -> dict[str, str]:
    """What the database must say of each trigger: on SQLite the statement that made it, on PostgreSQL its function's text."""
    text = _body if connection.vendor == "postgresql" else _create
    return {watched.name(event): text(watched, event) for watched, event in _each()}


def _sqlite() -> list[str]:
    found = []
    for watched, event in _each():
        found += [f"DROP TRIGGER IF EXISTS {watched.name(event)}", _create(watched, event)]
    return found


def _create(watched: _Watched, event: str) -> str:
    of = f" OF {', '.join(watched.columns)}" if watched.some_columns(event) else ""
    keys = list(dict.fromkeys(watched.key.format(row=row) for row in _rows(event)))
    # A second key only where it is another than the first: most changes leave a row with its child.
    inserts = "".join(
        f"INSERT INTO warehouse_touched (what, key) SELECT '{watched.what}', k FROM (SELECT {key} AS k) "
        f"WHERE k IS NOT NULL{f' AND k IS NOT {keys[0]}' if place else ''};"
        for place, key in enumerate(keys)
    )
    return f"CREATE TRIGGER {watched.name(event)} AFTER {event}{of} ON {watched.table} BEGIN {inserts} END"


_TRANSITION = {
    "INSERT": "NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
}


def _postgresql() -> list[str]:
    """A trigger a statement, over the rows that it changed: a load of a million rows pays once."""
    found = []
    for watched, event in _each():
        referencing = f"REFERENCING {_TRANSITION[event]} FOR EACH STATEMENT"
        found += _function(watched.name(event), _body(watched, event), f"AFTER {event} ON {watched.table} {referencing}")
    for watched in watched_tables():
        # TRUNCATE calls no trigger for rows.
        body = f" BEGIN INSERT INTO warehouse_touched (what, key) VALUES ('{ALL}', 0); RETURN NULL; END "
        name = f"warehouse_{watched.table}_truncate"
        found += _function(name, body, f"AFTER TRUNCATE ON {watched.table} FOR EACH STATEMENT")
    return found


def _function(name: str, body: str, when: str) -> list[str]:
    table = when.split(" ON ")[1].split()[0]
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {name}()",
    ]


def _body(watched: _Watched, event: str) -> str:
    if watched.some_columns(event):
        keys = _of_changed(watched)
    else:
        keys = " UNION ".join(f"SELECT {watched.key.format(row='r')} AS k FROM {row.lower()}_rows r" for row in _rows(event))
    return (
        f" BEGIN INSERT INTO warehouse_touched (what, key) SELECT '{watched.what}', k FROM ({keys}) AS keys "
        "WHERE k IS NOT NULL; RETURN NULL; END "
    )


def _of_changed(watched: _Watched) -> str:
    """The rows with a change in a column that counts. (A trigger with transition tables can't name columns.)"""
    now, before = (f"({', '.join(f'{row}.{column}' for column in watched.columns)})" for row in ("n", "o"))
    return (
        f"SELECT {watched.key.format(row='n')} AS k FROM new_rows n JOIN old_rows o USING ({watched.primary}) "
        f"WHERE {now} IS DISTINCT FROM {before}"
    )
