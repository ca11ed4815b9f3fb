"""Chart 2: three circles that overlap, each region with its attainment and number of pupils."""

import math
from typing import Final

from attainable.evidence import words
from attainable.evidence.charts import theme
from attainable.evidence.charts.chart import Chart, Frame, assemble
from attainable.evidence.charts.pupils.parts import layer, missing_note, rows_of, said, table_beside
from attainable.evidence.charts.theme import Spec
from attainable.evidence.result import ProtectedResult, Row, Statistic

_R: Final = 128
_CENTRES: Final = {"sen": (250, 150), "fsm": (390, 150), "ethnic": (320, 268)}
_COLOURS: Final = {"sen": theme.FOCUS, "fsm": "#B34A00", "ethnic": "#00755A"}
_NAMES: Final = {"sen": ("SEN", 128, 28), "fsm": ("Free school meals", 505, 28), "ethnic": ("Selected ethnic groups", 480, 372)}
_SPOTS: Final = {
    "sen": (200, 122),
    "fsm": (440, 122),
    "ethnic": (320, 332),
    "sen.fsm": (320, 104),
    "sen.ethnic": (246, 228),
    "fsm.ethnic": (394, 228),
    "sen.fsm.ethnic": (320, 190),
    "none": (70, 372),
}


def overlap_chart(shares: ProtectedResult, attainment: ProtectedResult) -> Chart:
    """Attainment (bold) and the number of pupils in each region. Circles are not drawn to scale."""
    rates = {row.group: row for row in rows_of(attainment, Statistic.RATE)}
    sizes = {row.group: row for row in shares}
    circles = [{"x": x, "y": y, "colour": _COLOURS[name]} for name, (x, y) in _CENTRES.items()]
    texts = [
        {"x": x, "y": y, "text": _rate(rates.get(group)), "small": _size(sizes.get(group))} for group, (x, y) in _SPOTS.items()
    ]
    names = [{"x": x, "y": y, "text": text, "colour": _COLOURS[name]} for name, (text, x, y) in _NAMES.items()]
    names.append({"x": 70, "y": 346, "text": "None of these", "colour": theme.SOFT_INK})
    frame = Frame(height=410, left=0, right=0, foot=8)
    layers = _layers(circles, texts, names, frame)
    return assemble(
        [shares, attainment],
        title=shares.subject.title,
        body={"layer": layers},
        frame=frame,
        subtitle="Per cent reaching the standard in each region, and how many pupils are in it",
        table=table_beside(attainment, list(attainment)),
        sentence=_sentence(rates, attainment),
        kind="Venn diagram",
        notes=["Circles are not drawn to scale.", *missing_note(list(rates.values()))],
    )


def _layers(circles: list[Spec], texts: list[Spec], names: list[Spec], frame: Frame) -> list[Spec]:
    """Filled circles, their rims, the figures, the numbers of pupils under them, and the names of the circles."""
    x = {"field": "x", "type": "quantitative", "scale": {"domain": [0, frame.width]}, "axis": None}
    y = {"field": "y", "type": "quantitative", "scale": {"domain": [frame.height, 0]}, "axis": None}
    own = {"field": "colour", "type": "nominal", "scale": None, "legend": None}
    disc = {"type": "point", "shape": "circle", "filled": True, "size": math.pi * _R * _R, "opacity": 0.13}
    rim = {**disc, "filled": False, "strokeWidth": 2, "opacity": 1}
    figure = {"type": "text", "fontSize": 16, "fontWeight": "bold"}
    number = {"type": "text", "fontSize": theme.SMALL, "dy": 17, "color": theme.SOFT_INK}
    name = {"type": "text", "fontSize": theme.LABEL, "fontWeight": "bold"}
    return [
        layer(circles, disc, x=x, y=y, color=own),
        layer(circles, rim, x=x, y=y, color=own),
        layer(texts, figure, x=x, y=y, text={"field": "text"}),
        layer(texts, number, x=x, y=y, text={"field": "small"}),
        layer(names, name, x=x, y=y, text={"field": "text"}, color=own),
    ]


def _rate(row: Row | None) -> str:
    return "–" if row is None else f"{row.value:.1f}%" if row.value is not None else (row.mark.value if row.mark else "–")


def _size(row: Row | None) -> str:
    return f"{words.number(row.numerator)} pupils" if row is not None and row.numerator is not None else "number hidden"


def _sentence(rates: dict[str, Row], result: ProtectedResult) -> str:
    both, none = rates["sen.fsm"], rates["none"]
    if both.value is None or none.value is None:
        return "There are too few figures to describe."
    return (
        f"{said(both, result)} of pupils with SEN and free school meals, and in none of the selected ethnic groups, "
        f"reached the standard, "
        f"against {said(none, result)} of pupils in none of the three groups."
    )
