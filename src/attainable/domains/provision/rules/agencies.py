"""What can be in a recommendation of an agency, and how long agencies take. No Django.

Waits: the estimator of Kaplan and Meier (1958), J Am Stat Assoc 53, 457, so that children who still wait count for as long as
they have waited. Without them an agency that sees nobody would look quick.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from attainable.records.asked import Asked, Fault
from attainable.values.dates import day_words

DECISIONS: Final = {"do": "Follow it", "decline": "Do not follow it"}
# Fewer referrals than this say nothing of the usual wait, and fewer than the second nothing of a long one (our own numbers).
LEAST_MEDIAN: Final = 5
LEAST_LONG: Final = 10


def recommendation(asked: Asked) -> Iterator[Fault]:
    """What is followed has an action, somebody who does it, and a day; what is not followed has a reason."""
    values = asked.values
    decision = values.get("decision") or ""
    needed = {"do": (("action", "Enter what is done."), ("owner", "Enter who does it.")), "decline": ()}
    for name, words in needed.get(decision, ()):
        if not values.get(name):
            yield name, words
    if decision == "do" and values.get("due") is None:
        yield "due", "Enter the date to do it by."
    if decision == "decline" and not values.get("declined_why"):
        yield "declined_why", "Say why it is not followed."
    if decision != "decline" and values.get("declined_why"):
        yield "decision", "Choose “Do not follow it”, or leave the reason empty."
    if decision != "do" and (values.get("action") or values.get("done_on") or values.get("effect")):
        yield "decision", "Choose “Follow it”, or leave what is done and what it changed empty."
    yield from _days(asked)


def _days(asked: Asked) -> Iterator[Fault]:
    first, due, done = asked.from_date, asked.values.get("due"), asked.values.get("done_on")
    for name, day in (("due", due), ("done_on", done)):
        if first is not None and day is not None and day < first:
            yield name, f"The date must be {day_words(first)} or later."
    if done is not None and done > asked.today:
        yield "done_on", "The date must be today or earlier."
    if asked.values.get("effect") and done is None:
        yield "done_on", "Enter the date it was done."


@dataclass(frozen=True, slots=True)
class Waits:
    """Waits in days: how many referrals, how many of them still wait, and the days after which half, and nine in ten, were seen.
    None where there are too few to say, or where more than that still wait."""

    n: int
    waiting: int
    median: int | None
    long: int | None
    longest: int

    @property
    def few(self) -> bool:
        return self.n < LEAST_MEDIAN


def waits(known: Iterable[tuple[int, bool]]) -> Waits:
    """`known` are days since each referral, and whether the child was seen then; otherwise the child still waits."""
    rows = sorted(known)
    n = len(rows)
    return Waits(
        n,
        sum(not seen for _, seen in rows),
        _after(rows, 0.5) if n >= LEAST_MEDIAN else None,
        _after(rows, 0.1) if n >= LEAST_LONG else None,
        max((days for days, _ in rows), default=0),
    )


def _after(rows: list[tuple[int, bool]], share: float) -> int | None:
    """The first day on which at most this share is estimated to wait still."""
    waiting, at_risk, place = 1.0, len(rows), 0
    while place < len(rows):
        day = rows[place][0]
        same = [seen for days, seen in rows[place:] if days == day]
        waiting *= 1 - sum(same) / at_risk
        if waiting <= share + 1e-12:
            return day
        at_risk, place = at_risk - len(same), place + len(same)
    return None
