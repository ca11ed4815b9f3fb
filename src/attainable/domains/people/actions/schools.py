"""Schools out of the official register: made and changed as it says, closed on its dates, never deleted for being absent."""

import datetime as dt
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import batched
from typing import Any, Final

from django.db import transaction
from django.db.models import Model

from attainable.accounts.actor import Actor
from attainable.accounts.models import Organisation
from attainable.accounts.roles import Kind
from attainable.audit.actions import Event, record
from attainable.domains.people import policies
from attainable.domains.people.models import Enrolment, School
from attainable.formats.gias.spec import NO_AUTHORITY, Establishment, Status
from attainable.records.imports import Loaded
from attainable.values import clock
from attainable.values.areas import england
from attainable.values.problem import Problem, Severity

_BATCH: Final = 500
# What the register says of a school, by the school's own field.
_FIELDS: Final = (
    "laestab",
    "phase",
    "type",
    "district",
    "district_name",
    "postcode",
    "low_age",
    "high_age",
    "capacity",
    "resourced_provision",
)


def load_schools(
    *,
    by: Actor,
    rows: Iterable[Establishment],
    given: Collection[str],
    file: str,
    sha256: str,
    reopen: bool = False,
    dry_run: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Loaded:
    """Make and change schools as the rows say, in one transaction. `given` are the fields that the file has: others stay.

    For the system itself and for administrators of an authority, who load its own schools. A school that is closed here stays so,
    whatever an older file says, unless `reopen`. With `dry_run` nothing is kept.
    """
    policies.load_schools(by).required()
    with transaction.atomic():
        loading = _Loading(by, frozenset(given), file, reopen=reopen)
        loading.progress = progress or loading.progress
        for row in rows:
            loading.take(row)
        loading.write()
        if dry_run:
            transaction.set_rollback(True)
        else:
            details = {**loading.done.counts, "file": file, "sha256": sha256}
            record(by, Event("schools.loaded", "register", details=details))
    return loading.done


class _Loading:
    """One load: what was there, what is new, what differs."""

    def __init__(self, by: Actor, given: frozenset[str], file: str, *, reopen: bool) -> None:
        self._by, self._given, self._file, self._reopen = by, given, file, reopen
        self._today = clock.today()
        schools = School.objects.select_related("organisation").select_for_update(of=("self",))
        self._there = {school.organisation.code: school for school in schools if school.organisation.code}
        self._bare = {o.code: o for o in Organisation.objects.filter(kind=Kind.SCHOOL, school__isnull=True) if o.code}
        self._authorities = {o.code: o for o in Organisation.objects.filter(kind=Kind.AUTHORITY)}
        self._mine = policies.authorities_loaded_by(by)
        self._new: list[School] = []
        self._changed: list[School] = []
        self._renamed: list[Organisation] = []
        self._closed: list[Organisation] = []
        self._left_closed: list[Organisation] = []
        self._successors: dict[str, str] = {}
        self._of_number: dict[str, Organisation | None] = {}
        self.done = Loaded()
        self.progress: Callable[[int, int], None] = lambda done, total: None

    def take(self, row: Establishment) -> None:
        authority = self._authority(row.authority)
        school = self._there.get(row.urn)
        if self._mine is not None and not self._is_mine(authority, school):
            self.done.refused += 1
            return
        if row.successor:
            self._successors[row.urn] = row.successor
        if school is None:
            self._create(row, authority)
        else:
            self._compare(school, row, authority)

    def _is_mine(self, authority: Organisation | None, school: School | None) -> bool:
        """Both as in the file and as here: nobody takes a school from another authority with a file."""
        mine = self._mine or frozenset()
        return authority is not None and authority.pk in mine and (school is None or school.authority_id in mine)

    def _authority(self, number: str) -> Organisation | None:
        if number not in self._of_number:
            self._of_number[number] = self._found_authority(number)
        return self._of_number[number]

    def _found_authority(self, number: str) -> Organisation | None:
        """The organisation of an authority's number; made only by the system, if it is missing."""
        register = england()
        if number in NO_AUTHORITY or not register.knows(number):
            return None
        area = register.find(number)
        found = self._authorities.get(area.code)
        if found is None and self._by.system:
            found = Organisation.objects.create(kind=Kind.AUTHORITY, code=area.code, name=area.name)
        return found

    def _create(self, row: Establishment, authority: Organisation | None) -> None:
        organisation = self._bare.get(row.urn) or Organisation(kind=Kind.SCHOOL, code=row.urn)
        organisation.name, organisation.closed_on = row.name[:200], self._closing(row, organisation)
        values = {name: getattr(row, name) for name in _FIELDS}
        self._new.append(School(organisation=organisation, authority=authority, source=self._file[:200], **values))
        self.done.created += 1

    def _compare(self, school: School, row: Establishment, authority: Organisation | None) -> None:
        values: dict[str, Any] = {name: getattr(row, name) for name in _FIELDS if name in self._given - row.unread}
        if authority is not None:
            values["authority_id"] = authority.pk
        differs = {name: value for name, value in values.items() if getattr(school, name) != value}
        organisation = school.organisation
        closed_on = self._closing(row, organisation)
        renamed = (organisation.name, organisation.closed_on) != (row.name[:200], closed_on)
        if closed_on and not organisation.closed_on:
            self._closed.append(organisation)
        if renamed:
            organisation.name, organisation.closed_on = row.name[:200], closed_on
            self._renamed.append(organisation)
        if differs:
            for name, value in differs.items():
                setattr(school, name, value)
            school.source = self._file[:200]
            self._changed.append(school)
        if differs or renamed:
            self.done.changed += 1
        else:
            self.done.unchanged += 1

    def _closing(self, row: Establishment, organisation: Organisation) -> dt.date | None:
        """The day on which a school that is closed closed. One that is to close is open until the register says it has."""
        if row.status is Status.CLOSED:
            return row.closes or organisation.closed_on or self._today
        if organisation.closed_on and not self._reopen:
            self._left_closed.append(organisation)
            return organisation.closed_on
        return None

    def write(self) -> None:
        made = [school.organisation for school in self._new]
        fresh = [o for o in made if o.pk is None]
        rewritten = [o for o in made if o.pk is not None] + self._renamed
        total = len(fresh) + len(rewritten) + len(self._new) + len(self._changed)
        done = 0
        for work in (
            _created(Organisation, fresh),
            _rewritten(Organisation, rewritten, ["name", "closed_on"]),
            _created(School, self._new),
            _rewritten(School, self._changed, [*_FIELDS, "authority", "source"]),
        ):
            for count in work:
                done += count
                self.progress(done, total)
        self._there |= {school.organisation.code: school for school in self._new}
        self.done.closed = len(self._closed)
        self._link()
        self.done.notes.extend(self._children_left())
        if self._left_closed:
            some = ", ".join(f"{o.name} ({o.code})" for o in self._left_closed[:3])
            self.done.notes.append(
                Problem(
                    "left-closed",
                    f"{len(self._left_closed):,} schools are closed here but open in the file. They stay closed: "
                    f"{some}{' …' * (len(self._left_closed) > 3)}.",
                    "If the file is newer than these records, add --reopen.",
                    severity=Severity.WARNING,
                )
            )

    def _link(self) -> None:
        """Name successors, as when a school became an academy, where both are here."""
        linked = []
        for urn, successor in self._successors.items():
            school, after = self._there.get(urn), self._there.get(successor)
            if school is not None and after is not None and school.successor_id != after.pk:
                school.successor_id = after.pk
                linked.append(school)
        deque(_rewritten(School, linked, ["successor"]), maxlen=0)
        self.done.linked = len(linked)

    def _children_left(self) -> Iterator[Problem]:
        """People who work at a closed school no longer see its children: that must not go unnoticed."""
        for organisation in self._closed:
            count = Enrolment.objects.filter(school_id=organisation.pk, until_date__isnull=True).count()
            if count:
                yield Problem(
                    "closed-with-children",
                    f"{organisation.name} ({organisation.code}) closed with {count:,} children on roll here.",
                    "Enrol them at their new schools. Their records go with them.",
                    severity=Severity.WARNING,
                )


def _created(model: type[Model], rows: Collection[Any]) -> Iterator[int]:
    for part in batched(rows, _BATCH):
        for row in part:
            if isinstance(row, School):
                row.organisation_id = row.organisation.pk  # made a moment ago
        model._base_manager.bulk_create(part)
        yield len(part)


def _rewritten(model: type[Model], rows: Collection[Any], fields: list[str]) -> Iterator[int]:
    """Many rows in few statements: `bulk_update` takes minutes where this takes seconds."""
    for part in batched(rows, _BATCH):
        model._base_manager.bulk_create(part, update_conflicts=True, update_fields=fields, unique_fields=[model._meta.pk.name])
        yield len(part)
