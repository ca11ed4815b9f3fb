"""`attainable migrate`."""

from pathlib import Path
from typing import Annotated

import typer

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
