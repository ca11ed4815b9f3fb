"""The gap and the odds by key stage: bars of percentage points, with the odds ratio written above each."""

from collections.abc import Sequence
from dataclasses import dataclass

from attainable.evidence import words
from attainable.evidence.charts import theme
from attainable.evidence.charts.chart import Chart, ChartTable, Frame, assemble, pixel, text_layer
from attainable.evidence.charts.lines import extent
from attainable.evidence.charts.rows import (
    focus_area,
    heading,
    latest,
    main_rows,
    notes_on_marks,
    nothing_to_draw,
    role_of,
    said_of_missing,
    value,
)
from attainable.evidence.charts.scales import Axis, axis_for
from attainable.evidence.charts.theme import Role, Spec
from attainable.evidence.result import ProtectedResult, Row, Subject
from attainable.values.areas import Area

_ROLES = (Role.FOCUS, Role.ENGLAND)
_FILLS = {Role.FOCUS: theme.FOCUS, Role.ENGLAND: theme.COMPARATOR_BAR}


@dataclass(frozen=True, slots=True)
class GapStage:
    """A key stage: the gap between two groups there, and the odds ratio of the same two groups."""

    label: str
    gap: ProtectedResult
    odds: ProtectedResult | None = None


@dataclass(frozen=True, slots=True)
class _Bar:
    stage: str
    role: Role
    subject: Subject
    gap: Row
    odds: Row | None
    odds_subject: Subject | None

    @property
    def above(self) -> str:
        """`9.3 times`, or nothing where the odds are hidden."""
        if self.odds is None or self.odds.value is None or self.odds_subject is None:
            return ""
        return words.value_of(self.odds, self.odds_subject)


def gaps_chart(stages: Sequence[GapStage], *, focus: str, title: str = "The gap at each key stage") -> Chart:
    """Bars for the focus beside England, in the order of the stages, each from its latest period."""
    bars = [bar for stage in stages for bar in _bars(stage, focus)]
    drawn = [bar for bar in bars if bar.gap.value is not None]
    if not any(bar.role is Role.FOCUS for bar in drawn):
        if not stages:
            raise ValueError("A chart of gaps needs at least one stage")
        why = said_of_missing([bar.gap for bar in bars], focus, by="group") or f"it has no row for the area {focus}"
        raise nothing_to_draw(stages[0].gap, why)
    ours = focus_area([bar.gap for bar in bars if bar.role is Role.FOCUS], focus)
    country = next((bar.gap.area.name for bar in drawn if bar.role is Role.ENGLAND), "")
    has_odds = any(bar.above for bar in drawn)
    what, labels = heading(drawn[0].gap), _labels(stages, drawn)
    return assemble(
        [result for stage in stages for result in (stage.gap, stage.odds) if result is not None],
        title=title,
        subtitle=f"{what}, {ours.name}{f' (dark) beside {country} (grey)' if country else ''}."
        f"{' Above each bar: how many times the odds differ.' if has_odds else ''}",
        body={"layer": _layers(drawn, stages, labels)},
        frame=_frame(foot=20 + 18 * max(t.count("\n") + 1 for t in labels)),
        table=_table(bars),
        sentence=_sentence(drawn, bars, ours),
        kind="Bar chart",
        notes=["Whiskers show the 95% interval of each figure."] if any(bar.gap.has_interval for bar in drawn) else [],
    )


def _frame(foot: float = 38) -> Frame:
    return Frame(left=48, right=12, foot=foot)


def _bars(stage: GapStage, focus: str) -> list[_Bar]:
    rows = main_rows(stage.gap)
    mine = [row for row in rows if row.area.code == focus]
    if not mine:
        return []
    ours, when = mine[0].area, latest(rows, focus)
    bars = []
    for role in _ROLES:
        gap = _pick(rows, ours, role, when)
        odds = _pick(main_rows(stage.odds), ours, role, when) if stage.odds else None
        if gap is not None:
            bars.append(_Bar(stage.label, role, stage.gap.subject, gap, odds, stage.odds.subject if stage.odds else None))
    return bars


def _pick(rows: Sequence[Row], ours: Area, role: Role, when: object) -> Row | None:
    return next((row for row in rows if row.period == when and role_of(row.area, ours) is role), None)


def _labels(stages: Sequence[GapStage], bars: Sequence[_Bar]) -> list[str]:
    """The words under each pair, wrapped to the room that there is, with the period below."""
    room = _frame().width / len(stages) - 12
    texts = []
    for stage in stages:
        period = next((bar.gap.period.label for bar in bars if bar.stage == stage.label), "no figure")
        texts.append("\n".join([*words.wrapped(stage.label, room, theme.LABEL), period]))
    return texts


def _layers(bars: Sequence[_Bar], stages: Sequence[GapStage], labels: Sequence[str]) -> list[Spec]:
    frame, order = _frame(), [stage.label for stage in stages]
    levels = extent(bar.gap for bar in bars)
    # Room above the highest whisker for the words that stand on it.
    levels.append(max(levels) + (max(levels) - min(0.0, *levels)) * 0.17)
    first = bars[0]
    axis = axis_for(levels, frame.height, words.notation_of(first.gap), words.places(first.gap, first.subject), zero=True)
    slot = frame.width / len(labels)
    values = [_datum(bar, (order.index(bar.stage) + 0.5) * slot, min(64.0, slot / 2.7), axis) for bar in bars]
    rects: Spec = {
        "data": {"values": values},
        "mark": {"type": "rect"},
        "encoding": {
            "x": pixel("left"),
            "x2": {"field": "right"},
            "y": pixel("top"),
            "y2": {"field": "base"},
            "color": {"field": "fill", "type": "nominal", "scale": None, "legend": None},
        },
    }
    # A whisker of a few pixels is a blot, not a message.
    whiskers = [v for v in values if v["high"] is not None and v["low"] - v["high"] >= 4]
    above = [{"text": v["text"], "x": v["x"], "y": v["label"]} for v in values if v["text"]]
    names = [{"text": text, "x": (i + 0.5) * slot} for i, text in enumerate(labels)]
    return [
        _scaffold(axis),
        rects,
        *_whisker_layers(whiskers),
        *_figures_inside(values),
        text_layer(above, x=pixel("x"), y=pixel("y"), align="center", baseline="middle", fontWeight="bold"),
        text_layer(names, x=pixel("x"), y={"value": frame.height + 12}, align="center", baseline="top"),
    ]


def _figures_inside(values: Sequence[Spec]) -> list[Spec]:
    """The gap at the foot of each bar that is tall enough, in a colour that holds on the bar's own."""
    tall = [v for v in values if abs(v["base"] - v["top"]) > 40]
    return [
        text_layer(
            [{"text": v["figure"], "x": v["x"], "y": v["base"] - 14} for v in tall if v["fill"] == fill],
            x=pixel("x"),
            y=pixel("y"),
            align="center",
            color=colour,
        )
        for fill, colour in ((theme.FOCUS, "white"), (theme.COMPARATOR_BAR, "black"))
    ]


def _datum(bar: _Bar, middle: float, width: float, axis: Axis) -> Spec:
    side = -1 if bar.role is Role.FOCUS else 1
    x = middle + side * (width / 2 + 2)
    height = value(bar.gap)
    has_range = bar.gap.has_interval
    top = max(height, bar.gap.upper or height, 0.0)
    fits = words.width_of(bar.above, theme.LABEL) <= width
    above = bar.above if fits else bar.above.replace(" ", "\n")
    return {
        "x": round(x, 1),
        "left": round(x - width / 2, 1),
        "right": round(x + width / 2, 1),
        "top": round(axis.down(height), 1),
        "base": round(axis.down(0), 1),
        "high": round(axis.down(bar.gap.upper), 1) if has_range and bar.gap.upper is not None else None,
        "low": round(axis.down(bar.gap.lower), 1) if has_range and bar.gap.lower is not None else None,
        # The last line stands on the whisker; text hangs from the middle of its first line.
        "label": round(axis.down(top) - 12 - 16 * above.count("\n"), 1),
        "text": above,
        "figure": words.value_of(bar.gap, bar.subject, short=True),
        "fill": _FILLS[bar.role],
        "value": height,
    }


def _scaffold(axis: Axis) -> Spec:
    return {
        "data": {"values": [{"y": 0}]},
        "mark": {"type": "rule", "color": theme.AXIS},
        "encoding": {"y": {"field": "y", "type": "quantitative", "axis": axis.axis(), "scale": axis.scale()}},
    }


def _whisker_layers(values: Sequence[Spec]) -> list[Spec]:
    """Dark with a white edge, so that a whisker is seen on a dark bar and on white."""
    if not values:
        return []
    y = {"x": pixel("x"), "y": pixel("low"), "y2": {"field": "high"}}
    caps = [{"x": v["x"], "y": v[end]} for v in values for end in ("low", "high")]
    layers: list[Spec] = []
    for colour, width in (("white", 3), (theme.INK, 1.5)):
        layers.append(
            {"data": {"values": list(values)}, "mark": {"type": "rule", "color": colour, "strokeWidth": width}, "encoding": y}
        )
        layers.append(
            {
                "data": {"values": caps},
                "mark": {"type": "tick", "orient": "horizontal", "size": 8 + width, "thickness": width, "color": colour},
                "encoding": {"x": pixel("x"), "y": pixel("y")},
            }
        )
    return layers


def _table(bars: Sequence[_Bar]) -> ChartTable:
    rows = tuple(
        (
            bar.stage,
            bar.gap.area.name,
            bar.gap.period.label,
            words.value_of(bar.gap, bar.subject, short=True),
            words.range_of(bar.gap, bar.subject),
            words.cell_of(bar.odds, bar.odds_subject) if bar.odds and bar.odds_subject else "",
            words.range_of(bar.odds, bar.odds_subject) if bar.odds and bar.odds_subject else "",
        )
        for bar in bars
    )
    columns = ("Stage", "Area", "Period", "Gap (percentage points)", "Range", "Odds ratio", "Range of odds ratio")
    notes = notes_on_marks([row for bar in bars for row in (bar.gap, bar.odds) if row is not None])
    return ChartTable(columns, rows, (False, False, False, True, True, True, True), notes)


def _sentence(drawn: Sequence[_Bar], bars: Sequence[_Bar], ours: Area) -> str:
    said = []
    for bar in (bar for bar in drawn if bar.role is Role.FOCUS):
        text = f"{words.value_of(bar.gap, bar.subject)} at {bar.stage}"
        england = next((o for o in drawn if o.role is Role.ENGLAND and o.stage == bar.stage), None)
        if england is not None:
            verdict = words.compared_with(bar.gap, england.gap, bar.subject).replace("higher", "wider")
            theirs = words.value_of(england.gap, bar.subject, short=True)
            text += f" ({verdict.replace('lower', 'narrower')} England’s {theirs})"
        said.append(text)
    missing = [
        f"the gap at {bar.stage} is {bar.gap.mark.meaning}"
        for bar in bars
        if bar.role is Role.FOCUS and bar.gap.value is None and bar.gap.mark
    ]
    odds = [bar for bar in drawn if bar.role is Role.FOCUS and bar.above]
    last = f"; the odds differ {words.listing([f'{bar.above} at {bar.stage}' for bar in odds])}" if odds else ""
    tail = f"; {words.listing(missing)}" if missing else ""
    return f"In {ours.name} the gap is {words.listing(said)}{last}{tail}."
