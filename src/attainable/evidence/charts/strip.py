"""Every authority as a dot on one line: where ours is, and the range of ranks it could have."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from attainable.evidence import words
from attainable.evidence.charts import theme
from attainable.evidence.charts.chart import Chart, Frame, assemble, haloed, pixel, text_layer
from attainable.evidence.charts.labels import swarm
from attainable.evidence.charts.lines import extent
from attainable.evidence.charts.rows import (
    focus_area,
    heading,
    latest,
    main_rows,
    nothing_to_draw,
    of_one_group,
    require,
    role_of,
    said_of_missing,
    table_of,
    value,
)
from attainable.evidence.charts.scales import Axis, axis_for, level_axis
from attainable.evidence.charts.theme import Role, Spec
from attainable.evidence.result import ProtectedResult, Row, Statistic
from attainable.values.areas import Area, AreaLevel

_DOT = 8.5
_LANE = 52


def _flat() -> Frame:
    return Frame(left=24, right=24, foot=38)


def strip_chart(
    result: ProtectedResult, *, focus: str, neighbours: Collection[str] = (), group: str | None = None, title: str | None = None
) -> Chart:
    """All authorities of the latest period; `neighbours` are area codes drawn in a second colour and shape.

    Of several groups the one named is drawn, or else the first.

    A row of Statistic.RANK for the focus gives the place and its range; without one no place is said.
    Raises ProblemsError if the focus has no figure.
    """
    rows = main_rows(result)
    require(result, rows, focus)
    rows = of_one_group(rows, focus, group)
    now = [row for row in rows if row.period == latest(rows, focus)]
    ours = focus_area(rows, focus)
    mine = next((row for row in now if row.area.code == focus and row.value is not None), None)
    if mine is None:
        raise nothing_to_draw(result, said_of_missing(rows, focus, by="period"))
    peers = [row for row in now if row.value is not None and row.area.level is ours.level]
    england = _england(now, ours)
    body, frame = _drawing(result, peers, mine, england, set(neighbours))
    hidden = sum(row.value is None and row.area.level is ours.level for row in now)
    return assemble(
        [result],
        title=title or result.subject.title,
        subtitle=_subtitle(mine, bool(neighbours), _group_words(mine)),
        body=body,
        frame=frame,
        table=table_of(result, sorted(now, key=lambda r: (r.value is None, -(r.value or 0))), focus),
        sentence=_sentence(result, mine, england, len(peers)),
        kind="Dot chart",
        notes=[f"{hidden} {'area has' if hidden == 1 else 'areas have'} no figure and no dot."] if hidden else [],
    )


def _group_words(row: Row) -> str:
    return f", {row.group}" if row.group else ""


def _england(rows: Sequence[Row], ours: Area) -> Row | None:
    """England's figure, unless it's a count: a country can't be shown with its parts."""
    if rows[0].statistic is Statistic.COUNT:
        return None
    return next((r for r in rows if r.value is not None and role_of(r.area, ours) is Role.ENGLAND), None)


def _drawing(
    result: ProtectedResult, peers: Sequence[Row], mine: Row, england: Row | None, neighbours: set[str]
) -> tuple[Spec, Frame]:
    levels = [*(value(row) for row in peers), *extent([mine]), *([value(england)] if england else [])]
    places = words.places(mine, result.subject)
    # Dots are read by their place, not their length: zero is only worth its room when it's near.
    is_near_zero = min(levels) < (max(levels) - min(levels)) / 2
    axis = axis_for(levels, _flat().width, words.notation_of(mine), places, zero=is_near_zero)
    # Ours is placed first, so that it stands on the line itself.
    ordered = [mine, *(row for row in peers if row is not mine)]
    xs = [axis.across(value(row)) for row in ordered]
    offsets = swarm(xs, _DOT, first_gap=_DOT + 2.5)
    # The swarm hangs from the lane in which our interval and label stand.
    middle = _LANE + 14 - min(offsets)
    frame = replace(_flat(), height=middle + max(offsets) + 14)
    dots = [
        {"x": round(x, 1), "y": round(middle + dy, 1), "value": row.value, "is_neighbour": row.area.code in neighbours}
        for row, x, dy in zip(ordered, xs, offsets, strict=True)
    ]
    rest = dots[1:]
    layers = [
        level_axis(axis),
        *_england_layers(england, result, axis, frame),
        _dots([d for d in rest if not d["is_neighbour"]], theme.OTHERS, "circle", 42),
        _dots([d for d in rest if d["is_neighbour"]], theme.NEIGHBOURS, "diamond", 75),
        *_our_layers(result, mine, dots[0], axis),
    ]
    return {"layer": [layer for layer in layers if layer["data"]["values"]]}, frame


def _dots(values: list[Spec], colour: str, shape: str, size: int) -> Spec:
    return {
        "data": {"values": values},
        "mark": {
            "type": "point",
            "shape": shape,
            "size": size,
            "fill": colour,
            "stroke": "white",
            "opacity": 1,
            "strokeWidth": 0.8,
        },
        "encoding": {"x": pixel("x"), "y": pixel("y")},
    }


def _england_layers(england: Row | None, result: ProtectedResult, axis: Axis, frame: Frame) -> list[Spec]:
    if england is None:
        return []
    x = axis.across(value(england))
    text = f"{england.area.name} {words.value_of(england, result.subject, short=True)}"
    values = [{"x": round(x, 1), "y": -2, "y2": frame.height}]
    rule = {"type": "rule", "strokeDash": [7, 4], "strokeWidth": 2, "color": theme.ENGLAND}
    align, place = _side(text, x, axis.length)
    return [
        {"data": {"values": values}, "mark": rule, "encoding": {"x": pixel("x"), "y": pixel("y"), "y2": {"field": "y2"}}},
        *haloed(text_layer([{"text": text}], x={"value": place}, y={"value": -10}, align=align, color=theme.ENGLAND)),
    ]


def _our_layers(result: ProtectedResult, mine: Row, dot: Spec, axis: Axis) -> list[Spec]:
    """Our dot, its interval and label in the lane above, and a thin rule between the two."""
    lane = _LANE - 14
    x = dot["x"]
    text = f"{mine.area.name} {words.value_of(mine, result.subject, short=True)}"
    align, place = _side(text, x, axis.length)
    layers = [
        {
            "data": {"values": [{"x": x, "y": lane, "y2": dot["y"]}]},
            "mark": {"type": "rule", "color": theme.FOCUS, "strokeWidth": 1},
            "encoding": {"x": pixel("x"), "y": pixel("y"), "y2": {"field": "y2"}},
        },
        _dots([dot], theme.FOCUS, "circle", 150),
        *haloed(
            text_layer(
                [{"text": text}],
                x={"value": place},
                y={"value": lane - 20},
                align=align,
                color=theme.FOCUS,
                fontWeight="bold",
                fontSize=theme.LABEL + 1,
            )
        ),
    ]
    if mine.lower is None or mine.upper is None or not mine.has_interval:
        return layers
    ends = {"x": axis.across(mine.lower), "x2": axis.across(mine.upper), "y": lane}
    bar = {"type": "rule", "color": theme.FOCUS, "strokeWidth": 7, "strokeCap": "round", "opacity": 0.35}
    span = {"x": pixel("x"), "x2": {"field": "x2"}, "y": pixel("y")}
    mid = {
        "data": {"values": [{"x": x, "y": lane}]},
        "encoding": {"x": pixel("x"), "y": pixel("y")},
        "mark": {"type": "tick", "orient": "vertical", "size": 14, "thickness": 3, "color": theme.FOCUS},
    }
    return [{"data": {"values": [ends]}, "mark": bar, "encoding": span}, mid, *layers]


def _side(text: str, x: float, length: float) -> tuple[str, float]:
    """Centred over its place, or flush with the edge that it would run over."""
    half = words.width_of(text, theme.LABEL + 1) / 2
    if x - half < 0:
        return "left", 0
    return ("right", length) if x + half > length else ("center", x)


def _subtitle(mine: Row, has_neighbours: bool, group: str) -> str:
    dots = "Each dot is an authority" if mine.area.level is AreaLevel.AUTHORITY else "Each dot is an area"
    others = "; green diamonds are statistical neighbours" if has_neighbours else ""
    bar = f". The bar shows the 95% interval of {mine.area.name}’s figure" if mine.has_interval else ""
    return f"{heading(mine)}{group}, {mine.period.label}. {dots}{others}{bar}."


def _sentence(result: ProtectedResult, mine: Row, england: Row | None, among: int) -> str:
    subject = result.subject
    figure = words.value_with_range(mine, subject)
    text = f"{words.about(subject, mine.group)}: {mine.area.name} was {figure} in {mine.period.label}"
    if england is not None:
        verdict = words.compared_with(mine, england, subject)
        text += f", {verdict} {england.area.name} ({words.value_of(england, subject)})"
    return f"{text}{_rank_words(result, mine, among)}."


def _rank_words(result: ProtectedResult, mine: Row, among: int) -> str:
    rank = next(
        (
            row
            for row in result
            if row.statistic is Statistic.RANK
            and row.area == mine.area
            and row.period == mine.period
            and row.group == mine.group
            and row.value is not None
        ),
        None,
    )
    if rank is None:
        return ""
    of = round(rank.denominator) if rank.denominator else among
    text = f"; ranked {words.ordinal(value(rank))} of {of:,}"
    if rank.lower is None or rank.upper is None:
        return f"{text} (we cannot say how certain that rank is)"
    if round(rank.lower) == round(rank.upper):
        return text
    return f"{text}, but could be anywhere from {words.ordinal(rank.lower)} to {words.ordinal(rank.upper)}"
