"""What can't be right in a record of a move, an adjustment, a diagnosis or a contact with the family: pure checks."""

import datetime as dt
from collections.abc import Iterator

from attainable.domains.provision.rules.records import LONGEST_CYCLE
from attainable.records.asked import Asked, Fault
from attainable.values.dates import day_words


def transition_meeting(asked: Asked) -> Iterator[Fault]:
    """Somebody looks again after the meeting, within a year."""
    yield from _soon_after(asked, "look_again_on", "The date to look again")


def adjustment(asked: Asked) -> Iterator[Fault]:
    """An adjustment is looked at again within a year of its first day or of the last look."""
    first, again = asked.from_date, asked.values.get("review_on")
    if first is not None and again is not None:
        if again <= first:
            yield "review_on", f"The date to look again must be after {day_words(first)}."
        elif again > max(first, asked.today) + LONGEST_CYCLE:
            yield "review_on", "The date to look again must be within a year."


def diagnosis(asked: Asked) -> Iterator[Fault]:
    """An outcome has a day, and is not reached before anybody sought it; one that is being sought has none."""
    state, day, first = asked.values.get("state"), asked.values.get("decided_on"), asked.from_date
    if state == "waiting" and day is not None:
        yield "decided_on", "A diagnosis that is being sought has no date of an outcome. Empty the date, or choose the outcome."
    if state in ("made", "out") and day is None:
        yield "decided_on", "Enter the date of the outcome."
    if day is not None and day > asked.today:
        yield "decided_on", "The date must be today or earlier."
    elif day is not None and first is not None and day < first:
        yield "decided_on", f"The date must be {day_words(first)} or later."


def family_contact(asked: Asked) -> Iterator[Fault]:
    yield from _soon_after(asked, "answer_on", "The date to answer")


def _soon_after(asked: Asked, name: str, words: str) -> Iterator[Fault]:
    first: dt.date | None = asked.from_date
    day = asked.values.get(name)
    if first is None or day is None:
        return
    if day < first:
        yield name, f"{words} must be {day_words(first)} or later."
    elif day > first + LONGEST_CYCLE:
        yield name, f"{words} must be within a year."
