"""Reads of progress: what is held about many children, for files that come in, and one child's years for whoever may see them."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import batched
from typing import Any

from attainable.domains.people.queries.children import Record
from attainable.domains.progress.kinds import KINDS, Fact
from attainable.domains.progress.models import Attendance, Result, Suspension
from attainable.domains.progress.policies import SEEN_WITH

_BATCH = 2000
type Held = dict[str, dict[tuple[Any, ...], Fact]]
"""Of one child: by kind and key, each fact."""


def held_of(children: Collection[int]) -> dict[int, Held]:
    """What is held about children, by primary key. Three queries for each two thousand."""
    found: dict[int, Held] = {child: {name: {} for name in KINDS} for child in children}
    for part in batched(sorted(children), _BATCH):
        for name, kind in KINDS.items():
            for row in kind.model.objects.filter(child__in=part):
                fact = kind.fact(row)
                found[row.child_id][name][kind.key_of(fact)] = fact
    return found


@dataclass(frozen=True)
class Progress:
    """One child's years, the latest first."""

    results: list[Result]
    attendance: list[Attendance]
    suspensions: list[Suspension]


def progress_of(record: Record) -> Progress:
    """Everything, where the asker may see the history of the record; nothing else. Three queries."""
    if SEEN_WITH not in record.may:
        return Progress([], [], [])
    child = record.child
    return Progress(
        list(Result.objects.filter(child=child)),
        list(Attendance.objects.filter(child=child).select_related("school__organisation")),
        list(Suspension.objects.filter(child=child).select_related("school__organisation")),
    )
