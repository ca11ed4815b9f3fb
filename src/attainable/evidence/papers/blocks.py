"""Results and charts as the blocks of a document."""

from collections.abc import Callable
from typing import Final

from attainable.documents import svg
from attainable.documents.model import Block, Cell, Column, Figure, Table
from attainable.evidence import words
from attainable.evidence.charts import render, theme
from attainable.evidence.charts.chart import Chart
from attainable.evidence.result import Basis, ProtectedResult, Row, Statistic, Subject
from attainable.values.areas import AreaLevel
from attainable.values.problem import ProblemsError

_ORDER: Final = (AreaLevel.DISTRICT, AreaLevel.AUTHORITY, AreaLevel.REGIONAL, AreaLevel.NATIONAL)


def figure(make: Callable[[], Chart]) -> Figure:
    """A chart drawn for paper, with its caption and sentence. The drawing keeps its notes and source; the document says the
    title. Raises what `make` does."""
    with theme.paper():
        chart = make()
    # The page has margins of its own: the drawing begins where the words do.
    spec = render.untitled(chart.spec)
    look = {"padding": {"left": 0, "right": 0, "top": 4, "bottom": 2}, "title": {**spec["config"]["title"], "offset": 8}}
    spec = {**spec, "config": {**spec["config"], **look}}
    drawn = render.svg(spec)
    # All charts of a paper have letters of one size: a narrow one takes less of the width.
    share = min(1.0, svg.width(drawn) / theme.PAPER_TEXT)
    return Figure(drawn, render.png(spec, scale=1.6), chart.alt, chart.title, chart.sentence, share=share)


def drawn(make: Callable[[], Chart]) -> list[Block]:
    """The figure of a chart, or nothing where there is nothing to draw."""
    try:
        return [figure(make)]
    except ProblemsError:
        return []


def figures_table(result: ProtectedResult, caption: str) -> Table:
    """Groups down, areas across, each figure with its interval; the numbers behind them in the last column.

    `result` holds one period.
    """
    worded = result.in_words()
    # The authority first, then its region and country, whichever has the first row.
    areas = sorted(dict.fromkeys(row.area for row in worded), key=lambda area: _ORDER.index(area.level))
    groups = list(dict.fromkeys(row.group for row in worded))
    cells = {(row.group, row.area): row for row in worded}
    first = "Group" if groups != [""] else "Measure"
    columns = (
        Column(first),
        *(Column(area.name, numeric=True) for area in areas),
        Column(f"{words.sentence_case(result.subject.counted) or 'Numbers'}, {areas[0].name}", numeric=True),
    )
    rows: list[tuple[str | Cell, ...]] = []
    for group in groups:
        ours = cells.get((group, areas[0]))
        rows.append(
            (group or result.subject.short_title, *(_cell(cells.get((group, area)), result) for area in areas), numbers(ours))
        )
    return Table(caption, columns, tuple(rows), notes=_notes(result), source=sources(result))


def _cell(row: Row | None, result: ProtectedResult) -> Cell:
    if row is None:
        return Cell("–", title="not published at this level")
    if row.value is None:
        return Cell(row.mark.value if row.mark else "–", title=row.mark.meaning if row.mark else None)
    return Cell(compact(row, result.subject))


def compact(row: Row, subject: Subject) -> str:
    """`22.0% (20.1 to 23.9)`; only the value where the interval is only the rounding."""
    value = words.cell_of(row, subject)
    if row.lower is None or row.upper is None or not row.has_interval:
        return value
    places = words.places(row, subject)
    if row.printed is not None:
        places = max(places, min(subject.decimals, 1))
    # Hard spaces keep the bracket in one piece: a narrow column breaks before it.
    return f"{value} ({words.number(row.lower, places)}\u00a0to\u00a0{words.number(row.upper, places)})"


def numbers(row: Row | None) -> str:
    """`446 of 2,637`, or what of it is published."""
    if row is None or row.mark is not None:
        return "–"
    if row.numerator is not None and row.denominator is not None:
        return f"{row.numerator:,.0f} of {row.denominator:,.0f}"
    if row.denominator is not None:
        return f"of {row.denominator:,.0f}"
    # A gap or a ratio is of two figures: it has no numbers of its own.
    own = row.statistic in (Statistic.RATE, Statistic.COUNT)
    return "not published" if own and row.numerator is None else "–"


def _notes(result: ProtectedResult) -> tuple[str, ...]:
    period = result.rows[0].period.label
    bases = list(dict.fromkeys(row.basis for row in result if row.value is not None))
    named = [basis.words for basis in bases if basis.tells_chance]
    notes = [f"Figures for {period}."]
    if named:
        notes[0] = f"Figures for {period}, with 95% intervals in brackets, from {' and '.join(named)}."
    if Basis.ROUNDED in bases:
        notes.append(
            "Figures without an interval: only rounded rates are published, without numbers of children, so we cannot say how "
            "certain they are."
        )
    notes += dict.fromkeys(row.note for row in result if row.note)
    return tuple(notes)


def sources(result: ProtectedResult) -> str:
    """Publication, release and file of each source."""
    found = dict.fromkeys(f"{s.publisher}, {s.publication}, {s.release} ({s.file})" for s in result.sources)
    return "; ".join(found)
