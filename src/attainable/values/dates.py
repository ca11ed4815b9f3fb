"""Days in words."""

import datetime as dt


def day_words(day: dt.date | None) -> str:
    """A day as the design system writes it; nothing for no day.

    >>> day_words(dt.date(2026, 3, 9))
    '9 March 2026'
    """
    return f"{day:%-d %B %Y}" if day else ""
