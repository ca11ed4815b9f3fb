"""Lines over years by group, with bands for intervals, broken where the definition changed: charts 1, 4 and 5."""

from collections.abc import Sequence

from attainable.evidence import words
from attainable.evidence.charts import theme
from attainable.evidence.charts.chart import Chart, Frame, assemble
from attainable.evidence.charts.pupils.parts import SeriesLook, by_group, layer, looks_for, missing_note, rows_of, table_beside
from attainable.evidence.charts.theme import Spec
from attainable.evidence.result import ProtectedResult, Row, Statistic

# Years that have room beside each other under the axis.
_LABELS = 7


def lines_chart(
    result: ProtectedResult, *, axis: str, sentence: str, subtitle: str = "", gaps: bool = True, notes: Sequence[str] = ()
) -> Chart:
    """A line a group; the gap in the last year is written between the lines where there is one.

    Lines stop at each break of the series and start again. Raises ProblemsError when there is nothing to draw.
    """
    rows = rows_of(result, Statistic.RATE)
    groups = list(dict.fromkeys(row.group for row in rows if row.value is not None))
    looks = looks_for(groups)
    breaks = [at.position for at, _ in result.subject.breaks]
    values = [_datum(row, looks[row.group], breaks) for row in rows if row.value is not None]
    frame = Frame(height=theme.height(), left=56, right=110, foot=42)
    written = [_gap_label(row) for row in _last_gaps(result)] if gaps else []
    breaks_said = [
        f"Not joined at {at.label}: {why}"
        for at, why in result.subject.breaks
        if min(v["x"] for v in values) < at.position <= max(v["x"] for v in values)
    ]
    return assemble(
        [result],
        title=result.subject.title,
        subtitle=subtitle,
        body={"layer": _layers(values, written, groups, looks, axis)},
        frame=frame,
        table=table_beside(result, list(result)),
        sentence=sentence,
        kind="Line chart",
        notes=[*_bands(values), *breaks_said, *notes, *missing_note(rows)],
    )


def _bands(values: Sequence[Spec]) -> list[str]:
    """What the bands are, where any is drawn."""
    drawn = any(v["low"] is not None and v["high"] is not None for v in values)
    return ["Bands show the 95% interval of each figure."] if drawn else []


def _last_gaps(result: ProtectedResult) -> list[Row]:
    rows = [row for row in result if row.statistic is Statistic.GAP and row.value is not None]
    last = max((row.period for row in rows), default=None)
    return [row for row in rows if row.period == last]


def _datum(row: Row, look: SeriesLook, breaks: Sequence[float]) -> Spec:
    x = row.period.position
    return {
        "x": x,
        "year": row.period.label,
        "value": row.value,
        "low": row.lower,
        "high": row.upper,
        "series": look.label,
        "piece": sum(x >= at for at in breaks),
    }


def _gap_label(row: Row) -> Spec:
    one, two = row.compared
    low, high = sorted((one.value or 0.0, two.value or 0.0))
    gap = abs(row.value or 0.0)
    return {
        "x": row.period.position,
        "low": low,
        "high": high,
        "middle": (low + high) / 2,
        "text": f"{words.number(gap, 1)} points",
    }


def _layers(values: list[Spec], gaps: list[Spec], groups: Sequence[str], looks: dict[str, SeriesLook], axis: str) -> list[Spec]:
    """Bands, lines and points of each group; the last gap as a rule between two lines with its size."""
    across = _across(values)
    up = {"field": "value", "type": "quantitative", "axis": {"title": axis, "titlePadding": 14}, "scale": {"zero": True}}
    order = [looks[g].label for g in groups]
    legend = {"orient": "top", "title": None, "columns": 4, "symbolOpacity": 1}
    colour = by_group("series", order, [looks[g].colour for g in groups], legend)
    shape = by_group("series", order, [looks[g].shape for g in groups], legend)
    piece = {"field": "piece", "type": "nominal"}
    low, high = {**up, "field": "low"}, {"field": "high"}
    dot = {"type": "point", "filled": True, "size": 60, "opacity": 1}
    layers = [
        layer(values, {"type": "area", "opacity": 0.16}, x=across, y=low, y2=high, color=colour, detail=piece),
        layer(values, {"type": "line", "strokeWidth": 2.4}, x=across, y=up, color=colour, detail=piece),
        layer(values, dot, x=across, y=up, color=colour, shape=shape),
    ]
    for place, gap in enumerate(gaps):
        rule = {"type": "rule", "color": theme.INK, "strokeWidth": 1.4, "xOffset": 14 + 9 * place}
        label = {"type": "text", "align": "left", "dx": 20 + 9 * (len(gaps) - 1), "fontSize": theme.LABEL, "fontWeight": "bold"}
        layers.append(layer([gap], rule, x=across, y=low, y2=high))
        layers.append(layer([gap], label, x=across, y={**up, "field": "middle"}, text={"field": "text"}))
    return layers


def _across(values: list[Spec]) -> Spec:
    """The axis of years, the last one labelled and as many before it as have room, also where years are missing between."""
    years = {v["x"]: v["year"] for v in values}
    room = (max(years) - min(years)) / _LABELS
    ticks: list[float] = []
    for x in sorted(years, reverse=True):
        if not ticks or ticks[-1] - x >= room:
            ticks.append(x)
    names = " : ".join(f"datum.value == {x} ? '{years[x]}'" for x in ticks) + " : ''"
    span = [min(years), max(years)] if len(years) > 1 else [min(years) - 1, max(years) + 1]
    return {
        "field": "x",
        "type": "quantitative",
        "scale": {"domain": span, "padding": 14, "nice": False},
        "axis": {"title": None, "values": ticks[::-1], "labelExpr": names, "ticks": True},
    }
