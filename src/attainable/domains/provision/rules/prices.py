"""What sessions cost: the price of an hour on the day, times the time, shared by the group. No Django.

Source of the formula: councils' calculators of costed provision (hourly rate × hours ÷ children in the group, for each session).
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

_WEEK: Final = dt.timedelta(weeks=1)
# Kinds of session that are delivery, for which somebody is paid.
PAID: Final = ("delivery", "catch-up")

type Rates = Sequence[tuple[dt.date, int]]
"""The price of an hour in pence from a day on, the earliest first."""


def rate_on(rates: Rates, day: dt.date) -> int | None:
    """The price of an hour in pence on a day; None where no price was recorded by then."""
    found = None
    for first, pence in rates:
        if first <= day:
            found = pence
    return found


def cost_of_sessions(rates: Rates, days: Iterable[dt.date], minutes: int, group: int) -> Fraction | None:
    """Pence that sessions on these days cost for one child of the group, exactly; None where a day has no price."""
    total = 0
    for day in days:
        pence = rate_on(rates, day)
        if pence is None:
            return None
        total += pence
    return Fraction(total * minutes, 60 * group)


def cost_of_run(rates: Rates, first: dt.date, minutes: int, sessions_per_week: int, weeks: int, group: int) -> Fraction | None:
    """Pence that the whole run costs for one child as it is planned: each week at the price of its first day."""
    one_a_week = cost_of_sessions(rates, (first + _WEEK * week for week in range(weeks)), minutes, group)
    return None if one_a_week is None else one_a_week * sessions_per_week


def whole_pence(pence: Fraction) -> int:
    """Pence, rounded once, half up."""
    return int((pence * 2 + 1) // 2)


def pounds(pence: Fraction) -> Decimal:
    """Pounds, rounded once to the penny, half up."""
    return (Decimal(whole_pence(pence)) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
