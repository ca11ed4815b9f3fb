"""Days on which a school is open, as its dates of terms say; Monday to Friday where they are not known."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from attainable.values.school_year import school_year

_DAY: Final = dt.timedelta(days=1)
_FRIDAY: Final = 4

type Span = tuple[dt.date, dt.date]
"""A first and a last day, both included."""


@dataclass(frozen=True, slots=True)
class SchoolDays:
    """When a school is open: the spans of its half terms, and days within them on which it is closed.

    A school year without any span is one whose dates are not known: then every day from Monday to Friday counts.

    >>> days = SchoolDays(((dt.date(2026, 9, 2), dt.date(2026, 10, 23)), (dt.date(2026, 11, 2), dt.date(2026, 12, 18))))
    >>> days.is_open(dt.date(2026, 10, 26)), days.is_open(dt.date(2026, 11, 2)), days.is_open(dt.date(2027, 10, 26))
    (False, True, True)
    """

    spans: tuple[Span, ...] = ()
    closed: frozenset[dt.date] = frozenset()

    def knows(self, day: dt.date) -> bool:
        """Whether the dates of the school year of a day are known."""
        year = school_year(day)
        return any(school_year(first) == year for first, _ in self.spans)

    def is_open(self, day: dt.date) -> bool:
        if day.weekday() > _FRIDAY or day in self.closed:
            return False
        return not self.knows(day) or any(first <= day <= last for first, last in self.spans)

    def between(self, first: dt.date, last: dt.date) -> Iterator[dt.date]:
        """The days from `first` to `last`, both included, on which it is open."""
        for number in range((last - first).days + 1):
            if self.is_open(day := first + number * _DAY):
                yield day

    def week_days(self, first: dt.date, last: dt.date) -> list[dt.date]:
        """The first open day of each week from `first` to `last`, both included, in which it is open. A week begins on Monday."""
        found: dict[dt.date, dt.date] = {}
        for day in self.between(first, last):
            found.setdefault(day - day.weekday() * _DAY, day)
        return list(found.values())

    def weeks(self, first: dt.date, last: dt.date) -> int:
        """In how many weeks from `first` to `last`, both included, it is open on a day or more."""
        return len(self.week_days(first, last))

    def before(self, day: dt.date, count: int) -> dt.date:
        """The open day that is the `count`th before a day; within two years, the earliest day looked at where there are fewer."""
        found = day
        for number in range(1, 731):
            found = day - number * _DAY
            if self.is_open(found):
                count -= 1
                if count == 0:
                    break
        return found
