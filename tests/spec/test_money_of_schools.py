"""Money of schools and children: years, bands of councils, what other hours would cost."""

import datetime as dt
from fractions import Fraction

import pytest

from attainable.domains.provision.rules.costs import Band, band_of
from attainable.domains.provision.rules.money import bands
from attainable.domains.provision.rules.parameters import parameter, threshold
from attainable.domains.provision.rules.prices import cost_of_run, pounds
from attainable.domains.provision.rules.scenario import Run
from attainable.domains.provision.rules.years import bounds, financial_year, share_of_days, share_of_purchase

# A school page of Surrey, as it was found: hours of a teaching assistant a week, and top-up for a year in pence. Case P9.
SURREY = (
    Band("No top-up", 0, 0, 0, 13),
    Band("1", 13, 0, 300_000, 19),
    Band("2", 20, 300_000, 700_000, 28),
    Band("3", 29, 700_000, 1_000_000, 34),
    Band("4", 35, 1_000_000, None),
)
MONDAY = dt.date(2026, 9, 7)


@pytest.mark.parametrize(
    ("hours", "name"),
    [
        (0, "No top-up"),
        (13, "No top-up"),
        (14, "1"),
        (Fraction(39, 2), "1"),
        (20, "2"),
        (28, "2"),
        (34, "3"),
        (35, "4"),
        (60, "4"),
    ],
)
def test_a_band_is_what_the_council_says_for_the_hours(hours, name):
    """Case P9: up to 13 hours has 13 hours in it."""
    band = band_of(SURREY, hours)
    assert band is not None and band.name == name


def test_thirteen_hours_cost_us_8516_56_and_the_table_still_gives_nothing():
    """Case P9: the band is never worked out from our own cost."""
    cost = cost_of_run([(MONDAY, 1724)], MONDAY, 60, 13, 38, 1)
    band = band_of(SURREY, 13)
    assert cost is not None and str(pounds(cost)) == "8516.56"
    assert band is not None and (band.least, band.most) == (0, 0)


def test_the_threshold_is_6000_pounds_with_its_source():
    """Case P8: an amount of funding from 2013 on, kept as data."""
    assert threshold(dt.date(2026, 4, 1)) == 600_000
    assert parameter("threshold", dt.date(2026, 4, 1)).since == dt.date(2013, 4, 1)
    assert "6,000 pounds" in parameter("threshold", dt.date(2026, 4, 1)).source


def test_a_name_that_nobody_declared_is_an_error():
    with pytest.raises(KeyError):
        parameter("nothing", MONDAY)


@pytest.mark.parametrize(
    ("day", "year"), [(dt.date(2026, 3, 31), 2025), (dt.date(2026, 4, 1), 2026), (dt.date(2027, 3, 31), 2026)]
)
def test_a_financial_year_begins_on_1_april(day, year):
    assert financial_year(day) == year
    assert bounds(year)[0] <= day <= bounds(year)[1]


def test_equipment_for_five_years_costs_each_of_them_a_fifth_and_no_other_year_anything():
    bought = dt.date(2027, 3, 31)
    assert [share_of_purchase(50_000, 5, bought, year) for year in range(2025, 2033)] == [0, *[10_000] * 5, 0, 0]


def test_a_top_up_is_paid_by_days():
    """From 1 October: 182 of 365 days of the financial year."""
    assert share_of_days(365_000, dt.date(2026, 10, 1), None, 2026) == 182_000
    assert share_of_days(365_000, dt.date(2026, 10, 1), dt.date(2026, 10, 1), 2026) == 1_000
    assert share_of_days(365_000, dt.date(2026, 10, 1), None, 2025) == 0
    assert share_of_days(365_000, dt.date(2026, 4, 1), None, 2026, dt.date(2026, 4, 30)) == 30_000


def test_a_leap_year_has_a_day_more():
    assert share_of_days(366_000, dt.date(2020, 1, 1), None, 2027) == 366_000
    assert share_of_days(366_000, dt.date(2028, 2, 29), dt.date(2028, 2, 29), 2027) == 1_000


def test_seven_children_in_groups_of_three_need_three_groups():
    run = Run(children=7, minutes=30, per_week=2, weeks=10, group=3)
    assert run.groups == 3
    assert run.hours_a_week == 3
    assert run.cost(1724) == Fraction(7 * 1724 * 30 * 2 * 10, 60 * 3)


def test_shorter_sessions_in_larger_groups_cost_less():
    now, then = Run(6, 30, 5, 38, 1), Run(6, 20, 5, 38, 3)
    assert now.cost(1724) == 6 * 862 * 190
    assert then.cost(1724) == now.cost(1724) / 3 * Fraction(2, 3)


def band(name, first, last, least, most):
    return {"name": name, "hours_from": first, "hours_to": last, "least": least, "most": most}


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        ([band("A", 0, 13, 0, 0), band("B", 13, None, 0, 100)], None),
        ([band("A", 5, None, 0, 0), band("B", 4, None, 0, 0)], "hours_from"),
        ([band("A", 0, 13, 0, 0), band("B", 12, None, 0, 0)], "hours_from"),
        ([band("A", 3, 2, 0, 0)], "hours_to"),
        ([band("A", 0, None, 200, 100)], "most"),
        ([band("A", 0, None, -1, None)], "least"),
        ([band("A", 101, None, 0, 0)], "hours_from"),
    ],
)
def test_bands_are_in_order_and_end_above_where_they_begin(rows, column):
    assert {name for _, name, _ in bands(rows)} == ({column} if column else set())
