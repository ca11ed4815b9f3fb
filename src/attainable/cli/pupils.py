"""A measure worked out from pupil tables, shown as every other measure is."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from attainable.cli.output import csv_text, emit, json_text

if TYPE_CHECKING:
    from attainable.evidence.charts.chart import Chart
    from attainable.evidence.pupils.pack import PackResults
    from attainable.evidence.result import ProtectedResult
    from attainable.evidence.tables.reading import TablesFolder


@dataclass(frozen=True, slots=True)
class TablesOptions:
    """What `measure show --tables` was asked: `areas` are published areas to compare with the pupils' own figures."""

    measure: str
    tables: Path
    profile: str
    periods: list[str]
    groups: list[str]
    areas: list[str]
    store: Path
    within: str | None = None
    only: str | None = None
    years: str | None = None
    checked: bool = False


def show_from_tables(asked: TablesOptions, format: str, out: Path | None) -> None:
    """Work a measure out from evidence tables under a profile, and show it. Wrong tables are refused, as `pack` does."""
    from attainable.cli.progress import bytes_progress
    from attainable.cli.slices import slice_of
    from attainable.evidence.backends import backend
    from attainable.evidence.disclosure.profiles import profile_of
    from attainable.evidence.pupils.cubes import Cubes
    from attainable.evidence.pupils.definition import load_pupil_measure
    from attainable.evidence.pupils.pack import work_out
    from attainable.evidence.pupils.pack_charts import chart_of
    from attainable.evidence.pupils.pack_question import pack_question
    from attainable.evidence.tables.checking import require_right
    from attainable.evidence.tables.reading import open_tables
    from attainable.values.problem import Problem, ProblemsError

    measure = load_pupil_measure(asked.measure)
    rules, folder = profile_of(asked.profile), open_tables(asked.tables)
    part = slice_of(folder, asked.within, asked.only, asked.years)
    if rules.threshold and (which := part.words(folder.areas)):
        what = f"{which} Beside a figure of all of them, the others would come out by subtraction."
        raise ProblemsError(Problem("part-without-log", what, "Use --profile internal, or a pack with --log."))
    question = pack_question(folder, None, part)
    chart = chart_of(measure.id).id
    with bytes_progress() as progress, backend() as opened:
        if not asked.checked:
            require_right(folder, opened, progress=progress, tables={"area", "school", *measure.tables})
        answers = work_out(Cubes(folder, opened, part), question, rules, charts=(chart,), progress=progress)
    kept = _kept(answers, asked)
    if format in _TEXTS:
        _emit(kept, answers, format, out)
    elif asked.areas:
        emit(_rendered(_together(kept, question.area.code), format), out)
    else:
        emit(_rendered(_picture(chart, kept, answers, folder), format), out)


_TEXTS = ("table", "json", "csv")


def _kept(answers: "PackResults", asked: TablesOptions) -> "ProtectedResult":
    """The rows asked for, with the published ones of other areas behind them."""
    from attainable.evidence.catalogue import open_catalogue
    from attainable.evidence.pupils.with_published import with_published
    from attainable.values.problem import Problem, ProblemsError

    found = answers.of(asked.measure)
    if found is not None and asked.areas:
        found = with_published(found, open_catalogue(asked.store), asked.areas)
    kept = (
        found.where(
            lambda row: (
                (not asked.periods or row.period.label in asked.periods)
                and (not asked.groups or bool(set(asked.groups) & {row.group, *row.group.split(".")}))
            )
        )
        if found
        else None
    )
    if not kept:
        raise ProblemsError(
            Problem(
                "no-figures",
                f"The tables have no figures for {asked.measure}.",
                "`attainable tables check` says what is in them.",
            )
        )
    return kept


def _emit(kept: "ProtectedResult", answers: "PackResults", format: str, out: Path | None) -> None:
    from attainable.cli.figures import as_table
    from attainable.evidence.result import RECORD_KEYS

    if format == "table":
        emit("\n".join([as_table(kept), *answers.protected.report.in_words()]), out)
    elif format == "json":
        emit(json_text(row.as_record() for row in kept), out)
    else:
        emit(csv_text([row.as_record() for row in kept], RECORD_KEYS), out)


def _together(kept: "ProtectedResult", focus: str) -> "Chart":
    """Our own pupils and the published areas in one chart: the rates of the groups that both have."""
    from attainable.evidence.charts.dispatch import chart_for
    from attainable.evidence.result import Statistic

    return chart_for(kept.where(lambda row: row.statistic is Statistic.RATE), focus=focus)


def _picture(chart: str, result: "ProtectedResult", answers: "PackResults", folder: "TablesFolder") -> "Chart":
    from attainable.evidence.charts.pupils.drawing import drawings_of
    from attainable.evidence.pupils.pack_charts import pack_charts

    results = answers.results[chart] if pack_charts()[chart].together else (result,)
    return drawings_of(chart, results, answers.funnel, folder.features)[0]()


def _rendered(drawn: "Chart", format: str) -> str | bytes:
    from attainable.evidence.charts.chart_file import chart_file
    from attainable.values.problem import Problem, ProblemsError

    if format == "ees":
        raise ProblemsError(Problem("unknown-format", "Figures from pupil tables are not written as an EES pair.", "Use csv."))
    return chart_file(drawn, format)
