"""What every change of a child's record has in common: one at a time, permitted, versioned, restated, audited."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.audit.actions import Event, record
from attainable.domains.people import policies
from attainable.domains.people.models import Child
from attainable.domains.people.standing import restate
from attainable.values.problem import Problem, ProblemsError


class EditedMeanwhileError(Exception):
    """Somebody else changed the record after the page was opened. Nothing was written; nothing typed is lost."""

    def __init__(self, child: Child) -> None:
        super().__init__("changed by somebody else meanwhile")
        self.child = child


@dataclass
class Draft:
    """A record that is being changed, and what audit will say of it."""

    child: Child
    events: list[Event] = field(default_factory=list)

    def note(
        self, action: str, *, why: str = "", subject_kind: str = "", subject: str = "", details: Mapping[str, Any] | None = None
    ) -> None:
        self.events.append(Event(action, subject_kind, subject, self.child.ref, why, details or {}))


@contextmanager
def changing(*, by: Actor, child: str, permission: str, version: int | None) -> Iterator[Draft]:
    """One change of one record. `version` is that of the page on which somebody decided; None where nothing was looked at.

    Raises Http404 for a record that does not exist or may not be seen, PermissionDenied for one that may be seen but not
    changed so, EditedMeanwhileError if it is no longer of that version.
    """
    with transaction.atomic():
        locked = Child.objects.select_for_update().filter(ref=child).first()
        may = policies.about_child(by, "child.view", locked) if locked else None
        if locked is None or not may:
            raise Http404
        policies.about_child(by, permission, locked).required()
        if version is not None and locked.version != version:
            raise EditedMeanwhileError(locked)
        draft = Draft(locked)
        yield draft
        locked.version += 1
        locked.save()
        restate([locked.pk])
        record(by, *draft.events)


def fault(column: str, what: str, mend: str = "") -> Problem:
    """A fault of something entered; `column` is the field of the form."""
    return Problem("not-accepted", what, mend, column=column)


def refuse(problems: list[Problem]) -> None:
    if problems:
        raise ProblemsError(problems)


def shown(value: object) -> Any:
    """A value as audit keeps it."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Fields that differ, with the old value and the new."""
    return {k: [shown(before.get(k)), shown(v)] for k, v in after.items() if before.get(k) != v}
