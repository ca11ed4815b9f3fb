"""Small multiples: one small panel over time for each of many groups, all on the same scales."""

from collections.abc import Sequence

from attainable.evidence import words
from attainable.evidence.charts import theme
from attainable.evidence.charts.chart import Frame, text_layer
from attainable.evidence.charts.lines import Line, extent
from attainable.evidence.charts.rows import periods_of
from attainable.evidence.charts.scales import axis_for
from attainable.evidence.charts.theme import Role, Spec
from attainable.evidence.charts.timeline import Plot, Span, break_layers, interval_layers, line_layers, scaffold, time_axis
from attainable.evidence.result import Row, Subject

_GAP = 26
_HEIGHT = 120


def small_multiples(lines: Sequence[Line], groups: Sequence[str], subject: Subject, rows: Sequence[Row]) -> tuple[Spec, Frame]:
    """Panels in rows of three, or two on a telephone. Only the first of a row has figures at its axis, as all axes are alike."""
    frame = Frame(left=52, height=_HEIGHT)
    across = 3 if frame.total > theme.NARROW else 2
    width = (frame.total - frame.left - _GAP * (across - 1)) / across
    levels = [
        *extent([r for line in lines if line.role is Role.FOCUS for r in line.rows]),
        *(r.value for r in rows if r.value is not None),
    ]
    axis = axis_for(levels, _HEIGHT, words.notation_of(rows[0]), words.places(rows[0], subject))
    known = periods_of(rows)
    span = Span.of(known, width)
    # Only the ends of the time have room for words, turned inwards so that panels stand close.
    x = {**time_axis(rows, room=99), "labelFlush": 16, "values": [known[0].position, known[-1].position]}
    look = {line.key: (theme.LOOKS[line.role].colour, theme.LOOKS[line.role].shape) for line in lines}
    cells: list[Spec] = []
    for number, group in enumerate(groups):
        mine = [line for line in lines if line.group == group]
        base = scaffold(span, x, axis)
        if number % across:
            base["encoding"]["y"]["axis"] = axis.axis(labels=False)
        cells.append(
            {
                "width": width,
                "height": _HEIGHT,
                "layer": [
                    base,
                    _name(group, width),
                    *break_layers(rows, subject, span, Plot.of(mine, span, axis)),
                    *interval_layers([line for line in mine if line.role is Role.FOCUS], look),
                    *[layer for line in mine for layer in line_layers(line, look[line.key])],
                ],
            }
        )
    stacked = [{"hconcat": cells[i : i + across], "spacing": _GAP} for i in range(0, len(cells), across)]
    return {"vconcat": stacked, "spacing": 14}, frame


def _name(group: str, width: float) -> Spec:
    """The panel's name as a text: a title would be higher where an axis has labels."""
    lines = words.wrapped(group, width, theme.LABEL)
    y = {"value": -14 - 16 * (len(lines) - 1)}
    return text_layer([{"text": "\n".join(lines)}], x={"value": 0}, y=y, fontWeight="bold")
