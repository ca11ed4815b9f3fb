"""`attainable migrate`, `backup` and `restore`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from attainable.cli.exits import tell
from attainable.cli.progress import records_with_bar
from attainable.cli.records import sqlite_file


def migrate(
    backup: Annotated[
        bool, typer.Option("--backup/--no-backup", help="On SQLite: make a backup before anything is changed.")
    ] = True,
) -> None:
    """Bring the database's tables up to this version, with people at work: each change is made whole or not at all."""
    with records_with_bar(migrated=False) as progress:
        from attainable.website.migrating import migrate as make_changes
        from attainable.website.schema import schema

        file = sqlite_file()
        there = file is not None and file.is_file() and bool(schema().applied)
        if backup and there and schema().pending:
            saved = _backed_up(progress)
            typer.echo(f"Backup made before the change: {saved}")
        made = make_changes(progress)
    typer.echo(f"Made {made} change{'s' * (made != 1)} to the tables." if made else "The tables are those of this version.")


def _backed_up(progress: object) -> Path:
    from django.conf import settings

    from attainable.website.backups.making import make

    # Audit's own tables may be about to change, so this one is not audited.
    return make(settings.CONFIG.home / "backups", progress, audited=False).path  # type: ignore[arg-type]


def backup(
    out: Annotated[Path | None, typer.Option(help="Folder to write it to; unless given, `backups` in ATTAINABLE_HOME.")] = None,
    why: Annotated[str, typer.Option(help="A reason, for the audit.")] = "",
) -> None:
    """Write a backup of all records as at one moment, verified. Keys are not in it: keep them elsewhere."""
    with records_with_bar() as progress:
        from django.conf import settings

        from attainable.website.backups.making import make

        folder = out or settings.CONFIG.home / "backups"
        made = make(folder, progress, why=why)
    size = made.path.stat().st_size
    typer.echo(f"Wrote and verified {made.path}: {made.manifest.total:,} rows, {size / 1e6:,.1f} MB.")
    typer.echo("It holds every record in plain form: keep it where only those may read who may read all records.")
    typer.echo(
        f"Keys are not in it. Keep AUDIT_KEY and the others elsewhere{_key_files()}: without AUDIT_KEY the audit "
        "can't be verified."
    )


def _key_files() -> str:
    from django.conf import settings

    names = [path.name for path in settings.CONFIG.key_files]
    return f" ({', '.join(names)} in {settings.CONFIG.home})" if names else ""


def restore(
    file: Annotated[Path, typer.Argument(help="A backup: attainable-….zip.")],
    replace: Annotated[bool, typer.Option("--replace", help="Put it in the place of the records that are here.")] = False,
    unverified: Annotated[bool, typer.Option("--unverified", help="Restore even if the backup's audit does not verify.")] = False,
) -> None:
    """Put a backup's records into this site's database, of either kind: all of them, or nothing is changed."""
    with records_with_bar(migrated=False) as progress:
        from attainable.website.backups.restoring import restore as put_back

        done = put_back(file, progress, replace=replace, unverified=unverified)
    tell(done.notes)
    typer.echo(
        f"Restored {done.manifest.total:,} rows of {_moment(done.manifest.made)}; "
        f"{'audit verified' if not done.notes else 'audit NOT verified'} ({done.entries:,} entries)."
    )
    if done.migrated:
        typer.echo(f"Brought up to this version by {done.migrated} change{'s' * (done.migrated != 1)}.")
    typer.echo("Everybody signs in again. Now: attainable doctor")


def _moment(moment: datetime) -> str:
    from django.utils import timezone

    return f"{timezone.localtime(moment):%-d %B %Y, %H:%M}"
