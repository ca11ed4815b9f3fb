"""Days in words."""

import calendar
import datetime as dt


def day_words(day: dt.date | None) -> str:
    """A day as the design system writes it; nothing for no day.

    >>> day_words(dt.date(2026, 3, 9))
    '9 March 2026'
    """
    return f"{day:%-d %B %Y}" if day else ""


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or its last day where it is shorter.

    >>> months_after(dt.date(2026, 12, 31), 2), months_after(dt.date(2027, 12, 31), 2)
    (datetime.date(2027, 2, 28), datetime.date(2028, 2, 29))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
