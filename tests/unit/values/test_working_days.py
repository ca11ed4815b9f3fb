"""Bank holidays of England, and counting working days."""

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from attainable.values import working_days
from attainable.values.dates import months_after
from attainable.values.problem import ProblemsError
from attainable.values.working_days import bank_holidays, is_working_day, known_years, working_day

DAY = dt.timedelta(days=1)
# Days that left the pattern by proclamation or order.
MOVED = {2020: {dt.date(2020, 5, 8)}, 2022: {dt.date(2022, 6, 2), dt.date(2022, 6, 3), dt.date(2022, 9, 19)}}
ADDED = {2023: {dt.date(2023, 5, 8)}}
LEFT_OUT = {dt.date(2020, 5, 4), dt.date(2022, 5, 30)}
EASTERS = {2014: (4, 20), 2018: (4, 1), 2019: (4, 21), 2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2028: (4, 16)}


def weekday_of(year, month, weekday, *, last=False):
    days = [dt.date(year, month, day) for day in range(1, 32) if day <= 31 and _is_day(year, month, day)]
    found = [day for day in days if day.weekday() == weekday]
    return found[-1] if last else found[0]


def _is_day(year, month, day):
    try:
        return bool(dt.date(year, month, day))
    except ValueError:
        return False


@pytest.mark.parametrize("year", range(2014, 2029))
def test_the_days_that_the_law_fixes_are_in_the_list(year):
    """The Mondays of May and August, New Year and Christmas with their substitute days, and what was proclaimed."""
    mondays = {weekday_of(year, 5, 0), weekday_of(year, 5, 0, last=True), weekday_of(year, 8, 0, last=True)}
    expected = (mondays | MOVED.get(year, set()) | ADDED.get(year, set())) - LEFT_OUT
    listed = {day for day in bank_holidays() if day.year == year}
    assert expected <= listed
    winter = {day for day in listed if day.month in (1, 12)}
    assert len(winter) == 3 and len(listed) == 8 + (year in (2022, 2023)) + (year == 2022)
    assert all(day.weekday() < 5 for day in listed)


@pytest.mark.parametrize(("year", "easter"), EASTERS.items())
def test_good_friday_and_easter_monday(year, easter):
    sunday = dt.date(year, *easter)
    assert sunday.weekday() == 6
    assert bank_holidays()[sunday - 2 * DAY] == "Good Friday" and bank_holidays()[sunday + DAY] == "Easter Monday"


def test_the_coronation_a_substitute_day_and_a_saturday():
    assert not is_working_day(dt.date(2023, 5, 8)) and not is_working_day(dt.date(2026, 12, 28))
    assert not is_working_day(dt.date(2026, 12, 26)) and is_working_day(dt.date(2026, 12, 29))
    assert working_day(dt.date(2026, 12, 26), 1, first_counts=True) == dt.date(2026, 12, 29)


def test_the_first_day_counts_only_if_it_is_a_working_day():
    """A Saturday is no first day, whether it would count or not."""
    saturday, monday = dt.date(2026, 6, 6), dt.date(2026, 6, 8)
    assert working_day(saturday, 1, first_counts=True) == working_day(saturday, 1, first_counts=False) == monday
    assert working_day(monday, 1, first_counts=True) == monday and working_day(monday, 1, first_counts=False) == monday + DAY


def slow(start, number, first_counts):
    """Days one by one, each looked at by itself."""
    days = [start + n * DAY for n in range(0 if first_counts else 1, 400)]
    working = [day for day in days if day.strftime("%A") not in ("Saturday", "Sunday") and day.isoformat() not in LISTED]
    return working[number - 1]


LISTED = {day.isoformat() for day in bank_holidays()}


@given(st.dates(dt.date(2014, 1, 1), dt.date(2027, 6, 1)), st.integers(1, 30), st.booleans())
@example(dt.date(2024, 12, 20), 15, True)
def test_counting_agrees_with_counting_by_hand(start, number, first_counts):
    assert working_day(start, number, first_counts=first_counts) == slow(start, number, first_counts)


def test_a_year_outside_the_list_is_refused_in_words():
    with pytest.raises(ProblemsError) as raised:
        working_day(dt.date(known_years()[1], 12, 28), 15, first_counts=True)
    assert "We know the bank holidays of 2014 to 2028, not of 2029." in str(raised.value)
    with pytest.raises(ProblemsError):
        is_working_day(dt.date(2013, 12, 31))


def test_it_warns_a_year_before_the_list_ends():
    assert working_days.warning(dt.date(2027, 12, 31)) is None
    problem = working_days.warning(dt.date(2028, 1, 2))
    assert problem is not None and "31 December 2028" in problem.what


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)), st.integers(-36, 36))
def test_months_are_the_same_day_or_the_last(day, months):
    found = months_after(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found.day < day.day and (found + DAY).day == 1)
