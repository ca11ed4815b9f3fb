"""Reads of progress: one child's years, for people who may see them."""

from dataclasses import dataclass

from attainable.domains.people.queries.children import Record
from attainable.domains.progress.models import Attendance, Result, Suspension
from attainable.domains.progress.policies import SEEN_WITH


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
