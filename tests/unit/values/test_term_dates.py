"""Dates of terms as people paste them, and the days on which a school is open."""

import datetime as dt

import pytest

from attainable.values.school_days import SchoolDays
from attainable.values.term_dates import Closed, read_closed, read_spans, written, written_closed

AUTUMN = (dt.date(2026, 9, 2), dt.date(2026, 10, 23))
WINTER = (dt.date(2026, 11, 2), dt.date(2026, 12, 18))


def words(problems):
    return [problem.what for problem in problems]


@pytest.mark.parametrize(
    "line",
    [
        "2 September 2026 to 23 October 2026",
        "Wednesday 2 September 2026 – Friday 23 October 2026",
        "Autumn term 1: 02/09/2026 - 23/10/2026",
        "2nd Sep 2026 until 23rd Oct 2026.",
        "2026-09-02 to 2026-10-23",
        "2.9.2026\tto 23.10.2026",
    ],
)
def test_half_terms_are_read_as_councils_write_them(line):
    assert read_spans(line, 2026) == ([AUTUMN], [])


def test_what_is_written_is_read_again():
    spans, closed = [AUTUMN, WINTER], [Closed(dt.date(2026, 9, 3), "Training day"), Closed(dt.date(2026, 11, 2), "")]
    assert read_spans(written(spans), 2026) == (spans, [])
    assert read_closed(written_closed(closed), spans) == (closed, [])


def test_every_line_that_is_wrong_is_named_at_once():
    text = """
2 September to 23 October
23 October 2026 to 2 September 2026
2 September 2025 to 23 October 2025
2 September 2026 to 20 July 2027
31 February 2027 to 12 March 2027
2 November 2026 to 18 December 2026
18 December 2026 to 22 December 2026"""
    spans, problems = read_spans(text, 2026)
    assert words(problems) == [
        "Line 2: write a first and a last day, like 2 September 2026 to 23 October 2026.",
        "Line 3: the last day is before the first day.",
        "Line 4: the dates are not in the school year 2026/27.",
        "Line 5: it is longer than 20 weeks. Check the dates.",
        "Line 6: write a first and a last day, like 2 September 2026 to 23 October 2026.",
        "Line 8: it begins before 18 December 2026, the end of the one before.",
    ]
    assert {problem.column for problem in problems} == {"spans"}
    assert spans[0] == WINTER


def test_a_closed_day_is_in_a_half_term_and_there_once():
    closed, problems = read_closed("3 September 2026 training day\n3 Sep 2026\n25 December 2026\nsome day", [AUTUMN, WINTER])
    assert closed == [Closed(dt.date(2026, 9, 3), "training day")]
    assert words(problems) == [
        "Line 2: 3 September 2026 is in the list twice.",
        "Line 3: 25 December 2026 is not in any half term, so the school is closed anyway.",
        "Line 4: write a day and the reason, like 2 November 2026 training day.",
    ]


def slow_is_open(days: SchoolDays, day: dt.date) -> bool:
    """One question after the other."""
    if day.isoweekday() in (6, 7):
        return False
    if day in days.closed:
        return False
    start = dt.date(day.year if day.month > 8 else day.year - 1, 9, 1)
    of_year = [span for span in days.spans if start <= span[0] < dt.date(start.year + 1, 9, 1)]
    if not of_year:
        return True
    return bool([span for span in of_year if span[0] <= day and day <= span[1]])


def test_open_days_and_weeks_are_those_that_somebody_would_count():
    days = SchoolDays((AUTUMN, WINTER), frozenset({dt.date(2026, 11, 2)}))
    year = [dt.date(2026, 8, 1) + dt.timedelta(number) for number in range(500)]
    assert [days.is_open(day) for day in year] == [slow_is_open(days, day) for day in year]
    seen = [day for day in year if dt.date(2026, 9, 1) <= day <= dt.date(2026, 12, 31) and slow_is_open(days, day)]
    assert list(days.between(dt.date(2026, 9, 1), dt.date(2026, 12, 31))) == seen
    assert days.weeks(dt.date(2026, 9, 1), dt.date(2026, 12, 31)) == len({day.isocalendar()[:2] for day in seen}) == 15
    assert days.before(dt.date(2026, 11, 4), 3) == dt.date(2026, 10, 22)


def test_without_dates_every_weekday_counts():
    days = SchoolDays()
    assert days.weeks(dt.date(2026, 9, 1), dt.date(2026, 9, 30)) == 5
    assert not days.is_open(dt.date(2026, 9, 5)) and days.is_open(dt.date(2026, 12, 25))
