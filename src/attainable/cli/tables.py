"""`attainable tables`: which evidence tables there are, and whether a folder of them is right."""

from pathlib import Path
from typing import Annotated

import typer

from attainable.cli.options import Out
from attainable.cli.output import emit, table_text

app = typer.Typer(help="Evidence tables: pupil-level data in a declared form.", no_args_is_help=True)


@app.command("list")
def list_tables(out: Out = None) -> None:
    """The declared tables, and what one row of each is."""
    from attainable.evidence.tables.declaration import all_declared

    rows = [[t.id, t.grain, "yes" if t.required else "", t.meaning] for t in all_declared()]
    emit(table_text(("table", "one row", "required", "what it holds"), rows), out)


@app.command()
def show(table: Annotated[str, typer.Argument(help="A table that `tables list` names.")], out: Out = None) -> None:
    """The columns of a table: type, meaning, unit and codes."""
    from attainable.evidence.tables.declaration import all_declared
    from attainable.evidence.tables.pages import column_rows
    from attainable.values.problem import Problem, ProblemsError

    known = {t.id: t for t in all_declared()}
    if table not in known:
        raise ProblemsError(
            Problem("unknown-table", f"There is no evidence table {table!r}.", f"Use one of: {', '.join(known)}.")
        )
    emit(table_text(("column", "type", "meaning", "cells"), column_rows(known[table])), out)


@app.command()
def check(
    folder: Annotated[Path, typer.Argument(help="Folder of evidence tables.")],
    format: Annotated[str, typer.Option(help="text or json")] = "text",
    engine: Annotated[str, typer.Option(help="duckdb, or spark where it is installed")] = "duckdb",
    out: Out = None,
) -> None:
    """Every broken constraint with how many rows break it and examples by pseudonym. Exit code 5 if there are any."""
    from attainable.cli.exits import Exit, as_json
    from attainable.cli.progress import bytes_progress
    from attainable.evidence.backends import backend
    from attainable.evidence.tables.checking import check_tables
    from attainable.evidence.tables.reading import open_tables

    tables = open_tables(folder)
    with bytes_progress() as progress, backend(engine) as opened:
        faults = [*tables.notes, *check_tables(tables, opened, progress=progress)]
    if format == "json":
        emit(as_json(faults), out)
    else:
        counted = f"{len(tables.tables)} tables, {tables.years[0]} to {tables.years[-1]}" if tables.years else "no years"
        emit("\n".join([*(str(fault) for fault in faults), f"{counted}: {len(faults) or 'no'} faults found."]), out)
    if any(fault.is_error for fault in faults):
        raise typer.Exit(Exit.FAULTS_FOUND)
