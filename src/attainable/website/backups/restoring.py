"""Putting a backup back: everything is checked, and brought up to this version, before the database is touched once."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, connections, transaction

from attainable.accounts.actor import system_actor
from attainable.audit.appending import Event, append
from attainable.audit.models import Head
from attainable.audit.queries import faults
from attainable.values.problem import Problem, ProblemsError, Severity
from attainable.website.backups import archive, rows
from attainable.website.backups.archive import Tell
from attainable.website.backups.lengths import too_long
from attainable.website.backups.manifest import Manifest, mark_of_key
from attainable.website.schema import expected, schema

# Where there is a row in one of these, somebody's work would be lost.
_WORK = ("accounts_account", "accounts_organisation", "audit_entry", "people_child")


@dataclass(frozen=True, slots=True)
class Restored:
    manifest: Manifest
    migrated: int
    entries: int
    notes: tuple[Problem, ...]


def restore(path: Path, tell: Tell, *, replace: bool = False, unverified: bool = False, identity: Path | None = None) -> Restored:
    """Restore a backup into this site's database. Raises ProblemsError, and then the database is as it was.

    `replace`: the records that are there are deleted. `unverified`: even if the audit does not verify; this is shown and audited.
    `identity`: the file of the private key of an encrypted backup. The audit's entry about the restore is written into the copy,
    so that the records are never here without it.
    """
    former = _head_of_what_goes(replace)
    with _unpacked(path, identity, tell) as (copy, manifest):
        with rows.sqlite_file(copy) as alias:
            notes = _check_audit(alias, manifest, tell, unverified=unverified)
            behind = len(schema(alias).pending)
            if behind:
                tell("Bringing its tables up to this version", 0, 1)
                with rows.all_on(alias):
                    call_command("migrate", database=alias, verbosity=0, interactive=False)
            with connections[alias].cursor() as cursor:
                cursor.execute("DELETE FROM django_session")  # nobody is signed in by a backup
            _note_in_copy(alias, path, manifest, former, verified=not notes)
            if connection.vendor != "sqlite":
                refuse_too_long(alias)
                _load(alias, tell)
        if connection.vendor == "sqlite":
            _copy_in(copy, tell)
    return Restored(manifest, behind, manifest.audit_number, tuple(notes))


def check(path: Path, tell: Tell, *, identity: Path | None = None) -> Manifest:
    """Everything that a restore checks, without touching the site's own records. Raises ProblemsError."""
    with _unpacked(path, identity, tell) as (copy, manifest), rows.sqlite_file(copy) as alias:
        _check_audit(alias, manifest, tell, unverified=False)
    return manifest


@contextmanager
def _unpacked(path: Path, identity: Path | None, tell: Tell) -> Iterator[tuple[Path, Manifest]]:
    """The database of a backup as a file in a folder of its own, with the rows that the manifest lists."""
    home: Path = settings.CONFIG.home
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=home) as work:
        plain = archive.readable(path, Path(work), identity, tell)
        with archive.opened(plain) as (_, manifest):
            _refuse_what_cannot_be(manifest, path)
        _require_room(home, manifest)
        copy = Path(work) / "database.sqlite3"
        archive.unpack(plain, copy, tell)
        _check_counts(copy, manifest)
        yield copy, manifest


def refuse_too_long(alias: str) -> None:
    """PostgreSQL would refuse these at the very end, one after the other: all are named before anything is written."""
    if found := list(too_long(alias)):
        mend = "On the site of the backup, `attainable doctor` lists them. Shorten them there and make another backup."
        raise ProblemsError([*found, Problem("not-fitting", "Nothing was restored.", mend, severity=Severity.NOTE)])


def _note_in_copy(alias: str, path: Path, manifest: Manifest, former: dict[str, object], *, verified: bool) -> None:
    details = {
        "file": path.name,
        "made": manifest.made.isoformat(),
        "rows": manifest.total,
        "replaced": former,
        "audit verified": verified,
    }
    with rows.all_on(alias), transaction.atomic(using=alias):
        append(system_actor("attainable restore"), [Event("backup.restored", details=details)])


def _refuse_what_cannot_be(manifest: Manifest, path: Path) -> None:
    ours = {app.label for app in apps.get_app_configs()}
    if any(app in ours and (app, name) not in expected() for app, name in manifest.applied):
        raise ProblemsError(
            Problem(
                "newer-backup",
                f"{path.name} was made by a newer version of Attainable.",
                "Install that version, and restore with it.",
            )
        )
    if not manifest.applied:
        raise ProblemsError(Problem("empty-backup", f"{path.name} does not contain any records.", "Use another backup."))


def _head_of_what_goes(replace: bool) -> dict[str, object]:
    """The end of the audit that is here now; refuses where work would be lost."""
    tables = set(connection.introspection.table_names())
    if "django_migrations" in tables and schema().newer:
        raise ProblemsError(
            Problem(
                "newer-version",
                "The database was made by a newer version of Attainable.",
                "Install that version, or give another database.",
            )
        )
    held = rows.counts([table for table in _WORK if table in tables], "default")
    if any(held.values()) and not replace:
        raise ProblemsError(
            Problem(
                "not-empty",
                "The database already contains records.",
                "To replace them with the backup: stop the server, back up the current records, and add --replace.",
            )
        )
    head = Head.objects.filter(pk=1).first() if "audit_head" in tables else None
    return {"audit entries": head.number, "audit hash": head.hash} if head else {}


def _require_room(home: Path, manifest: Manifest) -> None:
    free = shutil.disk_usage(home).free
    if free < 3 * manifest.size:
        raise ProblemsError(
            Problem(
                "disk-full",
                f"There are {free / 1e9:.1f} GB free and {3 * manifest.size / 1e9:.1f} GB are needed.",
                "Free some space and try again.",
            )
        )


def _check_counts(copy: Path, manifest: Manifest) -> None:
    reader = sqlite3.connect(f"file:{copy}?mode=ro", uri=True)
    try:
        whole = reader.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        counted = {n: reader.execute(f'SELECT COUNT(*) FROM "{n}"').fetchone()[0] for n in manifest.rows}  # noqa: S608
    except sqlite3.DatabaseError:
        whole, counted = False, {}
    finally:
        reader.close()
    if not whole or counted != manifest.rows:
        raise ProblemsError(
            Problem("broken-backup", "The backup does not contain the rows that it lists.", "Use the backup before it.")
        )


def _check_audit(alias: str, manifest: Manifest, tell: Tell, *, unverified: bool) -> list[Problem]:
    """The whole chain, under this site's key."""
    if "audit_head" not in manifest.rows:
        return []
    if manifest.audit_key != mark_of_key(settings.AUDIT_KEY):
        found = [
            Problem(
                "other-key",
                "The backup's audit was written with a different key from this site's.",
                "Set AUDIT_KEY to the key that belongs to that backup (in local mode the file audit_key.txt).",
            )
        ]
    else:
        problems = faults(lambda done, total: tell("Verifying the audit", done, total), using=alias)
        found = [problem for problem in problems if problem.is_error][:20]
    if found and not unverified:
        more = Problem(
            "unverified",
            "Nothing was restored, because the backup's audit does not verify.",
            "To restore it anyway, add --unverified. The audit will record that you did.",
            severity=Severity.NOTE,
        )
        raise ProblemsError([*found, more])
    return found


def _copy_in(copy: Path, tell: Tell) -> None:
    """Into a SQLite database: one transaction, which even a server that runs sees whole or not at all."""
    connection.close()
    source = sqlite3.connect(f"file:{copy}?mode=ro", uri=True)
    target = sqlite3.connect(connection.settings_dict["NAME"], timeout=20)
    try:
        source.backup(target, pages=100, progress=lambda _, left, total: tell("Restoring", total - left, total), sleep=0)
    finally:
        source.close()
        target.close()


def _load(alias: str, tell: Tell) -> None:
    """Into PostgreSQL: its tables made if they are missing, then all rows in one transaction."""
    if not schema().is_current:
        tell("Making the tables", 0, 1)
        call_command("migrate", verbosity=0, interactive=False)
    tables = rows.tables_of(apps)
    total = sum(rows.counts([model._meta.db_table for model in tables], alias).values())
    with transaction.atomic(), _emptied(tables):
        rows.copy(tables, alias, "default", total, tell)


@contextmanager
def _emptied(tables: list[rows.Model]) -> Iterator[None]:
    names = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {names}")
    yield
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)
