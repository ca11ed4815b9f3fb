"""The day of the January census, on which a pupil's year is counted."""

import datetime as dt
from typing import Final

# Where the census of a year was not held on the third Thursday of January: the year that the academic year begins in -> the day.
EXCEPTIONS: Final[dict[int, dt.date]] = {}


def census_day(year: int) -> dt.date:
    """The third Thursday of January in the academic year that begins in `year` (School census: guide, dates of collection).

    >>> census_day(2024), census_day(2025)
    (datetime.date(2025, 1, 16), datetime.date(2026, 1, 15))
    """
    if year in EXCEPTIONS:
        return EXCEPTIONS[year]
    first = dt.date(year + 1, 1, 1)
    return first + dt.timedelta((3 - first.weekday()) % 7 + 14)


def counted_on(year: int, on: dt.date) -> dt.date:
    """The day on which a year is counted: that of its census, or `on` where the census is still to come."""
    return min(census_day(year), on)
