"""What can't be right in a record of provision: pure checks of declared facts.

The lengths and numbers are ours: wide enough for every plan that a school would write, and narrow enough to catch a slip
of a key.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from attainable.domains.provision.rules.plan_kinds import SECTIONS, plan_kind
from attainable.records.asked import Asked, Fault
from attainable.values.dates import day_words

# Weeks of teaching in a year, with training days: reference for costing is 38, and no plan of a year has more than this.
MOST_WEEKS: Final = 39
MOST_MINUTES: Final = 390
MOST_SESSIONS: Final = 25
# A plan is reviewed at least three times a year (SEND code of practice 2015, 6.65); a longer gap than this is a slip.
LONGEST_CYCLE: Final = dt.timedelta(days=366)

_LIMITS: Final = (
    ("minutes", 1, MOST_MINUTES, "Minutes a session"),
    ("sessions_per_week", 1, MOST_SESSIONS, "Sessions a week"),
    ("weeks", 1, MOST_WEEKS, "Weeks"),
    ("group_size", 1, 40, "Children in the group"),
)


def concern(asked: Asked) -> Iterator[Fault]:
    """A concern says what was seen; a decision about it says why, and when somebody looks again."""
    values = asked.values
    if not values.get("seen") and not values.get("observed"):
        yield "seen", "Say what you have seen, or tick it."
    if values.get("outcome"):
        if not values.get("why"):
            yield "why", "Say why."
        yield from _again(asked)
    yield from _not_later(asked, "parents_told_on")
    first, told = asked.from_date, values.get("parents_told_on")
    if first is not None and told is not None and told < first:
        yield "parents_told_on", f"The date must be {day_words(first)} or later."


def _again(asked: Asked) -> Iterator[Fault]:
    """A concern that stays open has a day, within a year, on which somebody looks again."""
    if asked.values["outcome"] == "close":
        return
    again = asked.values.get("look_again_on")
    if again is None:
        yield "look_again_on", "Enter the date to look again."
    elif not asked.today < again <= asked.today + LONGEST_CYCLE:
        yield "look_again_on", "The date to look again must be after today and within a year."


def support_plan(asked: Asked) -> Iterator[Fault]:
    """The review comes after the plan begins, as soon as its kind asks, and only sections of its kind are filled in."""
    kind = plan_kind(asked.values.get("kind", ""))
    for name in SECTIONS:
        if asked.values.get(name) and name not in kind.sections:
            yield name, f"This section is not part of the kind of plan that you chose ({kind.label})."
    longest = dt.timedelta(days=kind.review_within)
    yield from _after(asked, "review_on", "The review")
    first, review = asked.from_date, asked.values.get("review_on")
    if first and review and review - first > longest:
        within = "a year" if kind.review_within >= 365 else f"{kind.review_within} days"
        yield "review_on", f"The review must be by {day_words(first + longest)}: this kind of plan is reviewed within {within}."
    yield from _not_later(asked, "agreed_on")


def target(asked: Asked) -> Iterator[Fault]:
    """A target is due after it begins, and a result needs evidence."""
    yield from _after(asked, "due", "The date to reach it by")
    first, due = asked.from_date, asked.values.get("due")
    if first is not None and due is not None and due > first + 2 * LONGEST_CYCLE:
        yield "due", "The date to reach it by must be within two years."
    if asked.values.get("outcome") and not asked.values.get("evidence"):
        yield "evidence", "Enter the evidence for the result."


def amounts(values: Any) -> Iterator[Fault]:
    """Minutes, sessions, weeks and the size of the group that can be."""
    for name, least, most, words in _LIMITS:
        value = values.get(name)
        if value is not None and not least <= value <= most:
            yield name, f"{words} must be from {least} to {most}."


def given(asked: Asked) -> Iterator[Fault]:
    """An intervention as it is planned for a child."""
    yield from amounts(asked.values)
    if asked.values.get("after") is not None and asked.values.get("before") is None:
        yield "before", "Enter the measure before, or leave both empty."
    if (asked.values.get("before") is not None or asked.values.get("after") is not None) and not asked.values.get("measure"):
        yield "measure", "Say what was measured."
    if asked.from_date is not None and asked.from_date > asked.today + LONGEST_CYCLE:
        yield "from_date", "The date must be within a year from today."
    since = asked.values.get("interrupted_on")
    if since is not None and not asked.values.get("interrupted_why"):
        yield "interrupted_why", "Say why it is interrupted, and what is done instead."
    if since is not None and asked.from_date is not None and since < asked.from_date:
        yield "interrupted_on", f"The date must be {day_words(asked.from_date)} or later."
    yield from _not_later(asked, "interrupted_on")


def conversation(asked: Asked) -> Iterator[Fault]:
    yield from _after(asked, "next_on", "The next conversation")


def agency_referral(asked: Asked) -> Iterator[Fault]:
    """The agency sees the child, and then reports."""
    first, seen, report = asked.from_date, asked.values.get("seen_on"), asked.values.get("report_on")
    for name, day in (("seen_on", seen), ("report_on", report)):
        if first and day and day < first:
            yield name, f"The date must be {day_words(first)} or later."
    yield from _not_later(asked, "seen_on")
    yield from _not_later(asked, "report_on")
    if asked.values.get("done") and not asked.values.get("recommended"):
        yield "recommended", "Enter what the agency recommended."


def price_day(day: dt.date, today: dt.date) -> Iterator[str]:
    """Why no price of an hour can begin on a day: ten years before today and a year after it are ours, to catch a slip."""
    if not today - 10 * LONGEST_CYCLE < day <= today + LONGEST_CYCLE:
        yield "The date must be within the last ten years or the next year."


def session_day(day: dt.date, first: dt.date, last: dt.date | None, today: dt.date) -> str:
    """Why no session can be logged on a day; "" where it can."""
    if day > today:
        return "The date must be today or earlier."
    if day < first:
        return f"The intervention began on {day_words(first)}."
    return f"The intervention ended on {day_words(last)}." if last is not None and day > last else ""


def school_day(day: dt.date, kind: str, *, is_open: bool) -> str:
    """Why a planned session can't be logged on a day; "" where it can. Sessions given in the holidays are not those that were
    planned, so they are logged as catch-up, and assessments and meetings are not sessions of delivery (our own rule)."""
    if kind != "delivery" or is_open:
        return ""
    return f"The school is closed on {day:%A} {day_words(day)}. Choose a school day, or log a catch-up session."


def _after(asked: Asked, name: str, words: str) -> Iterator[Fault]:
    first, day = asked.from_date, asked.values.get(name)
    if first is not None and day is not None and day <= first:
        yield name, f"{words} must be after {day_words(first)}."


def _not_later(asked: Asked, name: str) -> Iterator[Fault]:
    day = asked.values.get(name)
    if day is not None and day > asked.today:
        yield name, "The date must be today or earlier."
