"""One look for every chart: lettering, sizes and colours that hold at 3:1 on white and for the colour blind.

The focus is the dark blue of the Government Analysis Function palette; the others are Okabe and Ito's hues,
darkened until they hold. Nothing depends only on colour: dash and shape repeat it.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

type Spec = dict[str, Any]  # Vega-Lite

SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
FONT: Final = "Atkinson Hyperlegible, Arial, sans-serif"
WIDTH: Final = 680
NARROW: Final = 326  # with its edge it fits a telephone of 360 pixels
HEIGHT: Final = 300
# A chart of 640 pixels across the text of an A4 page (166 mm) has labels of 9.5 points and notes of 8.8.
PAPER_TEXT: Final = 640
PAPER: Final = 624
PAPER_HEIGHT: Final = 150
LABEL, SMALL, TITLE = 13, 12, 17

INK: Final = "#222222"
SOFT_INK: Final = "#505050"
GRID: Final = "#E8E8E8"
AXIS: Final = "#8C8C8C"
FOCUS: Final = "#12436D"
ENGLAND: Final = "#3D3D3D"
REGION: Final = "#B34A00"
NEIGHBOURS: Final = "#00755A"
OTHERS: Final = "#949494"
TARGET: Final = "#8A3A7A"
MISSING: Final = "#D9D9D9"
# Bars of a comparator are filled areas, paler than a line, but still 3:1 on white.
COMPARATOR_BAR: Final = "#8F8F8F"
SERIES: Final = (FOCUS, "#B34A00", "#00755A", "#8A3A7A")
SEQUENTIAL: Final = ("#E1ECF5", "#A8C8E1", "#669DC7", "#2E6FA3", "#12436D")


class Role(StrEnum):
    """What an area is to the reader: drawn from last to first, so that the focus lies on top."""

    FOCUS = "focus"
    ENGLAND = "england"
    REGION = "region"
    NEIGHBOURS = "neighbours"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Look:
    colour: str
    dash: tuple[int, ...]
    width: float
    shape: str
    size: int


LOOKS: Final = {
    Role.FOCUS: Look(FOCUS, (), 3, "circle", 70),
    Role.ENGLAND: Look(ENGLAND, (7, 4), 2, "square", 40),
    Role.REGION: Look(REGION, (2, 3), 2, "triangle-up", 45),
    Role.NEIGHBOURS: Look(NEIGHBOURS, (10, 3, 2, 3), 2, "diamond", 45),
    Role.OTHER: Look(OTHERS, (), 0.8, "circle", 10),
}
# For lines of several groups in one panel; the shape tells them apart without colour.
SHAPES: Final = ("circle", "diamond", "triangle-up", "square")


_room: ContextVar[tuple[float, float]] = ContextVar("width and height of a chart", default=(WIDTH, HEIGHT))


def width() -> float:
    """The room, in pixels, that a chart is drawn for here and now."""
    return _room.get()[0]


def height() -> float:
    """How high a plot is, in pixels, where nothing in it asks for more or less."""
    return _room.get()[1]


def is_on_paper() -> bool:
    return _room.get() == (PAPER, PAPER_HEIGHT)


def between_rows() -> float:
    """The room between two rows of a drawing, in pixels: less on paper, where a chart and its table share a page."""
    return 5 if is_on_paper() else 10


@contextmanager
def _drawn_for(width: float, height: float) -> Iterator[None]:
    before = _room.set((width, height))
    try:
        yield
    finally:
        _room.reset(before)


def narrow() -> AbstractContextManager[None]:
    """Charts that are made within are drawn for a telephone."""
    return _drawn_for(NARROW, HEIGHT)


def paper() -> AbstractContextManager[None]:
    """Charts that are made within are drawn for the pages of a paper."""
    return _drawn_for(PAPER, PAPER_HEIGHT)


def config() -> dict[str, Any]:
    """Vega-Lite's `config`, made afresh so that no chart can alter another's."""
    text = {"labelFont": FONT, "titleFont": FONT, "labelFontSize": LABEL, "titleFontSize": LABEL}
    quiet = {**text, "labelColor": INK, "titleColor": SOFT_INK, "titleFontWeight": "normal"}
    return {
        "font": FONT,
        "background": "white",
        "padding": 14,
        "view": {"stroke": None},
        "axis": {
            **quiet,
            "gridColor": GRID,
            "domainColor": AXIS,
            "tickColor": AXIS,
            "labelPadding": 6,
            "labelFlush": False,
            "labelOverlap": False,
        },
        "axisX": {"grid": False},
        "axisY": {"domain": False, "ticks": False, "labelPadding": 8},
        "legend": {**quiet, "symbolSize": 180, "labelLimit": 260},
        "title": {
            "font": FONT,
            "fontSize": TITLE,
            "fontWeight": "bold",
            "color": INK,
            "lineHeight": 21,
            "subtitleFont": FONT,
            "subtitleFontSize": LABEL,
            "subtitleColor": SOFT_INK,
            "subtitleLineHeight": 18,
            "subtitlePadding": 6,
            "offset": 16,
            "anchor": "start",
        },
        "text": {"font": FONT, "fontSize": LABEL, "color": INK, "lineHeight": 16},
    }


def contrast(one: str, other: str = "#FFFFFF") -> float:
    """The WCAG contrast ratio of two colours written `#RRGGBB`."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
