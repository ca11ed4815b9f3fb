"""The charts of the pack over one authority as pages show them: drawn once for a snapshot and kept beside it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from attainable.evidence.backends import Backend
from attainable.evidence.charts import render
from attainable.evidence.charts.pupils.drawing import drawings_of
from attainable.evidence.cubes.slices import Slice
from attainable.evidence.disclosure.profiles import profile_of
from attainable.evidence.disclosure.protected_results import unstamped
from attainable.evidence.papers.blocks import compact, numbers
from attainable.evidence.pupils.cubes import Cubes
from attainable.evidence.pupils.missing_charts import missing_charts
from attainable.evidence.pupils.pack import PackResults, work_out
from attainable.evidence.pupils.pack_charts import pack_charts
from attainable.evidence.pupils.pack_question import pack_question
from attainable.evidence.result import ProtectedResult, Row, Statistic
from attainable.evidence.tables.reading import TablesFolder
from attainable.evidence.words import MISSING
from attainable.values.problem import ProblemsError

_MOST_ROWS: Final = 200


class PagePicture(msgspec.Struct, frozen=True):
    svg: str
    alt: str
    sentence: str


class PageMeasure(msgspec.Struct, frozen=True):
    """A measure of the pack: its figures as rows of text, and the tidy records for a file."""

    id: str
    title: str
    why: str
    definition: str
    version: int
    rows: list[tuple[str, ...]]
    notes: list[str]
    records: list[dict[str, Any]]


class PageChart(msgspec.Struct, frozen=True):
    """A chart of the pack with its measures; or why there is none."""

    chart: str
    title: str
    pictures: list[PagePicture] = []
    measures: list[PageMeasure] = []
    why_not: str = ""


class PagePack(msgspec.Struct, frozen=True):
    """All charts over an authority under a profile; `control` says what was hidden."""

    area: str
    profile: str
    control: list[str]
    charts: list[PageChart]


COLUMNS: Final = ("Year", "Area", "Group", "Statistic", "Figure (range)", "Children")


def page_packs(folder: TablesFolder, backend: Backend, authority: str, profiles: Sequence[str]) -> list[PagePack]:
    """The pack of one authority under each profile, out of the same passes."""
    asked = Slice(authorities=(authority,))
    cubes, question = Cubes(folder, backend, asked), pack_question(folder, asked=asked)
    return [_pack(authority, work_out(cubes, question, profile_of(profile)), folder) for profile in profiles]


def packs_file(tables: Path, authority: str, profile: str) -> Path:
    return tables / "prepared" / f"pack.{authority}.{profile}.json"


def write_pack(file: Path, pack: PagePack) -> None:
    file.parent.mkdir(exist_ok=True, mode=0o700)
    beside = file.with_suffix(".new")
    beside.write_bytes(msgspec.json.encode(pack))
    beside.replace(file)


def read_pack(file: Path) -> PagePack | None:
    """What was kept; None if nothing was, or it is something else."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=PagePack)
    except (OSError, msgspec.DecodeError):
        return None


def _pack(authority: str, answers: PackResults, folder: TablesFolder) -> PagePack:
    left_out = missing_charts(answers, folder)
    charts = []
    for id, chart in pack_charts().items():
        if id in left_out:
            charts.append(PageChart(id, chart.title, why_not=left_out[id]))
        else:
            measures = [_measure(result) for result in answers.results[id]]
            charts.append(PageChart(id, chart.title, _pictures(id, answers, folder), measures))
    return PagePack(authority, answers.profile.id, answers.protected.report.in_words(), charts)


def _pictures(chart: str, answers: PackResults, folder: TablesFolder) -> list[PagePicture]:
    found = []
    for make in drawings_of(chart, answers.results[chart], answers.funnel, folder.features):
        try:
            one = make()
        except ProblemsError as error:
            found.append(PagePicture("", "", " ".join(problem.what for problem in error.problems)))
            continue
        found.append(PagePicture(render.svg(render.untitled(one.spec)), one.alt, one.sentence))
    return found


def _measure(result: ProtectedResult) -> PageMeasure:
    subject = result.subject
    worded = list(result.in_words())
    last = max((row.period for row in worded), default=None)
    # A long result shows its last year; the file has all of it.
    shown = worded if len(worded) <= _MOST_ROWS else [row for row in worded if row.period == last][:_MOST_ROWS]
    return PageMeasure(
        subject.measure,
        unstamped(result),
        subject.why,
        subject.definition,
        subject.version,
        [_row(row, result) for row in shown],
        list(result.notes),
        [row.as_record() for row in result],
    )


def _row(row: Row, result: ProtectedResult) -> tuple[str, ...]:
    figure = compact(row, result.subject) if row.value is not None else MISSING.get(row.mark, "–")
    count = "" if row.statistic is not Statistic.RATE or row.value is None else numbers(row)
    return (row.period.label, row.area.name, row.group or "All", row.statistic.value.replace("-", " "), figure, count)
