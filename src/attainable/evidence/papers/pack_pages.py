"""The charts of the pack over one authority as pages show them: drawn once for a snapshot and kept beside it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from attainable.evidence.backends import Backend
from attainable.evidence.charts import render
from attainable.evidence.charts.pupils import drawing
from attainable.evidence.cubes.slices import Slice
from attainable.evidence.disclosure.door import unstamped
from attainable.evidence.disclosure.profiles import profile_of
from attainable.evidence.papers.blocks import compact, numbers
from attainable.evidence.pupils.asking import asking_of
from attainable.evidence.pupils.cubes import Cubes
from attainable.evidence.pupils.twelve import CHARTS, Answers, work_out
from attainable.evidence.pupils.unmade import TITLES, unmade
from attainable.evidence.result import ProtectedResult, Row, Statistic
from attainable.evidence.tables.reading import TablesFolder
from attainable.values.figures import Mark
from attainable.values.problem import ProblemsError

_MOST_ROWS: Final = 200
_MARKS: Final[dict[Mark | None, str]] = {
    Mark.SUPPRESSED: "hidden",
    Mark.LOW_RELIABILITY: "too few to say",
    Mark.NOT_APPLICABLE: "nobody",
}


class Picture(msgspec.Struct, frozen=True):
    svg: str
    alt: str
    sentence: str


class ShownMeasure(msgspec.Struct, frozen=True):
    """A measure of the pack: its figures as rows of text, and the tidy records for a file."""

    id: str
    title: str
    why: str
    definition: str
    version: int
    rows: list[tuple[str, ...]]
    notes: list[str]
    records: list[dict[str, Any]]


class ShownChart(msgspec.Struct, frozen=True):
    """A chart of the pack with its measures; or why there is none."""

    chart: str
    title: str
    pictures: list[Picture] = []
    measures: list[ShownMeasure] = []
    why_not: str = ""


class ShownPack(msgspec.Struct, frozen=True):
    """All charts over an authority under a profile; `control` says what was hidden."""

    area: str
    profile: str
    control: list[str]
    charts: list[ShownChart]


COLUMNS: Final = ("Year", "Area", "Group", "Statistic", "Figure (range)", "Children")


def shown_packs(folder: TablesFolder, backend: Backend, authority: str, profiles: Sequence[str]) -> list[ShownPack]:
    """The pack of one authority under each profile, out of the same passes."""
    asked = Slice(authorities=(authority,))
    cubes, asking = Cubes(folder, backend, asked), asking_of(folder, asked=asked)
    return [_pack(authority, work_out(cubes, asking, profile_of(profile)), folder) for profile in profiles]


def packs_file(tables: Path, authority: str, profile: str) -> Path:
    return tables / "prepared" / f"pack.{authority}.{profile}.json"


def write_pack(file: Path, pack: ShownPack) -> None:
    file.parent.mkdir(exist_ok=True, mode=0o700)
    beside = file.with_suffix(".new")
    beside.write_bytes(msgspec.json.encode(pack))
    beside.replace(file)


def read_pack(file: Path) -> ShownPack | None:
    """What was kept; None where nothing was, or it is no such thing."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=ShownPack)
    except (OSError, msgspec.DecodeError):
        return None


def _pack(authority: str, answers: Answers, folder: TablesFolder) -> ShownPack:
    left_out = unmade(answers, folder)
    charts = [
        ShownChart(chart, TITLES[chart], why_not=left_out[chart])
        if chart in left_out
        else ShownChart(chart, TITLES[chart], _pictures(chart, answers, folder), [_measure(r) for r in answers.results[chart]])
        for chart in CHARTS
    ]
    return ShownPack(authority, answers.profile.id, answers.protected.report.in_words(), charts)


def _pictures(chart: str, answers: Answers, folder: TablesFolder) -> list[Picture]:
    found = []
    for make in drawing(chart, answers.results[chart], answers.funnel, folder.features):
        try:
            one = make()
        except ProblemsError as error:
            found.append(Picture("", "", " ".join(problem.what for problem in error.problems)))
            continue
        found.append(Picture(render.svg(render.untitled(one.spec)), one.alt, one.sentence))
    return found


def _measure(result: ProtectedResult) -> ShownMeasure:
    subject = result.subject
    worded = list(result.in_words())
    last = max((row.period for row in worded), default=None)
    # A long result shows its last year; the file has all of it.
    told = worded if len(worded) <= _MOST_ROWS else [row for row in worded if row.period == last][:_MOST_ROWS]
    return ShownMeasure(
        subject.measure,
        unstamped(result),
        subject.why,
        subject.definition,
        subject.version,
        [_row(row, result) for row in told],
        list(result.notes),
        [row.as_record() for row in result],
    )


def _row(row: Row, result: ProtectedResult) -> tuple[str, ...]:
    figure = compact(row, result.subject) if row.value is not None else _MARKS.get(row.mark, "–")
    count = "" if row.statistic is not Statistic.RATE or row.value is None else numbers(row)
    return (row.period.label, row.area.name, row.group or "All", row.statistic.value.replace("-", " "), figure, count)
