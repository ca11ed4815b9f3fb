"""From which year on the records hold everybody: before it there are only those who are still here, and figures would mislead."""

import datetime as dt
from typing import Final

import numpy as np

from attainable.values.school_year import school_year
from attainable.warehouse.records.census import counted_on
from attainable.warehouse.records.holding import NOBODY, taken
from attainable.warehouse.records.people import People
from attainable.warehouse.records.rows import days

# Reception to year 11. A year group counts when it has so many pupils today, and is whole with half as many.
_GROUPS: Final = range(12)
_LEAST, _SHARE = 20, 0.5


def first_whole_year(people: People, on: dt.date, began: int) -> int:
    """The first academic year from which on no year group is missing that is there today. Records that were loaded with their
    history do not have leavers: the years before the load have fewer and fewer of the older year groups."""
    now = _groups(people, on, school_year(on))
    wanted = now >= _LEAST
    first = school_year(on)
    while first > began and (_groups(people, on, first - 1)[wanted] >= _SHARE * now[wanted]).all():
        first -= 1
    return first


def _groups(people: People, on: dt.date, year: int) -> np.ndarray:
    """Pupils of each year group on the day on which a year is counted."""
    enrolled = people.main(days(counted_on(year, on)))
    group = year - people.cohort + taken(people.enrolment.columns["offset"], enrolled)
    there = (enrolled != NOBODY) & (group >= 0) & (group < len(_GROUPS))
    counts: np.ndarray = np.bincount(group[there], minlength=len(_GROUPS))
    return counts
