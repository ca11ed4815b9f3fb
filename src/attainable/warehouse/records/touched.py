# ruff: noqa: S608  (statements of our own names alone)
"""Which children must be worked out anew: a queue that triggers of the database fill.

Whoever writes a row that the tables are made of, by whatever way (an action, an import, a restored backup, a statement by hand),
adds to the queue in the same transaction. A queue and not a high-water mark: a transaction that began earlier may end later, and
its rows would lie below the mark. Where a trigger is missing (a changed table loses its own on SQLite) everything is built anew.
"""

from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction

from attainable.warehouse.records.models import Touched

CHILD, SCHOOL, ALL = "child", "school", "all"


@dataclass(frozen=True, slots=True)
class _Watched:
    """A table, what its rows touch, how that is found (`{row}` is the row), the columns whose change counts (none: all)."""

    table: str
    what: str
    key: str
    of: tuple[str, ...] = ()
    inserts: bool = True


_OF_CHILD: Final = "{row}.child_id"
_WATCHED: Final = (
    _Watched("people_child", CHILD, "{row}.id", ("ref", "date_of_birth", "sex")),
    _Watched("people_enrolment", CHILD, _OF_CHILD),
    _Watched("people_residence", CHILD, _OF_CHILD),
    _Watched("people_characteristic", CHILD, _OF_CHILD),
    _Watched("people_provisionchange", CHILD, _OF_CHILD),
    _Watched("people_needset", CHILD, _OF_CHILD),
    _Watched("people_need", CHILD, "(SELECT child_id FROM people_needset WHERE id = {row}.set_id)"),
    _Watched("progress_result", CHILD, _OF_CHILD),
    _Watched("progress_attendance", CHILD, _OF_CHILD),
    _Watched("progress_suspension", CHILD, _OF_CHILD),
    _Watched("people_school", SCHOOL, "{row}.organisation_id"),
    # A new organisation has no children yet; another code, or one that goes, may stand in any row.
    _Watched("accounts_organisation", ALL, "0", ("code", "kind"), inserts=False),
)


def names() -> frozenset[str]:
    """The triggers that must stand."""
    return frozenset(_name(w, event) for w in _WATCHED for event in _events(w))


def missing() -> bool:
    """Whether any trigger is missing: changes may have passed unseen."""
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return not names() <= {str(name) for (name,) in cursor.fetchall()}


def waiting() -> int:
    """How many rows of the queue wait for the next build."""
    return Touched.objects.count()


def all_anew() -> None:
    """After everything was written anew: one row of the queue says so in place of the millions that wait."""
    if Touched.objects.exists():
        Touched.objects.all().delete()
        Touched.objects.create(what=ALL, key=0)


def watch() -> None:
    """Put the triggers in place. On PostgreSQL this waits for writers that are under way, so none of theirs is missed."""
    statements = _postgresql() if connection.vendor == "postgresql" else _sqlite()
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _events(watched: _Watched) -> tuple[str, ...]:
    return ("INSERT", "UPDATE", "DELETE") if watched.inserts else ("UPDATE", "DELETE")


def _name(watched: _Watched, event: str) -> str:
    return f"warehouse_{watched.table}_{event.lower()}"


def _rows(event: str) -> tuple[str, ...]:
    """A change touches whom the row was of and whom it is of."""
    return {"INSERT": ("NEW",), "DELETE": ("OLD",), "UPDATE": ("OLD", "NEW")}[event]


def _sqlite() -> list[str]:
    found = []
    for watched in _WATCHED:
        for event in _events(watched):
            of = f" OF {', '.join(watched.of)}" if watched.of and event == "UPDATE" else ""
            keys = list(dict.fromkeys(watched.key.format(row=row) for row in _rows(event)))
            inserts = "".join(
                f"INSERT INTO warehouse_touched (what, key) SELECT '{watched.what}', k FROM (SELECT {key} AS k) "
                f"WHERE k IS NOT NULL{f' AND k IS NOT {keys[0]}' if place else ''};"
                for place, key in enumerate(keys)
            )
            found += [
                f"DROP TRIGGER IF EXISTS {_name(watched, event)}",
                f"CREATE TRIGGER {_name(watched, event)} AFTER {event}{of} ON {watched.table} BEGIN {inserts} END",
            ]
    return found


def _postgresql() -> list[str]:
    """A trigger a statement, over the rows that it changed: a load of a million rows pays once."""
    found = []
    for watched in _WATCHED:
        for event in _events(watched):
            name = _name(watched, event)
            tables = {
                "INSERT": "NEW TABLE AS new_rows",
                "DELETE": "OLD TABLE AS old_rows",
                "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
            }[event]
            parts = (
                _changed(watched)
                if watched.of and event == "UPDATE"
                else " UNION ".join(
                    f"SELECT {watched.key.format(row='r')} AS k FROM {row.lower()}_rows r" for row in _rows(event)
                )
            )
            found += [
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"INSERT INTO warehouse_touched (what, key) SELECT '{watched.what}', k FROM ({parts}) AS keys "
                "WHERE k IS NOT NULL; RETURN NULL; END $$",
                f"DROP TRIGGER IF EXISTS {name} ON {watched.table}",
                f"CREATE TRIGGER {name} AFTER {event} ON {watched.table} REFERENCING {tables} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
            ]
        emptied = f"warehouse_{watched.table}_truncate"
        found += [
            f"CREATE OR REPLACE FUNCTION {emptied}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"INSERT INTO warehouse_touched (what, key) VALUES ('{ALL}', 0); RETURN NULL; END $$",
            f"DROP TRIGGER IF EXISTS {emptied} ON {watched.table}",
            f"CREATE TRIGGER {emptied} AFTER TRUNCATE ON {watched.table} FOR EACH STATEMENT EXECUTE FUNCTION {emptied}()",
        ]
    return found


def _changed(watched: _Watched) -> str:
    """The rows of which a column that counts has changed. (A trigger with transition tables can't name columns.)"""
    now, before = (f"({', '.join(f'{row}.{column}' for column in watched.of)})" for row in ("n", "o"))
    return (
        f"SELECT {watched.key.format(row='n')} AS k FROM new_rows n JOIN old_rows o USING (id) "
        f"WHERE {now} IS DISTINCT FROM {before}"
    )
