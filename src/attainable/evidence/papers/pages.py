"""A page for every measure, each with chart, sentence, table and downloads, and an index to them all."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from attainable.documents import write
from attainable.documents.model import Block, BulletList, Column, Document, Heading, Paragraph, Table, link
from attainable.evidence import words
from attainable.evidence.catalogue import Catalogue
from attainable.evidence.charts.dispatch import chart_for
from attainable.evidence.measures.definition import Measure, all_measures
from attainable.evidence.papers import references
from attainable.evidence.papers.asking import Evidence
from attainable.evidence.papers.blocks import compact, drawn, figures_table, numbers
from attainable.evidence.papers.export import csv_of
from attainable.evidence.papers.sections import fewer_groups
from attainable.evidence.result import ProtectedResult
from attainable.values import clock
from attainable.values.codes import group_label
from attainable.values.problem import Problem, ProblemsError
from attainable.values.progress import Progress

TOPICS: Final = {
    "identification": "Identification",
    "attainment": "Attainment",
    "destinations": "After 16",
    "ehc": "Education, health and care plans",
    "absence": "Absence",
    "exclusion": "Suspension and exclusion",
}


@dataclass(frozen=True, slots=True)
class _Page:
    measure: Measure
    by: str
    result: ProtectedResult

    @property
    def stem(self) -> str:
        return self.measure.id if self.by == self.measure.default_by else f"{self.measure.id}-by-{self.by}"


def write_pages(catalogue: Catalogue, area: str, out: Path, *, progress: Progress | None = None) -> Path:
    """Write the pages for an authority to a folder and return the index. Raises ProblemsError if there is nothing."""
    evidence = Evidence(catalogue, area)
    asked = [(m, by) for m in all_measures() for by in m.dimensions]
    pages = []
    for done, (measure, by) in enumerate(asked):
        if progress is not None:
            progress(f"Drawing: {measure.short_title}", done, len(asked))
        result = evidence.show(measure.id, by=by)
        if result is not None:
            page = _Page(measure, by, result)
            _write(page, evidence, out)
            pages.append(page)
    if not pages:
        raise ProblemsError(
            Problem(
                "no-figures",
                f"The store has no figures for {evidence.area.name}.",
                "Add published files first: attainable data add PATH.",
            )
        )
    return _index(evidence, pages, out)


def _write(page: _Page, evidence: Evidence, out: Path) -> None:
    result, subject = page.result, page.result.subject
    last = max(r.period for r in result if r.area == evidence.area and r.value is not None)
    latest = result.where(lambda row: row.period == last)
    drawing = fewer_groups(result)
    blocks: list[Block] = [
        Paragraph(subject.definition),
        *drawn(lambda: chart_for(drawing, focus=evidence.area.code)),
        figures_table(latest, f"{subject.title}, {last.label}"),
        Heading(1, "Every year"),
        Paragraph((link("Download these figures with their intervals and sources (CSV)", f"./{page.stem}.csv"),)),
    ]
    blocks.append(_years(result))
    notes = [f"Break at {at.label}: {why}" for at, why in subject.breaks] + list(result.notes)
    if notes:
        blocks += [Heading(1, "Breaks and notes"), BulletList(tuple(notes))]
    version = f"Definition {page.measure.id}, version {page.measure.version}, in force from {page.measure.in_force}."
    blocks += [Heading(1, "Definition"), Paragraph(f"{page.measure.why} {version}")]
    blocks.append(Paragraph((link("All measures", "./index.html"),)))
    _document(page.measure.title, evidence, tuple(blocks), out, page.stem)
    (out / f"{page.stem}.csv").write_text(csv_of(result), "utf-8")


def _years(result: ProtectedResult) -> Table:
    worded = result.in_words()
    columns = (
        Column("Period"),
        Column("Area"),
        Column("Group"),
        Column("Figure and interval", numeric=True),
        Column("Basis"),
        Column("Numbers", numeric=True),
    )
    rows = tuple(
        (
            r.period.label,
            r.area.name,
            r.group or "All",
            compact(r, result.subject) if r.value is not None else (r.mark.value if r.mark else "–"),
            r.basis.value if r.has_interval and r.value is not None else "–",
            numbers(r),
        )
        for r in sorted(worded, key=lambda r: (r.group, r.area.name, r.period))
    )
    return Table(f"{result.subject.title}, every published year", columns, rows, header_column=0)


def _index(evidence: Evidence, pages: list[_Page], out: Path) -> Path:
    blocks: list[Block] = []
    for topic, title in TOPICS.items():
        mine = [page for page in pages if page.measure.topic == topic]
        if not mine:
            continue
        blocks.append(Heading(1, title))
        blocks.append(_contents(mine, evidence))
    blocks += references.how_to_read(evidence)
    blocks += references.source_list(evidence)
    papers = [link(name, f"./{name}") for name in sorted(p.name for p in out.glob("send-scrutiny-*.*"))]
    if papers:
        blocks = [Heading(1, "The paper for the scrutiny committee"), BulletList(tuple((p,) for p in papers)), *blocks]
    title = f"Published figures on SEND in {evidence.area.name}"
    _document(title, evidence, tuple(blocks), out, "index")
    return out / "index.html"


def _contents(pages: list[_Page], evidence: Evidence) -> BulletList:
    items = []
    for page in sorted(pages, key=lambda p: (p.measure.stage, p.measure.id, p.by)):
        by = "" if page.by in ("total", page.measure.default_by) else f", by {page.by}"
        ours = [r for r in page.result if r.area == evidence.area and r.value is not None]
        shown = max(ours, key=lambda r: r.period)
        group = "" if shown.group == "total" else f" ({group_label(shown.group)})"
        said = f": {words.value_of(shown, page.result.subject)} in {shown.period.label}{group}"
        items.append((link(f"{page.measure.title}{by}", f"./{page.stem}.html"), said))
    return BulletList(tuple(items))


def _document(title: str, evidence: Evidence, blocks: tuple[Block, ...], out: Path, stem: str) -> None:
    document = Document(
        title=title, blocks=blocks, date=clock.today(), organisation=evidence.area.name, fictional=evidence.is_fictional
    )
    write(document, ["html"], out, stem)
