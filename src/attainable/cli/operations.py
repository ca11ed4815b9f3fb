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
        bool, typer.Option("--backup/--no-backup", help="On SQLite: make a backup before changing anything.")
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
    typer.echo(f"Made {made} change{'s' * (made != 1)} to the tables." if made else "The tables are up to date.")


def _backed_up(progress: object) -> Path:
    from django.conf import settings

    from attainable.website.backups.making import make

    # Audit's own tables may be about to change, so this one is not audited.
    return make(settings.CONFIG.home / "backups", progress, audited=False).path  # type: ignore[arg-type]


def backup(
    out: Annotated[
        Path | None, typer.Option(help="Folder to write it to; `backups` in ATTAINABLE_HOME if you leave it out.")
    ] = None,
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
    typer.echo("It contains every record, unencrypted. Keep it where only people who may read all records can read it.")
    typer.echo(
        f"It does not contain the keys. Keep AUDIT_KEY and the other keys somewhere else{_key_files()}: without AUDIT_KEY "
        f"nobody can verify the audit."
    )


def _key_files() -> str:
    from django.conf import settings

    names = [path.name for path in settings.CONFIG.key_files]
    return f" ({', '.join(names)} in {settings.CONFIG.home})" if names else ""


def restore(
    file: Annotated[Path, typer.Argument(help="A backup: attainable-….zip.")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace the records that are here.")] = False,
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
        typer.echo(f"Updated to this version with {done.migrated} change{'s' * (done.migrated != 1)}.")
    typer.echo("Everybody must sign in again. Now run: attainable doctor")


def _moment(moment: datetime) -> str:
    from django.utils import timezone

    return f"{timezone.localtime(moment):%-d %B %Y, %H:%M}"
