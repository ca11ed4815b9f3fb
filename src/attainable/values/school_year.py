"""School years and year groups.

An academic year begins on 1 September and is named by the calendar year in which it begins. Year 1 is the year that follows
a child's fifth birthday falling on or before 31 August (Education Act 1996, section 8: compulsory school age).
"""

import datetime as dt
from typing import Final

YOUNGEST, OLDEST = -5, 20
"""Year groups by age: -1 and -2 nursery, lower still younger; 14 the last with a code, higher to the age of 25."""
TERMS: Final = (("autumn", (9, 1)), ("spring", (1, 1)), ("summer", (4, 15)))
"""When a term starts if the school's own dates are not known (a parameter: the dates differ by school)."""


def school_year(day: dt.date) -> int:
    """The academic year of a day: 2026 is 2026/27.

    >>> school_year(dt.date(2026, 8, 31)), school_year(dt.date(2026, 9, 1))
    (2025, 2026)
    """
    return day.year if day.month >= 9 else day.year - 1


def year_group(born: dt.date, day: dt.date, offset: int = 0) -> int:
    """National curriculum year of a child on a day: 0 is Reception; `offset` for a child taught out of their year.

    >>> year_group(dt.date(2020, 8, 31), dt.date(2026, 11, 26)), year_group(dt.date(2020, 9, 1), dt.date(2026, 11, 26))
    (2, 1)
    """
    return school_year(day) - school_year(born) - 5 + offset


def year_group_name(group: int | None) -> str:
    """>>> [year_group_name(g) for g in (-2, -1, 0, 7, 15, None)]
    ['Before nursery', 'Nursery', 'Reception', 'Year 7', 'After year 14', 'Not known']
    """
    if group is None:
        return "Not known"
    if group < 0:
        return "Nursery" if group == -1 else "Before nursery"
    if group > 14:
        return "After year 14"
    return f"Year {group}" if group else "Reception"


def age(born: dt.date, day: dt.date) -> int:
    """Whole years; somebody born on 29 February is a year older on 1 March (as the law counts, on the day after)."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def leaving_date(born: dt.date) -> dt.date:
    """The last day of compulsory school age: the last Friday of June of the school year in which somebody turns 16 (Education
    Act 1996, section 8; Education (School Leaving Date) Order 1997).

    >>> leaving_date(dt.date(2010, 9, 1)), leaving_date(dt.date(2010, 8, 31))
    (datetime.date(2027, 6, 25), datetime.date(2026, 6, 26))
    """
    last = dt.date(school_year(born) + 17, 6, 30)
    return last - dt.timedelta((last.weekday() - 4) % 7)


def term_start(day: dt.date) -> dt.date:
    """The first day of the term in which a day falls.

    >>> term_start(dt.date(2026, 11, 30)), term_start(dt.date(2026, 4, 14))
    (datetime.date(2026, 9, 1), datetime.date(2026, 1, 1))
    """
    starts = [dt.date(year, *start) for year in (day.year - 1, day.year) for _, start in TERMS]
    return max(start for start in starts if start <= day)


def years_before(day: dt.date, years: int) -> dt.date:
    """The same day so many years earlier; 28 February for a 29 February that the year does not have."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def year_words(year: int) -> str:
    """An academic year as people write it.

    >>> year_words(2025), year_words(1999)
    ('2025/26', '1999/00')
    """
    return f"{year}/{(year + 1) % 100:02}"
