"""Many children's records changed at once, for files that come in: the same policy, rules, versions, standings and audit as
the actions of one record, in few statements. Nothing is deleted and no dated decision is overwritten."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import batched
from typing import Any, Final

from django.db import transaction
from django.db.models import F

from attainable.accounts.actor import Actor
from attainable.audit.actions import Event
from attainable.domains.people import policies
from attainable.domains.people.actions.bulk_rows import Rows
from attainable.domains.people.actions.changing import differences
from attainable.domains.people.models import Child, School
from attainable.domains.people.queries.states import State, states, within_reach
from attainable.domains.people.rules import MAIN_SCHOOL, Change, faults_of_change, needs_on
from attainable.domains.people.standing import restate

CHUNK: Final = 1000


@dataclass(frozen=True, slots=True)
class Work:
    """What to do with one child. `child` is None for a new one; `version` is that of the record when it was looked at."""

    key: int
    child: int | None = None
    version: int | None = None
    details: dict[str, Any] = field(default_factory=dict)
    enrol: tuple[int, dt.date, str] | None = None
    leave: tuple[int, dt.date] | None = None
    unit: tuple[int, bool] | None = None
    provisions: Sequence[tuple[str, dt.date]] = ()
    need_sets: Sequence[tuple[Sequence[str], dt.date]] = ()
    characteristics: dict[str, tuple[str, dt.date]] = field(default_factory=dict)
    home: dict[str, Any] | None = None
    carers: Sequence[dict[str, Any]] = ()
    # Something else about the child is written by the caller, in the same transaction.
    more: bool = False

    @property
    def changes_register(self) -> bool:
        return bool(self.provisions or self.need_sets)

    @property
    def changes_details(self) -> bool:
        return bool(self.details or self.characteristics or self.home or self.carers or self.unit or self.more)


@dataclass(slots=True)
class Done:
    """What came of it: the child, its version now, and what was made, by which it can be undone; or why nothing was done."""

    key: int
    child: int | None = None
    ref: str = ""
    version: int = 0
    made: list[list[Any]] = field(default_factory=list)
    refused: str = ""


def apply_all(*, by: Actor, works: Iterable[Work], why: str, note: Callable[[Event], None]) -> Iterator[list[Done]]:
    """Do all of it, a chunk at a time, in the caller's transaction. `note` takes the events, which the caller records last."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Bulk changes are made within one transaction.")
    schools: dict[int, bool] = {}

    def may_enrol(school: int) -> bool:
        if school not in schools:
            schools[school] = bool(policies.enrol_at(by, School(pk=school)))
        return schools[school]

    for part in batched(works, CHUNK):
        yield _Chunk(by, why, note, may_enrol).run(part)


class _Chunk:
    """A thousand children."""

    def __init__(self, by: Actor, why: str, note: Callable[[Event], None], may_enrol: Callable[[int], bool]) -> None:
        self.by, self.why, self.note, self.may_enrol = by, why, note, may_enrol
        self.rows = Rows(by, why)

    def run(self, works: Sequence[Work]) -> list[Done]:
        keys = [work.child for work in works if work.child is not None]
        locked = set(Child.objects.select_for_update().filter(pk__in=keys).values_list("pk", flat=True))
        found = states(locked)
        details = within_reach(self.by, "child.edit", keys)
        register = within_reach(self.by, "register.change", keys)
        taken = self._taken(works)
        done, kept = [], []
        for work in works:
            state = found.get(work.child) if work.child is not None else None
            refused = self._refusal(work, state, details, register) or _number_taken(work, taken)
            done.append(Done(work.key, work.child, refused=refused))
            if not refused:
                kept.append((work, state, done[-1]))
        self._create(kept)
        for work, state, result in kept:
            self._change(work, state, result)
        self._write(kept)
        return done

    def _taken(self, works: Sequence[Work]) -> dict[tuple[str, str], int]:
        """Children who have the numbers that this part gives: a number belongs to one child."""
        found = {}
        for name in ("upn", "uln"):
            numbers = {work.details[name] for work in works if work.details.get(name)}
            for number, pk in Child.objects.filter(**{f"{name}__in": numbers}).values_list(name, "pk"):
                found[name, number] = pk
        return found

    def _refusal(self, work: Work, state: State | None, details: set[int], register: set[int]) -> str:
        if work.enrol and not self.may_enrol(work.enrol[0]):
            return "Your role does not reach this school."
        if work.child is None:
            return "" if work.enrol else "A new child joins a school."
        if state is None:
            return "The record is no longer there."
        if work.version is not None and state.version != work.version:
            return "Somebody changed the record after this was looked at. Import the file again."
        joins = work.enrol is not None
        if work.changes_details and not joins and work.child not in details:
            return "Your role may not change this record."
        if work.changes_register and not joins and work.child not in register:
            return "Your role may not change this record's place on the register."
        if work.leave and not self.may_enrol(work.leave[0]):
            return "Your role does not reach this school."
        return self._against_rules(work, state)

    def _against_rules(self, work: Work, state: State) -> str:
        """The rules of a single change, for each: they were kept when the plan was made, and hold still."""
        born = work.details.get("date_of_birth", state.values["date_of_birth"])
        rows = list(state.provisions)
        for code, day in work.provisions:
            before = [row for row in rows if row[0] < day]
            last = before[-1] if before else None
            change = Change(last[1] if last else "N", last[0] if last else None, code, day, self.by.on, born)
            faults = [words for column, words in faults_of_change(change) if column != "provision" or rows]
            if faults or any(row[0] == day for row in rows):
                return faults[0] if faults else "The record has a change on that day already."
            rows = sorted([*rows, (day, code)])
        now = rows[-1][1] if rows else "N"
        for codes, day in work.need_sets:
            known = {need.code for need in needs_on(day, now)}
            if any(row[0] == day for row in state.need_sets) or not set(codes) <= known:
                return "The needs can't be recorded for that day."
        return ""

    def _create(self, kept: list[tuple[Work, State | None, Done]]) -> None:
        new = [(work, done) for work, state, done in kept if state is None]
        children = [Child(**work.details) for work, _ in new]
        Child.objects.bulk_create(children, batch_size=500)
        for (work, done), child in zip(new, children, strict=True):
            done.child, done.ref, done.version = child.pk, child.ref, 1
            done.made.append(["child"])
            self._event(done, "child.created", "child", child.ref, differences({}, work.details))

    def _change(self, work: Work, state: State | None, done: Done) -> None:
        if state is not None:
            done.ref, done.version = state.ref, state.version + 1
            if work.details:
                self._details(work, state, done)
        if work.enrol:
            self._enrol(work, state, done)
        if work.leave:
            self.rows.leave(done, *work.leave)
            self._event(done, "child.left", "school", "", {"until": work.leave[1].isoformat()})
        if work.unit:
            self._unit(work.unit, state, done)
        self._register(work, state, done)
        for kind, (code, day) in work.characteristics.items():
            before = state.characteristics.get(kind) if state else None
            self.rows.characteristic(done, kind, code, day)
            values = {kind: [before[0] if before else None, code], "from": day.isoformat()}
            self._event(done, "child.characteristic-changed", "", "", values)
        if work.home:
            self.rows.home(done, work.home)
            home: dict[str, Any] = {
                "address": [state.home[0] if state and state.home else None, work.home["address"]],
                "postcode": [state.home[1] if state and state.home else None, work.home["postcode"]],
                "authority": [state.home[2] if state and state.home else None, work.home["authority"]],
                "from": work.home["from_date"].isoformat(),
            }
            self._event(done, "child.moved-home", "", "", home)
        for carer in work.carers:
            ref = self.rows.carer(done, carer)
            self._event(done, "child.carer-added", "carer", ref, {"relationship": [None, carer["relationship"]]})

    def _details(self, work: Work, state: State, done: Done) -> None:
        before = {name: state.values[name] for name in work.details}
        values = dict(work.details)
        if values.get("upn") and before["upn"] and "former_upn" not in values:
            values["former_upn"], before["former_upn"] = before["upn"], state.values["former_upn"]
        Child.objects.filter(pk=state.pk).update(**values)
        changed = differences(before, values)
        done.made.append(["details", changed])
        self._event(done, "child.edited", "", "", changed)

    def _enrol(self, work: Work, state: State | None, done: Done) -> None:
        school, day, status = work.enrol  # type: ignore[misc]
        former = state.main if state and status in MAIN_SCHOOL else None
        self.rows.enrol(done, school, day, status, former)
        if state is not None:
            moved: dict[str, Any] = {"school": [former[0] if former else None, school], "from": day.isoformat()}
            self._event(done, "child.enrolled", "school", "", moved)

    def _unit(self, unit: tuple[int, bool], state: State | None, done: Done) -> None:
        """Membership of the SEN unit or resourced provision of the school."""
        school, member = unit
        before = bool(state and school in state.units)
        self.rows.unit(done, school, before, member)
        self._event(done, "child.unit-changed", "school", "", {"unit_member": [before, member]})

    def _register(self, work: Work, state: State | None, done: Done) -> None:
        before = state.provisions[-1][1] if state and state.provisions else "N"
        for code, day in work.provisions:
            ref = self.rows.provision(done, code, day)
            values = {"provision": [before, code], "from": day.isoformat()}
            self._event(done, "register.provision-changed", "provision", ref, values)
            before = code
        old = list(state.need_sets[-1][1]) if state and state.need_sets else []
        for codes, day in work.need_sets:
            ref = self.rows.needs(done, codes, day)
            told: dict[str, Any] = {"needs": [old, list(codes)], "from": day.isoformat()}
            self._event(done, "register.needs-changed", "needs", ref, told)
            old = list(codes)

    def _write(self, kept: list[tuple[Work, State | None, Done]]) -> None:
        self.rows.write()
        changed = [state.pk for _, state, _ in kept if state is not None]
        Child.objects.filter(pk__in=changed).update(version=F("version") + 1)
        restate([done.child for _, _, done in kept if done.child is not None], self.by.on)

    def _event(self, done: Done, action: str, kind: str, subject: str, details: dict[str, Any]) -> None:
        self.note(Event(action, kind, subject, done.ref, self.why, details))


def _number_taken(work: Work, taken: dict[tuple[str, str], int]) -> str:
    for name in ("upn", "uln"):
        owner = taken.get((name, work.details.get(name, "")))
        if owner is not None and owner != work.child:
            return f"Another record has this {name.upper()}."
    return ""
