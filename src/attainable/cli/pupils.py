"""A measure worked out from pupil tables, shown as every other measure is."""

from pathlib import Path
from typing import TYPE_CHECKING

from attainable.cli.output import csv_text, emit, json_text

if TYPE_CHECKING:
    from attainable.evidence.pupils.twelve import Answers
    from attainable.evidence.result import ProtectedResult
    from attainable.evidence.tables.reading import TablesFolder


def show_from_tables(
    measure: str,
    tables: Path,
    profile: str,
    periods: list[str],
    groups: list[str],
    format: str,
    out: Path | None,
) -> None:
    """Work a measure out from evidence tables under a profile, and show it."""
    from attainable.cli.measure import _as_table
    from attainable.evidence.backends import backend
    from attainable.evidence.disclosure.profiles import profile_of
    from attainable.evidence.papers.packing import asking_of
    from attainable.evidence.pupils.cubes import Cubes
    from attainable.evidence.pupils.definition import load_pupil_measure
    from attainable.evidence.pupils.twelve import work_out
    from attainable.evidence.result import RECORD_KEYS
    from attainable.evidence.tables.reading import open_tables
    from attainable.values.problem import Problem, ProblemsError

    chart, rules, folder = str(load_pupil_measure(measure).chart), profile_of(profile), open_tables(tables)
    with backend() as opened:
        answers = work_out(Cubes(folder, opened), asking_of(folder), rules, charts=(chart,))
    found = answers.of(measure)
    kept = found.where(
        lambda row: (
            (not periods or row.period.label in periods)
            and (not groups or bool(set(groups) & {row.group, *row.group.split(".")}))
        )
    ) if found else None  # fmt: skip
    if not kept:
        raise ProblemsError(Problem("no-figures", f"The tables have no figures for {measure}.",
                                    "`attainable tables check` says what is in them."))  # fmt: skip
    if format == "table":
        emit("\n".join([_as_table(kept), *answers.protected.report.in_words()]), out)
    elif format == "json":
        emit(json_text(row.as_record() for row in kept), out)
    elif format == "csv":
        emit(csv_text([row.as_record() for row in kept], RECORD_KEYS), out)
    else:
        emit(_picture(chart, kept, answers, folder, format), out)


def _picture(
    chart: str, result: "ProtectedResult", answers: "Answers", folder: "TablesFolder", format: str
) -> str | bytes:
    from attainable.evidence.charts import render
    from attainable.evidence.charts.pupils import drawing
    from attainable.values.problem import Problem, ProblemsError

    if format == "ees":
        raise ProblemsError(
            Problem("unknown-format", "Figures from pupil tables are not written as an EES pair.", "Use csv.")
        )
    results = answers.results[chart] if chart == "2" else (result,)
    drawn = drawing(chart, results, answers.funnel, folder.features)[0]()
    if format == "svg":
        return render.svg(drawn.spec)
    return render.png(drawn.spec) if format == "png" else render.html(drawn)
