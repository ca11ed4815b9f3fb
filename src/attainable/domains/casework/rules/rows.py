"""A case against the clock: each step with its day, whether it is in time, and what comes next. Pure functions."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from attainable.domains.casework.rules.clock import Due, due, needs_assessment
from attainable.domains.casework.rules.exceptions import Excuse
from attainable.domains.casework.rules.process import OPEN, Taken, day_of, stage_of
from attainable.domains.casework.rules.states import Standing, standing

# Which steps meet which limit.
_MET: Final = {
    "decide-to-assess": ("assess", "refuse-assess"),
    "no-plan": ("refuse-plan",),
    "draft-plan": ("draft",),
    "representations": ("views",),
    "final-plan": ("final",),
}
# The limit that a stage works towards, and the limit of the law behind it where that is our own target.
_NEXT: Final = {"requested": "decide-to-assess", "assessing": "no-plan", "planning": "draft-plan", "drafted": "final-plan"}
_EXCUSED: Final = ("decide-to-assess", "no-plan", "final-plan")


@dataclass(frozen=True, slots=True)
class Row:
    """One step of a case: what is due, when it was done, and how it is doing on the day that was asked about."""

    due: Due
    met: dt.date | None
    standing: Standing
    about: str = ""


@dataclass(frozen=True, slots=True)
class Now:
    """Where a case is: its stage, the next step with its due date and whose move it is, and whether anything waits for others."""

    stage: str
    row: Row | None
    waits_for: tuple[str, ...] = ()


def rows(received: dt.date, steps: Sequence[Taken], excuses: tuple[Excuse, ...], on: dt.date) -> list[Row]:
    """Every step that has a clock, in order of the days on which they are due. Due dates are those of the law and never move."""
    asked = day_of(steps, "ask-advice")
    known = {one.id: one for one in needs_assessment(received, advice_asked=asked, excuses=excuses)}
    stage = stage_of(steps)
    found = [*_of_law(known, steps, excuses, stage, on), *_of_others(steps, on)]
    return sorted(found, key=lambda row: (row.due.last, row.due.id))


def _of_law(known: dict[str, Due], steps: Sequence[Taken], excuses: tuple[Excuse, ...], stage: str, on: dt.date) -> Iterator[Row]:
    excused = any(one.applies for one in excuses)
    for name, kinds in _MET.items():
        one, met = known[name], day_of(steps, *kinds)
        if name == "representations":
            sent = day_of(steps, "draft")
            if sent is None:
                continue
            one = due("representations", one.step, sent, whose="family")
        if met is None and (stage not in OPEN or (name == "no-plan" and stage in ("planning", "drafted"))):
            continue
        how = standing(one.last, on, met=met, excused=excused and name in _EXCUSED)
        if name == "representations" and met is None and on > one.last:
            # The family may give its views; it owes nothing.
            how = Standing("met", how.days, "The 15 days have passed")
        yield Row(one, met, how)


def _of_others(steps: Sequence[Taken], on: dt.date) -> Iterator[Row]:
    """Advice and consultations, each with its own clock."""
    words = {"ask-advice": ("advice", "Advice"), "consult": ("consultation", "Reply to the consultation")}
    for step in steps:
        if step.kind in words:
            name, text = words[step.kind]
            one = due(name, text, step.day, whose="adviser" if step.kind == "ask-advice" else "school")
            yield Row(one, step.reply_on, standing(one.last, on, met=step.reply_on), step.about)


def now(received: dt.date, steps: Sequence[Taken], excuses: tuple[Excuse, ...], on: dt.date) -> Now:
    """Where a case is on a day."""
    stage = stage_of(steps)
    if stage not in OPEN:
        return Now(stage, None)
    found = rows(received, steps, excuses, on)
    row = next(row for row in found if row.due.id == _NEXT[stage])
    if stage == "assessing":
        row = replace(row, due=replace(row.due, step="Decide whether to make a plan", note=""))
    waits = tuple(row.about for row in found if row.about and row.met is None)
    return Now(stage, row, waits)


def legal_due(received: dt.date, stage: str) -> dt.date | None:
    """The next day that the law sets for a stage: what a work list is ordered by. None for a case that has ended."""
    name = {"requested": "decide-to-assess", "assessing": "no-plan", "planning": "final-plan", "drafted": "final-plan"}.get(stage)
    return None if name is None else due(name, "", received).last


def weeks_taken(received: dt.date, steps: Sequence[Taken]) -> float | None:
    """Weeks from the request to the final plan, as the department's average counts them; None without one."""
    sent = day_of(steps, "final")
    return None if sent is None else (sent - received).days / 7
