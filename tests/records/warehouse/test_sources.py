"""What is read of the records is watched: a trigger or the calendar brings back each child whose rows would change."""

import ast
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from tests.records.warehouse.made import TODAY
from tests.records.warehouse.ways import another, rows_of_each, tries
from tests.records.world import small

from attainable.domains.people.models import Child
from attainable.records.evidence import CHILD, Source, all_sources, steps
from attainable.records.evidence_checks import evidence_faults
from attainable.warehouse.records import changes, touched
from attainable.warehouse.records.building import build
from attainable.warehouse.records.models import Touched
from attainable.warehouse.records.sources import counting
from attainable.warehouse.records.touched import watched_tables

NAMES = [source.name for source in all_sources()]
# What a build reads of its own, and of the audit that it writes to.
OWN = {"warehouse_touched", "warehouse_built", "audit_entry", "audit_head"}


@pytest.fixture
def world(db):
    found = small(TODAY)
    rows_of_each(found)
    return found


def test_the_declarations_of_this_site_are_right(db):
    assert [str(problem) for problem in evidence_faults()] == []


@pytest.mark.django_db
def test_a_build_reads_no_table_that_is_not_watched(world):
    build(on=TODAY, pages=False)
    watched = {watched.table for watched in watched_tables()}
    for full in (True, False):
        Child.objects.order_by("pk")[0].enrolments.update(unit_member=True)
        read = tables_read(lambda full=full: build(full=full, on=TODAY + dt.timedelta(1), pages=False))
        # The reading is seen at all; of some children a database may leave a table out.
        assert not full or watched <= read
        assert read - OWN <= watched


def tables_read(action: Any) -> set[str]:
    """The tables that an action reads, as the database itself sees it."""
    if connection.vendor == "sqlite":
        return _read_on_sqlite(action)
    before = _scans()
    action()
    return {table for table, scans in _scans().items() if scans > before.get(table, 0)}


def _read_on_sqlite(action: Any) -> set[str]:
    import sqlite3

    found: set[str] = set()

    def noted(what: int, first: str | None, *_: Any) -> int:
        if what == sqlite3.SQLITE_READ and first and not first.startswith("sqlite_"):
            found.add(first)
        return sqlite3.SQLITE_OK

    connection.connection.set_authorizer(noted)
    try:
        action()
    finally:
        connection.connection.set_authorizer(None)
    return found


def _scans() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, seq_scan + COALESCE(idx_scan, 0) FROM pg_stat_xact_user_tables")
        return dict(cursor.fetchall())


@pytest.mark.parametrize("name", NAMES)
def test_a_change_of_any_column_that_is_read_is_noticed(world, name):
    build(on=TODAY, pages=False)
    source = next(source for source in all_sources() if source.name == name)
    read = {step for path in source.paths for step in steps(source.model, path)}
    if source.touches != CHILD:
        # Read in whole by every build: only what is in rows of children has to be noticed.
        fields = source.changes or {field.name for model, field in read if model is source.model}
        read = {(source.model, source.model._meta.get_field(name)) for name in fields}
    unnoticed, changed = [], 0
    for model, field in sorted(read, key=lambda step: (step[0]._meta.label, step[1].name)):
        if field.primary_key or field is model._meta.pk:
            continue
        done = tries(another(model, field.name))
        changed += done
        if done and not Touched.objects.exists():
            unnoticed.append(f"{model._meta.label}.{field.name}")
        Touched.objects.all().delete()
    assert not unnoticed
    assert changed, f"no row of {name} could be changed: make one in rows_of_each"


def test_a_trigger_of_an_older_declaration_counts_as_missing(world, monkeypatch):
    build(on=TODAY, pages=False)
    assert not touched.missing()
    child = next(source for source in all_sources() if source.name == "child")
    narrow = Source("child", child.model, child="pk", texts=child.texts, days=child.days, changes=("ref",))
    monkeypatch.setattr(touched, "all_sources", lambda: (narrow, *(s for s in all_sources() if s.name != "child")))
    assert touched.missing()


def test_every_first_and_last_day_that_is_read_is_looked_for(world):
    """A day on which nobody writes anything: each source that begins or ends then brings its child back."""
    for source in all_sources():
        if not source.first:
            continue
        row = counting(source).order_by("pk")[0]
        child = counting(source).filter(pk=row.pk).values_list(source.child, flat=True)[0]
        source.model._base_manager.filter(pk=row.pk).update(**{source.first: TODAY + dt.timedelta(1)})
        assert child in changes._dated_between(TODAY, TODAY + dt.timedelta(1)), source.name
        if source.last:
            source.model._base_manager.filter(pk=row.pk).update(**{source.first: TODAY - dt.timedelta(9), source.last: TODAY})
            assert child in changes._dated_between(TODAY, TODAY + dt.timedelta(1)), source.name
            assert child not in changes._dated_between(TODAY + dt.timedelta(3), TODAY + dt.timedelta(4)), source.name


def test_the_warehouse_names_no_table_of_others_as_text():
    """Names of tables come from the models, so that renaming one can't pass unnoticed."""
    tables = {
        model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.app_label != "warehouse"
    }
    folder = Path(str(touched.__file__)).parent
    texts = [
        (file.name, node.value)
        for file in folder.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert len(texts) > 200
    assert [(name, text) for name, text in texts if any(table in text for table in tables)] == []
