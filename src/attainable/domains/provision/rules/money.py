"""What can't be right of money: pure checks of what is entered. The limits are ours, to catch a slip of a key.

Nothing here says whether a child may be assessed: what a school spends is evidence, and £6,000 is a threshold of funding
(Children and Families Act 2014, section 36(8), is the legal test).
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from attainable.records.asked import Asked, Fault

MOST_HOURS: Final = 100
LONGEST_LIFE: Final = 25
MOST_POUNDS: Final = 5_000_000
_LONG_AGO: Final = dt.timedelta(days=3660)


def top_up(asked: Asked) -> Iterator[Fault]:
    """A top-up can be nothing, as some bands are."""
    pounds, hours = asked.values.get("pounds"), asked.values.get("hours")
    if pounds is not None and pounds < 0:
        yield "pounds", "The top-up must be nothing or more."
    if hours is not None and not 0 <= hours <= MOST_HOURS:
        yield "hours", f"Hours a week must be from 0 to {MOST_HOURS}."


def purchase(asked: Asked) -> Iterator[Fault]:
    """A price above nothing, and a life of one year or more."""
    pounds, years = asked.values.get("pounds"), asked.values.get("years")
    if pounds is not None and pounds <= 0:
        yield "pounds", "The price must be more than nothing."
    if years is not None and not 1 <= years <= LONGEST_LIFE:
        yield "years", f"Years it lasts must be from 1 to {LONGEST_LIFE}."


def note(asked: Asked) -> Iterator[Fault]:
    """A justification says something."""
    if not str(asked.values.get("reason") or "").strip():
        yield "reason", "Say why more or less is spent."


def amount(pence: int) -> Iterator[str]:
    """Why a school can't have or spend this much."""
    if pence < 0:
        yield "The amount must be nothing or more."
    elif pence > MOST_POUNDS * 100:
        yield f"The amount must be £{MOST_POUNDS:,} or less."


def bought_on(day: dt.date, today: dt.date) -> Iterator[str]:
    """Why nothing was bought on a day."""
    if not today - _LONG_AGO < day <= today:
        yield "The date must be today or earlier, and within the last ten years."


def pence_of(pounds: Decimal) -> int:
    """Whole pence of an amount with at most two decimals."""
    return int(Fraction(pounds) * 100)


def bands(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, str, str]]:
    """What is wrong with the bands of a table, as the place of the band, the field and the words: each begins above the one
    before, and neither its hours nor its amounts end below where they begin."""
    before: Any = None
    for place, row in enumerate(rows):
        first, last, least, most = (row[name] for name in ("hours_from", "hours_to", "least", "most"))
        if not 0 <= first <= MOST_HOURS:
            yield place, "hours_from", f"Hours a week must be from 0 to {MOST_HOURS}."
        if last is not None and last < first:
            yield place, "hours_to", "The band ends below the hours from which it begins."
        if most is not None and most < least:
            yield place, "most", "The most that is paid is less than the least."
        for name, pence in (("least", least), ("most", most)):
            yield from ((place, name, words) for words in amount(pence or 0))
        if before is not None and first <= before["hours_from"]:
            yield place, "hours_from", "Bands must be in order, each from more hours than the one before."
        elif before is not None and before["hours_to"] is not None and first < before["hours_to"]:
            yield place, "hours_from", "The band before this one has these hours too."
        before = row
