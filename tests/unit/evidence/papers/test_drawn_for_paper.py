"""What a fussy designer would see in a paper: lettering that can be read, true captions, words that keep clear of lines."""

import re
from dataclasses import replace

import pytest
from tests.unit.evidence.charts.builders import ENGLAND, FOCUS, LANCASHIRE, protected, row, subject, sure

from attainable.documents import svg
from attainable.evidence.charts import theme
from attainable.evidence.charts.bars import bars_chart
from attainable.evidence.charts.change import change_chart
from attainable.evidence.charts.chart import Chart
from attainable.evidence.charts.timeline import Plot, _place_words
from attainable.evidence.charts.trend import trend_chart
from attainable.evidence.papers.blocks import figure, figures_table
from attainable.evidence.papers.pages import _years
from attainable.evidence.result import Basis, Statistic
from attainable.values.periods import parse_period

# The text of an A4 page in points: 166 mm.
_TEXT = 166 / 25.4 * 72
YEARS = ("2018/19", "2019/20", "2020/21", "2021/22", "2022/23", "2023/24", "2024/25")


def trend() -> Chart:
    rows = [sure(20 + i, when=year) for i, year in enumerate(YEARS)]
    return trend_chart(protected(*rows, *[row(25.0 + i, when=year, area=ENGLAND) for i, year in enumerate(YEARS)]), focus=FOCUS)


def bars() -> Chart:
    return bars_chart(protected(*[sure(9.0 + i, group=f"Group {i}") for i in range(14)]), focus=FOCUS)


@pytest.mark.parametrize("make", [trend, bars], ids=["trend", "bars"])
def test_lettering_is_eight_points_or_more_across_the_page(make) -> None:
    drawn = figure(make)
    points = _TEXT * drawn.share / svg.width(drawn.svg)
    sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)px"', drawn.svg)]
    assert sizes and min(sizes) * points >= 8
    assert points == pytest.approx(_TEXT / 640, abs=0.03)  # and of one size in all charts


def test_a_drawing_for_paper_is_low_enough_to_share_its_page_with_a_table() -> None:
    for make in (trend, bars):
        drawn = figure(make)
        assert svg.shape(drawn.svg) * drawn.share * _TEXT < 330  # of some 735


def test_nothing_is_drawn_for_paper_elsewhere() -> None:
    figure(trend)
    assert (theme.width(), theme.height()) == (theme.WIDTH, theme.HEIGHT)


@pytest.mark.parametrize(("basis", "said"), [(Basis.COUNTS, True), (Basis.ROUNDED, False)])
def test_a_caption_names_bands_and_whiskers_only_where_they_are_drawn(basis: Basis, said: bool) -> None:
    for make in (trend_chart, bars_chart):
        rows = [replace(sure(20 + i, when=year), basis=basis) for i, year in enumerate(YEARS)]
        found = make(protected(*rows), focus=FOCUS)
        words = re.search(r"bands|whiskers", str(found.spec), re.IGNORECASE)
        assert bool(words) is said
        assert ("Range" in found.table.columns) is said


def test_words_at_a_break_keep_clear_of_the_lines() -> None:
    high = [(float(x), 10.0) for x in range(0, 400, 20)]
    low = [(float(x), 140.0) for x in range(0, 400, 20)]
    falling = [(200.0, 0.0), (240.0, 40.0), (280.0, 140.0)]
    assert _place_words(200, Plot(150, [])) == (5, 0, "left")  # right of the rule, at the top
    assert _place_words(200, Plot(150, [high])) == (5, 120, "left")  # at the foot
    assert _place_words(200, Plot(150, [falling, [(160.0, 140.0), (199.0, 140.0)]])) == (-5, 0, "right")  # left, at the top
    # Where lines are everywhere, where they cross least.
    assert _place_words(200, Plot(150, [high, low]))[1] in (0, 120)


def change(name: str, first: str, last: str):
    before, after = sure(100, when=first, unit="number"), sure(150, when=last, unit="number")
    moved = row(50.0, statistic=Statistic.CHANGE, when=last, lower=40.0, upper=60.0, basis=Basis.COUNTS, compared=(after, before))
    return protected(moved, about=replace(subject(unit="number", decimals=0), short_title=name))


def test_changes_of_other_years_each_say_their_own() -> None:
    chart = change_chart([change("EHC plans", "2022/23", "2024/25"), change("Requests", "2023", "2024")], focus=FOCUS)
    assert chart.sentence == (
        "In Lancashire: EHC plans up 50% (40% to 60%), from 2022/23 to 2024/25; Requests up 50% (40% to 60%), from 2023 to 2024."
    )
    assert "Hollow: the first year that can be compared. Filled: the latest." in str(chart.spec["title"]["subtitle"]).replace(
        "', '", " "
    )
    same = change_chart([change("EHC plans", "2022/23", "2024/25"), change("New plans", "2022/23", "2024/25")], focus=FOCUS)
    assert same.sentence.startswith("In Lancashire from 2022/23 to 2024/25: EHC plans up 50%")


def test_half_days_are_named_above_their_numbers() -> None:
    rows = [sure(90, numerator=900, denominator=1000, area=LANCASHIRE)]
    named = protected(*rows, about=replace(subject(), counted="half-days"))
    assert [c.label for c in figures_table(named, "Attendance").columns][-1] == "Half-days, Lancashire"
    assert [c.label for c in figures_table(protected(*rows), "Share").columns][-1] == "Numbers, Lancashire"


def test_a_doubtful_year_is_not_drawn_but_said() -> None:
    rows = [sure(20 + i, when=year) for i, year in enumerate(YEARS)]
    rows[4] = replace(
        rows[4], doubt="0 requests refused, but 291 before.", note="Doubtful return: 0 requests refused, but 291 before."
    )
    found = trend_chart(protected(*rows), focus=FOCUS)
    drawn = {v["x"] for layer in found.spec["layer"] for v in layer["data"]["values"] if "stretch" in v}
    assert parse_period("2022/23").position not in drawn and parse_period("2023/24").position in drawn
    assert "2022/23 is not drawn. Doubtful return: 0 requests refused" in str(found.spec).replace("\\n", " ")


def test_the_table_of_every_year_says_what_each_interval_is_based_on() -> None:
    rows = [replace(sure(20, when="2023/24"), basis=Basis.BORROWED), replace(sure(21, when="2024/25"), basis=Basis.ROUNDED)]
    table = _years(protected(*rows))
    place = [c.label for c in table.columns].index("Basis")
    assert [line[place] for line in table.rows] == ["borrowed", "–"]
