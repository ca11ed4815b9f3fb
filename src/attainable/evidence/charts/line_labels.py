"""The words at the ends of lines, in place of a legend: nudged apart, and led back to their line."""

from collections.abc import Sequence
from dataclasses import dataclass

from attainable.evidence import words
from attainable.evidence.charts import theme
from attainable.evidence.charts.chart import pixel, text_layer
from attainable.evidence.charts.labels import nudge
from attainable.evidence.charts.lines import Line
from attainable.evidence.charts.theme import Role, Spec
from attainable.evidence.result import Subject

_WRAP = 150
_LINE = 16
_LEAD = 16


@dataclass(frozen=True, slots=True)
class LineLabel:
    """A text for the right edge, and the end of the line (in pixels) that it belongs to."""

    text: str
    x: float
    y: float
    colour: str
    is_bold: bool = False


def labelled(lines: Sequence[Line]) -> list[Line]:
    """The lines that carry words: not the thin ones of each other area."""
    return [line for line in lines if line.role is not Role.OTHER]


def text_of(line: Line, lines: Sequence[Line], subject: Subject) -> str:
    """The line's name and its last value; the name is the group where there are several."""
    several = len({other.group for other in lines if other.role is Role.FOCUS}) > 1
    name = line.area.name
    if several:
        name = line.group if line.role is Role.FOCUS else f"{line.area.name}, {line.group}"
    ours = next((o.last.period for o in lines if o.role is Role.FOCUS and o.group == line.group), line.last.period)
    if line.last.period != ours:
        name += f" ({line.last.period.label})"  # a figure of another year is not to be compared with ours
    return wrapped_end(f"{name} {words.value_of(line.last, subject, short=True)}")


def wrapped_end(text: str) -> str:
    return "\n".join(words.wrapped(text, _WRAP, theme.LABEL))


def room_for(texts: Sequence[str]) -> float:
    """How wide the room right of the plot must be."""
    return _LEAD + 6 + max(words.width_of(text, theme.LABEL) for text in texts)


def end_labels(endings: Sequence[LineLabel], width: float, height: float) -> list[Spec]:
    """The texts right of a plot of this size, and the thin rules that lead to them."""
    heights = [_LINE * len(ending.text.split("\n")) + 2.0 for ending in endings]
    placed = nudge([ending.y for ending in endings], heights, -8, height + 8)
    values, leads = [], []
    for ending, y in zip(endings, placed, strict=True):
        # Multi-line text hangs from its first line, so that its middle is half the block lower.
        top = y - _LINE * ending.text.count("\n") / 2
        values.append({"text": ending.text, "y": round(top, 1), "bold": ending.is_bold, "colour": ending.colour})
        leads.append({"x": ending.x + 6, "x2": width + _LEAD - 4, "y": ending.y, "y2": y})
    layers = [_leaders(leads)]
    for is_bold in (False, True):
        chosen = [v for v in values if v["bold"] is is_bold]
        weight = "bold" if is_bold else "normal"
        layer = text_layer(chosen, x={"value": width + _LEAD}, y=pixel("y"), fontWeight=weight)
        layer["encoding"]["color"] = {"field": "colour", "type": "nominal", "scale": None, "legend": None}
        layers.append(layer)
    return [layer for layer in layers if layer["data"]["values"]]


def _leaders(leads: Sequence[Spec]) -> Spec:
    return {
        "data": {"values": list(leads)},
        "mark": {"type": "rule", "color": theme.OTHERS, "strokeWidth": 0.8, "clip": False},
        "encoding": {"x": pixel("x"), "x2": {"field": "x2"}, "y": pixel("y"), "y2": {"field": "y2"}},
    }
