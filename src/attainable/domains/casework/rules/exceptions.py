"""Exceptions to the limits of an assessment: they excuse lateness within their window, and never move a due date.

SEND Regulations 2014, regulations 5(4), 8(2), 10(4)(a) to (d) and 13(3). A council's shortage of staff is none of them.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from attainable.values.dates import day_words
from attainable.values.problem import Problem

_WEEK: Final = dt.timedelta(weeks=1)
# Closed or absent for at least so many days in a row, the first and the last both counted.
FOUR_WEEKS: Final = 28
KINDS: Final = {
    "a": "The school or post-16 institution was closed for at least 4 continuous weeks",
    "b": "The early years setting was closed for at least 4 continuous weeks",
    "c": "Exceptional personal circumstances of the child, young person or parent",
    "d": "The child or young person was absent from the area for at least 4 continuous weeks",
}
RULES: Final = {kind: f"SEND Regulations 2014, regulation 10(4)({kind})" for kind in KINDS}
# The limits that they excuse; that the six weeks of the decision are among them is known, not read in detail.
_LIMITS: Final = ("decide-to-assess", "no-plan", "final-plan")


@dataclass(frozen=True, slots=True)
class Excuse:
    """An exception that somebody claims. `first` and `last` are the first and the last day closed or absent, both included;
    `asked` is the day on which advice was asked of the place that was closed."""

    kind: str
    first: dt.date | None = None
    last: dt.date | None = None
    asked: dt.date | None = None

    @property
    def window(self) -> tuple[dt.date, dt.date] | None:
        """Between which days advice must have been asked for a closure to excuse: from one week before it closed to one week
        before it reopens, both included (that both count is our own reading)."""
        if self.kind not in ("a", "b") or self.first is None or self.last is None:
            return None
        return self.first - _WEEK, self.last + dt.timedelta(days=1) - _WEEK

    def faults(self) -> list[Problem]:
        """Everything for which it does not apply, in words; nothing where it applies."""
        return [*self._missing(), *self._too_short(), *self._outside()]

    @property
    def applies(self) -> bool:
        return not self.faults()

    def note(self, limit: str) -> str:
        """What to say beside a due date; nothing for a limit that no exception excuses."""
        if limit not in _LIMITS:
            return ""
        if faults := self.faults():
            return f"Exception ({self.kind}) does not apply: {' '.join(fault.what for fault in faults)} The date stays."
        return f"Exception ({self.kind}) excuses a late step ({RULES[self.kind]}). The date stays."

    def _missing(self) -> list[Problem]:
        if self.kind == "c":
            return []
        found = []
        place = "was absent" if self.kind == "d" else "was closed"
        if self.first is None or self.last is None:
            found.append(
                Problem("exception-days", f"It is not said from when to when it {place}.", "Enter the first and the last day.")
            )
        elif self.last < self.first:
            found.append(Problem("exception-order", "The last day is before the first.", "Check both days."))
        if self.kind in ("a", "b") and self.asked is None:
            found.append(Problem("exception-asked", "It is not said when advice was asked of it.", "Enter the day it was asked."))
        return found

    def _too_short(self) -> list[Problem]:
        if self.kind == "c" or self.first is None or self.last is None or self.last < self.first:
            return []
        days = (self.last - self.first).days + 1
        if days >= FOUR_WEEKS:
            return []
        return [Problem("exception-short", f"{days} days are fewer than 4 weeks.", "Christmas and Easter holidays never count.")]

    def _outside(self) -> list[Problem]:
        window = self.window
        if window is None or self.asked is None or window[0] <= self.asked <= window[1]:
            return []
        words = f"The advice was asked for on {day_words(self.asked)}, not from {day_words(window[0])} to {day_words(window[1])}."
        return [Problem("exception-window", words, "Requests outside that window are not excused by the closure.")]
