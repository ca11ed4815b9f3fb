"""What is due when in the life of an EHC plan, each step with its regulation. Pure functions of dates.

Clocks never stop and due dates never move: an exception (`exceptions.py`) excuses lateness, and is shown beside the date. Days
are calendar days unless the rule says working days. `clock_disputes.py` has appeals, orders and concessions.
"""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final, Literal

from attainable.domains.casework.rules.exceptions import Excuse
from attainable.domains.casework.rules.law import Limit, last_day, limit
from attainable.values.dates import day_words

type Whose = Literal["council", "school", "family", "adviser", "tribunal"]

_DAY: Final = dt.timedelta(days=1)
# Transfers by the word that the terminal and the pages use: the limit, and the transfer in words.
TRANSFERS: Final = {
    "reception": ("transfer-school", "from early years to school"),
    "junior": ("transfer-school", "from infant to junior school"),
    "middle": ("transfer-school", "from primary to middle school"),
    "secondary": ("transfer-school", "to secondary school"),
    "post-16": ("transfer-post-16", "from secondary school to a post-16 institution"),
    "between-post-16": ("transfer-between-post-16", "from one post-16 institution to another"),
}


@dataclass(frozen=True, slots=True)
class Due:
    """A step and the last day on which it is in time; None where the law or an order sets no day. `whose`: who must act."""

    id: str
    step: str
    due: dt.date | None
    rule: str
    counted: str
    note: str = ""
    whose: Whose = "council"
    mark: str = "S"

    @property
    def last(self) -> dt.date:
        """The last day of a step that has one. ValueError for one without."""
        if self.due is None:
            raise ValueError(f"{self.id} has no day")
        return self.due

    def as_record(self) -> dict[str, str | None]:
        """The five keys of the command's JSON."""
        due = self.due.isoformat() if self.due else None
        return {"step": self.step, "due": due, "rule": self.rule, "counted": self.counted, "note": self.note}


def due(name: str, step: str, start: dt.date, *, note: str = "", whose: Whose = "council", on: dt.date | None = None) -> Due:
    """One step under a limit of `law.yaml`; the version of the limit is that of the day `on`, by default of the start."""
    found = limit(name, on or start)
    return of_limit(name, found, step, last_day(found, start), note=note, whose=whose)


def of_limit(name: str, found: Limit, step: str, day: dt.date | None, *, note: str = "", whose: Whose = "council") -> Due:
    """A step whose last day was worked out already."""
    unsure = {"K": "Known, not read in the law: check before you rely on it.", "OWN": "Our own target: the law sets no day."}
    notes = " ".join(text for text in (note, unsure.get(found.mark, "")) if text)
    return Due(name, step, day, found.rule, found.counted, notes, whose, found.mark)


def needs_assessment(
    received: dt.date, *, advice_asked: dt.date | None = None, excuses: tuple[Excuse, ...] = ()
) -> tuple[Due, ...]:
    """The steps of a first assessment from the day the request was received (day 0)."""

    def step(name: str, words: str, note: str = "") -> Due:
        said = " ".join(text for text in (note, *(one.note(name) for one in excuses)) if text)
        return due(name, words, received, note=said)

    decide = step("decide-to-assess", "Decide whether to assess, and tell the parent or young person")
    final = step("final-plan", "Send the final plan")
    asked = advice_asked or decide.last
    guess = "" if advice_asked else "Counted as if the advice were asked for on the last day of the decision."
    advice = due("advice", "Receive the advice of everybody asked", asked, note=guess, whose="adviser")
    hearing = limit("representations", received)
    served = final.last - (last_day(hearing, received) - received) - _DAY
    draft = Due(
        "draft-plan",
        "Send the draft plan",
        served,
        hearing.rule,
        "before the final plan, so that the family has its 15 days",
        "The law sets no day for the draft: this is the last that leaves the family its time and sends the final plan in time.",
        mark="OWN",
    )
    representations = Due(
        "representations",
        "Hear the family’s views about the draft and the school",
        last_day(hearing, served),
        hearing.rule,
        hearing.counted,
        f"Counted as if the draft were served on {day_words(served)}.",
        "family",
    )
    no_plan = step("no-plan", "Decide not to make a plan, and tell the parent or young person", "Only where no plan is made.")
    return (decide, advice, no_plan, draft, representations, final)


def review(meeting: dt.date, *, notice: dt.date | None = None, letter: dt.date | None = None) -> tuple[Due, ...]:
    """What follows a review meeting. `notice`: the day of an amendment notice that carries the proposed changes. `letter`: the
    day of a letter that only says that the plan will be amended; it stops no clock."""
    said = ""
    if letter:
        said = f"The letter of {day_words(letter)} carries no proposed changes, so it does not count as the notice."
    outer = due("amended-plan-outer", "Send the final amended plan", meeting)
    final = outer
    if notice:
        inner = due("amended-plan", "Send the final amended plan", notice)
        final = min(inner, outer, key=lambda one: one.last)
    late = notice is not None and notice > last_day(limit("amendment-notice", meeting), meeting)
    notes = " ".join([said, *([f"The notice of {day_words(notice)} is late."] if late else [])]).strip()
    steps = [
        due("invitations", "Invite everybody, and send them the advice", meeting, whose="school"),
        due("review-report", "Send the report of the meeting to everybody", meeting, whose="school"),
        due("review-decision", "Decide to keep, amend or cease the plan, and tell the family", meeting, note=said),
        due("amendment-notice", "Where it will be amended: send the notice with the proposed changes", meeting, note=notes),
    ]
    if notice:
        steps.append(due("amendment-comments", "Hear the family’s views about the changes", notice, whose="family"))
    steps.append(final)
    if notice:
        steps.append(due("yearly-review", "Review the plan again", notice, note="Counted from the day of the notice."))
    return tuple(steps)


def next_review(made: dt.date, reviewed: dt.date | None = None) -> Due:
    """By when the plan must be reviewed: twelve months beginning with the day it was made or last reviewed. A review counts from
    the day the council sent its decision (Code 9.176, known)."""
    return due("yearly-review", "Review the plan", reviewed or made)


def phase_transfer(into: str, year: int, *, moves: dt.date | None = None) -> tuple[Due, ...]:
    """The final plan before a transfer in a calendar year, and the meeting that leaves twelve weeks for it. `into` is a key of
    TRANSFERS; `between-post-16` counts from the day of the move. Raises KeyError for another word."""
    name, words = TRANSFERS[into]
    start = moves or dt.date(year, 9, 1)
    note = "" if into != "between-post-16" or moves else "Counted as if the move were on 1 September."
    final = due(name, f"Send the final amended plan before the move {words}", start, note=note)
    outer = limit("amended-plan-outer", final.last)
    meeting = final.last - (last_day(outer, final.last) - final.last)
    return (
        Due(
            "transfer-meeting",
            "Hold the review meeting",
            meeting,
            outer.rule,
            "12 weeks before the final plan",
            "The latest day that leaves time for the notice and the family’s views.",
            "school",
        ),
        final,
    )


def reassessment(asked: dt.date, *, notice: dt.date | None = None) -> tuple[Due, ...]:
    """A request to assess again, and the end of the re-assessment where the council gave notice of one."""
    first = due("reassess-decision", "Tell the family whether there will be a re-assessment", asked)
    guess = "" if notice else "Counted as if the notice were sent on its last day."
    return (first, due("reassess-finished", "Finish the re-assessment: send the amended plan", notice or first.last, note=guess))


def move(
    aware: dt.date, *, moved: dt.date | None = None, transferred: dt.date | None = None, reviewed: dt.date | None = None
) -> tuple[Due, ...]:
    """A child with a plan moves to another council. `aware`: when the old council became aware; `moved`: the day of the move, by
    default the same; `transferred`: when the plan was transferred; `reviewed`: when it was made or last reviewed."""
    found = limit("old-council-sends", aware)
    by = last_day(found, aware)
    day = max(by, moved) if moved else by
    note = "The council knew 15 working days before the move: the plan goes on the day of the move." if day > by else ""
    sent = of_limit("old-council-sends", found, "The old council sends the plan to the new one", day, note=note)
    start = transferred or day
    guess = "" if transferred else f"Counted as if the plan were transferred on {day_words(start)}."
    tells = due(
        "new-council-tells",
        "The new council says that the plan is transferred, whether it will assess, and when it will review",
        start,
        note=guess,
    )
    review_by = due("new-council-reviews", "The new council reviews the plan", start, note=guess)
    yearly = next_review(reviewed) if reviewed else None
    if yearly is None:
        review_by = replace(review_by, note=f"{guess} If later: twelve months from the plan or its last review.".strip())
    elif yearly.last > review_by.last:
        review_by = replace(review_by, due=yearly.due, counted=yearly.counted)
    return (sent, tells, review_by)
