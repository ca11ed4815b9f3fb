"""Rows from one database to another of the other kind, by the models of both."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import batched
from pathlib import Path
from typing import Any, Final

from django.db import DataError, connections, models, router

from attainable.values.problem import Problem, ProblemsError
from attainable.website.backups.archive import Tell

Model = type[models.Model]
Row = tuple[Any, ...]
_BATCH: Final = 2_000
# Values of these are the same in Python and in both databases.
_PLAIN: Final = (
    "CharField",
    "TextField",
    "EmailField",
    "IntegerField",
    "BigIntegerField",
    "SmallIntegerField",
    "PositiveIntegerField",
    "PositiveSmallIntegerField",
    "BigAutoField",
    "AutoField",
    "BooleanField",
    "SlugField",
    "URLField",
)


@contextmanager
def sqlite_file(path: Path, alias: str = "copy") -> Iterator[str]:
    """A SQLite file as one more database of this process."""
    default = connections.settings["default"]
    connections.settings[alias] = {
        **default,
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {"init_command": "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA cache_size=-64000;"},
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": False,
        "ATOMIC_REQUESTS": False,
        "TEST": {**default.get("TEST", {}), "NAME": None},
    }
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.settings[alias]


class _Only:
    """Sends every query that names no database to one."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def db_for_read(self, model: Model, **hints: Any) -> str:
        return self._alias

    def db_for_write(self, model: Model, **hints: Any) -> str:
        return self._alias


@contextmanager
def all_on(alias: str) -> Iterator[None]:
    """While another database is migrated: a migration of a library that forgets to ask which one it is in must not write to
    the site's own."""
    before = router.routers
    router.routers = [_Only(alias)]
    try:
        yield
    finally:
        router.routers = before


def tables_of(apps: Any) -> list[Model]:
    """Models with tables, those of many-to-many relations included."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def counts(tables: Iterable[str], using: str) -> dict[str, int]:
    connection = connections[using]
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608  (our own tables)
            found[table] = cursor.fetchone()[0]
    return found


def copy(tables: list[Model], source: str, target: str, total: int, tell: Tell) -> None:
    """Copy every row. The caller holds a transaction on both."""
    done = 0
    for model in tables:
        name = model._meta.db_table

        def told(count: int, name: str = name) -> None:
            nonlocal done
            done += count
            tell(f"Copying {name}", done, total)

        try:
            _copy_table(model, source, target, told)
        except DataError:
            raise ProblemsError(
                Problem(
                    "does-not-fit",
                    f"A row of {name} does not fit into this database.",
                    "Nothing has changed. Send us the name of the table.",
                )
            ) from None


def _is_plain(field: Any) -> bool:
    return (field.target_field if field.is_relation else field).get_internal_type() in _PLAIN


def _copy_table(model: Model, source: str, target: str, told: Callable[[int], None]) -> None:
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    names = [field.attname for field in fields]
    rows = model._base_manager.using(source).order_by("pk").values_list(*names).iterator(chunk_size=_BATCH)
    connection = connections[target]
    prepare = [(i, f) for i, f in enumerate(fields) if not _is_plain(f)]

    def prepared(row: Row) -> Row:
        values = list(row)
        for place, field in prepare:
            values[place] = field.get_db_prep_save(values[place], connection)
        return tuple(values)

    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        for batch in batched(rows, _BATCH):
            ready = map(prepared, batch) if prepare else batch
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as out:
                    for row in ready:
                        out.write_row(row)
            else:
                marks = ", ".join(["%s"] * len(fields))
                cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(ready))  # noqa: S608
            told(len(batch))
