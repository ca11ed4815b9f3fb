"""The one engine that writes facts: a page is a file of one row.

Each change is locked, permitted, checked against the version that somebody looked at, written in few statements for however many
records, brought up to date in lists and access, and audited last, in the caller's transaction.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Model
from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.accounts.decision import refused
from attainable.audit.actions import Event, record
from attainable.records.draft import Draft, Made, fault, refuse
from attainable.records.fact import Fact, facts
from attainable.records.held import all_rows, current
from attainable.records.lengths import too_long
from attainable.records.subject import subject
from attainable.values import clock

__all__ = ["Draft", "EditedMeanwhileError", "Made", "Writing", "changing", "fault", "refuse"]
_BATCH: Final = 500


class EditedMeanwhileError(Exception):
    """Somebody else changed the record after the page was opened. Nothing was written; nothing typed is lost."""

    def __init__(self, child: Any) -> None:
        super().__init__("changed by somebody else")
        self.child = child


@dataclass
class Writing:
    """Changes of some records, by one person, for one reason. `history` lets a row be older than those that are there, as files
    tell of earlier years; `source` is the file; `note` takes the audit's events, where the caller records them last of all."""

    by: Actor
    why: str = ""
    history: bool = False
    source: str = ""
    note: Callable[[Event], object] | None = None
    moment: dt.datetime = field(init=False)
    """One moment for all of it: rows that end then are ended by one statement."""
    drafts: list[Draft] = field(default_factory=list)
    known: dict[Any, Any] = field(default_factory=dict)
    """What was asked once for all the records."""
    _permitted: dict[str, set[int]] = field(default_factory=dict)
    _rows: dict[tuple[str, bool], dict[int, list[Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.moment = clock.now()

    def draft(self, child: Any, *, joins: bool = False, created: bool = False) -> Draft:
        draft = Draft(self, child, joins, created)
        self.drafts.append(draft)
        return draft

    def permit(self, permission: str, children: Iterable[int]) -> None:
        """Say that a permission is held for these, where the caller has asked already."""
        self._permitted.setdefault(permission, set()).update(children)

    def may(self, child: int, permission: str) -> bool:
        if permission not in self._permitted:
            keys = [draft.child.pk for draft in self.drafts if draft.child.pk is not None]
            self._permitted[permission] = subject().within(self.by, permission, keys)
        return child in self._permitted[permission]

    def rows_of(self, fact: Fact, child: int | None, *, every: bool = False) -> list[Any]:
        """The rows of a fact, those that count now or `every` one: one query for all the records whose drafts are begun."""
        if child is None:
            return []
        if (fact.name, every) not in self._rows:
            found: dict[int, list[Any]] = defaultdict(list)
            keys = [draft.child.pk for draft in self.drafts if draft.child.pk is not None]
            for row in all_rows(fact, keys) if every else current(fact, keys):
                found[row.child_id].append(row)
            self._rows[fact.name, every] = found
        return list(self._rows[fact.name, every].get(child, ()))

    def mark(self, row: Any) -> None:
        """Where a value comes from, and when it took that value."""
        row.source, row.recorded_at = self.source, self.moment

    def check_lengths(self) -> None:
        """Refuse texts that do not fit, on every database alike."""
        for draft in (draft for draft in self.drafts if not draft.problems):
            rows = [draft.child, *draft.new, *(row for _, row in draft.corrected)]
            draft.problems += [problem for row in rows for problem in too_long(row)]

    def finish(self) -> list[Draft]:
        """Write what was not refused: rows that go or end come first, so that others may take their place."""
        self.check_lengths()
        done = [draft for draft in self.drafts if not draft.problems]
        _delete(row for draft in done for row in draft.gone)
        _end(pair for draft in done for pair in draft.ended)
        _create([row for draft in done for row in draft.new])
        _correct([pair for draft in done for pair in draft.corrected])
        for draft in done:
            for step in draft.later:
                step()
        old = [draft.child.pk for draft in done if not draft.created]
        subject().model.objects.filter(pk__in=old).update(version=F("version") + 1)
        subject().restate([draft.child.pk for draft in done], self.by.on)
        events = [event for draft in done for event in draft.all_events(facts())]
        if self.note is None:
            record(self.by, *events)
        else:
            for event in events:
                self.note(event)
        return done


@contextmanager
def changing(*, by: Actor, child: str, permission: str, version: int | None) -> Iterator[Draft]:
    """One change of one record. `version` is that of the page on which somebody decided; None where nothing was looked at.

    Raises Http404 for a record that does not exist or may not be seen, PermissionDenied for one that may be seen but not
    changed so, EditedMeanwhileError if it is no longer of that version, ProblemsError with everything that is wrong.
    """
    with transaction.atomic():
        locked = subject().model.objects.select_for_update().filter(ref=child).first()
        may = subject().may(by, locked.pk) if locked is not None else frozenset()
        if locked is None or "child.view" not in may:
            raise Http404
        if permission not in may:
            refused("Your role does not give you access to this record.").required()
        if version is not None and locked.version != version:
            raise EditedMeanwhileError(locked)
        writing = Writing(by)
        for name in may:
            writing.permit(name, [locked.pk])
        draft = writing.draft(locked)
        yield draft
        writing.check_lengths()
        refuse(draft.problems)
        writing.finish()


def _delete(rows: Iterable[Model]) -> None:
    """With what hangs on them."""
    tables: dict[type[Model], list[int]] = defaultdict(list)
    for row in rows:
        tables[type(row)].append(row.pk)
    for model, keys in tables.items():
        model._default_manager.filter(pk__in=keys).delete()


def _end(pairs: Iterable[tuple[Model, dict[str, Any]]]) -> None:
    """One statement for rows that take the same values: a file has few last days."""
    groups: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row, values in pairs:
        groups[(type(row), *sorted(values.items()))].append(row.pk)
    for (model, *pairs_of), keys in groups.items():
        for start in range(0, len(keys), _BATCH):
            model.objects.filter(pk__in=keys[start : start + _BATCH]).update(**dict(pairs_of))


def _create(rows: Sequence[Model]) -> None:
    """Table by table; those that others refer to come first."""
    tables: dict[type[Model], list[Model]] = defaultdict(list)
    for row in rows:
        tables[type(row)].append(row)
    while tables:
        model = next(known for known in tables if not _refers_to(known) & (tables.keys() - {known}))
        model._default_manager.bulk_create(tables.pop(model), batch_size=_BATCH)


def _refers_to(model: type[Model]) -> set[Any]:
    return {column.related_model for column in model._meta.concrete_fields}


def _correct(pairs: Sequence[tuple[Fact, Model]]) -> None:
    tables: dict[Fact, list[Model]] = defaultdict(list)
    for fact, row in pairs:
        tables[fact].append(row)
    for fact, changed in tables.items():
        columns = [name for name in fact.entered if name not in fact.key]
        fact.model._default_manager.bulk_update(changed, [*columns, "source", "recorded_at"], batch_size=200)
