"""The layers of a chart over time: axes, lines, points, bands and whiskers, breaks and a target."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from attainable.evidence import words
from attainable.evidence.charts import theme
from attainable.evidence.charts.lines import Line, breaks_within, step_of, ticks
from attainable.evidence.charts.rows import periods_of
from attainable.evidence.charts.scales import Axis, lookup
from attainable.evidence.charts.theme import Role, Spec
from attainable.evidence.result import Row, Subject
from attainable.values.periods import Period

_FEW_POINTS = 6


def time_axis(rows: Sequence[Row], *, room: int) -> Spec:
    marks = ticks(periods_of(rows), room)
    return {
        "title": None,
        "values": [place for place, _ in marks],
        "tickCount": len(marks),
        "labelExpr": lookup([place for place, _ in marks], [text for _, text in marks]),
        "labelOverlap": False,
        "grid": False,
    }


@dataclass(frozen=True, slots=True)
class Span:
    """The time that a panel covers, over `width` pixels, with a little air at both ends."""

    low: float
    high: float
    step: float
    width: float

    @classmethod
    def of(cls, periods: Sequence[Period], width: float) -> "Span":
        step = step_of(periods)
        places = [period.position for period in periods]
        return cls(min(places) - step * 0.2, max(places) + step * 0.2, step, width)

    def across(self, period: Period) -> float:
        return self.at(period.position)

    def at(self, position: float) -> float:
        """Pixels from the left of a point in time."""
        return (position - self.low) / (self.high - self.low) * self.width


def scaffold(span: Span, x: Spec, axis: Axis) -> Spec:
    """An empty layer that carries both axes, so that every other layer can do without."""
    return {
        "data": {"values": [{"x": span.low, "y": axis.low}]},
        "mark": {"type": "point", "opacity": 0},
        "encoding": {
            "x": {
                "field": "x",
                "type": "quantitative",
                "axis": x,
                "scale": {"domain": [span.low, span.high], "nice": False, "zero": False},
            },
            "y": {"field": "y", "type": "quantitative", "axis": axis.axis(), "scale": axis.scale()},
        },
    }


def _xy(**more: Any) -> Spec:
    return {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}, **more}


def points(line: Line) -> list[Spec]:
    """The line's figures as data, each with the number of its stretch."""
    return [
        {"x": row.period.position, "y": row.value, "stretch": i}
        | ({"lower": row.lower, "upper": row.upper} if row.has_interval else {"lower": None, "upper": None})
        for i, stretch in enumerate(line.stretches)
        for row in stretch
    ]


def line_layers(line: Line, look: tuple[str, str]) -> list[Spec]:
    """A line and its points. A single period is a point without a line."""
    style = theme.LOOKS[line.role]
    colour, shape = look
    mark = {"color": colour, "strokeWidth": style.width, "strokeCap": "butt", "strokeJoin": "round"}
    if style.dash:
        mark["strokeDash"] = list(style.dash)
    fill = {"fill": colour, "stroke": "white", "strokeWidth": 1}
    if style.dash:
        fill = {"fill": "white", "stroke": colour, "strokeWidth": 1.5}
    if line.role is Role.OTHER:
        fill = {"fill": colour, "strokeWidth": 0}
    layers = [
        _layer(points(line), {"type": "line", **mark}, _xy(detail={"field": "stretch", "type": "nominal"})),
        _layer(_marked(line), {"type": "point", "shape": shape, "size": style.size, "opacity": 1, **fill}, _xy()),
    ]
    return [layer for layer in layers if layer["data"]["values"]]


def _marked(line: Line) -> list[Spec]:
    """The figures that get a mark: all of ours, but only the lone ones of a crowded comparator."""
    lengths = [len(stretch) for stretch in line.stretches]
    all_points = points(line)
    if line.role is Role.FOCUS or (line.role is not Role.OTHER and len(all_points) <= _FEW_POINTS):
        return all_points
    return [point for point in all_points if lengths[point["stretch"]] == 1]


def _has_few(line: Line) -> bool:
    known = [row for row in line.rows if row.has_interval]
    return len(known) < _FEW_POINTS or any(len(stretch) == 1 for stretch in line.stretches)


def interval_forms(lines: Sequence[Line]) -> str:
    """`whiskers`, `bands`, both or nothing: how `interval_layers` draws these lines."""
    known = [line for line in lines if any(row.has_interval for row in line.rows)]
    forms = [("whiskers" if _has_few(line) else "bands") for line in known]
    return words.listing(sorted(set(forms), reverse=True))


def interval_layers(lines: Sequence[Line], colours: dict[str, tuple[str, str]]) -> list[Spec]:
    """Ours: a light band, or whiskers where points are few or single (a band there can't be seen)."""
    layers: list[Spec] = []
    for line in lines:
        values = [point for point in points(line) if point["lower"] is not None and point["upper"] is not None]
        if not values:
            continue
        colour = colours[line.key][0]
        y = {"field": "lower", "type": "quantitative"}
        encoding = {
            "x": {"field": "x", "type": "quantitative"},
            "y": y,
            "y2": {"field": "upper"},
            "detail": {"field": "stretch", "type": "nominal"},
        }
        if _has_few(line):
            layers.append(_layer(values, {"type": "rule", "strokeWidth": 1.5, "color": colour}, encoding))
            for end in ("lower", "upper"):
                cap = {"type": "tick", "orient": "horizontal", "size": 10, "thickness": 1.5, "color": colour}
                layers.append(_layer(values, cap, _xy(y={"field": end, "type": "quantitative"})))
        else:
            layers.append(_layer(values, {"type": "area", "opacity": 0.16, "color": colour, "line": False}, encoding))
    return layers


def _layer(values: list[Spec], mark: Spec, encoding: Spec) -> Spec:
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}


# What the words at a break take, in pixels: beside the rule, at the top or at the foot of the plot.
_WORDS_WIDE, _WORDS_HIGH, _BESIDE = 42.0, 30.0, 5.0
type Track = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Plot:
    """Where lines run in a plot, in pixels, for words to keep clear of."""

    height: float
    tracks: Sequence[Track] = ()

    @classmethod
    def of(cls, lines: Sequence[Line], span: Span, axis: Axis) -> "Plot":
        """Values joined as they are drawn, and the ends of intervals."""
        tracks: list[Track] = []
        for stretch in (stretch for line in lines for stretch in line.stretches):
            for ends in ("value", "lower", "upper"):
                heights = [(row.period, getattr(row, ends)) for row in stretch if ends == "value" or row.has_interval]
                tracks.append([(span.across(period), axis.down(height)) for period, height in heights if height is not None])
        return cls(axis.length, tracks)

    def crossings(self, left: float, top: float) -> int:
        """How many points of lines lie under words that are placed there."""
        points = (point for track in self.tracks for point in _along(track))
        return sum(left - 4 <= x <= left + _WORDS_WIDE + 4 and top - 4 <= y <= top + _WORDS_HIGH + 4 for x, y in points)


def _along(track: Track) -> Iterator[tuple[float, float]]:
    """Points of a track close to each other."""
    yield from track
    for (x1, y1), (x2, y2) in pairwise(track):
        steps = max(1, round(max(abs(x2 - x1), abs(y2 - y1)) / 4))
        yield from ((x1 + (x2 - x1) * i / steps, y1 + (y2 - y1) * i / steps) for i in range(1, steps))


def _place_words(x: float, plot: Plot) -> tuple[float, float, str]:
    """How far beside the rule at `x` its words begin, their top, and which way they run: where fewest lines are crossed."""
    foot = plot.height - _WORDS_HIGH
    places = [(side, top) for top in (0.0, foot) for side in ("left", "right")]
    side, top = min(places, key=lambda p: plot.crossings(x + _BESIDE if p[0] == "left" else x - _BESIDE - _WORDS_WIDE, p[1]))
    return (_BESIDE if side == "left" else -_BESIDE), top, side


def break_layers(rows: Sequence[Row], subject: Subject, span: Span, plot: Plot) -> list[Spec]:
    """A dotted rule at each break and its words, which keep clear of the lines where they can."""
    starts = [start.position - span.step / 2 for start, _ in breaks_within(rows, subject)]
    if not starts:
        return []
    placed = [(x, *_place_words(span.at(x), plot)) for x in starts]
    x = {"field": "x", "type": "quantitative"}
    rule = {"type": "rule", "strokeDash": [2, 3], "color": theme.SOFT_INK, "strokeWidth": 1.5}
    note = {
        "type": "text",
        "lineBreak": "\n",
        "baseline": "top",
        "fontSize": theme.SMALL,
        "lineHeight": 14,
        "color": theme.SOFT_INK,
    }
    said = [
        _layer(
            [{"x": at, "text": "series\nbreak"}],
            {**note, "align": align, "dx": beside},
            {"x": x, "y": {"value": top}, "text": {"field": "text", "type": "nominal"}},
        )
        for at, beside, top, align in placed
    ]
    return [_layer([{"x": at} for at in starts], rule, {"x": x}), *said]


def target_layers(target: float | None) -> list[Spec]:
    """A level rule; its words are among the labels at the right."""
    if target is None:
        return []
    rule = {"type": "rule", "strokeDash": [1, 2], "strokeWidth": 2, "color": theme.TARGET}
    return [_layer([{"y": target}], rule, {"y": {"field": "y", "type": "quantitative"}})]
