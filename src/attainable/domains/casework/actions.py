"""Changes of EHC cases, each on a draft of the child's record: permitted, of one version, audited, in one transaction."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from attainable.accounts.models import Account, Organisation
from attainable.domains.casework.models import Case, CaseExcuse, CaseStep
from attainable.domains.casework.queries import DECIDE, KEEP, open_case, taken
from attainable.domains.casework.rules.exceptions import Excuse
from attainable.domains.casework.rules.process import (
    ANSWERED,
    DECISIONS,
    Taken,
    faults_of_day,
    faults_of_request,
    faults_of_setting,
    refusals,
    stage_of,
)
from attainable.domains.casework.rules.rows import legal_due
from attainable.domains.people.actions.register import decide_plan
from attainable.domains.people.models import Standing
from attainable.records.draft import Draft, fault

_OPEN_ALREADY: Final = "A request for this child is open already. Record the new one when it has ended, or add to the open one."


def open_request(
    draft: Draft, *, received: dt.date, source: str, asked_by: str = "", officer: Account | None = None
) -> Case | None:
    """Record a request for an EHC needs assessment: the clock begins on the day it was received."""
    if not draft.allowed(KEEP):
        return None
    standing = Standing.objects.select_related("home_authority").get(pk=draft.child.pk)
    found = [fault("received", text) for text in faults_of_request(draft.child.date_of_birth, received, draft.by.on)]
    if open_case(draft.child) is not None:
        found.append(fault("", _OPEN_ALREADY))
    if standing.provision == "E":
        found.append(fault("", "The child has an EHC plan. A request to assess again is a re-assessment (section 44)."))
    council = _council(standing)
    if council is None:
        found.append(fault("", "It is not recorded in which council’s area the child lives. Add the address first."))
    if draft.refuse(found) or council is None:
        return None
    case = Case(child=draft.child, council=council, received=received, source=source, asked_by=asked_by.strip(), officer=officer)
    case.due = legal_due(received, "requested")
    draft.later.append(case.save)
    details = {"received": received.isoformat(), "source": source}
    draft.note("case.opened", subject_kind="case", subject=case.ref, details=details)
    return case


def _council(standing: Standing) -> Organisation | None:
    return standing.home_authority


def take_step(draft: Draft, kind: str, *, day: dt.date, **given: Any) -> CaseStep | None:
    """Record a step of the open case. Refused, with the reason, where the law has another step first."""
    case = _case(draft)
    if case is None or not draft.allowed(DECIDE if kind in DECISIONS else KEEP):
        return None
    steps = _steps(case)
    found = [fault("", text) for text in refusals(kind, steps, day)]
    found += [fault("day", text) for text in faults_of_day(day, case.received, steps, draft.by.on)]
    found += _faults_of_words(kind, given, steps)
    if draft.refuse(found):
        return None
    if kind == "final":
        _issue(draft, day, str(given.get("words", "")), case)
        if draft.problems:
            return None
    step = CaseStep(case=case, kind=kind, day=day, recorded_by_name=draft.by.name, **_columns(given))
    _save(draft, case, [*steps, taken(step)], step)
    draft.note(
        "case.step-taken",
        why=str(given.get("words", "")) if kind in DECISIONS else "",
        subject_kind="case",
        subject=case.ref,
        details={"step": kind, "day": day.isoformat()},
    )
    return step


def _issue(draft: Draft, day: dt.date, words: str, case: Case) -> None:
    """The final plan is a decision of the register too: it is written once, here."""
    why = words.strip() or "Final EHC plan sent after an assessment."
    decide_plan(draft, provision="E", from_date=day, why=why, evidence=f"Case {case.ref}")


def _faults_of_words(kind: str, given: Mapping[str, Any], steps: list[Taken]) -> list[Any]:
    found = []
    if kind in (*DECISIONS, "panel") and not str(given.get("words", "")).strip():
        what = "what the panel advised, and why" if kind == "panel" else "the reasons: they go into the notice"
        found.append(fault("words", f"Enter {what}."))
    if kind == "consult" and not str(given.get("about", "")).strip():
        found.append(fault("about", "Enter the name of the school or college."))
    if kind == "move" and not str(given.get("about", "")).strip():
        found.append(fault("about", "Enter the council to which the child moved."))
    if kind in ("draft", "final") and not str(given.get("sent_to", "")).strip():
        found.append(fault("sent_to", "Enter who it was sent to."))
    if kind == "final":
        consulted = [step.about for step in steps if step.kind == "consult"]
        pairs = faults_of_setting(str(given.get("setting", "")), str(given.get("about", "")), consulted)
        found += [fault("about" if name == "named" else name, what) for name, what in pairs]
    return found


def _columns(given: Mapping[str, Any]) -> dict[str, Any]:
    """What a step keeps of what was entered: texts without spaces around."""
    names = ("adviser", "about", "setting", "words", "sent_to")
    return {name: str(given[name]).strip() for name in names if given.get(name)}


def reply(draft: Draft, step: str, *, reply_on: dt.date, reply: str = "") -> None:
    """Record the advice, or the answer of a school that was consulted."""
    case = _case(draft)
    if case is None or not draft.allowed(KEEP):
        return
    row = next((one for one in case.steps.all() if one.ref == step and one.withdrawn_at is None), None)
    if row is None or row.kind not in ANSWERED:
        draft.refuse([fault("", "This request was withdrawn, or its case has ended.")])
        return
    found = []
    if row.reply_on is not None:
        found.append(fault("", "A reply is recorded already."))
    if not row.day <= reply_on <= draft.by.on:
        found.append(fault("reply_on", "The date must be on or after the day of the request, and today or earlier."))
    if draft.refuse(found):
        return
    row.reply_on, row.reply = reply_on, reply.strip()
    draft.later.append(lambda: row.save(update_fields=["reply_on", "reply"]))
    details = {"step": row.kind, "day": reply_on.isoformat()}
    draft.note("case.reply-received", subject_kind="case", subject=case.ref, details=details)


def withdraw_step(draft: Draft, step: str, *, why: str) -> None:
    """Withdraw a step that was recorded by mistake: the latest one only, so that no step loses the one that it follows."""
    case = _case(draft)
    if case is None or not draft.allowed(KEEP):
        return
    live = [one for one in case.steps.all() if one.withdrawn_at is None]
    row = live[-1] if live and live[-1].ref == step else None
    if row is None:
        draft.refuse([fault("", "Only the latest step can be withdrawn. Withdraw those after it first.")])
        return
    if row.kind in DECISIONS and not draft.allowed(DECIDE):
        return
    row.withdrawn_at, row.withdrawn_by_name, row.withdrawn_why = draft.writing.moment, draft.by.name, why.strip()
    _save(draft, case, [taken(one) for one in live[:-1]], row)
    details = {"step": row.kind, "day": row.day.isoformat()}
    draft.note("case.step-withdrawn", why=why, subject_kind="case", subject=case.ref, details=details)


def add_excuse(draft: Draft, *, kind: str, evidence: str, **days: dt.date | None) -> None:
    """Record an exception with its evidence. It is refused where it does not apply; no due date moves."""
    case = _case(draft)
    if case is None or not draft.allowed(KEEP):
        return
    claimed = Excuse(kind, days.get("first"), days.get("last"), days.get("asked"))
    if draft.refuse([fault("", problem.what, problem.mend) for problem in claimed.faults()]):
        return
    row = CaseExcuse(case=case, kind=kind, evidence=evidence.strip(), recorded_by_name=draft.by.name, **days)
    draft.later.append(row.save)
    draft.note("case.exception-recorded", subject_kind="case", subject=case.ref, details={"exception": kind})


def give_officer(draft: Draft, *, officer: Account | None) -> None:
    """Say who runs the case."""
    case = _case(draft)
    if case is None or not draft.allowed(KEEP) or officer == case.officer:
        return
    before = case.officer.name if case.officer else None
    case.officer = officer
    draft.later.append(lambda: case.save(update_fields=["officer"]))
    details = {"officer": [before, officer.name if officer else None]}
    draft.note("case.officer-changed", subject_kind="case", subject=case.ref, details=details)


def _case(draft: Draft) -> Case | None:
    case = open_case(draft.child)
    if case is None:
        draft.refuse([fault("", "No request for this child is open.")])
    return case


def _steps(case: Case) -> list[Taken]:
    return [taken(step) for step in case.steps.all() if step.withdrawn_at is None]


def _save(draft: Draft, case: Case, steps: list[Taken], row: CaseStep) -> None:
    """The step, and with it where the case is."""
    stage = stage_of(steps)
    case.stage, case.due = stage, legal_due(case.received, stage)
    case.ended_on = None if case.due else row.day
    draft.later.append(row.save)
    draft.later.append(lambda: case.save(update_fields=["stage", "due", "ended_on"]))
