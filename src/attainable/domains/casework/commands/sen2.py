"""The command `attainable sen2`: read, check, write and compare the yearly return, without records."""

import csv
import datetime as dt
import gc
import json
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from attainable.values.problem import Problem, ProblemsError

if TYPE_CHECKING:
    from attainable.formats.sen2.checks import Finding
    from attainable.formats.sen2.judged import Schools
    from attainable.formats.sen2.spec import Return

# The exit code for "the check found faults" (docs/guide-command-line.md); a domain does not import the terminal's own package.
_FAULTS_FOUND: Final = 5
_COLUMNS: Final = ("check", "level", "table", "person", "row", "what", "mend")

sen2 = typer.Typer(help="Read, check, write and compare SEN2 returns: XML, COLLECT's CSV files, workbooks.", no_args_is_help=True)
_Paths = Annotated[
    list[Path], typer.Argument(metavar="PATH…", help="An XML file, or the tables of one return: files or a folder.")
]
_Year = Annotated[int | None, typer.Option("--year", help="The year of the return, where the files do not say it.")]


@sen2.callback()
def _sen2() -> None:
    """Read, check, write and compare SEN2 returns: XML, COLLECT's CSV files, workbooks."""


@sen2.command("read")
def read(
    paths: _Paths,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder for the CSV files. It must not be there yet.")],
    year: _Year = None,
) -> None:
    """Read a return into nine CSV files, a table each, which `write` and `check` read again. Nothing is lost."""
    from attainable.formats.sen2.tables import write_tables

    if out.exists():
        raise ProblemsError(Problem("out-exists", f"{out.name} is there already.", "Name a folder that is not there yet."))
    found = _return(paths, year)
    with tempfile.TemporaryDirectory(dir=_parent_of(out)) as beside:
        made = Path(beside) / "made"
        made.mkdir()
        write_tables(found, made)
        shutil.move(made, out)
    typer.echo(f"{len(found.people):,} people of the return of {found.year} are in {out}.", err=True)


@sen2.command("check")
def check(
    paths: _Paths,
    year: _Year = None,
    on: Annotated[str, typer.Option("--on", metavar="YYYY-MM-DD", help="Another reference date.")] = "",
    schools: Annotated[
        Path | None, typer.Option("--schools", metavar="FILE", help="GIAS establishments (CSV), for checks of URNs and units.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Where xlsx goes.")] = None,
    format: Annotated[str, typer.Option("--format", help="text, json, csv or xlsx")] = "text",
) -> None:
    """Check a return on its reference date, whatever day it is. Ends with exit code 5 if anything is found."""
    from attainable.formats.sen2.checks import check as run

    if format not in ("text", "json", "csv", "xlsx"):
        raise ProblemsError(Problem("unknown-format", f"There is no format '{format}'.", "Use text, json, csv or xlsx."))
    if (format == "xlsx") != (out is not None):
        raise ProblemsError(Problem("out", "--out and --format xlsx belong together.", "Give both, or neither."))
    day = _day(on)
    found = _return(paths, year)
    register = _schools(schools) if schools else None
    findings = list(run(found, on=day, schools=register))
    if register is None:
        typer.echo("S405, S406 and S503 were not run: give the register of establishments by --schools.", err=True)
    _show(findings, format, out)
    _summary(found, findings)
    if findings:
        raise typer.Exit(_FAULTS_FOUND)


@sen2.command("measures")
def measures(
    paths: _Paths, year: _Year = None, format: Annotated[str, typer.Option("--format", help="text or json")] = "text"
) -> None:
    """The published measures out of a return: timeliness, refusals, reviews, phase transfers, each with its counts."""
    from attainable.formats.sen2.measures import measures as measure

    if format not in ("text", "json"):
        raise ProblemsError(Problem("unknown-format", f"There is no format '{format}'.", "Use text or json."))
    rows = measure(_return(paths, year))
    if format == "json":
        typer.echo(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1))
        return
    for row in rows:
        value = "no cases" if row.value is None else f"{row.value:.1f}{' weeks' if row.id.startswith('weeks') else '%'}"
        of = f"{row.denominator:,}" if row.id.startswith("weeks") else f"{row.numerator:,.0f} of {row.denominator:,}"
        typer.echo(f"{row.title}\t{value}\t{of}{chr(9) + row.note if row.note else ''}")


@sen2.command("write")
def write(
    year: Annotated[int, typer.Option("--year", help="The year of the return: 2023 to 2027.")],
    source: Annotated[Path, typer.Option("--from", metavar="DIR", help="The folder or file to write from.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The XML file. It must not be there yet.")],
) -> None:
    """Write a return as XML of a year. Items that the year does not have are left out, and named."""
    from attainable.formats.sen2.spec import SAME_AS, YEARS
    from attainable.formats.sen2.writing import left_out, write_xml

    problems = []
    if year not in YEARS:
        problems.append(Problem("unknown-year", f"We know no return of {year}.", f"Use a year from {YEARS[0]} to {YEARS[-1]}."))
    if out.exists():
        problems.append(Problem("out-exists", f"{out.name} is there already.", "Name a file that is not there yet."))
    if problems:
        raise ProblemsError(problems)
    found = _return([source], None, default=year)
    beside = _parent_of(out) / f".{out.name}.part"
    try:
        with beside.open("w", encoding="utf-8") as file:
            write_xml(found, file, year)
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)
    for name, count in sorted(left_out(found, year).items()):
        typer.echo(f"{name} is not an item of {year}: left out {count:,} times.", err=True)
    if year in SAME_AS:
        typer.echo(f"No list of items of {year} was found: this is the return of {SAME_AS[year]} with another year.", err=True)
    typer.echo(f"{len(found.people):,} people are in {out}.", err=True)


@sen2.command("compare")
def compare(
    first: Annotated[Path, typer.Argument(metavar="A", help="A return: an XML file or a folder.")],
    second: Annotated[Path, typer.Argument(metavar="B", help="Another.")],
    format: Annotated[str, typer.Option("--format", help="text or json")] = "text",
) -> None:
    """Say what two returns differ in, person by person. Ends with exit code 5 if they differ."""
    from attainable.formats.sen2.comparing import compare as differences

    if format not in ("text", "json"):
        raise ProblemsError(Problem("unknown-format", f"There is no format '{format}'.", "Use text or json."))
    rows = list(differences(_return([first], None), _return([second], None)))
    if format == "json":
        typer.echo(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1))
    else:
        for row in rows:
            typer.echo(f"{row.person}\t{row.where}\t{row.first}\t{row.second}")
    typer.echo(f"{len(rows):,} difference{'s' * (len(rows) != 1)}.", err=True)
    if rows:
        raise typer.Exit(_FAULTS_FOUND)


def _return(paths: Iterable[Path], year: int | None, *, default: int | None = None) -> "Return":
    """A return out of an XML file, or out of tables. Notes go to standard error; errors stop."""
    from attainable.formats.sen2.tables import read_tables
    from attainable.formats.sen2.xml_reading import read_xml

    files = list(_files(paths))
    xml = [path for path in files if _is_xml(path)]
    if xml and len(files) > 1:
        raise ProblemsError(Problem("several", "An XML file is a whole return on its own.", "Give one XML file, or tables only."))
    if xml:
        found, problems = read_xml(xml[0])
        if year is not None and year != found.year:
            raise ProblemsError(Problem("other-year", f"The return is of {found.year}, not of {year}.", "Leave --year out."))
    else:
        found, problems = _tables(read_tables, files, year, default)
    if any(problem.is_error for problem in problems):
        raise ProblemsError(problems)
    for problem in problems:
        typer.echo(f"Note: {problem}", err=True)
    # What was read stays until the command ends: the collector of garbage need not look through millions of records again.
    gc.freeze()
    return found


def _tables(read_tables: Any, files: list[Path], year: int | None, default: int | None) -> "tuple[Return, list[Problem]]":
    """Tables, with the year of the header where there is one."""
    try:
        result: tuple[Return, list[Problem]] = read_tables(files, year)
    except ProblemsError as error:
        if default is None or {problem.code for problem in error.problems if problem.is_error} != {"unknown-year"}:
            raise
        result = read_tables(files, default)
    return result


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise ProblemsError([Problem("not-there", f"{path} is not there.", "Check its name.") for path in missing])
    for path in paths:
        yield from (sorted(one for one in path.iterdir() if one.is_file()) if path.is_dir() else (path,))


def _is_xml(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(200).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _parent_of(out: Path) -> Path:
    if not out.parent.is_dir():
        raise ProblemsError(Problem("no-folder", f"The folder {out.parent} is not there.", "Make it first."))
    return out.parent


def _day(text: str) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        mend = "Write year, month and day, such as 2026-01-15."
        raise ProblemsError(Problem("bad-option", f"--on can't be “{text[:20]}”.", mend)) from None


def _schools(path: Path) -> "Schools":
    """The register of establishments. Columns as GIAS names them: URN, TypeOfResourcedProvision (name)."""
    from attainable.formats.containers import contents_of
    from attainable.formats.sen2.judged import Schools
    from attainable.formats.tables import rows_of, sheets_of

    urns, units, resourced = set(), set(), set()
    for content in contents_of(path):
        for sheet in sheets_of(content):
            keys = [heading.strip().lower() for heading in sheet.header]
            kind = next((at for at, key in enumerate(keys) if key.startswith("typeofresourcedprovision")), None)
            if "urn" not in keys:
                raise ProblemsError(
                    Problem("no-urn", f"{path.name} has no column “URN”.", "Use the establishments file of GIAS.")
                )
            for _, cells in rows_of(sheet, short_rows=True):
                urn, words = (cells[keys.index("urn")] or "").strip(), (cells[kind] or "").lower() if kind is not None else ""
                urns.add(urn)
                if "sen unit" in words:
                    units.add(urn)
                if "resourced provision" in words:
                    resourced.add(urn)
    return Schools(urns, units, resourced)


def _show(findings: "list[Finding]", format: str, out: Path | None) -> None:
    records = [finding.as_record() for finding in findings]
    if format == "json":
        typer.echo(json.dumps(records, ensure_ascii=False, indent=1))
    elif format == "csv":
        writer = csv.DictWriter(sys.stdout, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)
    elif format == "xlsx" and out is not None:
        from attainable.formats.spreadsheets.write import write_table

        write_table(out, _COLUMNS, ([record[name] for name in _COLUMNS] for record in records), "Checks")
    else:
        for one in findings:
            place = f"person {one.person:,}" if one.person else "header"
            where = f"{place}, line {one.row:,}" if one.row else place
            typer.echo(f"{one.check}\t{one.level}\t{one.table}\t{where}\t{one.what} {one.mend}")


def _summary(found: "Return", findings: "list[Finding]") -> None:
    counts = Counter(finding.level for finding in findings)
    errors, queries = counts["error"], counts["query"]
    typer.echo(f"{len(found.people):,} people, {errors:,} errors, {queries:,} queries.", err=True)
