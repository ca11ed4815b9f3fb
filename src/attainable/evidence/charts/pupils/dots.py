"""Dots with intervals, by category and series: attainment by need or prior attainment, absence, exclusion, interventions."""

from collections.abc import Callable, Sequence

from attainable.evidence import words
from attainable.evidence.charts import theme
from attainable.evidence.charts.chart import Chart, Frame, assemble
from attainable.evidence.charts.pupils.parts import SeriesLook, by_group, layer, looks_for, missing_note, rows_of, table_beside
from attainable.evidence.charts.theme import Spec
from attainable.evidence.result import ProtectedResult, Row, Statistic
from attainable.values.codes import group_label

_LINE = 16
_GAP = 14
_NAMES = 274.0
_SHARE = 0.41  # of the width, at most, for names


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
    """A line a category, a dot a series, whiskers for intervals; figures are at the right where there is one series.

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
    labels, left = _wrapped(names)
    by_series = {name: [g for g in groups if any(category(r) == name and series(r) == g for r in shown)] for name in names}
    places, height = _places(by_series, labels)
    values = [_datum(row, places[category(row)][series(row)], looks[series(row)]) for row in shown]
    return assemble(
        [result],
        title=result.subject.title,
        subtitle=subtitle or last.label,
        body={"layer": _layers(values, _labels(labels, places), groups, looks, axis, height)},
        frame=Frame(height=height, left=left, right=24, foot=44),
        table=table_beside(result, now),
        sentence=sentence,
        kind="Dot plot",
        notes=[*notes, *missing_note(now)],
    )


def _wrapped(names: Sequence[str]) -> tuple[dict[str, str], float]:
    """The names of categories in lines, and the room that they take at the left."""
    room = min(_NAMES, _SHARE * theme.width())
    labels = {name: "\n".join(words.wrapped(group_label(name), room, theme.LABEL)) for name in names}
    return labels, min(room, max(words.width_of(text, theme.LABEL) for text in labels.values())) + 16


def _labels(names: dict[str, str], places: dict[str, dict[str, float]]) -> list[Spec]:
    """The name of each category beside the middle of its dots; text of several lines hangs from its first."""
    return [
        {"text": names[name], "y": sum(by.values()) / len(by) - _LINE * names[name].count("\n") / 2}
        for name, by in places.items()
    ]


def _places(series: dict[str, list[str]], names: dict[str, str]) -> tuple[dict[str, dict[str, float]], float]:
    """How far down each dot is, in pixels, and how high it all is: a category has room for its dots and its name."""
    found: dict[str, dict[str, float]] = {}
    down = float(_GAP)
    for name, groups in series.items():
        room = _LINE * max(len(groups), names[name].count("\n") + 1)
        first = down + (room - _LINE * len(groups)) / 2
        found[name] = {group: first + _LINE * (at + 0.5) for at, group in enumerate(groups)}
        down += room + _GAP
    return found, down


def _datum(row: Row, y: float, look: SeriesLook) -> Spec:
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
    values: list[Spec], labels: list[Spec], groups: Sequence[str], looks: dict[str, SeriesLook], axis: str, height: float
) -> list[Spec]:
    across = {
        "field": "value",
        "type": "quantitative",
        "scale": {"zero": True, "nice": True},
        "axis": {"title": axis, "grid": True, "domain": False, "ticks": False},
    }
    down = {"field": "y", "type": "quantitative", "scale": {"domain": [height, 0]}, "axis": None}
    order = [looks[g].label for g in groups]
    beside = 4 if theme.width() > theme.NARROW else 2
    legend: Spec | None = {"orient": "top", "title": None, "columns": beside} if len(groups) > 1 else None
    colour = by_group("series", order, [looks[g].colour for g in groups], legend)
    shape = by_group("series", order, [looks[g].shape for g in groups], legend)
    dot = {"type": "point", "filled": True, "size": 85, "opacity": 1}
    name = {"type": "text", "align": "right", "baseline": "middle", "fontSize": theme.LABEL, "lineBreak": "\n"}
    whisker = {"type": "rule", "strokeWidth": 1.6}
    return [
        layer(values, whisker, x={**across, "field": "low"}, x2={"field": "high"}, y=down, color=colour),
        layer(values, dot, x=across, y=down, color=colour, shape=shape, description={"field": "said"}),
        layer(labels, name, text={"field": "text"}, x={"value": -12}, y=down),
    ]
