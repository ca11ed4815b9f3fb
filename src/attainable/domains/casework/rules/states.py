"""How a step is doing on a day: met, open, due soon or late, and whether lateness is excused."""

import datetime as dt
from dataclasses import dataclass
from typing import Final, Literal

from attainable.values.dates import day_words

type State = Literal["met", "met-late", "excused", "open", "soon", "late"]

# So many days before a due date something is said of it.
WARNINGS: Final = (14, 7, 0)


@dataclass(frozen=True, slots=True)
class Standing:
    """One step on a day. `days` are the days that are left, or that it is late (below 0)."""

    state: State
    days: int
    words: str

    @property
    def is_late(self) -> bool:
        return self.state in ("late", "met-late")


def standing(due: dt.date, on: dt.date, *, met: dt.date | None = None, excused: bool = False) -> Standing:
    """How a step is doing on a day. On the day itself it is in time. An excuse never makes a late step one in time: it says that
    the lateness is excused.

    >>> standing(dt.date(2026, 7, 13), dt.date(2026, 7, 13)).words, standing(dt.date(2026, 7, 13), dt.date(2026, 7, 15)).state
    ('Due today', 'late')
    """
    if met is not None:
        return _met(due, met, excused=excused)
    left = (due - on).days
    if left < 0:
        late = f"{_days(-left)} late"
        return Standing("excused", left, f"{late}, excused") if excused else Standing("late", left, late)
    if left == 0:
        return Standing("soon", 0, "Due today")
    state: State = "soon" if left <= max(WARNINGS) else "open"
    return Standing(state, left, f"Due in {_days(left)}")


def warned(due: dt.date, on: dt.date) -> int | None:
    """The warning that is in force on a day: 14, 7 or 0 days before; None earlier, or when the day has passed."""
    left = (due - on).days
    return min((days for days in WARNINGS if 0 <= left <= days), default=None)


def _met(due: dt.date, met: dt.date, *, excused: bool) -> Standing:
    left = (due - met).days
    if left >= 0:
        return Standing("met", left, f"Done on {day_words(met)}, in time")
    late = f"Done on {day_words(met)}, {_days(-left)} late"
    return Standing("excused", left, f"{late}, excused") if excused else Standing("met-late", left, late)


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number:,} days"
