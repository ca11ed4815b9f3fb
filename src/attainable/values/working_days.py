"""Working days in England: Monday to Friday without bank holidays, counted only where the law says working days.

The list of bank holidays is our own (`data/bank_holidays.csv`), with a first and a last year. A day outside it is refused, never
guessed. A newly announced holiday is a new line of the list, and every date that is worked out from it moves.
"""

import csv
import datetime as dt
from functools import cache
from importlib.resources import files
from typing import Final

from attainable.values.dates import day_words
from attainable.values.problem import Problem, ProblemsError

_FRIDAY: Final = 4
_DAY: Final = dt.timedelta(days=1)
# The list is asked to reach so far beyond today: the longest limit in working days is three weeks.
_WARN_BEFORE: Final = dt.timedelta(days=365)


@cache
def bank_holidays() -> dict[dt.date, str]:
    """Bank holidays of England and Wales by day, with their names. Source: GOV.UK, "UK bank holidays"."""
    text = (files("attainable.values") / "data" / "bank_holidays.csv").read_text("utf-8")
    return {dt.date.fromisoformat(row["day"]): row["name"] for row in csv.DictReader(text.splitlines())}


@cache
def known_years() -> tuple[int, int]:
    """The first and the last year of the list."""
    years = [day.year for day in bank_holidays()]
    return min(years), max(years)


def is_working_day(day: dt.date) -> bool:
    """Whether a day is a working day. ProblemsError for a year that the list does not reach."""
    first, last = known_years()
    if not first <= day.year <= last:
        raise ProblemsError(
            Problem(
                "no-bank-holidays",
                f"We know the bank holidays of {first} to {last}, not of {day.year}.",
                "Check the date. If it is right, count the working days by hand.",
            )
        )
    return day.weekday() <= _FRIDAY and day not in bank_holidays()


def working_day(start: dt.date, number: int, *, first_counts: bool) -> dt.date:
    """The last of so many working days. With `first_counts` the first of them is `start` itself, if it is a working day
    ("beginning with the day"); without, counting begins with the day after it. ProblemsError as `is_working_day`.

    >>> working_day(dt.date(2026, 3, 18), 15, first_counts=True), working_day(dt.date(2026, 3, 18), 15, first_counts=False)
    (datetime.date(2026, 4, 9), datetime.date(2026, 4, 10))
    """
    if number < 1:
        raise ValueError("number must be at least 1")
    day = start if first_counts else start + _DAY
    while True:
        number -= is_working_day(day)
        if number == 0:
            return day
        day += _DAY


def warning(on: dt.date) -> Problem | None:
    """What to say when the list ends within a year of a day."""
    end = dt.date(known_years()[1], 12, 31)
    if on + _WARN_BEFORE <= end:
        return None
    return Problem(
        "bank-holidays-end",
        f"The list of bank holidays ends on {day_words(end)}.",
        "Install a version of Attainable with a longer list: later dates in working days are refused.",
    )
