"""What rows of a file did to records taken back, refused for a record that somebody has changed since."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.db import transaction

from attainable.accounts.actor import Actor
from attainable.audit.actions import Event
from attainable.dated import DAY
from attainable.domains.people import policies
from attainable.domains.people.models import Child, Enrolment, Responsibility, School
from attainable.domains.people.queries.states import within_reach
from attainable.records.draft import Draft
from attainable.records.imports import Undo
from attainable.records.undo import undo
from attainable.records.write import Writing
from attainable.values import clock

type Entry = Sequence[Any]


def undo_rows(*, by: Actor, undos: Sequence[Undo], why: str, note: Callable[[Event], object]) -> list[tuple[int, str]]:
    """Take it back within the caller's transaction: pairs of key and reason, the reason empty where it was done."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Rows of a file are undone within one transaction.")
    keys = [one.child for one in undos]
    found = {child.pk: child for child in Child.objects.select_for_update().filter(pk__in=keys)}
    reach = within_reach(by, "child.edit", keys) & within_reach(by, "register.change", keys)
    reasons = [_refusal(by, one, found.get(one.child), reach) for one in undos]
    writing = Writing(by, why, note=note)
    # Every draft is begun before the first is filled, so that rows are read for all of them at once.
    begun = [
        (writing.draft(found[one.child], joins=True), one) for one, why_not in zip(undos, reasons, strict=True) if not why_not
    ]
    for draft, one in begun:
        undo(draft, [new for old in one.made for new in now_called(old)], _OWN)
    writing.finish()
    return [(one.key, reason) for one, reason in zip(undos, reasons, strict=True)]


def _refusal(by: Actor, one: Undo, child: Child | None, reach: set[int]) -> str:
    if child is None:
        return "The record no longer exists."
    if child.version != one.version:
        return "Somebody has changed the record since."
    left = [made[1] for made in one.made if made[0] == "left"]
    left += [made[3]["school"] for made in one.made if made[:3] == ["fact", "enrolment", "end"]]
    if one.child not in reach and not all(policies.enrol_at(by, School(pk=school)) for school in left or [0]):
        return "Your role no longer gives you access to this record."
    return ""


def now_called(entry: Entry) -> Iterator[Entry]:
    """An entry as it is called now: imports that earlier versions wrote are undone too."""
    what, *rest = entry
    if what in ("provision", "needs"):
        yield ["fact", what, "add", {"ref": rest[0]}, None]
    elif what == "progress":
        name, values, before = rest
        yield ["fact", name, "put", _key_of(name, values), before]
    else:
        yield entry


def _key_of(name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    from attainable.records.fact import facts, values_of

    fact = facts()[name]
    return {column: value for column, value in values_of(fact, values).items() if column in fact.key}


def _details(draft: Draft, changed: dict[str, list[Any]]) -> dict[str, Any]:
    child = draft.child
    for name, (before, _) in changed.items():
        value = dt.date.fromisoformat(before) if name == "date_of_birth" and before else before
        setattr(child, name, value if value is not None else "")
    draft.later.append(lambda: child.save(update_fields=list(changed)))
    return {name: [after, before] for name, (before, after) in changed.items()}


def _carer(draft: Draft, ref: str) -> dict[str, Any]:
    for row in Responsibility.objects.filter(child=draft.child, carer__ref=ref, until_date__isnull=True):
        draft.ended.append((row, {"until_date": max(row.from_date, draft.by.on), "ended": clock.now()}))
        return {"carer ended": ref}
    return {}


def _unit(draft: Draft, school: int, before: bool) -> dict[str, Any]:
    rows = Enrolment.objects.filter(child=draft.child, school=school, until_date__isnull=True)
    draft.later.append(lambda: rows.update(unit_member=before))
    return {"unit_member": [not before, before]}


def _status(draft: Draft, school: int, before: str) -> dict[str, Any]:
    rows = Enrolment.objects.filter(child=draft.child, school=school, until_date__isnull=True)
    draft.later.append(lambda: rows.update(status=before))
    return {"enrolment status": [None, before]}


def _reopened(rows: Any, before: dt.date) -> None:
    """The row that was ended for the new one is open again (as earlier versions found it)."""
    last = rows.filter(until_date__gte=before - DAY).order_by("-from_date", "-pk").first()
    if last is not None:
        last.until_date = None
        last.save(update_fields=["until_date"])


def _replaced(draft: Draft, rows: Any, since: str) -> dict[str, Any]:
    day = dt.date.fromisoformat(since)
    new = rows.filter(from_date=day, until_date__isnull=True).first()
    if new is None:
        return {}
    draft.later += [new.delete, lambda: _reopened(rows, day)]
    return {new._meta.model_name: [since, None]}


def _characteristic(draft: Draft, kind: str, since: str) -> dict[str, Any]:
    return _replaced(draft, draft.child.characteristics.filter(kind=kind), since)


def _home(draft: Draft, since: str) -> dict[str, Any]:
    return _replaced(draft, draft.child.residences.all(), since)


def _enrolment(draft: Draft, school: int, since: str, former: int | None) -> dict[str, Any]:
    day, rows = dt.date.fromisoformat(since), draft.child.enrolments
    draft.later.append(lambda: rows.filter(school=school, from_date=day, until_date__isnull=True).delete())
    if former is not None:
        draft.later.append(lambda: _reopened(rows.filter(school=former), day))
    return {"school": [school, former]}


def _left(draft: Draft, school: int, until: str) -> dict[str, Any]:
    last = dt.date.fromisoformat(until) + DAY
    draft.later.append(lambda: _reopened(draft.child.enrolments.filter(school=school), last))
    return {"on roll again": school}


_OWN: Final[dict[str, Callable[..., dict[str, Any]]]] = {
    "child": lambda draft: {"record": "stays, not on roll from this import"},
    "details": _details,
    "carer": _carer,
    "unit": _unit,
    "status": _status,
    # What earlier versions wrote.
    "characteristic": _characteristic,
    "home": _home,
    "enrolment": _enrolment,
    "left": _left,
}
