"""A support plan that leaves as a file, and one that is taken in from a file."""

import datetime as dt
from typing import Final

import msgspec

from attainable.accounts.actor import Actor
from attainable.audit.actions import Event, record
from attainable.domains.people.queries.children import Record
from attainable.domains.provision.facts import PLAN, TARGET
from attainable.domains.provision.queries.plans import Version, kinds_of
from attainable.domains.provision.rules.plan_kinds import plan_kind
from attainable.domains.provision.rules.transfer import (
    FORMAT,
    ChildPart,
    InterventionPart,
    PlanFile,
    PlanPart,
    SchoolPart,
    TargetPart,
)
from attainable.records.draft import Draft

_TARGET: Final = ("area", "wording", "baseline", "success", "owner", "from_date", "due", "outcome", "evidence")


def send_plan(*, by: Actor, seen: Record, version: Version, kind: str, why: str) -> PlanFile:
    """The transfer file of a plan; who took it away, in which form and why, goes into the audit."""
    child, plan = seen.child, version.plan
    maker = seen.standing.school.organisation if seen.standing.school else None
    file = PlanFile(
        format=FORMAT,
        version=1,
        made_on=by.on,
        school=SchoolPart(name=maker.name, urn=maker.code) if maker else SchoolPart(name=by.organisation_name),
        child=ChildPart(forename=child.forename, surname=child.surname, date_of_birth=child.date_of_birth, upn=child.upn),
        plan=PlanPart(
            kind=plan.kind,
            from_date=plan.from_date,
            review_on=plan.review_on,
            sections={name: text for name in plan_kind(plan.kind).sections if (text := getattr(plan, name))},
        ),
        targets=tuple(msgspec.convert({name: getattr(row, name) for name in _TARGET}, TargetPart) for row in version.targets),
        interventions=tuple(
            InterventionPart(
                name=row.intervention.name,
                minutes=row.minutes,
                sessions_per_week=row.sessions_per_week,
                weeks=row.weeks,
                group_size=row.group_size,
                from_date=row.from_date,
            )
            for row in version.given
        ),
    )
    record(by, Event("plan.sent", "support-plan", str(plan.pk), child.ref, why, {"form": kind}))
    return file


def take_in(draft: Draft, *, file: PlanFile, review_on: dt.date, why: str) -> None:
    """Begin a cycle today with what a file says, and its targets without a result. A target whose day has come is due on the day
    of the review. A target that the child has already stays as it is."""
    kinds = [kind.id for kind in kinds_of(draft.child, draft.by.on)]
    kind = file.plan.kind if file.plan.kind in kinds else kinds[0]
    sections = {name: file.plan.sections.get(name, "") for name in plan_kind(kind).sections}
    draft.add(PLAN, {"kind": kind, "from_date": draft.by.on, "review_on": review_on, "agreed_on": None, **sections})
    known = {row.wording.casefold() for row in draft.rows(TARGET)}
    for row in file.targets:
        if row.outcome or row.wording.casefold() in known:
            continue
        due = row.due if row.due > draft.by.on else review_on
        values = {name: getattr(row, name) for name in ("area", "wording", "baseline", "success", "owner")}
        draft.add(TARGET, {**values, "from_date": draft.by.on, "due": due, "outcome": "", "evidence": ""})
    draft.note("plan.taken-in", why=why, subject_kind="support-plan", details={"made": file.made_on.isoformat()})
