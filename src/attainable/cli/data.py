"""`attainable data`: files into the store, what it holds, and whether it adds up."""

from pathlib import Path
from typing import Annotated

import typer

from attainable.cli.exits import Exit, tell
from attainable.cli.options import DEFAULT_STORE, Out, Store
from attainable.cli.output import csv_text, emit, json_text, table_text

app = typer.Typer(help="Add published files to the store, list what it holds, and check that it adds up.", no_args_is_help=True)

_COLUMNS = ("table", "release", "as_at", "rows", "current", "publisher", "publication", "title", "file", "sha256")


@app.command()
def add(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders: csv, csv.gz, zip, xlsx, geojson.")],
    store: Store = DEFAULT_STORE,
    period: Annotated[str | None, typer.Option(help="The year, for tables that do not name one: 2018/19.")] = None,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Leave out files with problems and add the rest.")] = False,
) -> None:
    """Add published files to the store: all of them, or none if any has a problem."""
    from attainable.cli.progress import bytes_progress
    from attainable.values.periods import NotAPeriodError, parse_period
    from attainable.values.problem import Problem, ProblemsError, Severity
    from attainable.warehouse.adding import add as add_files

    try:
        year = parse_period(period) if period else None
    except NotAPeriodError as error:
        raise ProblemsError(Problem("not-a-period", str(error), "")) from None
    try:
        with bytes_progress() as progress:
            report = add_files(store, paths, period=year, skip_bad=skip_bad, progress=progress)
    except ProblemsError as error:
        unchanged = Problem("unchanged", "Nothing was added. The store has not changed.", "", severity=Severity.NOTE)
        raise ProblemsError([*error.problems, unchanged]) from None
    tell(report.problems)
    rows = sum(entry.rows for entry in report.added)
    tables = f"{len(report.added)} table{'s' * (len(report.added) != 1)}"
    typer.echo(f"Added {tables} with {rows:,} row{'s' * (rows != 1)} to {store}.")
    for entry in report.superseded:
        typer.echo(f"Superseded by a newer release: {entry.title}, {entry.release} ({entry.file}).")
    if report.unchanged:
        typer.echo(f"Already in the store: {_named(report.unchanged)}.")
    if report.passed_by:
        typer.echo(f"Ignored, because they have no data: {_named(report.passed_by)}.")
    if skip_bad and any(problem.is_error for problem in report.problems):
        raise typer.Exit(Exit.REFUSED)


def _named(names: list[str], most: int = 5) -> str:
    """The first names of a list, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


@app.command("list")
def list_tables(
    store: Store = DEFAULT_STORE, format: Annotated[str, typer.Option(help="table, csv or json")] = "table", out: Out = None
) -> None:
    """Every stored table and release, those superseded included."""
    from attainable.evidence.catalogue import open_catalogue

    catalogue = open_catalogue(store)
    records = []
    for entry in sorted(catalogue.entries, key=lambda e: (e.table, e.last_ends, e.added)):
        source = {name: getattr(entry, name) for name in _COLUMNS if name != "current"}
        records.append({**source, "current": "yes" if catalogue.is_current(entry) else "superseded"})
    if format == "table":
        columns = ("table", "release", "as_at", "rows", "current", "file")
        cells = [[f"{r[c]:,}" if c == "rows" else str(r[c]) for c in columns] for r in records]
        emit(table_text(columns, cells, right=["rows"]), out)
    else:
        emit(_written(format, records, _COLUMNS), out)


@app.command()
def check(
    store: Store = DEFAULT_STORE,
    format: Annotated[str, typer.Option(help="table or json")] = "table",
    all_findings: Annotated[bool, typer.Option("--all", help="List every finding, not only the first of each.")] = False,
    out: Out = None,
) -> None:
    """Test what must add up (groups, areas, percentages) and list what does not; exit code 5 if anything differs."""
    from attainable.cli.checking import checked
    from attainable.evidence.catalogue import open_catalogue

    text, faults = checked(open_catalogue(store), format, all_findings=all_findings)
    emit(text, out)
    if faults:
        raise typer.Exit(Exit.FAULTS_FOUND)


@app.command()
def formats() -> None:
    """The published tables that are known, and the columns that each is known by."""
    from attainable.formats.published.spec import all_specs

    rows = [[s.id, s.publication, s.title, ", ".join(s.has[:4])] for s in all_specs().values()]
    emit(table_text(("table", "publication", "title", "known by"), rows), None)


def _written(format: str, records: list[dict[str, object]], columns: tuple[str, ...]) -> str:
    from attainable.values.problem import Problem, ProblemsError

    if format == "json":
        return json_text(records)
    if format == "csv":
        return csv_text(records, columns)
    raise ProblemsError(Problem("unknown-format", f"There is no format {format!r}.", "Use table, csv or json."))
