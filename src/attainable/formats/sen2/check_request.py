"""Checks of requests and assessments (S2.., S3..)."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from attainable.formats.sen2.judged import Faults, Judged, before, day_of, days_between
from attainable.formats.sen2.spec import Record

_SIX_WEEKS: Final = 42
_SIXTEEN: Final = 112
_TWENTY: Final = 140


def of_request(request: Record, person: Record, judged: Judged) -> Iterator[Faults]:
    """What is wrong with a request and the assessment beneath it."""
    outcome, assessment = request.get("RequestOutcome", ""), request.get("Assessment")
    if not outcome:
        yield "S201", {}
    yield from _received(request, person, judged)
    yield from _decided(request, judged)
    if outcome in ("W", "A", "N") and _goes_on(request) and not _changed(request):
        yield "S209", {"text": outcome}
    if outcome != "H" and not request.get("RequestSource"):
        yield "S210", {}
    yield from _exported(request, judged)
    if outcome == "Y" and not assessment and not request.get("Exported"):
        yield "S302", {}
    if assessment:
        yield from _assessment(assessment, request, judged)


def _received(request: Record, person: Record, judged: Judged) -> Iterator[Faults]:
    received, outcome = request.get("ReceivedDate", ""), request.get("RequestOutcome", "")
    if not received:
        if outcome != "H":
            yield "S202", {}
        return
    day = day_of(received)
    if day is None:
        return
    if day > judged.last:
        yield "S203", {"text": f"after the end of the period, {judged.last.isoformat()}"}
    elif before(received, person.get("PersonBirthDate", "")):
        yield "S203", {"text": "before the person was born"}
    elif day < dt.date(judged.first.year - 1, 1, 1) and outcome != "H":
        yield "S204", {}


def _decided(request: Record, judged: Judged) -> Iterator[Faults]:
    outcome, decided, received = (request.get(name, "") for name in ("RequestOutcome", "RequestOutcomeDate", "ReceivedDate"))
    if outcome in ("Y", "N") and not decided:
        yield "S205", {"text": outcome}
    if before(decided, received):
        yield "S206", {"text": "before the request was received"}
    elif before(judged.on.isoformat(), decided):
        yield "S206", {"text": "after the reference date"}
    took = days_between(received, decided)
    if outcome in ("Y", "N") and took is not None and took > _SIX_WEEKS:
        yield "S207", {"days": took}
    waits = days_between(received, judged.last.isoformat())
    if outcome == "A" and waits is not None and waits > _SIX_WEEKS:
        yield "S208", {"days": waits}


def _goes_on(request: Record) -> bool:
    """Whether an assessment decision or a plan follows a request."""
    assessment = request.get("Assessment") or {}
    return bool(assessment.get("AssessmentOutcome") or assessment.get("NamedPlan") or request.get("ActivePlans"))


def _changed(request: Record) -> bool:
    """Whether mediation or a tribunal may have changed what came after: the outcome as first decided stays."""
    return "1" in (request.get("RequestMediation"), request.get("RequestTribunal"))


def _exported(request: Record, judged: Judged) -> Iterator[Faults]:
    exported = request.get("Exported", "")
    if not exported:
        return
    if exported == judged.own:
        yield "S211", {"text": "The person moved to our own council."}
    if _goes_on(request):
        yield "S211", {"text": "The person moved to another council, but an assessment decision or a plan of ours follows."}


def _assessment(assessment: Record, request: Record, judged: Judged) -> Iterator[Faults]:
    outcome, decided = assessment.get("AssessmentOutcome", ""), assessment.get("AssessmentOutcomeDate", "")
    plan, received = assessment.get("NamedPlan"), request.get("ReceivedDate", "")
    if outcome in ("Y", "H") and request.get("RequestOutcome") not in ("Y", "H") and not _changed(request):
        yield "S301", {"text": outcome}
    if not decided and (outcome == "N" or (outcome == "Y" and plan)):
        yield "S303", {"text": outcome}
    if before(decided, request.get("RequestOutcomeDate", "")):
        yield "S304", {"text": "before the decision to assess"}
    elif before(judged.on.isoformat(), decided):
        yield "S304", {"text": "after the reference date"}
    yield from _in_time(assessment, days_between(received, decided))


def _in_time(assessment: Record, took: int | None) -> Iterator[Faults]:
    outcome, excused = assessment.get("AssessmentOutcome", ""), assessment.get("Week20", "")
    issued = outcome == "Y" and bool(assessment.get("AssessmentOutcomeDate"))
    if issued and took is not None and took > _TWENTY and excused == "0":
        yield "S305", {"days": took}
    if outcome == "N" and took is not None and took > _SIXTEEN:
        yield "S306", {"days": took}
    if issued and not excused:
        yield "S307", {}
    if issued and excused == "1" and took is not None and took <= _TWENTY:
        yield "S308", {}
