"""Dots with intervals, by category and series: attainment by need or prior attainment, absence, exclusion, interventions."""

from collections.abc import Callable, Sequence

from attainable.evidence.charts import theme, words
from attainable.evidence.charts.chart import Chart, Frame, Spec, assemble
from attainable.evidence.charts.pupils.parts import (
    Look,
    by_group,
    layer,
    looks_for,
    missing_note,
    rows_of,
    table_beside,
)
from attainable.evidence.result import ProtectedResult, Row, Statistic
from attainable.values.codes import group_label

_LINE = 16
_GAP = 14


def dots_chart(
    result: ProtectedResult,
    *,
    category: Callable[[Row], str],
    series: Callable[[Row], str],
    axis: str,
    sentence: str,
    subtitle: str = "",
    sort: bool = False,
    notes: Sequence[str] = (),
) -> Chart:
    """A line a category, a dot a series, whiskers for intervals; figures stand at the right where there is one series.

    Draws the last period of the rates. Raises ProblemsError when no figure can be drawn.
    """
    every = rows_of(result, Statistic.RATE)
    last = max(row.period for row in every)
    now = [row for row in every if row.period == last]
    shown = [row for row in now if row.value is not None]
    names = list(dict.fromkeys(category(row) for row in shown))
    if sort:
        best = {name: max(row.value or 0.0 for row in shown if category(row) == name) for name in names}
        names.sort(key=lambda name: -best[name])
    groups = list(dict.fromkeys(series(row) for row in shown))
    looks = looks_for(groups)
    places = _places(shown, names, groups, category, series)
    height = _GAP + sum(_LINE * len(by) + _GAP for by in places.values())
    left = min(290.0, max(words.width_of(group_label(name), theme.LABEL) for name in names) + 16)
    frame = Frame(height=float(height), left=left, right=24, foot=44)
    values = [_datum(row, places[category(row)][series(row)], looks[series(row)]) for row in shown]
    labels = [{"text": group_label(name), "y": sum(by.values()) / len(by)} for name, by in places.items()]
    return assemble(
        [result],
        title=result.subject.title,
        subtitle=subtitle or last.label,
        body={"layer": _layers(values, labels, groups, looks, axis, float(height))},
        frame=frame,
        table=table_beside(result, now),
        sentence=sentence,
        kind="Dot plot",
        notes=[*notes, *missing_note(now)],
    )


def _places(
    shown: Sequence[Row],
    names: Sequence[str],
    groups: Sequence[str],
    category: Callable[[Row], str],
    series: Callable[[Row], str],
) -> dict[str, dict[str, float]]:
    """How far down each dot stands, in pixels."""
    found: dict[str, dict[str, float]] = {}
    down = float(_GAP)
    for name in names:
        there = {series(row) for row in shown if category(row) == name}
        found[name] = {}
        for group in (g for g in groups if g in there):
            found[name][group] = down + _LINE / 2
            down += _LINE
        down += _GAP
    return found


def _datum(row: Row, y: float, look: Look) -> Spec:
    return {
        "value": row.value,
        "low": row.lower,
        "high": row.upper,
        "y": y,
        "series": look.label,
        "colour": look.colour,
        "said": f"{group_label(row.group)}: {row.value:.1f}",
    }


def _layers(
    values: list[Spec],
    labels: list[Spec],
    groups: Sequence[str],
    looks: dict[str, Look],
    axis: str,
    height: float,
) -> list[Spec]:
    across = {
        "field": "value",
        "type": "quantitative",
        "scale": {"zero": True, "nice": True},
        "axis": {"title": axis, "grid": True, "domain": False, "ticks": False},
    }
    down = {"field": "y", "type": "quantitative", "scale": {"domain": [height, 0]}, "axis": None}
    order = [looks[g].label for g in groups]
    legend: Spec | None = {"orient": "top", "title": None, "columns": 4} if len(groups) > 1 else None
    colour = by_group("series", order, [looks[g].colour for g in groups], legend)
    shape = by_group("series", order, [looks[g].shape for g in groups], legend)
    dot = {"type": "point", "filled": True, "size": 85, "opacity": 1}
    name = {"type": "text", "align": "right", "baseline": "middle", "fontSize": theme.LABEL}
    whisker = {"type": "rule", "strokeWidth": 1.6}
    return [
        layer(values, whisker, x={**across, "field": "low"}, x2={"field": "high"}, y=down, color=colour),
        layer(values, dot, x=across, y=down, color=colour, shape=shape, description={"field": "said"}),
        layer(labels, name, text={"field": "text"}, x={"value": -12}, y=down),
    ]
