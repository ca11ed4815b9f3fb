"""Financial years, and how things that last for years and amounts for a year fall into them. No Django.

A school's budget, the notional SEN budget and the inclusive mainstream fund are given for financial years from 1 April.
"""

import datetime as dt
from fractions import Fraction
from typing import Final

_APRIL: Final = 4


def financial_year(day: dt.date) -> int:
    """The year in which the financial year of a day begins."""
    return day.year if day.month >= _APRIL else day.year - 1


def bounds(year: int) -> tuple[dt.date, dt.date]:
    """The first and the last day."""
    return dt.date(year, _APRIL, 1), dt.date(year + 1, _APRIL - 1, 31)


def year_words(year: int) -> str:
    """`2026 to 2027`."""
    return f"{year} to {year + 1}"


def share_of_purchase(pence: int, years: int, bought: dt.date, year: int) -> Fraction:
    """Pence of something bought that a financial year bears: an equal share for each year that it lasts, beginning with the year
    in which it was bought."""
    first = financial_year(bought)
    return Fraction(pence, years) if first <= year < first + years else Fraction(0)


def share_of_days(pence: int, first: dt.date, last: dt.date | None, year: int, until: dt.date | None = None) -> Fraction:
    """Pence of an amount for a year that fall to a financial year, by days, up to a day where one is given."""
    begins, ends = bounds(year)
    end = min(day for day in (last, ends, until) if day is not None)
    days = (end - max(first, begins)).days + 1
    return Fraction(pence * max(0, days), (ends - begins).days + 1)
