"""Bars by group (types of need, placements …), sorted, with England as a tick beside each."""

from collections.abc import Sequence

from attainable.evidence import words
from attainable.evidence.charts import theme
from attainable.evidence.charts.chart import Chart, Frame, assemble, pixel, text_layer
from attainable.evidence.charts.lines import extent
from attainable.evidence.charts.rows import (
    focus_area,
    heading,
    latest,
    main_rows,
    nothing_to_draw,
    require,
    role_of,
    said_of_missing,
    table_of,
    value,
)
from attainable.evidence.charts.scales import Axis, axis_for, level_axis
from attainable.evidence.charts.theme import Role, Spec
from attainable.evidence.result import ProtectedResult, Row, Statistic
from attainable.values.areas import Area

_NAMES = 200
_SHARE = 0.38  # of the width, at most, for names
_ON_PAPER = 275
_BAR = 18
_LINE = 16


def bars_chart(result: ProtectedResult, *, focus: str, title: str | None = None) -> Chart:
    """A bar for each group of the focus in its latest period, longest first.

    With only one group there is a bar for each area instead. Raises ProblemsError if nothing can be drawn.
    """
    rows = main_rows(result)
    require(result, rows, focus)
    now = [row for row in rows if row.period == latest(rows, focus)]
    ours = focus_area(rows, focus)
    is_by_group = len({row.group for row in now}) > 1
    mine = [row for row in now if row.value is not None and (not is_by_group or row.area == ours)]
    if not any(row.area == ours for row in mine):
        raise nothing_to_draw(result, said_of_missing(now, focus, by="group"))
    mine.sort(key=lambda row: (-value(row), row.group, row.area.name))
    ticks = _england_by_group(now, ours) if is_by_group else {}
    beside = next((row.area.name for row in ticks.values()), "")
    body, frame = _drawing(result, mine, ticks, ours, is_by_group)
    has_range = any(row.has_interval for row in mine)
    return assemble(
        [result],
        title=title or result.subject.title,
        subtitle=f"{', '.join(_what(mine[0], ours, is_by_group))}.{f' Vertical marks: {beside}.' if ticks else ''}",
        body=body,
        frame=frame,
        table=table_of(result, sorted(now, key=lambda r: (r.value is None, -(r.value or 0))), focus),
        sentence=_sentence(result, mine, now, ticks, ours, is_by_group),
        kind="Bar chart",
        notes=_notes(now, ours, has_range),
    )


def _what(row: Row, ours: Area, is_by_group: bool) -> list[str]:
    return [part for part in (heading(row), ours.name if is_by_group else row.group, row.period.label) if part]


def _notes(now: Sequence[Row], ours: Area, has_range: bool) -> list[str]:
    missing = said_of_missing(now, ours.code, by="group")
    whiskers = ["Whiskers show the 95% interval of each figure."] if has_range else []
    return [*whiskers, *([f"Not shown: {missing}."] if missing else [])]


def _england_by_group(rows: Sequence[Row], ours: Area) -> dict[str, Row]:
    """England's figures, unless they're counts: a country can't be shown with its parts."""
    if rows[0].statistic is Statistic.COUNT:
        return {}
    return {r.group: r for r in rows if r.value is not None and role_of(r.area, ours) is Role.ENGLAND}


def _drawing(
    result: ProtectedResult, mine: Sequence[Row], ticks: dict[str, Row], ours: Area, is_by_group: bool
) -> tuple[Spec, Frame]:
    # On paper a name has one line where it can: a chart of fifteen needs leaves room for its table.
    room = _ON_PAPER if theme.is_on_paper() else min(_NAMES, _SHARE * theme.width())
    names = ["\n".join(words.wrapped(r.group if is_by_group else r.area.name, room, theme.LABEL)) for r in mine]
    # One line of words fits beside a bar; each further line makes room for itself.
    air = theme.between_rows()
    heights = [max(_BAR + air, _LINE * (name.count("\n") + 1) + air) for name in names]
    tops = [float(sum(heights[:i])) for i in range(len(heights))]
    widest = max(words.width_of(words.value_of(row, result.subject, short=True), theme.LABEL) for row in mine)
    left = min(room + 10, max(words.width_of(name, theme.LABEL) for name in names)) + 14
    frame = Frame(height=float(sum(heights)), left=left, right=widest + 24, foot=36)
    levels = [*extent(mine), *(value(row) for g, row in ticks.items() if any(r.group == g for r in mine))]
    axis = axis_for(levels, frame.width, words.notation_of(mine[0]), words.places(mine[0], result.subject), zero=True)
    values = [
        _datum(result, row, top + height / 2, axis, ticks.get(row.group), ours)
        for row, top, height in zip(mine, tops, heights, strict=True)
    ]
    labels = [
        # Multi-line text hangs from its first baseline.
        {"text": name, "y": v["y"] - _LINE * name.count("\n") / 2}
        for name, v in zip(names, values, strict=True)
    ]
    return {"layer": _layers(values, labels, axis)}, frame


def _datum(result: ProtectedResult, row: Row, y: float, axis: Axis, england: Row | None, ours: Area) -> Spec:
    end = axis.across(value(row))
    low = axis.across(row.lower) if row.has_interval and row.lower is not None else None
    high = axis.across(row.upper) if row.has_interval and row.upper is not None else None
    tick = axis.across(value(england)) if england else None
    rightmost = max(end, high if high is not None else end, tick if tick is not None else end, axis.across(0))
    return {
        "x": axis.across(0),
        "x2": end,
        "y": y,
        "y1": y - _BAR / 2,
        "y3": y + _BAR / 2,
        "low": low,
        "high": high,
        "england": tick,
        "e1": y - _BAR / 2 - 3,
        "e2": y + _BAR / 2 + 3,
        "text_x": rightmost + 8,
        "text": words.value_of(row, result.subject, short=True),
        "value": row.value,
        "fill": theme.FOCUS if row.area == ours else theme.COMPARATOR_BAR,
    }


def _layers(values: list[Spec], labels: list[Spec], axis: Axis) -> list[Spec]:
    ticks = [v for v in values if v["england"] is not None]
    # A whisker of a few pixels is a blot, not a message.
    whiskers = [v for v in values if v["high"] is not None and v["high"] - v["low"] >= 4]
    layers: list[Spec] = [
        level_axis(axis, grid=True, domain=False, ticks=False),
        {
            "data": {"values": [{"x": axis.across(0)}]},
            "mark": {"type": "rule", "color": theme.AXIS},
            "encoding": {"x": pixel("x")},
        },
        {
            "data": {"values": values},
            "mark": {"type": "rect"},
            "encoding": {
                "x": pixel("x"),
                "x2": {"field": "x2"},
                "y": pixel("y1"),
                "y2": {"field": "y3"},
                "color": {"field": "fill", "type": "nominal", "scale": None, "legend": None},
            },
        },
        *whisker_layers(whiskers),
        # White under black, so that the mark is seen on a dark bar too.
        *[
            {
                "data": {"values": ticks},
                "mark": {"type": "rule", "color": colour, "strokeWidth": width},
                "encoding": {"x": pixel("england"), "y": pixel("e1"), "y2": {"field": "e2"}},
            }
            for colour, width in (("white", 6), (theme.INK, 3))
        ],
        text_layer(values, x=pixel("text_x"), y=pixel("y"), fontWeight="bold"),
        text_layer(labels, x={"value": -12}, y=pixel("y"), align="right"),
    ]
    return [layer for layer in layers if layer["data"]["values"]]


def whisker_layers(values: list[Spec]) -> list[Spec]:
    """Level whiskers from `low` to `high` pixels: dark with a white edge, seen on a bar and on white."""
    caps = [{"x": v[end], "y": v["y"]} for v in values for end in ("low", "high")]
    layers: list[Spec] = []
    for colour, width in (("white", 3.5), ("#6B6B6B", 1.5)) if values else ():
        layers.append(
            {
                "data": {"values": values},
                "mark": {"type": "rule", "color": colour, "strokeWidth": width},
                "encoding": {"x": pixel("low"), "x2": {"field": "high"}, "y": pixel("y")},
            }
        )
        layers.append(
            {
                "data": {"values": caps},
                "mark": {"type": "tick", "orient": "vertical", "size": 6 + width, "thickness": width, "color": colour},
                "encoding": {"x": pixel("x"), "y": pixel("y")},
            }
        )
    return layers


def _sentence(
    result: ProtectedResult, mine: Sequence[Row], now: Sequence[Row], ticks: dict[str, Row], ours: Area, is_by_group: bool
) -> str:
    subject, top = result.subject, mine[0]
    if not is_by_group:
        said = words.listing([f"{row.area.name} {words.value_with_range(row, subject)}" for row in mine[:4]])
        return f"{words.about(subject, top.group)}: in {top.period.label}, {said}."
    named = words.listing([f"{row.group} ({words.value_of(row, subject)})" for row in mine[:3]])
    text = f"{subject.short_title}: in {ours.name} in {top.period.label}, {named}"
    england = ticks.get(top.group)
    if england is not None:
        verdict = words.compared_with(top, england, subject)
        there = "there is " if verdict.startswith(words.NO_CLEAR_DIFFERENCE) else "that is "
        there = "" if verdict.startswith(words.CANNOT_JUDGE_DIFFERENCE) else there
        text += f"; for {top.group} {there}{verdict} {england.area.name} ({words.value_of(england, subject)})"
    missing = said_of_missing(now, ours.code, by="group")
    return f"{text}{f'; {missing}' if missing else ''}."
