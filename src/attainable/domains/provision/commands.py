"""The commands `attainable wording` and `attainable provision`: pure rules over a text, prices or a table, without records."""

import datetime as dt
import io
import json
import re
import sys
import zipfile
from dataclasses import asdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Final, cast

import typer

from attainable.values.problem import Problem, ProblemsError

# The exit code for "the check found faults" (docs/guide-command-line.md); a domain does not import the terminal's own package.
_FAULTS_FOUND: Final = 5
_MOST_BYTES: Final = 20_000_000
_MOST_UNPACKED: Final = 200_000_000

wording = typer.Typer(help="Look for words of a plan that are not specific, quantified or dated.", no_args_is_help=True)


@wording.callback()
def _wording() -> None:
    """Look for words of a plan that are not specific, quantified or dated."""


@wording.command("check")
def check_wording(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="Text, Markdown or Word (.txt, .md, .docx), or - for standard input.")
    ],
    format: Annotated[str, typer.Option("--format", help="text or json")] = "text",
) -> None:
    """List the words that leave a plan open, why, and how to mend them. Ends with exit code 5 if it finds any.

    Positions count characters from the beginning of the text. In a Word file the text is its paragraphs, then the cells of its
    tables, with an empty line between them."""
    from attainable.domains.provision.rules.wording import check

    _require_format(format)
    found = check(_text_of(file))
    if format == "json":
        typer.echo(json.dumps([vars(finding) for finding in found], ensure_ascii=False, indent=1))
    else:
        for finding in found:
            typer.echo(f"{finding.start}-{finding.end}\t{finding.kind}\t{_line(finding.text)}\t{finding.why} {finding.mend}")
        typer.echo(f"{len(found):,} finding{'s' * (len(found) != 1)}.", err=True)
    if found:
        raise typer.Exit(_FAULTS_FOUND)


def _require_format(format: str) -> None:
    if format not in ("text", "json"):
        raise ProblemsError(Problem("unknown-format", f"There is no format '{format}'.", "Use text or json."))


def _line(text: str) -> str:
    return "".join(mark if mark.isprintable() else " " for mark in text)


def _text_of(file: str) -> str:
    raw = sys.stdin.buffer.read(_MOST_BYTES + 1) if file == "-" else _bytes_of(Path(file))
    if len(raw) > _MOST_BYTES:
        raise ProblemsError(Problem("too-large", f"{file} has more than 20 MB.", "Check its parts on their own."))
    if file.lower().endswith(".docx"):
        return _word_text(file, raw)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ProblemsError(Problem("not-text", f"{file} is not text in UTF-8.", "Save it as UTF-8 text, or as .docx.")) from None


def _bytes_of(path: Path) -> bytes:
    if path.suffix.lower() not in (".txt", ".md", ".docx"):
        raise ProblemsError(
            Problem("file-type", f"We can't read {path.name}.", "Use a .txt, .md or .docx file, or - for standard input.")
        )
    try:
        with path.open("rb") as opened:
            return opened.read(_MOST_BYTES + 1)
    except OSError as error:
        raise ProblemsError(
            Problem("not-read", f"{path.name} can't be read ({error.strerror}).", "Check the name of the file.")
        ) from None


def _word_text(name: str, raw: bytes) -> str:
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import XMLSyntaxError

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(member.file_size for member in archive.infolist()) > _MOST_UNPACKED:
                raise ValueError("too large when unpacked")
        document: Any = docx.Document(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, KeyError, XMLSyntaxError, OpcError):
        raise ProblemsError(Problem("not-word", f"{name} is not a Word document.", "Save it again as .docx.")) from None
    lines = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        # A cell that spans columns comes once for each of them.
        lines.extend(cell.text for row in table.rows for cell in dict.fromkeys(row.cells))
    return "\n\n".join(lines)


provision = typer.Typer(help="Work out what provision costs, and what changed with it.", no_args_is_help=True)
# Weeks of a run are numbers, and prices are by day: this Monday is the first day of week 1, whichever year it is.
_FIRST_MONDAY: Final = dt.date(2001, 1, 1)
_WHOLE: Final = re.compile(r"[0-9]{1,6}")
_MONEY: Final = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,2})?")


@provision.callback()
def _provision() -> None:
    """Work out what provision costs, and what changed with it."""


@provision.command("cost")
def cost(
    rate: Annotated[str, typer.Option("--rate", metavar="POUNDS", help="Price of an hour, such as 17.24.")] = "",
    sessions: Annotated[str, typer.Option("--sessions-per-week", metavar="NUMBER", help="Sessions in a week.")] = "",
    minutes: Annotated[str, typer.Option("--minutes", metavar="NUMBER", help="Minutes of a session.")] = "",
    group: Annotated[str, typer.Option("--group", metavar="NUMBER", help="Children who share a session.")] = "1",
    weeks: Annotated[str, typer.Option("--weeks", metavar="NUMBER", help="Weeks of the whole run.")] = "",
    done: Annotated[str, typer.Option("--done", metavar="WEEKS", help="Weeks given so far, for the cost to date.")] = "",
    rate_from: Annotated[
        list[str] | None,
        typer.Option("--rate-from", metavar="WEEK=POUNDS", help="A new price and the first week that has it, such as 25=17.93."),
    ] = None,
    only_child: Annotated[
        bool, typer.Option("--only-child", help="The group exists for this child, who is charged all of it.")
    ] = False,
    once: Annotated[str, typer.Option("--once", metavar="POUNDS", help="Price of equipment that is bought once.")] = "",
    once_years: Annotated[str, typer.Option("--once-years", metavar="YEARS", help="Years it lasts: one share is charged.")] = "1",
    format: Annotated[str, typer.Option("--format", help="text or json")] = "text",
) -> None:
    """Work out what a run of sessions costs for one child, as planned and to date.

    The cost is the price of an hour, times the time, shared by the group, rounded once to the penny. Equipment counts in both
    figures, because it is paid for before it is used."""
    from attainable.domains.provision.rules.costs import OneOff

    _require_format(format)
    problems: list[Problem] = []
    per_week = _whole("--sessions-per-week", sessions, 1, 100, problems)
    length = _whole("--minutes", minutes, 1, 1440, problems)
    children = _whole("--group", group, 1, 1000, problems)
    run = _whole("--weeks", weeks, 1, 520, problems)
    given = _whole("--done", done, 0, run or 520, problems) if done else None
    years = _whole("--once-years", once_years, 1, 50, problems)
    bought = OneOff(_pence("--once", once, problems) if once else 0, years or 1)
    changes = {1: _pence("--rate", rate, problems), **_changes(rate_from or [], run or 520, problems)}
    if problems:
        raise ProblemsError(problems)
    shared = 1 if only_child else children
    _print_cost(_costs(changes, (length, per_week, shared), run, given, bought.a_year), format)


def _costs(changes: dict[int, int], session: tuple[int, int, int], run: int, done: int | None, once: Fraction) -> dict[str, Any]:
    from attainable.domains.provision.rules.prices import cost_of_run, pounds

    length, per_week, children = session
    rates = [(_FIRST_MONDAY + dt.timedelta(weeks=week - 1), pence) for week, pence in sorted(changes.items())]

    def asked(weeks: int) -> float:
        # Week 1 always has a price, so the cost is always known.
        return float(pounds(once + cast(Fraction, cost_of_run(rates, _FIRST_MONDAY, length, per_week, weeks, children))))

    return {
        "whole": asked(run),
        "to_date": None if done is None else asked(done),
        "once": float(pounds(once)),
        "weeks": run,
        "done": done,
        "sessions": run * per_week,
        "rates": [{"from_week": week, "rate": pence / 100} for week, pence in sorted(changes.items())],
    }


def _print_cost(found: dict[str, Any], format: str) -> None:
    if format == "json":
        typer.echo(json.dumps(found, indent=1))
        return
    typer.echo(f"Whole run\t£{found['whole']:,.2f}")
    if found["to_date"] is not None:
        typer.echo(f"To date\t£{found['to_date']:,.2f}")


def _whole(option: str, text: str, least: int, most: int, problems: list[Problem]) -> int:
    """The number of an option; 0, and a problem more, if it is not a whole number within the limits."""
    number = int(text) if _WHOLE.fullmatch(text.strip()) else None
    if number is None or not least <= number <= most:
        problems.append(_bad(option, text, f"Write a whole number from {least} to {most:,}."))
        return 0
    return number


def _pence(option: str, text: str, problems: list[Problem]) -> int:
    if not _MONEY.fullmatch(text.strip()) or not Decimal(text.strip()):
        problems.append(_bad(option, text, "Write pounds and pence, such as 17.24."))
        return 0
    return int(Decimal(text.strip()) * 100)


def _changes(given: list[str], run: int, problems: list[Problem]) -> dict[int, int]:
    """Prices by the first week that has them."""
    found: dict[int, int] = {}
    for text in given:
        week_text, _, price = text.partition("=")
        week = int(week_text) if _WHOLE.fullmatch(week_text.strip()) else 0
        if not 2 <= week <= run:
            problems.append(_bad("--rate-from", text, f"Write a week from 2 to {run:,} and a price, such as 25=17.93."))
        elif week in found:
            problems.append(_bad("--rate-from", text, f"Give week {week:,} one price only."))
        else:
            found[week] = _pence("--rate-from", price, problems)
    return found


def _bad(option: str, text: str, mend: str) -> Problem:
    if not text.strip():
        return Problem("missing-option", f"{option} is missing.", mend)
    return Problem("bad-option", f"{option} can't be “{text}”.", mend)


@provision.command("effect")
def effect(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or Excel file with a row for each child.")],
    before: Annotated[str, typer.Option("--before", metavar="COLUMN", help="Column with the scores before.")],
    after: Annotated[str, typer.Option("--after", metavar="COLUMN", help="Column with the scores after.")],
    group: Annotated[str, typer.Option("--group", metavar="COLUMN", help="Column that says which group a child is in.")] = "",
    comparison: Annotated[str, typer.Option("--comparison", metavar="VALUE", help="The group without the intervention.")] = "",
    ages: Annotated[
        str, typer.Option("--ages", metavar="COLUMN,COLUMN", help="Ages (or dates) at both tests: scores are ages in months.")
    ] = "",
    format: Annotated[str, typer.Option("--format", help="text or json")] = "text",
) -> None:
    """Compare scores before and after an intervention, with a 95% interval. Needs a row for each child.

    With --group and --comparison: the difference from a comparison group (Hedges' g). With --ages: the ratio gain, months gained
    for each month between the tests; ages may be 96 or 8:00. Otherwise: the gain in standard deviations of the scores before."""
    from attainable.domains.provision.rules.effect_rows import Columns, effect_of
    from attainable.formats.containers import contents_of
    from attainable.formats.tables import rows_of, sheets_of

    _require_format(format)
    sheet = next((sheet for content in contents_of(file) for sheet in sheets_of(content)), None)
    if sheet is None:
        raise ProblemsError(
            Problem("no-rows", f"{file.name} does not contain a table.", "Add a heading and a row for each child.")
        )
    keys = [name.strip().lower() for name in sheet.header]
    rows = ((number, dict(zip(keys, cells, strict=False))) for number, cells in rows_of(sheet, short_rows=True))
    columns = Columns(before, after, group, comparison, tuple(name.strip() for name in ages.split(",")) if ages else ())
    found = asdict(effect_of(rows, sheet.header, columns))
    if format == "json":
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for name in ("n", "gain", "effect", "lower", "upper"):
        value = found[name]
        typer.echo(f"{name}\t{'' if value is None else value if name == 'n' else f'{value:.2f}'}")
    for note in (found["basis"], *found["notes"]):
        typer.echo(note, err=True)


@provision.command("plan-schema")
def plan_schema() -> None:
    """Print the JSON Schema of the file in which a support plan goes from one school to another."""
    from attainable.domains.provision.rules.transfer import schema

    typer.echo(schema(), nl=False)
