"""Facts of many children kept at once, for files that come in, and taken back: each with its audit, in the caller's transaction.

Whether somebody may change the record, and whether it is still the one that was looked at, is asked by the change of the record
that this is a part of (`people.actions.bulk`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from attainable.accounts.actor import Actor
from attainable.audit.actions import Event
from attainable.domains.people.queries.states import within_reach
from attainable.domains.progress.kinds import KINDS, Fact, Kind
from attainable.domains.progress.policies import CHANGED_WITH
from attainable.values import clock

type Made = list[list[Any]]
"""What was done, plain: the kind, the fact, and the values before it (None where there was none)."""


@dataclass(slots=True)
class Keep:
    """What is told of one child: facts by kind. `joins` where the same change brings the child into reach."""

    child: int
    ref: str
    facts: Mapping[str, Sequence[Fact]]
    joins: bool = False
    made: Made = field(default_factory=list)


def keep_all(*, by: Actor, keeps: Sequence[Keep], source: str, why: str, note: Callable[[Event], None]) -> None:
    """Keep what is told; what is held already changes nothing. `made` of each says what was done."""
    _within_transaction()
    reach = within_reach(by, CHANGED_WITH, [keep.child for keep in keeps])
    allowed = [keep for keep in keeps if keep.joins or keep.child in reach]
    for name, kind in KINDS.items():
        _keep_kind(name, kind, allowed, source)
    for keep in allowed:
        for name, kind in KINDS.items():
            details = {kind.told(fact): [before, kind.values_of(fact)] for made, fact, before in keep.made if made == name}
            if details:
                note(Event(f"child.{name}-kept", kind.title, "", keep.ref, why, details))


def _keep_kind(name: str, kind: Kind, keeps: Sequence[Keep], source: str) -> None:
    told = [keep for keep in keeps if keep.facts.get(name)]
    rows = _rows(kind, [keep.child for keep in told])
    new: dict[tuple[Any, ...], Any] = {}
    changed = []
    for keep in told:
        for fact in keep.facts[name]:
            key = (keep.child, *kind.key_of(fact))
            row = rows.get(key) or new.get(key)
            before = kind.values_of(kind.fact(row)) if row else None
            if before == kind.values_of(fact):
                continue
            if row is None:
                new[key] = kind.row(keep.child, fact, source)
            else:
                _put(row, kind.values_of(fact), source)
                changed += [row] if key in rows else []
            keep.made.append([name, fact, before])
    kind.model.objects.bulk_create(list(new.values()), batch_size=500)
    _save(kind, changed)


def undo_all(*, by: Actor, undos: Mapping[int, tuple[str, Made]], why: str, note: Callable[[Event], None]) -> None:
    """Take back what was made, by child: its ref and `made`. What was new goes, what was corrected has its old value again."""
    _within_transaction()
    for name, kind in KINDS.items():
        rows = _rows(kind, list(undos))
        gone: list[int] = []
        back: list[Any] = []
        for child, (ref, made) in undos.items():
            details: dict[str, Any] = {}
            for made_kind, fact, before in reversed(made):
                row = rows.get((child, *kind.key_of(fact))) if made_kind == name else None
                if row is None:
                    continue
                details[kind.told(fact)] = [kind.values_of(fact), before]
                if before is None:
                    gone.append(row.pk)
                else:
                    _put(row, before, row.source)
                    back.append(row)
            if details:
                note(Event(f"child.{name}-undone", kind.title, "", ref, why, details))
        _save(kind, back)
        kind.model.objects.filter(pk__in=gone).delete()


def _rows(kind: Kind, children: Sequence[int]) -> dict[tuple[Any, ...], Any]:
    found = kind.model.objects.select_for_update().filter(child__in=children)
    return {(row.child_id, *kind.key_of(kind.fact(row))): row for row in found}


def _put(row: Any, values: Fact, source: str) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.source, row.recorded_at = source, clock.now()


def _save(kind: Kind, rows: Sequence[Any]) -> None:
    kind.model.objects.bulk_update(rows, [*kind.values, "source", "recorded_at"], batch_size=200)


def _within_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Facts are kept within the transaction of the change that they are a part of.")
