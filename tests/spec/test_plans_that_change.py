"""A change of a plan never moves what was spent before it."""

import datetime as dt
from fractions import Fraction

from attainable.domains.provision.rules.dated_plans import (
    Plan,
    cost_by_payer,
    plan_on,
    planned_sessions,
    run_by_payer,
    total,
    weeks_of,
)

SEPTEMBER = dt.date(2026, 9, 7)
WEEK = dt.timedelta(weeks=1)
RATES = ((dt.date(2026, 4, 1), 1724),)
CHANGED = SEPTEMBER + WEEK * 4
HALF_HOUR = Plan(CHANGED - dt.timedelta(1), 30, 2, 1)
QUARTER = Plan(None, 15, 1, 3)
TWICE_A_WEEK = [SEPTEMBER + WEEK * week for week in range(4) for _ in range(2)]


def test_sessions_before_a_change_cost_what_they_cost():
    was = cost_by_payer(RATES, [Plan(None, 30, 2, 1)], TWICE_A_WEEK)
    assert cost_by_payer(RATES, [HALF_HOUR, QUARTER], TWICE_A_WEEK) == was == {"school": Fraction(8 * 862)}


def test_sessions_after_it_have_the_new_minutes_and_the_new_group():
    assert cost_by_payer(RATES, [HALF_HOUR, QUARTER], [CHANGED]) == {"school": Fraction(1724, 12)}


def test_a_plan_holds_on_its_last_day_and_the_next_from_the_day_after():
    plans = [HALF_HOUR, QUARTER]
    assert plan_on(plans, CHANGED - dt.timedelta(1)) is HALF_HOUR and plan_on(plans, CHANGED) is QUARTER


def test_what_was_planned_is_the_old_plan_until_the_change_and_the_new_one_after_it():
    """Ten weeks: four of two sessions, and six of one."""
    assert planned_sessions([HALF_HOUR, QUARTER], SEPTEMBER, 10) == 4 * 2 + 6
    assert planned_sessions([Plan(None, 30, 2, 1)], SEPTEMBER, 10) == 20


def test_the_whole_run_costs_each_week_as_it_was_planned():
    whole = total(run_by_payer(RATES, [HALF_HOUR, QUARTER], weeks_of(SEPTEMBER, 10)))
    assert whole == 8 * 862 + 6 * Fraction(1724, 12)


def test_who_paid_before_a_change_paid_for_it():
    plans = [Plan(CHANGED - dt.timedelta(1), 30, 2, 1, "premium"), Plan(None, 30, 2, 1, "health")]
    assert cost_by_payer(RATES, plans, [SEPTEMBER, CHANGED]) == {"premium": 862, "health": 862}


def test_what_a_family_pays_is_no_cost_of_the_school():
    """Case P4."""
    plans = [Plan(CHANGED - dt.timedelta(1), 30, 2, 1, "family"), Plan(None, 30, 2, 1)]
    assert cost_by_payer(RATES, plans, [SEPTEMBER, CHANGED]) == {"school": 862}


def test_one_day_without_a_price_leaves_the_sum_unsaid():
    assert total(cost_by_payer(RATES, [QUARTER], [dt.date(2026, 3, 31), SEPTEMBER])) is None
