"""The published measures out of one return, by the department's definitions: each with numerator and denominator.

Definitions: methodology of "Education, health and care plans" (calendar year before the return); what the files do not say is our
reading and marked in `note`.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from attainable.formats.sen2.judged import day_of, days_between
from attainable.formats.sen2.spec import REFERENCE_DATES, Record, Return

_SIX_WEEKS: Final = 42
_SIXTEEN: Final = 112
_TWENTY: Final = 140
_FOUR_WEEKS: Final = 28


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure. `value` is a share in per cent, or weeks for an average; None without a denominator."""

    id: str
    title: str
    numerator: float
    denominator: int
    value: float | None
    note: str = ""


def measures(found: Return) -> list[Measured]:
    """Requests, decisions, timeliness both ways, reviews and phase transfers of the calendar year before the return."""
    year = dt.date.fromisoformat(REFERENCE_DATES[found.year]).year - 1
    requests = [request for person in found.people for request in person.get("Requests", ())]
    asked = [request for request in requests if _in(request.get("ReceivedDate", ""), year)]
    decided = [request for request in asked if request.get("RequestOutcome") in ("Y", "N")]
    issued = [request for request in requests if _issued(request, year)]
    within = [request for request in issued if _excused(request) == "0"]
    refused = [request for request in requests if _refused_plan(request, year)]
    active = [request["ActivePlans"] for request in requests if request.get("ActivePlans")]
    met = [plan for plan in active if plan.get("ReviewMeeting") and plan.get("LastReview")]
    due = [plan for plan in active if plan.get("PhaseTransferDueDate")]
    return [
        _share("requests-agreed", "Requests agreed", asked, lambda one: one.get("RequestOutcome") == "Y"),
        _share("requests-refused", "Requests refused", asked, lambda one: one.get("RequestOutcome") == "N"),
        _share("decided-in-6-weeks", "Decisions within six weeks", decided, lambda one: _took(one, decision=True) <= _SIX_WEEKS),
        _share("plans-in-20-weeks", "Plans issued within 20 weeks, without exceptions", within, _in_twenty),
        _share("plans-in-20-weeks-all", "Plans issued within 20 weeks, all", issued, _in_twenty),
        _weeks("weeks-to-plan", "Average weeks to a plan", issued),
        _share(
            "no-plan-in-16-weeks",
            "Decisions not to make a plan within 16 weeks",
            refused,
            lambda one: _took(one) <= _SIXTEEN,
            "The published file does not name the limit; 16 weeks is our reading.",
        ),
        _share("reviews-decided-in-4-weeks", "Review decisions within four weeks of the meeting", met, _in_four_weeks),
        _share(
            "transfers-in-time",
            "Phase transfers with a final plan by their day",
            due,
            lambda one: bool(one.get("PhaseTransferFinalDate")) and one["PhaseTransferFinalDate"] <= one["PhaseTransferDueDate"],
            "The return is taken before 15 February: plans that are still to come in time count as not final yet.",
        ),
    ]


def _in(text: str, year: int) -> bool:
    day = day_of(text)
    return day is not None and day.year == year


def _assessment(request: Record) -> Record:
    found: Record = request.get("Assessment") or {}
    return found


def _issued(request: Record, year: int) -> bool:
    """Whether a plan was issued in the year, whose request has a day: one moved in or older has none."""
    given = _assessment(request)
    dated = _in(given.get("AssessmentOutcomeDate", ""), year) and day_of(request.get("ReceivedDate", "")) is not None
    return given.get("AssessmentOutcome") == "Y" and dated


def _refused_plan(request: Record, year: int) -> bool:
    given = _assessment(request)
    dated = _in(given.get("AssessmentOutcomeDate", ""), year) and day_of(request.get("ReceivedDate", "")) is not None
    return given.get("AssessmentOutcome") == "N" and dated


def _excused(request: Record) -> str:
    return str(_assessment(request).get("Week20", ""))


def _took(request: Record, *, decision: bool = False) -> float:
    """Days from the request to its decision or to the plan; without a day it took for ever."""
    to = request.get("RequestOutcomeDate", "") if decision else _assessment(request).get("AssessmentOutcomeDate", "")
    days = days_between(request.get("ReceivedDate", ""), to)
    return float("inf") if days is None else days


def _in_twenty(request: Record) -> bool:
    return _took(request) <= _TWENTY


def _in_four_weeks(plan: Record) -> bool:
    days = days_between(plan["ReviewMeeting"], plan["LastReview"])
    return days is not None and 0 <= days <= _FOUR_WEEKS


def _share(id: str, title: str, rows: list[Record], met: Callable[[Record], bool], note: str = "") -> Measured:
    count = sum(map(met, rows))
    return Measured(id, title, count, len(rows), 100 * count / len(rows) if rows else None, note)


def _weeks(id: str, title: str, rows: list[Record]) -> Measured:
    weeks = [days / 7 for days in _known(rows)]
    return Measured(id, title, sum(weeks), len(weeks), sum(weeks) / len(weeks) if weeks else None)


def _known(rows: list[Record]) -> Iterator[float]:
    yield from (days for row in rows if (days := _took(row)) != float("inf"))
