"""Which step of an EHC needs assessment may follow which, and why another may not. Pure functions of what was done so far.

Sources: Children and Families Act 2014, Part 3; SEND Regulations 2014 (SI 2014/1530); SEND Code of Practice 2015, chapter 9.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from attainable.domains.casework.rules.law import last_day, limit
from attainable.values.dates import day_words
from attainable.values.school_year import age

# Who asked, in the codes of the SEN2 return (RequestSource).
SOURCES: Final = {
    "1": "Young person or parent",
    "2": "School or other education setting",
    "3": "Health professional",
    "4": "Social care professional",
    "5": "Other",
}
# A request can be made for somebody who is not yet 25 (sections 36 and 83).
OLDEST: Final = 25
STAGES: Final = {
    "requested": "Deciding whether to assess",
    "assessing": "Assessment: gathering advice",
    "planning": "Writing the draft plan",
    "drafted": "Draft plan with the family; consulting schools",
    "final": "Final plan sent",
    "refused": "No assessment",
    "no-plan": "No plan after the assessment",
    "withdrawn": "Request withdrawn",
    "moved": "Moved to another council",
}
OPEN: Final = ("requested", "assessing", "planning", "drafted")
# What ends a case, and the stage that it leads to.
_ENDS: Final = {"refuse-assess": "refused", "refuse-plan": "no-plan", "withdraw": "withdrawn", "move": "moved", "final": "final"}
_LEADS: Final = {"assess": "assessing", "issue": "planning", "draft": "drafted"}
# Steps by code, in the order of the process, as they are shown once they were taken.
STEPS: Final = {
    "told": "Informed the school, health and social care",
    "panel": "Panel gave its advice",
    "assess": "Decided to assess",
    "refuse-assess": "Decided not to assess",
    "ask-advice": "Asked for advice",
    "issue": "Decided to make a plan",
    "refuse-plan": "Decided not to make a plan",
    "draft": "Sent the draft plan",
    "views": "Heard the family’s views about the draft",
    "consult": "Consulted a school or college",
    "final": "Sent the final plan",
    "withdraw": "The request was withdrawn",
    "move": "The child moved to another council",
}
# Steps that only an officer with delegated power takes: a panel advises, it does not decide.
DECISIONS: Final = ("assess", "refuse-assess", "issue", "refuse-plan")
# Steps after which somebody replies.
ANSWERED: Final = ("ask-advice", "consult")
# Who is asked for advice (regulation 6(1)).
ADVISERS: Final = {
    "family": "Parent or young person",
    "education": "Head or manager of the school or setting",
    "health": "Health care professional",
    "psychologist": "Educational psychologist",
    "social-care": "Social care",
    "specialist": "Specialist teacher (hearing, vision, both)",
    "adulthood": "Preparation for adulthood, from year 9",
    "asked-by-family": "Somebody that the parent or young person asked for",
    "other": "Somebody else",
}
# What section I can name.
SETTINGS: Final = {
    "school": "A school or college",
    "type": "A type of school or college only",
    "otherwise": "Education otherwise than at school (section 61)",
    "home": "Elective home education",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken: its code, the day, who it was about, and the day of the reply where somebody replies."""

    kind: str
    day: dt.date
    about: str = ""
    reply_on: dt.date | None = None


def stage_of(steps: Sequence[Taken]) -> str:
    """The stage that a case is at after its steps."""
    ended = [_ENDS[step.kind] for step in steps if step.kind in _ENDS]
    if ended:
        return ended[-1]
    led = [step.kind for step in steps if step.kind in _LEADS]
    return max((_LEADS[kind] for kind in led), key=OPEN.index, default="requested")


def day_of(steps: Sequence[Taken], *kinds: str) -> dt.date | None:
    """The first day on which one of some steps was taken."""
    return min((step.day for step in steps if step.kind in kinds), default=None)


def possible(steps: Sequence[Taken], on: dt.date) -> list[str]:
    """The steps that may be taken now, in the order of the process."""
    return [kind for kind in STEPS if not any(True for _ in refusals(kind, steps, on))]


def refusals(kind: str, steps: Sequence[Taken], day: dt.date) -> Iterator[str]:
    """Every reason for which a step may not be taken on a day; none where it may."""
    stage = stage_of(steps)
    if stage not in OPEN:
        yield f"This case has ended: {STAGES[stage][:1].lower()}{STAGES[stage][1:]}."
        return
    yield from _AFTER[kind](steps, stage) if kind in _AFTER else ()
    if kind in ("told", "views") and day_of(steps, kind):
        yield "This is recorded already."
    if kind == "final" and (sent := day_of(steps, "draft")) and not day_of(steps, "views"):
        until = last_day(limit("representations", sent), sent)
        if day <= until:
            yield (
                f"The family has until {day_words(until)} to give its views about the draft (regulation 13(1)). "
                "Record its views first, or send the final plan after that day."
            )


def _decide(steps: Sequence[Taken], stage: str) -> Iterator[str]:
    if stage != "requested":
        yield "The council decided to assess already. A decision is changed by mediation or the tribunal, not here."


def _after_assess(steps: Sequence[Taken], stage: str) -> Iterator[str]:
    if stage == "requested":
        yield "The council has not decided to assess yet (section 36)."


def _plan_or_not(steps: Sequence[Taken], stage: str) -> Iterator[str]:
    yield from _after_assess(steps, stage)
    if stage in ("planning", "drafted"):
        yield "The council decided to make a plan already."
    if stage == "assessing" and not day_of(steps, "ask-advice"):
        yield "Nobody was asked for advice yet. The council decides after it has sought advice (regulation 6)."


def _draft(steps: Sequence[Taken], stage: str) -> Iterator[str]:
    if stage in ("requested", "assessing"):
        yield "The council has not decided to make a plan yet (section 37)."


def _after_draft(steps: Sequence[Taken], stage: str) -> Iterator[str]:
    if stage != "drafted":
        yield "A draft plan comes first: the family gives its views about it before the final plan (section 38, regulation 13)."


_AFTER: Final = {
    "assess": _decide,
    "refuse-assess": _decide,
    "ask-advice": _after_assess,
    "issue": _plan_or_not,
    "refuse-plan": _plan_or_not,
    "draft": _draft,
    "views": _after_draft,
    "consult": _after_draft,
    "final": _after_draft,
}


def faults_of_day(day: dt.date, received: dt.date, steps: Sequence[Taken], on: dt.date) -> Iterator[str]:
    """What is wrong with the day of a step: before the request, before the decision that it follows, or still to come."""
    if day > on:
        yield "The date must be today or earlier."
    before = max([received, *(step.day for step in steps if step.kind in _LEADS)])
    if day < before:
        yield f"The date must be {day_words(before)} or later."


def faults_of_request(born: dt.date, received: dt.date, on: dt.date) -> Iterator[str]:
    """What is wrong with the day of a request."""
    if received > on:
        yield "The date must be today or earlier."
    if received < born:
        yield "The date is before the child was born."
    elif age(born, received) >= OLDEST:
        yield f"The person was {OLDEST} or older on this day: a request can be made for somebody under {OLDEST} (section 36)."


def faults_of_setting(setting: str, name: str, consulted: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with section I of a final plan: pairs of the field and what is wrong."""
    if setting == "home":
        yield (
            "setting",
            "A plan does not name elective home education: it is the parents’ own arrangement. Choose education otherwise than "
            "at school (section 61), or a type of school.",
        )
    if setting == "school" and not name.strip():
        yield "named", "Enter the name of the school or college."
    elif setting == "school" and name.strip().casefold() not in {known.strip().casefold() for known in consulted}:
        yield "named", "This school was not consulted. Record the consultation first (section 39(2))."
