"""Chart 3: the provision of the same pupils year by year as columns, and between them bands of those who moved."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from attainable.evidence.charts import theme
from attainable.evidence.charts.chart import Chart, Frame, assemble
from attainable.evidence.charts.pupils.parts import first, missing_note, rest, rows_of, table_beside
from attainable.evidence.charts.theme import Spec
from attainable.evidence.result import ProtectedResult, Row, Statistic
from attainable.values.codes import group_label
from attainable.values.periods import Period

_STATUS: Final = ("not-known", "no-sen", "school-action", "sen-support", "school-action-plus", "statement", "ehc-plan")
_SHADES: Final = {
    "not-known": "#D9D9D9",
    "no-sen": "#9AA5AE",
    "school-action": "#12436D",
    "sen-support": "#12436D",
    "school-action-plus": "#B34A00",
    "statement": "#00755A",
    "ehc-plan": "#00755A",
}
_HALF = 0.2  # of a column's width, where years are 1 apart
_STEPS = 16

type Stack = dict[tuple[Period, str], tuple[float, float]]


def earlier_status(result: ProtectedResult, flows: ProtectedResult | None = None) -> Chart:
    """A column a year, divided by the provision that the pupils had then; bands join a provision to the next year's."""
    rows = rows_of(result, Statistic.RATE)
    years = sorted({row.period for row in rows})
    order = [status for status in _STATUS if any(row.group == status for row in rows)]
    stack = _stacked(rows, order)
    bands = _bands(list(flows or ()), years, order, stack)
    return assemble(
        [result],
        title=result.subject.title,
        subtitle="The same pupils in each year. Bands show pupils who moved from one provision to another.",
        body={"layer": _layers(_blocks(stack, years), bands, order, years)},
        frame=Frame(height=340, left=56, right=16, foot=40),
        table=table_beside(result, rows),
        sentence=_sentence(rows),
        kind="Columns joined by bands",
        notes=[*missing_note(rows), *_unseen(list(flows or ()))],
    )


def _stacked(rows: Sequence[Row], order: Sequence[str]) -> Stack:
    """Where each provision begins and ends in its year's column, in per cent from the bottom."""
    found: Stack = {}
    tops: dict[Period, float] = defaultdict(float)
    for row in sorted(rows, key=lambda row: order.index(row.group)):
        if row.value is not None:
            low = tops[row.period]
            tops[row.period] = low + row.value
            found[row.period, row.group] = (low, tops[row.period])
    return found


def _blocks(stack: Stack, years: Sequence[Period]) -> list[Spec]:
    return [
        {
            "left": years.index(year) - _HALF,
            "right": years.index(year) + _HALF,
            "centre": years.index(year),
            "low": low,
            "high": high,
            "middle": (low + high) / 2,
            "status": group_label(status),
            "text": f"{high - low:.0f}%" if high - low >= 5 else "",
            "light": status in ("no-sen", "not-known"),
        }
        for (year, status), (low, high) in stack.items()
    ]


def _bands(flows: Sequence[Row], years: Sequence[Period], order: Sequence[str], stack: Stack) -> list[Spec]:
    """Points along each band, from a block of one column to a block of the next; a hidden flow has none."""
    shown = [row for row in flows if row.value and row.period in years[1:]]
    shown.sort(key=lambda row: (order.index(first(row.group)), order.index(rest(row.group))))
    used: dict[tuple[str, Period, str], float] = defaultdict(float)
    values: list[Spec] = []
    for row in shown:
        place = years.index(row.period)
        start, end = (years[place - 1], first(row.group)), (row.period, rest(row.group))
        if start not in stack or end not in stack:
            continue
        low = stack[start][0] + used["from", *start]
        used["from", *start] += row.value or 0.0
        to = stack[end][0] + used["to", *end]
        used["to", *end] += row.value or 0.0
        name = f"{place} {row.group}"
        values += _curve(name, place, (low, to), row.value or 0.0, group_label(first(row.group)))
    return values


def _curve(name: str, place: int, ends: tuple[float, float], size: float, status: str) -> list[Spec]:
    """A band of one thickness that leaves and arrives level."""
    points = []
    for step in range(_STEPS + 1):
        t = step / _STEPS
        low = ends[0] + (ends[1] - ends[0]) * (3 * t * t - 2 * t**3)
        x = place - 1 + _HALF + t * (1 - 2 * _HALF)
        points.append({"band": name, "x": x, "low": low, "high": low + size, "status": status})
    return points


def _layers(blocks: list[Spec], bands: list[Spec], order: Sequence[str], years: Sequence[Period]) -> list[Spec]:
    across = _across(years)
    up = {
        "field": "low",
        "type": "quantitative",
        "scale": {"domain": [0, 100]},
        "axis": {"title": "Per cent of the pupils", "titlePadding": 12},
    }
    names = [group_label(status) for status in order]
    colour = {
        "field": "status",
        "type": "nominal",
        "sort": names,
        "legend": {"orient": "top", "title": None, "columns": 5, "symbolOpacity": 1},
        "scale": {"domain": names, "range": [_SHADES[status] for status in order]},
    }
    joined: Spec = {
        "data": {"values": bands},
        "mark": {"type": "area", "opacity": 0.3},
        "encoding": {
            "x": across,
            "y": up,
            "y2": {"field": "high"},
            "color": colour,
            "detail": {"field": "band", "type": "nominal"},
        },
    }
    columns: Spec = {
        "data": {"values": blocks},
        "mark": {"type": "rect", "stroke": "white", "strokeWidth": 1},
        "encoding": {
            "x": {**across, "field": "left"},
            "x2": {"field": "right"},
            "y": up,
            "y2": {"field": "high"},
            "color": colour,
        },
    }
    return [*([joined] if bands else []), columns, _figures(blocks, across, up)]


def _figures(blocks: list[Spec], across: Mapping[str, object], up: Mapping[str, object]) -> Spec:
    return {
        "data": {"values": blocks},
        "mark": {"type": "text", "fontSize": theme.SMALL, "fontWeight": "bold"},
        "encoding": {
            "x": {**across, "field": "centre"},
            "y": {**up, "field": "middle"},
            "text": {"field": "text"},
            "color": {"condition": {"test": "datum.light", "value": theme.INK}, "value": "white"},
        },
    }


def _across(years: Sequence[Period]) -> Spec:
    names = " : ".join(f"datum.value == {place} ? '{year.label}'" for place, year in enumerate(years))
    return {
        "field": "x",
        "type": "quantitative",
        "scale": {"domain": [-0.35, len(years) - 0.65], "nice": False},
        "axis": {"title": None, "values": list(range(len(years))), "labelExpr": f"{names} : ''", "grid": False, "ticks": False},
    }


def _unseen(flows: Sequence[Row]) -> list[str]:
    """A sentence on the bands that aren't drawn."""
    hidden = sum(row.value is None for row in flows)
    return [f"{hidden} movements of few pupils are hidden and not shown."] if hidden else []


def _sentence(rows: list[Row]) -> str:
    none = sorted((r for r in rows if r.group == "no-sen" and r.value is not None), key=lambda r: r.period)
    if not none:
        return "Earlier statuses are hidden to protect children."
    last = max(row.period for row in rows)
    before, earliest = none[-1], none[0]
    shares = [f"{row.value:.0f} per cent had no identified SEN {_ago(last, row)}" for row in (before, earliest)]
    return f"Of these pupils, {' and '.join(dict.fromkeys(shares))}."


def _ago(last: Period, row: Row) -> str:
    years = last.year - row.period.year
    return f"{'a year' if years == 1 else f'{years} years'} earlier ({row.period.label})"
