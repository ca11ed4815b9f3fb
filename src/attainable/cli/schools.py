"""`attainable schools`: the official register of schools into the records."""

from pathlib import Path
from typing import Annotated

import typer

from attainable.cli.exits import Exit, tell
from attainable.cli.progress import records_with_bar

app = typer.Typer(help="Import schools from the official register.", no_args_is_help=True)


@app.callback()
def common() -> None:
    """Import schools from the official register."""


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="Get Information about Schools, of any year, or a list made from it.")],
    authority: Annotated[str, typer.Option(help="Only this authority's schools: number, code or name.")] = "",
    links: Annotated[Path | None, typer.Option(help="The register's file of links, for successors.")] = None,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Leave out rows with problems and import the rest.")] = False,
    reopen: Annotated[bool, typer.Option("--reopen", help="Reopen schools that are closed here but open in the file.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what the import would do, and save nothing.")] = False,
) -> None:
    """Make and change schools as a register says: all of it, or nothing if any row has a problem. None is ever deleted."""
    with records_with_bar() as progress:
        from attainable.accounts.actor import system_actor
        from attainable.exchange.schools import import_schools

        progress(f"Reading {file.name}", 0, 1)
        register, done = import_schools(
            file,
            by=system_actor("attainable schools import"),
            authority=authority,
            links=links,
            skip_bad=skip_bad,
            reopen=reopen,
            dry_run=dry_run,
            progress=progress,
        )
    tell([*register.problems, *done.notes])
    counts = done.counts
    typer.echo(
        f"{'Would be ' if dry_run else ''}{register.layout.title}: {counts['created']:,} created, "
        f"{counts['changed']:,} changed ({counts['closed']:,} of them closed), {counts['unchanged']:,} unchanged, "
        f"{counts['refused']:,} refused; {counts['linked']:,} linked to their successors."
    )
    if dry_run:
        typer.echo("Nothing has changed.")
    if register.errors:
        raise typer.Exit(Exit.REFUSED)
