"""From one period to another: a dumbbell for each group or measure, and the change in words beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from attainable.evidence import words
from attainable.evidence.charts import theme
from attainable.evidence.charts.bars import whisker_layers
from attainable.evidence.charts.chart import Chart, ChartTable, Frame, assemble, pixel, text_layer
from attainable.evidence.charts.lines import extent
from attainable.evidence.charts.rows import notes_on_marks, nothing_to_draw, value
from attainable.evidence.charts.scales import Axis, axis_for, level_axis
from attainable.evidence.charts.theme import Spec
from attainable.evidence.result import Basis, ProtectedResult, Row, Statistic, Subject, distinct
from attainable.evidence.words import Notation
from attainable.values.problem import Problem, ProblemsError

_NAMES = 170
_LINE = 16


@dataclass(frozen=True, slots=True)
class _Pair:
    """A change and the two figures it was made from, earlier first."""

    name: str
    subject: Subject
    change: Row
    before: Row
    after: Row

    @property
    def words(self) -> str:
        return said_of_change(self.change, self.subject)

    @property
    def is_unclear(self) -> bool:
        return self.words.startswith(("no ", words.CANNOT_JUDGE_CHANGE))


def change_chart(results: Sequence[ProtectedResult], *, focus: str, title: str = "") -> Chart:
    """Changes of the focus (rows of Statistic.CHANGE, each with its two figures in `compared`).

    Several results are several measures; they must share a unit, for they share a scale. Raises ProblemsError
    if they don't, or if there is no change to draw.
    """
    changes = [(result, row) for result in results for row in result if _is_ours(row, focus)]
    pairs = [_pair(result, row, len(results) > 1) for result, row in changes if _is_drawable(row)]
    if not pairs:
        means = distinct(row.mark.meaning for _, row in changes if row.mark)
        raise nothing_to_draw(results[0], f"every change is {words.listing(means)}" if means else "it has no changes")
    _require_one_unit(pairs)
    first = pairs[0]
    body, frame = _drawing(pairs)
    whiskers = " Whiskers show the 95% interval of each figure." if any(p.after.has_interval for p in pairs) else ""
    return assemble(
        results,
        title=title or first.subject.title,
        subtitle=f"{_unit_words(first.after)}, {first.change.area.name}. {_dots(pairs)}{whiskers}",
        body=body,
        frame=frame,
        table=_table(changes, len(results) > 1),
        sentence=_sentence(pairs, changes),
        kind="Dumbbell chart",
    )


def said_of_change(row: Row, subject: Subject) -> str:
    """`up 12% (9% to 15%)`, `down 3.1 percentage points (1.0 to 5.2)`, `no clear change (…)`."""
    if row.value is None:
        return row.mark.meaning if row.mark else "not available"
    kind, places = words.notation_of(row), words.places(row, subject)
    if _is_between_percentages(row):
        kind = Notation.POINTS
    size = words.written(abs(row.value), kind, places)
    if float(f"{abs(row.value):.{places}f}") == 0 and not row.has_interval:
        return "no change"
    way = "up" if row.value > 0 else "down"
    if row.lower is None or row.upper is None or not row.has_interval:
        return f"{way} {size}"
    if row.lower <= 0 <= row.upper:
        span = [f"{'down' if e < 0 else 'up'} {words.written(abs(e), kind, places, short=True)}" for e in (row.lower, row.upper)]
        unit = " points" if kind is Notation.POINTS else ""
        unclear = words.CANNOT_JUDGE_CHANGE if row.basis is Basis.BOUNDS else words.NO_CLEAR_CHANGE
        return f"{unclear} ({span[0]} to {span[1]}{unit})"
    low, high = sorted((abs(row.lower), abs(row.upper)))
    return f"{way} {size} ({words.spread(low, high, kind, places)})"


def _is_between_percentages(row: Row) -> bool:
    """Whether a change given in % is the difference of two percentages, which people call points."""
    if words.notation_of(row) is not Notation.PERCENT or len(row.compared) != 2 or row.value is None:
        return False
    before, after = row.compared
    if before.value is None or after.value is None or words.notation_of(after) is not Notation.PERCENT:
        return False
    return abs(after.value - before.value - row.value) < 1e-6


def _is_ours(row: Row, focus: str) -> bool:
    return row.statistic is Statistic.CHANGE and row.area.code == focus


def _is_drawable(row: Row) -> bool:
    return row.value is not None and len(row.compared) == 2 and all(r.value is not None for r in row.compared)


def _pair(result: ProtectedResult, row: Row, is_by_measure: bool) -> _Pair:
    before, after = sorted(row.compared, key=lambda part: part.period)
    return _Pair(_name(result, row, is_by_measure), result.subject, row, before, after)


def _name(result: ProtectedResult, row: Row, is_by_measure: bool) -> str:
    if not is_by_measure:
        return row.group or result.subject.short_title
    return f"{result.subject.short_title}{f', {row.group}' if row.group else ''}"


def _require_one_unit(pairs: Sequence[_Pair]) -> None:
    units = distinct(_unit_words(pair.after) for pair in pairs)
    if len(units) > 1:
        raise ProblemsError(
            Problem(
                "units-differ", f"These measures can't share one scale: {words.listing(units)}.", "Draw a chart for each unit."
            )
        )


def _unit_words(row: Row) -> str:
    kind = words.notation_of(row)
    return {Notation.PERCENT: "Percentage", Notation.POINTS: "Percentage points", Notation.TIMES: "Times"}.get(
        kind, words.sentence_case(row.unit) or "Number"
    )


def _time(pair: _Pair) -> str:
    return f"from {pair.before.period.label} to {pair.after.period.label}"


def _is_of_one_time(pairs: Sequence[_Pair]) -> bool:
    return len({_time(pair) for pair in pairs}) == 1


def _dots(pairs: Sequence[_Pair]) -> str:
    """What the hollow and the filled dots are: years, or, where these differ, the first and the last that can be compared."""
    if _is_of_one_time(pairs):
        return f"Hollow: {pairs[0].before.period.label}. Filled: {pairs[0].after.period.label}."
    return "Hollow: the first year that can be compared. Filled: the latest."


def _drawing(pairs: Sequence[_Pair]) -> tuple[Spec, Frame]:
    names = ["\n".join(words.wrapped(pair.name, _NAMES, theme.LABEL)) for pair in pairs]
    # What happened on the first line, how sure that is on the second.
    said = [words.sentence_case(pair.words).replace(" (", "\n(") for pair in pairs]
    lines = [max(a.count("\n"), b.count("\n")) + 1 for a, b in zip(names, said, strict=True)]
    heights = [max(40.0, _LINE * count + 16) for count in lines]
    middles = [sum(heights[:i]) + heights[i] / 2 for i in range(len(pairs))]
    frame = Frame(
        height=sum(heights),
        left=min(_NAMES + 10, max(words.width_of(name, theme.LABEL) for name in names)) + 16,
        right=max(words.width_of(text, theme.LABEL) for text in said) + 20,
        foot=36,
    )
    first = pairs[0]
    levels = extent([row for pair in pairs for row in (pair.before, pair.after)])
    axis = axis_for(levels, frame.width, words.notation_of(first.after), words.places(first.after, first.subject), zero=None)
    values = [_datum(pair, y, axis) for pair, y in zip(pairs, middles, strict=True)]
    named = [{"text": t, "y": y - _LINE * t.count("\n") / 2} for t, y in zip(names, middles, strict=True)]
    spoken = [
        {"text": t, "y": y - _LINE * t.count("\n") / 2, "weight": "normal" if pair.is_unclear else "bold"}
        for pair, t, y in zip(pairs, said, middles, strict=True)
    ]
    return {"layer": _layers(values, named, spoken, axis, frame)}, frame


def _datum(pair: _Pair, y: float, axis: Axis) -> Spec:
    def ends(row: Row) -> tuple[float | None, float | None]:
        return (axis.across(row.lower or 0), axis.across(row.upper or 0)) if row.has_interval else (None, None)

    return {
        "y": y,
        "y_before": y - 5,
        "y_after": y + 5,
        "before": axis.across(value(pair.before)),
        "after": axis.across(value(pair.after)),
        "before_range": ends(pair.before),
        "after_range": ends(pair.after),
        "value_before": pair.before.value,
        "value_after": pair.after.value,
    }


def _layers(values: list[Spec], names: list[Spec], spoken: list[Spec], axis: Axis, frame: Frame) -> list[Spec]:
    whiskers = [
        {"low": v[f"{end}_range"][0], "high": v[f"{end}_range"][1], "y": v[f"y_{end}"]}
        for v in values
        for end in ("before", "after")
        if v[f"{end}_range"][0] is not None
    ]
    return [
        level_axis(axis, grid=True, ticks=False, domain=False),
        *whisker_layers(whiskers),
        {
            "data": {"values": values},
            "mark": {"type": "rule", "color": theme.FOCUS, "strokeWidth": 2},
            "encoding": {"x": pixel("before"), "x2": {"field": "after"}, "y": pixel("y_before"), "y2": {"field": "y_after"}},
        },
        _ends(values, "before", {"fill": "white", "stroke": theme.FOCUS, "strokeWidth": 2}),
        _ends(values, "after", {"fill": theme.FOCUS, "stroke": "white", "strokeWidth": 1}),
        text_layer(names, x={"value": -14}, y=pixel("y"), align="right"),
        *[
            text_layer(chosen, x={"value": frame.width + 14}, y=pixel("y"), fontWeight=weight)
            for weight in ("normal", "bold")
            if (chosen := [v for v in spoken if v["weight"] == weight])
        ],
    ]


def _ends(values: list[Spec], end: str, look: Spec) -> Spec:
    return {
        "data": {"values": values},
        "mark": {"type": "point", "shape": "circle", "size": 110, "opacity": 1, **look},
        "encoding": {"x": pixel(end), "y": pixel(f"y_{end}")},
    }


def _table(changes: Sequence[tuple[ProtectedResult, Row]], is_by_measure: bool) -> ChartTable:
    rows = []
    for result, row in changes:
        parts = sorted(row.compared, key=lambda part: part.period)
        figures = [f"{words.value_of(part, result.subject)}, {part.period.label}" for part in parts[:2]]
        symbol = row.mark.value if row.value is None and row.mark else said_of_change(row, result.subject)
        rows.append((_name(result, row, is_by_measure), *(figures or ["", ""]), words.sentence_case(symbol)))
    notes = notes_on_marks([part for _, row in changes for part in (row, *row.compared)])
    return ChartTable(("Figure", "From", "To", "Change"), tuple(rows), (False, True, True, False), notes)


def _sentence(pairs: Sequence[_Pair], changes: Sequence[tuple[ProtectedResult, Row]]) -> str:
    first = pairs[0]
    together = _is_of_one_time(pairs)
    said = "; ".join(f"{pair.name} {_verb(pair)}{'' if together else f', {_time(pair)}'}" for pair in pairs)
    hidden = [row for _, row in changes if row.value is None and row.mark]
    tail = "".join(f"; the change for {row.group or 'this area'} is {row.mark.meaning}" for row in hidden if row.mark)
    return f"In {first.change.area.name}{f' {_time(first)}' if together else ''}: {said}{tail}."


def _verb(pair: _Pair) -> str:
    return f"with {pair.words}" if pair.words.startswith(words.NO_CLEAR_CHANGE) else pair.words
