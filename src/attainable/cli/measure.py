"""`attainable measure`: what can be asked, and the answers."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attainable.cli.options import DEFAULT_STORE, Out, Store, listed
from attainable.cli.output import csv_text, emit, json_text, table_text
from attainable.cli.slices import Only, Within, Years

if TYPE_CHECKING:
    from attainable.evidence.catalogue import Catalogue
    from attainable.evidence.measures.question import Question
    from attainable.evidence.result import ProtectedResult

app = typer.Typer(help="Show measures from the stored files.", no_args_is_help=True)

FORMATS = ("table", "csv", "json", "ees", "svg", "png", "html")

MeasureId = Annotated[str, typer.Argument(help="An id from `measure list`.")]
Areas = Annotated[str | None, typer.Option(help="Codes or names, separated by commas: E10000017 or Lancashire.")]
Compare = Annotated[str | None, typer.Option(help="region, england, neighbours")]
By = Annotated[str | None, typer.Option(help="A breakdown: sen, need, sex, age, placement …")]
Between = Annotated[
    str | None, typer.Option(help="Two groups, first minus (or over) second: no-sen,any-sen. With rank: rank their gap.")
]
OneStatistic = Annotated[
    str | None, typer.Option(help="rate, count, gap, odds-ratio, risk-ratio, mantel-haenszel, change, trend or rank")
]
Periods = Annotated[str | None, typer.Option(help="2022/23 or 2024; separate several with commas.")]
Since = Annotated[str | None, typer.Option(help="For change: the period to compare with.")]
Groups = Annotated[str | None, typer.Option(help="Only these groups.")]
AcrossBreaks = Annotated[bool, typer.Option("--across-breaks", help="Join a series across its breaks.")]
Release = Annotated[str | None, typer.Option(help="A superseded release, by its name in `data list`.")]
Format = Annotated[str, typer.Option(help=", ".join(FORMATS))]
Tables = Annotated[
    Path | None, typer.Option(help="Pupil tables to calculate it from; published figures for --area are shown next to them.")
]
Profile = Annotated[str, typer.Option(help="With --tables: who the figures are for.")]
Checked = Annotated[bool, typer.Option("--checked", help="With --tables: do not check the tables again.")]


@app.command("list")
def list_measures(format: Annotated[str, typer.Option(help="table, csv or json")] = "table", out: Out = None) -> None:
    """Every measure, what it is, and what it can be broken down by."""
    from attainable.evidence.measures.definition import all_measures
    from attainable.evidence.pupils.definition import all_pupil_measures

    columns = ("measure", "title", "unit", "by", "definition")
    records: list[dict[str, object]] = [
        {"measure": m.id, "title": m.title, "unit": m.unit, "by": " ".join(m.dimensions), "definition": m.definition}
        for m in sorted(all_measures(), key=lambda m: (m.topic, m.stage, m.id))
    ]
    records += [
        {"measure": p.id, "title": p.title, "unit": p.unit, "by": "(pupil tables)", "definition": p.definition}
        for p in all_pupil_measures()
    ]
    if format == "table":
        emit(table_text(columns[:4], [[str(r[c]) for c in columns[:4]] for r in records]), out)
    elif format in ("csv", "json"):
        emit(json_text(records) if format == "json" else csv_text(records, columns), out)
    else:
        _unknown_format(format, ("table", "csv", "json"))


@app.command()
def show(
    measure: MeasureId,
    area: Areas = None,
    compare: Compare = None,
    by: By = None,
    between: Between = None,
    statistic: OneStatistic = None,
    period: Periods = None,
    since: Since = None,
    group: Groups = None,
    across_breaks: AcrossBreaks = False,
    release: Release = None,
    format: Format = "table",
    out: Out = None,
    store: Store = DEFAULT_STORE,
    tables: Tables = None,
    profile: Profile = "public",
    checked: Checked = False,
    within: Within = None,
    only: Only = None,
    years: Years = None,
) -> None:
    """Figures of a measure for one or more areas, with their intervals and sources."""
    if format not in FORMATS:
        _unknown_format(format, FORMATS)
    periods, groups, compared = listed(period), listed(group), listed(compare)
    if tables is not None:
        from attainable.cli.pupils import TablesOptions, show_from_tables

        part = (store, within, only, years, checked)
        options = TablesOptions(measure, tables, profile, periods, groups, [*listed(area), *compared], *part)
        show_from_tables(options, format, out)
        return
    _require_published(area, within or only or years)
    asked: dict[str, Any] = {"statistic": statistic, "by": by, "between": between, "since": since, "release": release}
    asked |= {"compare": compared, "periods": periods, "groups": groups, "across_breaks": across_breaks}
    _show_published(store, measure, area or "", asked, format, out)


def _show_published(store: Path, measure: str, areas: str, asked: dict[str, Any], format: str, out: Path | None) -> None:
    from attainable.evidence.catalogue import open_catalogue
    from attainable.evidence.disclosure.protected_results import protect_published
    from attainable.evidence.measures.answering import answer
    from attainable.evidence.measures.question import ask

    catalogue = open_catalogue(store)
    question = ask(catalogue, measure, _areas(catalogue, areas), **asked)
    _show(catalogue, question, protect_published(answer(catalogue, question)), format, out)


def _require_published(area: str | None, among_pupils: str | None) -> None:
    """What a question of published figures needs, and what it can't have."""
    from attainable.values.problem import Problem, ProblemsError

    problems = []
    if among_pupils:
        problems.append(
            Problem(
                "needs-tables",
                "--within, --only and --years choose among pupils.",
                "Name pupil tables with --tables, or use --area and --period.",
            )
        )
    if area is None:
        problems.append(Problem("no-area", "No area is named.", "Give --area with a code or name, such as E10000017."))
    if problems:
        raise ProblemsError(problems)


def _areas(catalogue: "Catalogue", text: str) -> list[str]:
    """The areas named, with commas between; names that hold a comma themselves (Bristol, City of) stay whole."""
    from attainable.values.areas import UnknownAreaError

    found: list[str] = []
    for part in listed(text):
        try:
            whole = f"{found[-1]}, {part}" if found else part
            name = catalogue.register.find(whole).name
        except UnknownAreaError:
            name = ""
        if found and name.lower() == whole.lower():
            found[-1] = whole
        else:
            found.append(part)
    return found


def _show(catalogue: "Catalogue", question: "Question", result: "ProtectedResult", format: str, out: Path | None) -> None:
    from attainable.cli.figures import as_table
    from attainable.evidence.papers.export import csv_of

    if out is not None and (out.is_dir() or not out.suffix):
        # A folder was meant: the file in it is named for the measure.
        out = out / f"{result.subject.measure}.{'csv' if format in ('ees', 'csv') else format.replace('table', 'txt')}"
    if format != "table":
        for note in result.notes:
            typer.echo(f"Note: {note}", err=True)
    if format == "table":
        emit(as_table(result), out)
    elif format == "json":
        emit(json_text(row.as_record() for row in result), out)
    elif format == "csv":
        emit(csv_of(result), out)
    elif format == "ees":
        _as_ees(catalogue, result, out)
    else:
        emit(_as_picture(catalogue, question, result, format), out)


def _as_ees(catalogue: "Catalogue", result: "ProtectedResult", out: Path | None) -> None:
    from attainable.exchange.ees import export_ees

    target = out or Path(f"{result.subject.measure}.csv")
    target.parent.mkdir(parents=True, exist_ok=True)
    export = export_ees(result, target, catalogue.register)
    for note in export.notes:
        typer.echo(f"Note: {note}", err=True)
    typer.echo(
        f"Wrote {export.pair.data_path} and {export.pair.meta_path}; screening: {export.pair.screening.outcome}.", err=True
    )


def _as_picture(catalogue: "Catalogue", question: "Question", result: "ProtectedResult", format: str) -> str | bytes:
    from attainable.evidence.charts.chart_file import chart_file
    from attainable.evidence.charts.dispatch import chart_for

    neighbours = [area.code for area in question.neighbours]
    return chart_file(chart_for(result, focus=question.areas[0].code, neighbours=neighbours), format)


def _unknown_format(format: str, formats: tuple[str, ...]) -> None:
    from attainable.values.problem import Problem, ProblemsError

    raise ProblemsError(Problem("unknown-format", f"There is no format {format!r}.", f"Use one of: {', '.join(formats)}."))
