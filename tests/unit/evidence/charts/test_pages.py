"""A chart in a page: at two widths, in the page's letters, with nothing in it that acts."""

import re
from xml.etree import ElementTree

import pytest
from tests.unit.evidence.charts.builders import ENGLAND, FOCUS, protected, sure

from attainable.documents import svg
from attainable.evidence.charts import theme
from attainable.evidence.charts.bars import bars_chart
from attainable.evidence.charts.chart import Chart
from attainable.evidence.charts.dispatch import chart_for
from attainable.evidence.charts.pages import drawings
from attainable.evidence.charts.pupils.dots import dots_chart
from attainable.evidence.charts.trend import trend_chart

GROUPS = (
    "No SEN",
    "SEN support",
    "EHC plan",
    "Speech, language and communication needs",
    "Profound and multiple learning difficulty",
    "SEN support but no specialist assessment of type of need",
)
YEARS = ("2020/21", "2021/22", "2022/23", "2023/24")
TERMS = ("2022/23 autumn term", "2022/23 spring term", "2022/23 summer term", "2023/24 autumn term")


def over(times, groups, **more):
    return protected(
        *[
            sure(20.0 + 9 * g + t, when=when, group=group, **more)
            for g, group in enumerate(groups)
            for t, when in enumerate(times)
        ]
    )


def dots(result):
    return dots_chart(result, category=lambda r: r.group, series=lambda r: "rate", axis="Per cent", sentence="So it is.")


CHARTS = {
    "one line": lambda: trend_chart(over(YEARS, ("",)), focus=FOCUS),
    "lines of groups": lambda: trend_chart(over(YEARS, GROUPS[:3]), focus=FOCUS),
    "panels": lambda: trend_chart(over(YEARS, GROUPS), focus=FOCUS),
    "terms": lambda: trend_chart(over(TERMS, GROUPS[:2]), focus=FOCUS),
    "bars": lambda: bars_chart(over(YEARS[:1], GROUPS), focus=FOCUS),
    "dots": lambda: dots(over(YEARS[:1], GROUPS)),
    "country behind": lambda: chart_for(protected(*[*over(YEARS, ("",)), *over(YEARS, ("",), area=ENGLAND)]), focus=FOCUS),
}


def size(drawn):
    return float(ElementTree.fromstring(drawn).attrib["width"])


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_fits_a_desk_and_a_telephone(name):
    chart, drawing = drawings(CHARTS[name], "chart")
    assert size(drawing.wide) <= 740
    assert size(drawing.narrow) <= 360
    for drawn in (drawing.wide, drawing.narrow):
        assert svg.fault(drawn) is None
        assert " style=" not in drawn and "<style" not in drawn  # the policy of the pages would stop it
        assert ElementTree.fromstring(drawn).attrib["aria-label"] == chart.alt


@pytest.mark.parametrize("name", CHARTS)
def test_both_drawings_say_the_same_figures(name):
    wide, drawing = drawings(CHARTS[name], "chart")
    assert wide.table == CHARTS[name]().table
    ids = re.findall(r'\bid="([^"]+)"', drawing.wide + drawing.narrow)
    assert len(ids) == len(set(ids))


def _breaks() -> Chart:
    raise ZeroDivisionError


def test_the_width_is_put_back_even_after_a_fault():
    with pytest.raises(ZeroDivisionError):
        drawings(_breaks, "chart")
    with pytest.raises(ZeroDivisionError), theme.narrow():
        assert theme.width() == theme.NARROW
        raise ZeroDivisionError
    assert theme.width() == theme.WIDTH


def test_a_term_stands_in_a_line_under_its_year():
    spec = trend_chart(over(TERMS, GROUPS[:2]), focus=FOCUS).spec
    labels = spec["layer"][0]["encoding"]["x"]["axis"]["labelExpr"]
    assert "['2023/24', 'autumn term']" in labels
