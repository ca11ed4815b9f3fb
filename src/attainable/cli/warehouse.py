"""`attainable warehouse`: the records as evidence tables."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from attainable.cli.exits import Exit, tell
from attainable.cli.progress import records_with_bar
from attainable.cli.records import records
from attainable.values.school_year import year_words

if TYPE_CHECKING:
    from attainable.warehouse.records.building import Outcome

app = typer.Typer(
    help="Build evidence tables from the records: pseudonymised snapshots for pages and packs.", no_args_is_help=True
)


@app.command()
def build(
    full: Annotated[bool, typer.Option("--full", help="Build everything again, not only what changed.")] = False,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Date of the records: today.")] = None,
    pages: Annotated[bool, typer.Option("--pages/--no-pages", help="Prepare evidence pages too.")] = True,
) -> None:
    """Build a snapshot beside the current one, check it and swap it in. A broken constraint leaves the old one (exit 3)."""
    with records_with_bar() as progress:
        from attainable.warehouse.records.building import build as make

        outcome = make(full=full, on=on.date() if on else None, pages=pages, progress=progress)
    tell(outcome.notes)
    typer.echo(_told(outcome))


@app.command()
def status() -> None:
    """Which snapshot is current, what is in it, and what has changed since."""
    with records():
        from attainable.warehouse.records.snapshots import current, every
        from attainable.warehouse.records.touched import missing, waiting

        now = current()
        if now is None:
            typer.echo("There is no snapshot yet. Build one: attainable warehouse build")
            raise typer.Exit(Exit.NO_FIGURES)
        typer.echo(f"Snapshot {now.id}, as at {now.as_at}, built {now.about['built']}")
        typer.echo(f"Folder {now.path}")
        for table in sorted({name.split("/")[0].split(".")[0] for name in now.about["files"]}):
            typer.echo(f"  {table:16} {now.rows(table):>12,} rows")
        years = now.about["years"]
        typer.echo(f"Years {year_words(years[0])} to {year_words(years[-1])}")
        for note in now.about["notes"]:
            typer.echo(f"Note: {note}")
        changed = (
            "changes were not watched, so the next build is a full one" if missing() else f"{waiting():,} rows written since"
        )
        typer.echo(f"Changes: {changed}")
        typer.echo(f"Kept: {', '.join(snapshot.id for snapshot in every())}")


@app.command()
def check() -> None:
    """Whether the snapshot's files are those that were written, and keep what their declarations say. Exit code 5 if not."""
    with records_with_bar() as progress:
        from attainable.evidence.backends import backend
        from attainable.evidence.tables.checking import check_tables
        from attainable.evidence.tables.reading import open_tables
        from attainable.values.problem import Problem, ProblemsError
        from attainable.warehouse.records.snapshots import current

        now = current()
        if now is None:
            raise ProblemsError(Problem("no-tables", "There is no snapshot yet.", "attainable warehouse build"))
        faults = list(now.faults())
        if not faults:
            with backend() as engine:
                faults = check_tables(open_tables(now.path), engine, progress=progress)
    tell(faults)
    typer.echo(f"Snapshot {now.id}: {len(faults) or 'no'} faults found.")
    if any(fault.is_error for fault in faults):
        raise typer.Exit(Exit.FAULTS_FOUND)


def _told(outcome: "Outcome") -> str:
    what = f"everything, since {outcome.why_full}" if outcome.why_full else f"{outcome.children:,} children calculated again"
    rows = outcome.snapshot.rows("pupil_year")
    return f"Snapshot {outcome.snapshot.id}: {what}; {outcome.written} files written, {rows:,} pupil-years in all."
