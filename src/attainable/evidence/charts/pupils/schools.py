"""Chart 10: a histogram of schools by the share they identify, and the funnel that says what chance and intake explain."""

from typing import Any

from attainable.evidence import words
from attainable.evidence.charts import theme
from attainable.evidence.charts.chart import Chart, Frame, assemble
from attainable.evidence.charts.pupils.parts import by_group, layer, rows_of, table_beside
from attainable.evidence.charts.theme import Spec
from attainable.evidence.pupils.funnel import FunnelFigures
from attainable.evidence.result import ProtectedResult, Row, Statistic
from attainable.evidence.statistics.funnel import Position
from attainable.values.school_year import year_words

_MANY = 1500
_LIMITS = ("99.8% by chance", "99.8% with usual differences")


def histogram(result: ProtectedResult) -> Chart:
    """Columns of five per cent."""
    rows = list(rows_of(result, Statistic.COUNT))
    values = [{"low": low, "high": high, "value": row.value} for row in rows for low, high in [_ends(row)]]
    total = sum(row.value or 0 for row in rows)
    few = sum(row.value or 0 for row in rows if _ends(row)[0] < 10)
    many = sum(row.value or 0 for row in rows if _ends(row)[0] >= 40)
    sentence = (
        f"Of {words.number(total)} mainstream schools, {_identify(few)} fewer than 10 per cent of their pupils and "
        f"{_identify(many)} 40 per cent or more."
    )
    return assemble(
        [result],
        title=result.subject.title,
        subtitle=rows[0].period.label,
        body={"layer": [_columns(values)]},
        table=table_beside(result, rows),
        frame=Frame(height=260, left=56, right=16, foot=44),
        sentence=sentence,
        kind="Histogram",
        notes=list(result.notes),
    )


def _ends(row: Row) -> tuple[float, float]:
    """Both ends of a column, in per cent: its group is written as 5-10."""
    low, _, high = row.group.partition("-")
    return float(low), float(high)


def _columns(values: list[dict[str, Any]]) -> Spec:
    shares = {"title": "Per cent of pupils identified with SEN", "values": list(range(0, 101, 10)), "grid": False}
    x = {"field": "low", "type": "quantitative", "bin": {"binned": True}, "scale": {"domain": [0, 100]}, "axis": shares}
    schools = {"title": "Schools", "tickMinStep": 1, "titlePadding": 12}
    return {
        "data": {"values": values},
        "mark": {"type": "bar", "color": theme.FOCUS, "stroke": "white"},
        "encoding": {"x": x, "x2": {"field": "high"}, "y": {"field": "value", "type": "quantitative", "axis": schools}},
    }


def _identify(schools: float) -> str:
    return "none identifies" if schools == 0 else f"{words.number(schools)} identif{'ies' if schools == 1 else 'y'}"


def funnel_chart(result: ProtectedResult, figures: FunnelFigures) -> Chart:
    """Schools by size and standardised share, with limits of chance and of chance and usual differences. No school is named."""
    outside = figures.positions[Position.FAR_HIGHER], figures.positions[Position.FAR_LOWER]
    sentence = (
        f"After allowing for year groups, sex, free school meals, month of birth and the usual differences between schools, "
        f"of {figures.schools:,} schools {_identify(outside[0])} far more pupils than expected for a similar school and "
        f"{_identify(outside[1])} far fewer."
    )
    left_out = [f"{figures.left_out:,} schools are too small to show."] if figures.left_out else []
    return assemble(
        [result],
        title="Schools compared with what is expected for similar schools",
        subtitle=f"{year_words(figures.year)}, mainstream schools; the average is {figures.centre:.1f}%",
        body={"layer": _layers(figures)},
        table=table_beside(result, list(result)),
        frame=Frame(height=340, left=56, right=16, foot=44),
        sentence=sentence,
        kind="Funnel plot",
        notes=["Being outside the limits is a reason to look, not a judgement.", *left_out],
    )


def _layers(figures: FunnelFigures) -> list[Spec]:
    """Schools as points, the limits about them, and the average."""
    x = {
        "field": "size",
        "type": "quantitative",
        "scale": {"type": "log", "nice": False},
        "axis": {"title": "Pupils in the school", "tickCount": 5, "format": ",d"},
    }
    y = {
        "field": "share",
        "type": "quantitative",
        "scale": {"domain": [0, min(100.0, max(50.0, *figures.share) + 5)]},
        "axis": {"title": "Standardised per cent with SEN", "titlePadding": 12},
    }
    legend = {"orient": "top", "title": None, "labelLimit": 300}
    limits = layer(
        _limits(figures),
        {"type": "line", "strokeWidth": 1.8},
        x=x,
        y=y,
        detail={"field": "side"},
        color=by_group("line", _LIMITS, ["#B34A00", theme.INK], legend),
        strokeDash=by_group("line", _LIMITS, [[5, 3], [1, 0]], legend),
    )
    average = layer([{"share": figures.centre}], {"type": "rule", "color": theme.AXIS}, y=y)
    return [_points(figures, x, y), limits, average]


def _limits(figures: FunnelFigures) -> list[Spec]:
    f = figures.limits
    pairs = ((f.lower998, f.upper998), (f.wide_lower998, f.wide_upper998))
    return [
        {"size": size, "share": share, "line": name, "side": side}
        for name, both in zip(_LIMITS, pairs, strict=True)
        for side, values in zip("lu", both, strict=True)
        for size, share in zip(f.size, values, strict=True)
    ]


def _points(figures: FunnelFigures, x: Spec, y: Spec) -> Spec:
    values = [{"size": max(size, 1.0), "share": share} for size, share in zip(figures.size, figures.share, strict=True)]
    if len(values) <= _MANY:
        mark = {"type": "point", "filled": True, "size": 16, "color": theme.FOCUS, "opacity": 0.55}
        return {"data": {"values": values}, "mark": mark, "encoding": {"x": x, "y": y}}
    cells: dict[tuple[float, float], int] = {}
    for value in values:
        key = (float(f"{value['size']:.2g}"), round(value["share"] * 2) / 2)
        cells[key] = cells.get(key, 0) + 1
    dots = [{"size": size, "share": share, "schools": n} for (size, share), n in cells.items()]
    return {
        "data": {"values": dots},
        "mark": {"type": "point", "filled": True, "color": theme.FOCUS, "opacity": 0.55},
        "encoding": {
            "x": x,
            "y": y,
            "size": {"field": "schools", "type": "quantitative", "scale": {"range": [8, 110]}, "legend": None},
        },
    }
