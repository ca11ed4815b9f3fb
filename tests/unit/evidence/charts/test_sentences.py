"""The sentences above the charts of the pack say what was counted, in whole sentences, whatever is hidden."""

from dataclasses import replace

import pytest
from tests.unit.evidence.charts.builders import FOCUS, LANCASHIRE, protected, row, subject, sure

from attainable.evidence.charts.bars import bars_chart
from attainable.evidence.charts.pupils import heat, schools
from attainable.evidence.charts.pupils.drawing import Drawn, _most_and_least, exclusion
from attainable.evidence.charts.pupils.venn import overlap_chart
from attainable.evidence.result import Statistic
from attainable.values.areas import Area, AreaLevel

REGIONS = ("none", "sen", "fsm", "ethnic", "sen.fsm", "sen.ethnic", "fsm.ethnic", "sen.fsm.ethnic")
BURNLEY = Area("E07000117", "Burnley", AreaLevel.DISTRICT, LANCASHIRE.code)
PENDLE = Area("E07000122", "Pendle", AreaLevel.DISTRICT, LANCASHIRE.code)


def test_a_hidden_share_begins_no_sentence():
    hidden = [row(group=g) if g == "sen.fsm" else sure(40.0, group=g) for g in REGIONS]
    shares = protected(*[row(10.0, group=g) for g in REGIONS])
    assert overlap_chart(shares, protected(*hidden)).sentence == "There are too few figures to describe."


@pytest.mark.parametrize(("schools_", "words"), [(0, "none identifies"), (1, "1 identifies"), (1200, "1,200 identify")])
def test_one_school_identifies_and_two_identify(schools_, words):
    assert schools._identify(schools_) == words


def test_an_authority_is_not_set_against_its_own_districts(monkeypatch):
    monkeypatch.setattr(heat, "unstamped", lambda result: "Attainment by need, key stage 2")
    figures = [sure(value, group="any-need", area=area) for value, area in ((90.0, LANCASHIRE), (30.0, BURNLEY), (20.0, PENDLE))]
    told = heat.need_by_area(protected(*figures)).sentence
    assert "most often in Burnley (30.0%) and least often in Pendle (20.0%)" in told
    alone = heat.need_by_area(protected(figures[0], figures[1])).sentence
    assert "can only be shown for Burnley (30.0%)" in alone


def test_the_ends_of_a_range_are_said_with_what_they_are_of():
    told = _most_and_least(protected(sure(10.0, group="no-sen"), sure(30.0, group="ehc-plan")), "Absence")
    assert told.startswith("Absence in 2022/23 ranges from 10.0%") and told.endswith("(EHC plan).")


def test_the_ratio_says_how_likely_to_what():
    ratio = row(3.6, lower=2.4, upper=5.5, group="any-sen vs no-sen", statistic=Statistic.RISK_RATIO, unit="times")
    rates = [sure(1.0, group="no-sen"), sure(3.6, group="any-sen")]
    result = protected(ratio, *rates, about=replace(subject(), measure="suspension-ratio"))
    assert "as likely as pupils without SEN to be suspended at least once." in exclusion(Drawn([result]))[0]().sentence


def test_bars_name_the_country_beside_them_and_say_where_there_is_no_clear_difference():
    nation = Area("X92000001", "Fictional nation", AreaLevel.NATIONAL)
    figures = [
        sure(value, by=5.0, group=group, area=area)
        for area, near in ((LANCASHIRE, 0.0), (nation, 1.0))
        for group, value in (("No SEN", 50.0 + near), ("EHC plan", 10.0 + near))
    ]
    chart = bars_chart(protected(*figures), focus=FOCUS)
    assert "Vertical marks: Fictional nation." in str(chart.spec)
    assert "for No SEN there is no clear difference from Fictional nation" in chart.sentence
