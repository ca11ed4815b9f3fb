"""A chart in the middle of a page, in the page's own lettering: a drawing for a desk, and one for a telephone."""

from collections.abc import Callable
from dataclasses import dataclass

from attainable.documents import svg
from attainable.evidence.charts import render, theme
from attainable.evidence.charts.chart import Chart


@dataclass(frozen=True, slots=True)
class PageDrawing:
    """SVG elements, safe inside a page. `narrow` is empty where there is one drawing for every width."""

    wide: str
    narrow: str = ""


def drawings(make: Callable[[], Chart], name: str) -> tuple[Chart, PageDrawing]:
    """The chart, and its drawings; `name` keeps its ids apart from those of other charts of the page. Raises what `make` does."""
    wide, narrow = both(make)
    return wide, drawn(wide, narrow, name)


def both(make: Callable[[], Chart]) -> tuple[Chart, Chart]:
    """The chart as it is made for a desk, and for a telephone."""
    wide = make()
    with theme.narrow():
        return wide, make()


def drawn(wide: Chart, narrow: Chart, name: str) -> PageDrawing:
    return PageDrawing(inline(wide, f"{name}-wide"), inline(narrow, f"{name}-narrow"))


def inline(chart: Chart, name: str) -> str:
    """One drawing at its own size, without its title: the page's heading says that."""
    return placed(render.svg(render.untitled(chart.spec)), name, chart.alt)


def placed(drawn: str, name: str, alt: str) -> str:
    return svg.inline(drawn, prefix=name, alt=alt, keeps_size=True)
