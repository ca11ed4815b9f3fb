"""What was done to many children's records taken back: by new rows and withdrawals that are audited, refused for a record that
somebody has changed since."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any, Final

from django.db import transaction
from django.db.models import F

from attainable.accounts.actor import Actor
from attainable.audit.actions import Event
from attainable.domains.people import policies
from attainable.domains.people.models import (
    Characteristic,
    Child,
    Enrolment,
    NeedSet,
    ProvisionChange,
    Residence,
    Responsibility,
    School,
)
from attainable.domains.people.queries.states import within_reach
from attainable.domains.people.standing import restate
from attainable.values import clock

CHUNK: Final = 500
_DAY = dt.timedelta(1)


@dataclass(frozen=True, slots=True)
class Undo:
    """What was made of one child (`bulk.Done.made`), and the version of the record after it."""

    key: int
    child: int
    version: int
    made: Sequence[Sequence[Any]]


def undo_all(*, by: Actor, undos: Iterable[Undo], why: str, note: Callable[[Event], None]) -> Iterator[list[tuple[int, str]]]:
    """Take it back within the caller's transaction: pairs of key and reason, the reason empty where it was done."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Bulk changes are made within one transaction.")
    for part in batched(undos, CHUNK):
        keys = [undo.child for undo in part]
        rows = {child.pk: child for child in Child.objects.select_for_update().filter(pk__in=keys)}
        reach = within_reach(by, "child.edit", keys) & within_reach(by, "register.change", keys)
        results, changed = [], []
        for undo in part:
            child = rows.get(undo.child)
            reason = _refusal(by, undo, child, reach)
            if child is not None and not reason:
                details = _Undoing(by, child, why).run(undo.made)
                note(Event("child.import-undone", "", "", child.ref, why, details))
                changed.append(child.pk)
            results.append((undo.key, reason))
        Child.objects.filter(pk__in=changed).update(version=F("version") + 1)
        restate(changed, by.on)
        yield results


def _refusal(by: Actor, undo: Undo, child: Child | None, reach: set[int]) -> str:
    if child is None:
        return "The record is no longer there."
    if child.version != undo.version:
        return "Somebody has changed the record since."
    left = [made[1] for made in undo.made if made[0] == "left"]
    if undo.child not in reach and not all(policies.enrol_at(by, School(pk=school)) for school in left or [0]):
        return "Your role no longer reaches this record."
    return ""


class _Undoing:
    """One record. The latest of what was made is taken back first."""

    def __init__(self, by: Actor, child: Child, why: str) -> None:
        self.by, self.child, self.why = by, child, why
        self.details: dict[str, Any] = {}

    def run(self, made: Sequence[Sequence[Any]]) -> dict[str, Any]:
        for kind, *rest in reversed(made):
            getattr(self, f"_{kind}")(*rest)
        return self.details

    def _child(self) -> None:
        self.details["record"] = "stays, on no roll by this import"

    def _details(self, changed: dict[str, list[Any]]) -> None:
        for name, (before, _) in changed.items():
            value = dt.date.fromisoformat(before) if name == "date_of_birth" and before else before
            setattr(self.child, name, value if value is not None else "")
        self.child.save(update_fields=list(changed))
        self.details |= {name: [after, before] for name, (before, after) in changed.items()}

    def _withdraw(self, model: Any, ref: str, words: str) -> None:
        row = model.objects.filter(child=self.child, ref=ref, withdrawn_at__isnull=True)
        row.update(withdrawn_at=clock.now(), withdrawn_by_name=self.by.name, withdrawn_why=self.why)
        self.details.setdefault(words, []).append(ref)

    def _provision(self, ref: str) -> None:
        self._withdraw(ProvisionChange, ref, "provision withdrawn")

    def _needs(self, ref: str) -> None:
        self._withdraw(NeedSet, ref, "needs withdrawn")

    def _reopen(self, rows: Any, before: dt.date) -> None:
        """The row that was ended for the new one is open again."""
        last = rows.filter(until_date__gte=before - _DAY).order_by("-from_date", "-pk").first()
        if last is not None:
            last.until_date = None
            last.save(update_fields=["until_date"])

    def _characteristic(self, kind: str, since: str) -> None:
        rows, day = Characteristic.objects.filter(child=self.child, kind=kind), dt.date.fromisoformat(since)
        new = rows.filter(from_date=day, until_date__isnull=True).first()
        if new is not None:
            new.delete()  # what it was stays in the audit
            self._reopen(rows, day)
            self.details[kind] = [new.code, None]

    def _home(self, since: str) -> None:
        rows, day = Residence.objects.filter(child=self.child), dt.date.fromisoformat(since)
        new = rows.filter(from_date=day, until_date__isnull=True).first()
        if new is not None:
            new.delete()
            self._reopen(rows, day)
            self.details["home"] = [[new.address, new.postcode], None]

    def _carer(self, ref: str) -> None:
        for row in Responsibility.objects.filter(child=self.child, carer__ref=ref, until_date__isnull=True):
            row.until_date = max(row.from_date, self.by.on - _DAY)
            row.save(update_fields=["until_date"])
            self.details["carer ended"] = ref

    def _enrolment(self, school: int, since: str, former: int | None) -> None:
        day = dt.date.fromisoformat(since)
        for row in Enrolment.objects.filter(child=self.child, school=school, until_date__isnull=True):
            row.until_date, row.leaving_reason = max(row.from_date, self.by.on - _DAY), "Import undone"
            row.save(update_fields=["until_date", "leaving_reason"])
        if former is not None:
            self._reopen(Enrolment.objects.filter(child=self.child, school=former), day)
        self.details["school"] = [school, former]

    def _unit(self, school: int, before: bool) -> None:
        Enrolment.objects.filter(child=self.child, school=school, until_date__isnull=True).update(unit_member=before)
        self.details["unit_member"] = [not before, before]

    def _left(self, school: int, until: str) -> None:
        self._reopen(Enrolment.objects.filter(child=self.child, school=school), dt.date.fromisoformat(until) + _DAY)
        self.details["on roll again"] = school
