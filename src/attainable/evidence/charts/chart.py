"""A chart as a value: the drawing, the table beside it, one plain sentence, and what a screen reader says."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from attainable.evidence import words
from attainable.evidence.charts import render, theme
from attainable.evidence.charts.theme import Spec
from attainable.evidence.result import ProtectedResult, distinct

FICTIONAL: Final = "fictional figures"


@dataclass(frozen=True, slots=True)
class ChartTable:
    """The drawn figures and the ones that could not be drawn. `numeric` says which columns are aligned right."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """`spec` is Vega-Lite and holds title, notes and source too, so that the picture is complete on its own."""

    spec: Spec
    table: ChartTable
    sentence: str
    title: str
    alt: str
    sources: str

    def _repr_png_(self) -> bytes:
        """The picture, for a notebook to show."""
        return render.png(self.spec, scale=1)


@dataclass(frozen=True, slots=True)
class Frame:
    """The room that a drawing takes: `left` and `right` of the plot are for labels, `foot` for the axis."""

    height: float = field(default_factory=theme.height)
    left: float = 56
    right: float = 20
    foot: float = 38
    total: float = field(default_factory=theme.width)

    @property
    def width(self) -> float:
        return self.total - self.left - self.right


def assemble(
    results: Sequence[ProtectedResult],
    *,
    title: str,
    subtitle: str,
    body: Spec,
    frame: Frame,
    table: ChartTable,
    sentence: str,
    kind: str,
    notes: Sequence[str] = (),
) -> Chart:
    """Put title, notes, source and alternative text round a drawing (`body` holds `layer`, or views)."""
    is_fictional = any(result.is_fictional for result in results)
    title = f"{title} ({FICTIONAL})" if is_fictional else title
    sources = source_line(results)
    alt = f"{kind}: {title}. {sentence}"
    spec: Spec = {
        "$schema": theme.SCHEMA,
        "description": alt,
        "title": {
            "text": words.wrapped(title, frame.total, theme.TITLE * 1.05),
            "subtitle": words.wrapped(subtitle, frame.total, theme.LABEL),
            "frame": "group",
            "dx": -frame.left,
        },
        **body,
        "config": theme.config(),
    }
    _add_notes(spec, [*notes, f"Source: {sources}"], frame)
    return Chart(spec, table, sentence, title, alt, sources)


def source_line(results: Sequence[ProtectedResult]) -> str:
    """Publisher, publication and release of each source once."""
    sources = distinct(source for result in results for source in result.sources)
    return "; ".join(distinct(f"{s.publisher}, {s.publication}, {s.release}" for s in sources))


def _add_notes(spec: Spec, lines: Sequence[str], frame: Frame) -> None:
    """Notes under the drawing: a layer of it, or below several panels a view of their own."""
    text = "\n".join(part for line in lines for part in words.wrapped(line, frame.total, theme.SMALL))
    if "layer" in spec:
        spec["width"], spec["height"] = frame.width, frame.height
        spec["layer"] = [*spec["layer"], _footnotes(text, -frame.left, frame.height + frame.foot)]
    else:
        room = theme.SMALL * 1.4 * (text.count("\n") + 1)
        notes = {"width": 10, "height": room, **_footnotes(text, -frame.left, 0)}
        spec["vconcat"] = [*spec["vconcat"], notes]


def _footnotes(text: str, x: float, y: float) -> Spec:
    return text_layer(
        [{"text": text}], x={"value": x}, y={"value": y}, baseline="top", fontSize=theme.SMALL, color=theme.SOFT_INK
    )


def text_layer(values: Sequence[Spec], *, x: Spec, y: Spec, **mark: Any) -> Spec:
    """A layer of texts from the field `text`, where \\n begins a new line."""
    return {
        "data": {"values": list(values)},
        "mark": {"type": "text", "lineBreak": "\n", "align": "left", "baseline": "middle", **mark},
        "encoding": {"text": {"field": "text", "type": "nominal"}, "x": x, "y": y},
    }


def pixel(field: str) -> Spec:
    """An encoding by a field that already holds pixels."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def haloed(layer: Spec) -> list[Spec]:
    """The texts over a white edge of their own, so that a rule behind doesn't cross them out."""
    halo = {**layer, "mark": {**layer["mark"], "stroke": "white", "strokeWidth": 6, "strokeJoin": "round"}}
    return [halo, layer]
