"""What rows of a file do to records, by the same operations as the pages: many records in few statements."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import transaction

from attainable.accounts.actor import Actor
from attainable.accounts.models import Organisation
from attainable.audit.actions import Event
from attainable.domains.people import policies
from attainable.domains.people.actions import children, enrolments, register
from attainable.domains.people.facts import CHARACTERISTICS, HOME, WITHOUT_SCHOOL
from attainable.domains.people.models import Child, School
from attainable.records.draft import Draft, fault
from attainable.records.fact import facts, values_of
from attainable.records.imports import Done, Work
from attainable.records.write import Writing


def write_rows(*, by: Actor, works: Sequence[Work], why: str, source: str, note: Callable[[Event], object]) -> list[Done]:
    """Do all of it in the caller's transaction. `note` takes the events, which the caller records last."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Rows of a file are written within one transaction.")
    writing = Writing(by, why, history=True, source=source, note=note)
    keys = [work.child for work in works if work.child is not None]
    locked = {child.pk: child for child in Child.objects.select_for_update().filter(pk__in=keys)}
    numbers = children.taken([work.plan.get("details", {}) for work in works])
    begun = [(work, _draft(writing, work, locked, numbers)) for work in works]
    for work, draft in begun:
        if draft is not None and not draft.problems:
            _apply(draft, work.plan, numbers)
    writing.finish()
    return [_done(work, draft) for work, draft in begun]


def _draft(writing: Writing, work: Work, locked: dict[int, Child], numbers: children.Numbers) -> Draft | None:
    if work.child is None:
        draft = children.created(writing, values_of_details(work.plan.get("details", {})), numbers)
        if not {"enrol", "without_school"} & work.plan.keys():
            draft.refuse([fault("", "A new child joins a school, or an authority records that the child is at none.")])
        elif "without_school" in work.plan:
            authority = Organisation(pk=work.plan["home"]["authority"])
            decision = policies.record_without_school(writing.by, authority)
            draft.refuse([] if decision else [fault("", decision.reason)])
        return draft
    child = locked.get(work.child)
    if child is None:
        return None
    draft = writing.draft(child, joins="enrol" in work.plan)
    if work.version is not None and child.version != work.version:
        draft.refuse([fault("", "Somebody changed the record after you previewed it. Import the file again.")])
    return draft


def _apply(draft: Draft, plan: dict[str, Any], numbers: children.Numbers) -> None:
    day = dt.date.fromisoformat
    if enrol := plan.get("enrol"):
        enrolments.enrol(draft, school=School(pk=enrol[0]), from_date=day(enrol[1]), status=enrol[2])
    if without := plan.get("without_school"):
        draft.add(WITHOUT_SCHOOL, {"kind": without[0], "from_date": day(without[1])})
    if plan.get("details") and not draft.created:
        children.change_details(draft, numbers=numbers, **values_of_details(plan["details"]))
    if leave := plan.get("leave"):
        enrolments.leave(draft, school=School(pk=leave[0]), until_date=day(leave[1]))
    if status := plan.get("status"):
        enrolments.set_main_status(draft, school=status[0], status=status[1])
    if unit := plan.get("unit"):
        enrolments.set_unit(draft, school=unit[0], member=unit[1])
    for code, since in plan.get("provisions", ()):
        register.change_provision(draft, provision=code, from_date=day(since))
    for codes, since in plan.get("need_sets", ()):
        register.set_needs(draft, needs=[(code, "") for code in codes], from_date=day(since))
    for kind, (code, since) in plan.get("characteristics", {}).items():
        draft.add(CHARACTERISTICS[kind], {"kind": kind, "code": code, "from_date": day(since)})
    if home := plan.get("home"):
        draft.add(HOME, {"district": "", **home, "from_date": day(home["from_date"])})
    for carer in plan.get("carers", ()):
        _carer(draft, carer)
    # "progress" is what an earlier version called the facts of that domain.
    _facts(draft, {**plan.get("progress", {}), **plan.get("facts", {})})


def _carer(draft: Draft, carer: dict[str, Any]) -> None:
    given = {name: carer[name] for name in ("name", "relationship", "email", "telephone")}
    responsible, since = carer["responsible"], dt.date.fromisoformat(carer["from_date"])
    children.add_carer(draft, parental_responsibility=responsible, from_date=since, **given)


def _facts(draft: Draft, given: dict[str, Iterable[dict[str, Any]]]) -> None:
    for name, rows in given.items():
        fact = facts()[name]
        for kept in rows:
            values = values_of(fact, kept)
            if fact.is_value:
                draft.put(fact, values)
            else:
                draft.add(fact, values)


def values_of_details(details: dict[str, Any]) -> dict[str, Any]:
    born = details.get("date_of_birth")
    return {**details, "date_of_birth": dt.date.fromisoformat(born)} if isinstance(born, str) else dict(details)


def _done(work: Work, draft: Draft | None) -> Done:
    if draft is None:
        return Done(work.key, work.child, refused="The record no longer exists.")
    if draft.problems:
        return Done(work.key, work.child, refused=" ".join(dict.fromkeys(problem.what for problem in draft.problems)))
    version = 1 if draft.created else draft.child.version + 1
    return Done(work.key, draft.child.pk, version, draft.made)
