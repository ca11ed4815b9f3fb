"""What the charts of pupil tables share: rows, looks, the table beside and the note on what is hidden."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from attainable.evidence import words
from attainable.evidence.charts import theme
from attainable.evidence.charts.chart import ChartTable
from attainable.evidence.charts.rows import notes_on_marks, nothing_to_draw
from attainable.evidence.charts.theme import Spec
from attainable.evidence.result import ProtectedResult, Row, Statistic
from attainable.values.codes import group_label

_COLOURS: Final = (*theme.SERIES, "#6A6A6A", "#7A5195", "#1F6F8B")
_SHAPES: Final = ("circle", "diamond", "triangle-up", "square", "cross", "triangle-down", "circle")
# The same group has the same colour and shape in every chart.
_FIXED: Final = {
    "no-sen": 4,
    "any-sen": 0,
    "school-action": 0,
    "school-action-plus": 1,
    "statement": 2,
    "sen-support": 0,
    "ehc-plan": 2,
    "female": 3,
    "male": 0,
    "never": 4,
    "previously": 1,
    "currently": 0,
    "given": 0,
    "matched": 0,
    "comparison": 4,
}


@dataclass(frozen=True, slots=True)
class SeriesLook:
    label: str
    colour: str
    shape: str


def looks_for(groups: Sequence[str]) -> dict[str, SeriesLook]:
    """A colour and a shape for each group, its own where it has one."""
    taken: set[int] = set()
    found = {}
    for group in groups:
        place = _FIXED.get(group, 0)
        while place in taken:
            place = (place + 1) % len(_COLOURS)
        taken.add(place)
        found[group] = SeriesLook(group_label(group), _COLOURS[place], _SHAPES[place])
    return found


def rows_of(result: ProtectedResult, statistic: Statistic) -> list[Row]:
    """The rows of a statistic. Raises ProblemsError when none of them has a figure."""
    rows = [row for row in result if row.statistic is statistic]
    if not any(row.value is not None for row in rows):
        raise nothing_to_draw(result, "every figure is hidden or missing" if rows else "it has no rows")
    return rows


def missing_note(rows: Sequence[Row]) -> list[str]:
    """A sentence on figures that aren't drawn."""
    hidden = sum(row.mark is not None and row.mark.value == "c" for row in rows)
    if not hidden:
        return []
    return [f"{hidden} figure{'s are' if hidden > 1 else ' is'} hidden to protect children and not shown."]


def table_beside(result: ProtectedResult, rows: Sequence[Row]) -> ChartTable:
    """Group, year, figure, interval and numbers."""
    cells = tuple(
        (
            group_label(row.group),
            row.period.label,
            words.cell_of(row, result.subject),
            words.range_of(row, result.subject),
            _count(row.numerator),
            _count(row.denominator),
        )
        for row in rows
    )
    columns = ("Group", "Year", "Figure", "Range", "Numerator", "Denominator")
    return ChartTable(columns, cells, (False, False, True, True, True, True), notes_on_marks(rows))


def _count(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"


def first(group: str) -> str:
    """The part before the first point of a composite group."""
    return group.partition(".")[0]


def rest(group: str) -> str:
    """The part after the last point of a composite group."""
    return group.rpartition(".")[2]


def said(row: Row, result: ProtectedResult) -> str:
    """A figure with its interval, or its symbol."""
    return words.value_with_range(row, result.subject) if row.value is not None else "hidden"


def layer(values: Sequence[Spec], mark: Spec, **encoding: Spec) -> Spec:
    """One layer of a drawing: its own data, a mark, and what each channel shows."""
    return {"data": {"values": list(values)}, "mark": mark, "encoding": encoding}


def by_group(field: str, order: Sequence[str], shown: Sequence[object], legend: Spec | None) -> Spec:
    """A channel (colour, shape, dash) that tells groups apart, in one order, with one legend."""
    return {
        "field": field,
        "type": "nominal",
        "sort": list(order),
        "scale": {"domain": list(order), "range": list(shown)},
        "legend": legend,
    }
