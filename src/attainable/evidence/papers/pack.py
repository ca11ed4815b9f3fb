"""The evidence pack: the charts from pupil tables as one document, with tidy figures beside it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from attainable.documents.model import (
    Block,
    BulletList,
    Callout,
    CalloutKind,
    Column,
    Definition,
    Definitions,
    Document,
    Heading,
    Paragraph,
    Table,
    TableOfContents,
    Text,
    link,
)
from attainable.evidence.charts.pupils.drawing import drawings_of
from attainable.evidence.papers.blocks import compact, figure, numbers
from attainable.evidence.pupils.definition import load_pupil_measure
from attainable.evidence.pupils.pack import PackResults
from attainable.evidence.result import ProtectedResult, Row, Source, Statistic, distinct
from attainable.values.areas import Area
from attainable.values.figures import Mark
from attainable.values.problem import ProblemsError

# Rows of a table that stands on a page beside its chart; of one period, that has a page of its own.
_LONG, _LONGEST = 12, 24


def pack_document(
    answers: PackResults,
    area: Area,
    *,
    on: date,
    features: Sequence[Mapping[str, Any]] | None = None,
    fictional: bool = False,
    not_made: Sequence[str] = (),
) -> Document:
    """The pack as a document: a section a chart with its picture, sentence, figures and definition; charts that could not be
    made are named with the reason."""
    blocks: list[Block] = [*_front(answers), TableOfContents(depth=1)]
    for chart, results in answers.results.items():
        blocks += _section(chart, results, answers, features)
    if not_made:
        blocks += [Heading(1, "What could not be shown, and why"), BulletList(tuple(not_made))]
    blocks += [*_how_to_read(), *_protection(answers), *_definitions(answers), *_sources(answers)]
    return Document(
        title=f"Special educational needs and attainment in {area.name}",
        subtitle="The evidence pack: gaps, identification, progress and absence from pupil records",
        summary=f"Figures calculated from pupil records for {area.name}, protected under the profile “{answers.profile.id}”.",
        blocks=tuple(blocks),
        date=on,
        organisation=area.name,
        fictional=fictional,
    )


def _front(answers: PackResults) -> list[Block]:
    if not answers.profile.stamp:
        return []
    stamp = Paragraph(f"{answers.profile.stamp.capitalize()}. Small numbers in it are shown as they are.")
    return [Callout(CalloutKind.WARNING, answers.profile.stamp.capitalize(), (stamp,))]


def _section(
    chart: str, results: tuple[ProtectedResult, ...], answers: PackResults, features: Sequence[Mapping[str, Any]] | None
) -> list[Block]:
    if not results:
        return []
    subject = results[0].subject
    blocks: list[Block] = [Heading(1, subject.title), Paragraph(subject.why)]
    for make in drawings_of(chart, results, answers.funnel, features):
        try:
            blocks.append(figure(make))
        except ProblemsError as error:
            blocks.append(Paragraph(" ".join(str(problem) for problem in error.problems)))
    for result in results:
        blocks.append(_table(result, f"./{file_stem(chart, result)}.csv"))
    return blocks


def file_stem(chart: str, result: ProtectedResult) -> str:
    """The name of a result's file: chart and measure, and the stage where a measure has several results."""
    stage = next((s for s in ("stage 1", "stage 2", "stage 4") if f"key {s}" in result.subject.title), "")
    several = result.subject.measure == "attainment-by-need-and-area" and stage
    return f"{int(chart):02d}-{result.subject.measure}" + (f"-ks{stage[-1]}" if several else "")


def _table(result: ProtectedResult, file: str) -> Table:
    """The figures of a result and its file; a long one shows its last year and leaves the rest to the file."""
    worded = result.in_words()
    rows = list(worded)
    notes: list[Text] = list(result.notes)
    if len(rows) > _LONG:
        rows = _latest(rows)[:_LONGEST]
        notes.append(f"{len(worded) - len(rows):,} more rows are in the file.")
    notes.append((link("Download these figures (CSV)", file),))
    several = len({row.area for row in rows}) > 1
    columns = (
        Column("Year"),
        *((Column("Area"),) if several else ()),
        Column("Group"),
        Column("Statistic"),
        Column("Figure (95% interval)", numeric=True),
        Column("Numbers", numeric=True),
    )
    cells = tuple(
        (
            row.period.label,
            *((row.area.name,) if several else ()),
            row.group or "All",
            _statistic(row),
            compact(row, result.subject) if row.value is not None else (row.mark.value if row.mark else "–"),
            numbers(row),
        )
        for row in rows
    )
    return Table(result.subject.title, columns, cells, notes=tuple(notes), source=_source_line(result))


def _latest(rows: list[Row]) -> list[Row]:
    """The last period, and as many before it as make no long table."""
    kept: list[Row] = []
    for period in sorted({row.period for row in rows}, reverse=True):
        found = [row for row in rows if row.period == period]
        if kept and len(kept) + len(found) > _LONG:
            break
        kept = found + kept
    return kept


def _statistic(row: Row) -> str:
    """What a figure is, in words: a rate of something else than per cent is a mean, and money says so."""
    if row.unit == "£":
        return "total cost (£)"
    if row.statistic is Statistic.RATE and row.unit != "%":
        return f"mean ({row.unit})"
    return row.statistic.value.replace("-", " ")


def _how_to_read() -> list[Block]:
    items = (
        "The range in brackets is a 95% confidence interval: it shows how much a figure could differ by chance. A wide range "
        "means that there are few children.",
        "We never join figures across a change of definition. Each chart says where there is one.",
        "A difference between groups does not mean that belonging to the group caused it.",
        f"“{Mark.SUPPRESSED.value}” means that we have hidden a figure so that nobody can identify a child. It is not a zero. "
        f"“{Mark.NOT_APPLICABLE.value}” means that there is nobody, or nothing to compare.",
    )
    return [Heading(1, "How to read the figures"), BulletList(items)]


def _protection(answers: PackResults) -> list[Block]:
    report = answers.protected.report
    return [Heading(1, "How small numbers are protected"), BulletList(tuple(report.in_words()))]


def _definitions(answers: PackResults) -> list[Block]:
    items: dict[str, Definition] = {}
    for results in answers.results.values():
        for result in results:
            subject = result.subject
            text = f"{subject.definition} (Definition {subject.measure}, version {subject.version}; "
            text += f"{load_pupil_measure(subject.measure).source}.)"
            text += "".join(f" Break at {at.label}: {why}" for at, why in subject.breaks)
            items[subject.title] = Definition(subject.title, text)
    return [Heading(1, "Definitions"), Definitions(tuple(items.values()))]


def _sources(answers: PackResults) -> list[Block]:
    found: tuple[Source, ...] = distinct(s for rs in answers.results.values() for r in rs for s in r.sources)
    columns = (Column("Table"), Column("Release"), Column("As at"), Column("File"), Column("SHA-256"))
    rows = tuple((s.title, s.release, s.as_at or "–", s.file, s.sha256[:12]) for s in found)
    return [Heading(1, "Sources"), Table("Tables used", columns, rows)]


def _source_line(result: ProtectedResult) -> str:
    return "; ".join(distinct(f"{s.publisher}, {s.publication}, {s.release}" for s in result.sources))
