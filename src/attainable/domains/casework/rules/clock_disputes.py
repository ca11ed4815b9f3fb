"""What is due when about mediation, appeals, tribunal orders and concessions, and the end of a plan. Pure functions of dates."""

import datetime as dt
from typing import Final

from attainable.domains.casework.rules.clock import Due, due, of_limit
from attainable.domains.casework.rules.law import last_day, limit
from attainable.values.dates import day_words

_EXCUSED: Final = "Exceptional circumstances, absence, a missed appointment or a closure can excuse lateness (regulation 44(3))."
# What an order or a concession asks, by its kind: the limits and the steps.
_ASSESS: Final = (
    ("order-assess-tell", "Tell the family that the assessment begins"),
    ("order-assess-no-plan", "If no plan is made: tell the family"),
    ("order-assess-final", "If a plan is made: send the final plan"),
)
_PLAN: Final = (("order-plan-draft", "Send the draft plan"), ("order-plan-final", "Send the final plan"))
ORDERS: Final = {
    "assess": ("Assess the child", _ASSESS),
    "reassess": ("Assess the child again", _ASSESS),
    "plan": ("Make a plan", _PLAN),
    "contents": ("Change sections B or F", (("order-contents", "Send the amended plan"),)),
    "contents-and-school": (
        "Change the contents and the school",
        (("order-contents", "Send the amended plan, with the school named"),),
    ),
    "school": ("Change section I only", (("order-school", "Send the plan with the school named"),)),
    "continue": ("Keep the plan", (("order-at-once", "Keep the plan as it is, or as ordered"),)),
    "dismiss-ceasing": ("Appeal against ceasing dismissed", (("order-at-once", "The council may cease the plan from this day"),)),
    "refer-back": ("Decide again", ()),
}
CONCESSIONS: Final = ("assess", "reassess", "plan", "contents", "contents-and-school", "school")


def appeal(
    decision: dt.date,
    *,
    certificate: dt.date | None = None,
    mediation_asked: dt.date | None = None,
    mediation_ended: dt.date | None = None,
    school_only: bool = False,
) -> tuple[Due, ...]:
    """Mediation and the last day of an appeal: two months from the council's notice or one month from the certificate, the later
    of the two. Without a certificate the second cannot be known. An appeal about section I only needs no certificate."""
    steps = []
    if not school_only:
        steps.append(due("mediation-adviser", "Contact the mediation adviser", decision, whose="family"))
    if mediation_asked:
        steps.append(due("mediation-arranged", "Arrange the mediation", mediation_asked))
    if mediation_ended:
        steps.append(due("mediation-certificate", "The adviser sends the certificate", mediation_ended, whose="adviser"))
    first = due("appeal", "Send the appeal to the tribunal", decision, whose="family")
    if certificate:
        second = due("appeal-after-certificate", first.step, certificate, whose="family")
        return (*steps, max(first, second, key=lambda one: one.last))
    note = "" if school_only else "One month from the mediation certificate, if that is later."
    return (*steps, of_limit("appeal", limit("appeal", decision), first.step, first.due, note=note, whose="family"))


def appeal_ends(decision: dt.date, certificate: dt.date | None = None) -> dt.date:
    """The last day on which an appeal can be sent: a plan is kept until it has passed (section 45(4))."""
    return appeal(decision, certificate=certificate)[-1].last


def ceasing(notice: dt.date, *, certificate: dt.date | None = None) -> tuple[Due, ...]:
    """The end of a plan after the council's notice. Age or the end of a course is not a ground on its own: the
    council consults first and considers the outcomes (section 45, regulations 29 to 31)."""
    steps = appeal(notice, certificate=certificate)
    end = steps[-1].last
    kept = Due(
        "plan-kept",
        "Keep the plan at least until the end of this day",
        end,
        "Children and Families Act 2014, section 45(4)",
        "until the time for an appeal has passed",
        "While an appeal is open, the plan is kept until it is decided. The plan ceases on the day it truly ends, not before.",
    )
    return (*steps, kept)


def order(kind: str, on: dt.date) -> tuple[Due, ...]:
    """What a tribunal's order asks, counted from the order (regulation 44). Raises KeyError for a kind that is not in ORDERS."""
    words, steps = ORDERS[kind]
    if not steps:
        rule = limit("order-at-once", on).rule
        return (Due("order-as-ordered", f"{words}, as ordered", None, rule, "as the order says", "Read the order for its days."),)
    notes = {"order-at-once": ""}
    return tuple(due(name, step, on, note=notes.get(name, _EXCUSED)) for name, step in steps)


def concession(kind: str, notice: dt.date) -> tuple[Due, ...]:
    """What a council owes after its notice to the tribunal that it will not oppose an appeal: the times of an order, all counted
    from that notice (regulation 45). Raises KeyError for a kind that is not in CONCESSIONS."""
    if kind not in CONCESSIONS:
        raise KeyError(kind)
    given = limit("concession", notice)
    steps = []
    for name, step in ORDERS[kind][1]:
        day = last_day(limit(name, notice), notice)
        note = f"{_EXCUSED} Counted from {day_words(notice)}, the day of the notice to the tribunal."
        steps.append(Due(name, step, day, given.rule, given.counted, note))
    return tuple(steps)
