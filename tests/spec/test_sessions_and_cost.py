"""What counts as given, and what it costs."""

import datetime as dt
from fractions import Fraction

import pytest

from attainable.domains.provision.rules.prices import cost_of_run, cost_of_sessions, pounds, rate_on


def money(pence: Fraction | None) -> str:
    assert pence is not None
    return str(pounds(pence))


SEPTEMBER = dt.date(2026, 9, 7)
WEEK = dt.timedelta(weeks=1)
RATES = ((dt.date(2026, 4, 1), 1724),)


def test_half_an_hour_five_times_a_week_in_a_group_of_three_costs_545_93_for_38_weeks():
    """Case P6."""
    assert money(cost_of_run(RATES, SEPTEMBER, 30, 5, 38, 3)) == "545.93"


def test_after_20_weeks_of_it_287_33_has_been_spent():
    """Case P6."""
    days = [SEPTEMBER + WEEK * week for week in range(20) for _ in range(5)]
    assert money(cost_of_sessions(RATES, days, 30, 3)) == "287.33"


def test_a_price_that_rises_after_24_weeks_leaves_those_weeks_as_they_were():
    """Case P7."""
    later = (*RATES, (SEPTEMBER + WEEK * 24, 1793))
    assert money(cost_of_run(later, SEPTEMBER, 30, 5, 38, 3)) == "553.98"
    first = [SEPTEMBER + WEEK * week for week in range(24) for _ in range(5)]
    assert cost_of_sessions(later, first, 30, 3) == cost_of_sessions(RATES, first, 30, 3)


@pytest.mark.parametrize(("day", "pence"), [(dt.date(2026, 3, 31), None), (dt.date(2026, 4, 1), 1724), (SEPTEMBER, 1724)])
def test_an_hour_has_no_price_before_the_first_is_recorded(day, pence):
    assert rate_on(RATES, day) == pence


def test_one_session_without_a_price_leaves_the_sum_unsaid():
    assert cost_of_sessions(RATES, [dt.date(2026, 3, 31), SEPTEMBER], 30, 1) is None


@pytest.mark.parametrize(
    ("pence", "words"), [(Fraction(1, 2), "0.01"), (Fraction(249, 500), "0.00"), (Fraction(54593), "545.93")]
)
def test_money_is_rounded_once_half_up(pence, words):
    assert str(pounds(pence)) == words
