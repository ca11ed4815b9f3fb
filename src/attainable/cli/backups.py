"""`attainable backup`, with keys and verifying, and `attainable restore`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from attainable.cli.exits import tell
from attainable.cli.progress import records_with_bar

app = typer.Typer(
    help="Back up all records, make a pair of keys to encrypt backups with, and verify a backup.", invoke_without_command=True
)
_Identity = Annotated[Path | None, typer.Option(help="File of the private key, for an encrypted backup.")]


@app.callback()
def backup(
    context: typer.Context,
    out: Annotated[
        Path | None, typer.Option(help="Folder to write it to; `backups` in ATTAINABLE_HOME if you leave it out.")
    ] = None,
    why: Annotated[str, typer.Option(help="A reason, for the audit.")] = "",
) -> None:
    """Write a backup of all records as at one moment, verified. Keys are not in it: keep them elsewhere."""
    if context.invoked_subcommand:
        return
    with records_with_bar() as progress:
        from django.conf import settings

        from attainable.website.backups.making import make

        folder = out or settings.CONFIG.home / "backups"
        made = make(folder, progress, why=why)
    size = made.path.stat().st_size
    typer.echo(f"Wrote and verified {made.path}: {made.manifest.total:,} rows, {size / 1e6:,.1f} MB.")
    if made.path.suffix == ".age":
        typer.echo("It is encrypted. Only the private keys that belong to ENCRYPT_TO open it.")
    else:
        typer.echo("It contains every record, unencrypted. Keep it where only people who may read all records can read it.")
    typer.echo(
        f"It does not contain the keys. Keep AUDIT_KEY and the other keys somewhere else{_key_files()}: without AUDIT_KEY "
        f"nobody can verify the audit."
    )


@app.command()
def key(out: Annotated[Path, typer.Option(help="New file for the private key. Keep it on another machine.")]) -> None:
    """Make a pair of keys to encrypt backups with. The public key goes into the setting ENCRYPT_TO."""
    from attainable.formats.encrypted import new_key

    public = new_key(out)
    typer.echo(f"Wrote the private key to {out}. Keep two copies away from this machine: without it nobody can open a backup.")
    typer.echo(f"ENCRYPT_TO={public}")


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="A backup: attainable-….zip or .zip.age.")], identity: _Identity = None
) -> None:
    """Check a backup as a restore would: that it opens, its rows, and its whole audit. Nothing of this site changes."""
    with records_with_bar(migrated=False) as progress:
        from attainable.website.backups.restoring import check

        found = check(file, progress, identity=identity)
    typer.echo(
        f"{file.name} is complete: {found.total:,} rows of {_moment(found.made)}, {found.audit_number:,} entries of the audit."
    )


def _key_files() -> str:
    from django.conf import settings

    names = [path.name for path in settings.CONFIG.key_files]
    return f" ({', '.join(names)} in {settings.CONFIG.home})" if names else ""


def restore(
    file: Annotated[Path, typer.Argument(help="A backup: attainable-….zip or .zip.age.")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace the records that are here.")] = False,
    unverified: Annotated[bool, typer.Option("--unverified", help="Restore even if the backup's audit does not verify.")] = False,
    identity: _Identity = None,
) -> None:
    """Put a backup's records into this site's database, of either kind: all of them, or nothing is changed."""
    with records_with_bar(migrated=False) as progress:
        from attainable.website.backups.restoring import restore as put_back

        done = put_back(file, progress, replace=replace, unverified=unverified, identity=identity)
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
