"""Making a backup: a copy of the database as at one moment, while people go on working.

SQLite copies itself. PostgreSQL's rows are written into a SQLite file of the same tables, so that there is one form, which
can be opened, counted and verified anywhere and put back into either.
"""

import datetime as dt
import json
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from attainable.accounts.actor import system_actor
from attainable.audit.actions import Event, record
from attainable.audit.chain import BEGINNING
from attainable.audit.spool import take_in
from attainable.formats.encrypted import ENDING
from attainable.values import clock
from attainable.values.problem import Problem, ProblemsError
from attainable.website.backups import rows
from attainable.website.backups.archive import Tell, pack, sha256_of
from attainable.website.backups.manifest import Manifest, by_app, mark_of_key, program
from attainable.website.schema import schema

LATEST = "latest-backup.json"
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


@dataclass(frozen=True, slots=True)
class Made:
    path: Path
    manifest: Manifest


def make(folder: Path, tell: Tell, *, why: str = "", audited: bool = True) -> Made:
    """Write `attainable-<moment>.zip` into the folder, verified, or `.zip.age`, encrypted, where the settings name a public key.
    Raises ProblemsError, and then leaves nothing there."""
    now = clock.now().replace(microsecond=0)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = settings.ENCRYPT_TO
    path = folder / f"attainable-{now:%Y%m%dT%H%M%SZ}.zip{ENDING if keys else ''}"
    if audited:
        with transaction.atomic():
            take_in()
    with tempfile.TemporaryDirectory(prefix=".backing-up-", dir=settings.CONFIG.home if keys else folder) as work:
        copy = Path(work) / "database.sqlite3"
        if connection.vendor == "sqlite":
            copy_sqlite(copy, tell)
        else:
            _copy_rows(copy, tell)
        manifest = _describe(copy, now)
        pack(path, copy, manifest, tell, keys)
    if audited:
        details = {"file": path.name, "rows": manifest.total, "sha256": manifest.sha256}
        with transaction.atomic():
            record(system_actor("attainable backup"), Event("backup.made", why=why, details=details))
    _note(path, manifest)
    return Made(path, manifest)


def copy_sqlite(target: Path, tell: Tell) -> None:
    """SQLite's own online copy. It reads inside one transaction, so that writers neither wait nor make it begin again."""
    connection.ensure_connection()
    source = sqlite3.connect(connection.settings_dict["NAME"], timeout=20, isolation_level=None)
    out = sqlite3.connect(target)
    try:
        source.execute("BEGIN")
        source.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
        source.backup(out, pages=2_000, progress=lambda _, left, total: tell("Copying", total - left, total), sleep=0)
        out.execute("PRAGMA journal_mode = DELETE")
    finally:
        source.close()
        out.close()
    target.chmod(0o600)


def _copy_rows(target: Path, tell: Tell) -> None:
    """Rows of another database, as at one moment, into new tables at the same stage of migration."""
    found = schema()
    if found.newer:
        raise ProblemsError(
            Problem(
                "newer-version", "The database was made by a newer version of Attainable.", "Make the backup with that version."
            )
        )
    target.touch(mode=0o600)
    with rows.sqlite_file(target) as alias, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        executor = MigrationExecutor(connections[alias])
        nodes = executor.loader.graph.node_map
        last = [k for k in found.applied & nodes.keys() if not {c.key for c in nodes[k].children} & found.applied]
        with rows.all_on(alias):
            state = executor.migrate(sorted(last))
        tables = rows.tables_of(state.apps)
        total = sum(rows.counts([model._meta.db_table for model in tables], "default").values())
        with transaction.atomic(using=alias):
            for model in tables:  # what a migration itself may have put there
                model._base_manager.using(alias).all().delete()
            rows.copy(tables, "default", alias, total, tell)


def _describe(copy: Path, now: dt.datetime) -> Manifest:
    """Count and check the copy itself and not what it was made from."""
    reader = sqlite3.connect(f"file:{copy}?mode=ro", uri=True)
    try:
        check = reader.execute("PRAGMA quick_check").fetchone()[0]
        broken = reader.execute("PRAGMA foreign_key_check").fetchone()
        if check != "ok" or broken:
            raise ProblemsError(
                Problem(
                    "broken-database",
                    "The database is damaged: its copy does not pass SQLite's own check.",
                    "Restore the last good backup, and look at the disk.",
                )
            )
        tables = [n for (n,) in reader.execute(_TABLES)]
        counted = {n: reader.execute(f'SELECT COUNT(*) FROM "{n}"').fetchone()[0] for n in sorted(tables)}  # noqa: S608
        applied = reader.execute("SELECT app, name FROM django_migrations") if "django_migrations" in tables else ()
        migrations = by_app(frozenset(applied))
        head = reader.execute("SELECT number, hash FROM audit_head").fetchone() if "audit_head" in tables else None
    finally:
        reader.close()
    number, last = head or (0, BEGINNING)
    return Manifest(
        made=now,
        program=program(),
        origin=connection.vendor,
        migrations=migrations,
        rows=counted,
        audit_number=number,
        audit_hash=last,
        audit_key=mark_of_key(settings.AUDIT_KEY),
        sha256=sha256_of(copy),
        size=copy.stat().st_size,
    )


def _note(path: Path, manifest: Manifest) -> None:
    """When and where the last backup was made, for `doctor`."""
    note = settings.CONFIG.home / LATEST
    beside = note.with_suffix(".new")
    beside.write_text(json.dumps({"made": manifest.made.isoformat(), "file": str(path.resolve())}), "utf-8")
    beside.replace(note)
