"""What must be true of every chart, and the sentence of each."""

import json

import altair as alt
import pytest

from attainable.evidence.charts import chart_file, render
from attainable.evidence.charts.bars import bars_chart
from attainable.evidence.charts.change import change_chart
from attainable.evidence.charts.dispatch import chart_for
from attainable.evidence.charts.gaps import GapStage, gaps_chart
from attainable.evidence.charts.map import map_chart
from attainable.evidence.charts.strip import strip_chart
from attainable.evidence.charts.trend import trend_chart
from attainable.evidence.result import Statistic
from attainable.values.figures import Mark
from attainable.values.periods import parse_period
from attainable.values.problem import ProblemsError

from .builders import ENGLAND, FICTIONAL, FOCUS, LANCASHIRE, NORTH_WEST, POOLED, many_areas, protected, row, subject, sure

YEARS = ("2016/17", "2017/18", "2018/19", "2021/22", "2022/23")
SQUARE = [[-3, 53], [-2, 53], [-2, 54], [-3, 54], [-3, 53]]


def trend_rows(**more):
    ours = [sure(10.0 + i, when=year, **more) for i, year in enumerate(YEARS)]
    above = [
        row(12.0 + i / 2, when=year, area=area, **more) for area in (ENGLAND, NORTH_WEST, POOLED) for i, year in enumerate(YEARS)
    ]
    return [*ours, *above]


def needs(**more):
    names = ("Autistic spectrum disorder", "Speech, language and communication needs", "Vision impairment")
    ours = [sure(30.0 - 9 * i, group=name, **more) for i, name in enumerate(names)]
    return [*ours, *(row(28.0 - 9 * i, group=name, area=ENGLAND, **more) for i, name in enumerate(names))]


def stage(label="KS2"):
    gap = [sure(48.1, 2, statistic=Statistic.GAP), sure(43, 0.2, statistic=Statistic.GAP, area=ENGLAND)]
    odds = [row(9.34, statistic=Statistic.ODDS_RATIO), row(8.8, statistic=Statistic.ODDS_RATIO, area=ENGLAND)]
    return GapStage(label, protected(*gap), protected(*odds))


def change_row(before, after, by, group):
    parts = (sure(before, when="2018/19", group=group), sure(after, group=group))
    size = after - before
    return row(size, lower=size - by, upper=size + by, group=group, statistic=Statistic.CHANGE, compared=parts)


def features(codes):
    shapes = [[[x + i * 1.5, y] for x, y in SQUARE] for i, _ in enumerate(codes)]
    return [
        {"type": "Feature", "properties": {"code": code, "name": code}, "geometry": {"type": "Polygon", "coordinates": [shape]}}
        for code, shape in zip(codes, shapes, strict=True)
    ]


def all_charts():
    areas = many_areas()
    yield "trend", trend_chart(protected(*trend_rows()), focus=FOCUS, target=12)
    groups = [r for name in ("EHC plan", "SEN support") for r in trend_rows(group=name)]
    yield "groups", trend_chart(protected(*groups), focus=FOCUS)
    multiples = [r for name in "ABCDE" for r in trend_rows(group=f"Need {name}")]
    yield "multiples", trend_chart(protected(*multiples), focus=FOCUS)
    yield "gaps", gaps_chart([stage("Early years"), stage("KS2")], focus=FOCUS)
    yield "strip", strip_chart(protected(*areas), focus=FOCUS, neighbours=[areas[3].area.code])
    yield "bars", bars_chart(protected(*needs()), focus=FOCUS)
    yield "bars by area", bars_chart(protected(sure(5.0), row(8.0, area=ENGLAND)), focus=FOCUS)
    yield ("change", change_chart([protected(change_row(10, 20, 3, "A"), change_row(10, 11, 3, "B"))], focus=FOCUS))
    yield ("map", map_chart(protected(*areas), focus=FOCUS, features=features([r.area.code for r in areas[:8]] + [FOCUS])))


CHARTS = dict(all_charts())
every_chart = pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)


@every_chart
def test_a_spec_is_valid_vega_lite(chart):
    json.dumps(chart.spec)
    alt.Chart.from_dict(chart.spec)


@every_chart
def test_a_chart_renders(chart):
    drawing = render.svg(chart.spec)
    assert drawing.startswith("<svg")
    assert "Atkinson Hyperlegible" in drawing
    assert not {"NaN", "undefined", "null"} & set(drawing.replace('"', " ").replace(",", " ").split())
    assert render.png(chart.spec, scale=1).startswith(b"\x89PNG")


@every_chart
def test_a_chart_fits_a_report_column(chart):
    width = float(render.svg(chart.spec).partition('width="')[2].partition('"')[0])
    assert 600 <= width <= 745


@every_chart
def test_a_chart_has_words(chart):
    assert chart.sentence.endswith(".") and ".." not in chart.sentence
    assert chart.sentence in chart.alt and chart.title in chart.alt
    assert chart.spec["description"] == chart.alt
    assert "Department for Education" in chart.sources
    assert all(len(cells) == len(chart.table.columns) == len(chart.table.numeric) for cells in chart.table.rows)


def drawn_values(spec, keys=("value", "y")):
    """The data of a spec under the keys that hold figures as they are."""
    if isinstance(spec, list):
        return [found for part in spec for found in drawn_values(part, keys)]
    if not isinstance(spec, dict):
        return []
    own = [d[k] for d in spec.get("data", {}).get("values", ()) for k in keys if d.get(k) is not None]
    return own + [found for key, part in spec.items() if key != "data" for found in drawn_values(part, keys)]


def test_what_is_drawn_stands_in_the_rows_and_marks_are_not_drawn():
    rows = [*needs(), row(group="Hidden need"), row(group="Not asked", mark=Mark.NOT_AVAILABLE)]
    chart = bars_chart(protected(*rows), focus=FOCUS)
    known = {r.value for r in rows if r.area == LANCASHIRE and r.value is not None}
    assert set(drawn_values(chart.spec, keys=("value",))) == known
    assert "Hidden need" not in json.dumps(chart.spec["layer"][:-1])
    assert ("Lancashire", "Hidden need", "2022/23", "c", "") in chart.table.rows
    assert "c = suppressed to protect confidentiality" in chart.table.notes
    assert "Hidden need is suppressed" in chart.sentence and "Not asked is not available" in chart.sentence


def test_a_hidden_period_leaves_a_gap_and_is_said():
    rows = [sure(10.0, when="2020/21"), row(when="2021/22"), sure(20.0, when="2022/23")]
    chart = trend_chart(protected(*rows), focus=FOCUS)
    lines = [layer for layer in chart.spec["layer"] if layer["mark"].get("type") == "line"]
    assert [(d["y"], d["stretch"]) for d in lines[0]["data"]["values"]] == [(10.0, 0), (20.0, 1)]
    assert "the figure for 2021/22 is suppressed to protect confidentiality" in chart.sentence


def test_a_line_is_not_joined_over_years_without_tests_or_a_break():
    broken = subject(breaks=((parse_period("2018/19"), "New tests."),))
    chart = trend_chart(protected(*trend_rows(), about=broken), focus=FOCUS)
    ours = [layer for layer in chart.spec["layer"] if layer["mark"].get("type") == "line"][-1]
    assert [d["stretch"] for d in ours["data"]["values"]] == [0, 0, 1, 2, 2]
    assert "Series break at 2018/19: New tests." in json.dumps(chart.spec)
    # The change is counted from the break, not across it.
    assert "since 2018/19 (12.0%)" in chart.sentence or "from 12.0% in 2018/19" in chart.sentence
    assert "10.0%" not in chart.sentence


def test_the_sentence_of_a_trend():
    chart = trend_chart(protected(*trend_rows()), focus=FOCUS)
    assert chart.sentence == (
        "Standard reached: Lancashire was 14.0% (13.0% to 15.0%) in 2022/23, "
        "no clear difference from England (14.0%), up from 10.0% in 2016/17."
    )


def test_a_count_of_england_is_not_drawn_on_the_scale_of_a_county():
    count = {"statistic": Statistic.COUNT, "unit": "plans"}
    figures = [("2021/22", 9803, LANCASHIRE), ("2022/23", 11258, LANCASHIRE), ("2022/23", 575963, ENGLAND)]
    rows = [row(value, when=year, area=area, **count) for year, value, area in figures]
    chart = trend_chart(protected(*rows, unit="plans"), focus=FOCUS)
    assert max(drawn_values(chart.spec, keys=("y",))) < 20000
    assert chart.sentence == "Standard reached: Lancashire was 11,258 in 2022/23, up from 9,803 in 2021/22."
    assert any("575,963" in cells for cells in chart.table.rows)


def test_the_sentence_of_a_rank_says_how_sure_it_is():
    rank = row(45, lower=31, upper=60, denominator=151, statistic=Statistic.RANK, unit="rank")
    chart = strip_chart(protected(*many_areas(), rank), focus=FOCUS)
    assert chart.sentence.endswith("; ranked 45th of 151, but could be anywhere from 31st to 60th.")


def test_the_odds_stand_above_the_gap():
    chart = gaps_chart([stage("KS2")], focus=FOCUS)
    assert '"9.3' in json.dumps(chart.spec)
    assert chart.sentence == (
        "In Lancashire the gap is 48.1 percentage points at KS2 (wider than England’s 43.0); the odds differ 9.3 times at KS2."
    )


def test_a_hidden_stage_is_not_drawn_as_zero():
    hidden = GapStage("KS4", protected(row(statistic=Statistic.GAP)))
    chart = gaps_chart([stage("KS2"), hidden], focus=FOCUS)
    assert "the gap at KS4 is suppressed to protect confidentiality" in chart.sentence
    assert set(drawn_values(chart.spec, keys=("value",))) == {48.1, 43}


def test_a_change_is_said_with_its_range_or_called_unclear():
    chart = change_chart([protected(change_row(10, 20, 3, "A"), change_row(10, 11, 3, "B"))], focus=FOCUS)
    assert "A up 10.0 percentage points (7.0 to 13.0)" in chart.sentence
    assert "B with no clear change (down 2.0 to up 4.0 points)" in chart.sentence


def test_changes_of_different_units_are_refused():
    counts = (row(100, unit="plans", statistic=Statistic.COUNT), row(112, unit="plans", statistic=Statistic.COUNT))
    counted = row(12, lower=9, upper=15, statistic=Statistic.CHANGE, compared=counts)
    with pytest.raises(ProblemsError, match="one scale"):
        change_chart([protected(change_row(1, 2, 1, "A")), protected(counted, decimals=0)], focus=FOCUS)
    alone = change_chart([protected(counted, decimals=0)], focus=FOCUS)
    assert "up 12% (9% to 15%)" in alone.sentence


def test_a_map_draws_the_missing_grey_and_says_who_is_not_on_it():
    areas = many_areas()
    codes = [r.area.code for r in areas[:4]] + [FOCUS, "E06000053"]
    chart = map_chart(protected(*areas), focus=FOCUS, features=features(codes))
    shapes = chart.spec["layer"][0]["data"]["values"]
    assert [s["class"] for s in shapes if s["value"] is None] == ["No figure"]
    assert "Not on this map" in json.dumps(chart.spec)


@pytest.mark.parametrize("draw", [trend_chart, strip_chart, bars_chart, chart_for])
def test_nothing_to_draw_is_said_in_words(draw):
    with pytest.raises(ProblemsError, match="suppressed to protect confidentiality"):
        draw(protected(row()), focus=FOCUS)
    with pytest.raises(ProblemsError):
        draw(protected(), focus=FOCUS)
    with pytest.raises(ProblemsError, match="E06000053"):
        draw(protected(row(5.0)), focus="E06000053")


def test_fictional_figures_are_marked():
    rows = [sure(5.0 + i, when=year, area=FICTIONAL) for i, year in enumerate(YEARS)]
    chart = trend_chart(protected(*rows), focus=FICTIONAL.code)
    assert "fictional figures" in chart.title and "fictional figures" in " ".join(chart.spec["title"]["text"])


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        (trend_rows(), "Line chart"),
        (many_areas(), "Dot chart"),
        (needs(), "Bar chart"),
        ([change_row(10, 20, 3, "A")], "Dumbbell chart"),
        ([sure(5.0), row(8.0, area=ENGLAND)], "Bar chart"),
        ([row(12.0, statistic=Statistic.GAP, when=year) for year in YEARS], "Line chart"),
    ],
)
def test_the_natural_chart_is_chosen(rows, kind):
    assert chart_for(protected(*rows), focus=FOCUS).alt.startswith(kind)


def test_many_areas_with_boundaries_make_a_map():
    shapes = features([r.area.code for r in many_areas()[:5]])
    assert chart_for(protected(*many_areas()), focus=FOCUS, features=shapes).alt.startswith("Map")


def test_a_page_stands_alone_and_escapes_what_it_is_given():
    chart = bars_chart(protected(*needs()), focus=FOCUS, title="Needs <script>")
    page = chart_file.html(chart)
    assert "<script" not in page and "http://" not in page.replace("http://www.w3.org", "")
    assert chart.sentence in page and "@font-face" in page and "<table>" in page
