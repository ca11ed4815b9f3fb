"""A run taken back: what it made is withdrawn, ended or put back, in one transaction; what somebody changed since is left."""

from collections.abc import Iterator
from itertools import batched
from typing import Final

from django.db import transaction

from attainable.accounts.actor import Actor
from attainable.audit.actions import Event
from attainable.exchange.applying import Events
from attainable.exchange.models import ImportRow, ImportRun, Status
from attainable.exchange.plan_rows import kept
from attainable.exchange.storage import Progress
from attainable.records.imports import Undo, children
from attainable.values import clock
from attainable.values.problem import Problem, Severity

CHUNK: Final = 500


def undo_run(run: ImportRun, by: Actor, progress: Progress) -> None:
    """Undo every row that can be undone; those that can't keep what was made, with the reason among their problems."""
    with transaction.atomic():
        locked = ImportRun.objects.select_for_update().get(pk=run.pk)
        if locked.status != Status.UNDOING:
            return
        places = list(locked.rows.exclude(made=[]).order_by("-place").values_list("place", flat=True))
        events, done, left = Events(), 0, 0
        why = f"{locked.title} undone. {locked.undo_why}".strip()
        for undos in _undos(locked, places):
            results = children().undo(by=by, undos=undos, why=why, note=events)
            left += _keep(locked, results)
            done += len(results)
            progress.tell("Undoing", done, len(places))
        locked.status, locked.undone_at, locked.undone_by_name = Status.UNDONE, clock.now(), by.name
        if left:
            what = f"{left:,} of {len(places):,} rows could not be undone."
            what += " Their records have changed since, or you no longer have access to them."
            mend = "Each row says why. Correct these on the child's page."
            locked.notes += kept([Problem("undo-left", what, mend, severity=Severity.WARNING)])
        locked.save()
        details = {"undone": len(places) - left, "left": left}
        events.record(by, Event("import.undone", "import", locked.ref, why=locked.undo_why, details=details))
    progress.end()


def _undos(run: ImportRun, places: list[int]) -> Iterator[list[Undo]]:
    """What was made of each row, the latest first."""
    for part in batched(places, CHUNK):
        rows = {row.place: row for row in run.rows.filter(place__in=part)}
        yield [
            Undo(place, row.child_id, row.version or 0, row.made) for place in part if (row := rows[place]).child_id is not None
        ]


def _keep(run: ImportRun, results: list[tuple[int, str]]) -> int:
    """Rows that were undone are emptied; the others give the reason. How many were left."""
    reasons = {place: reason for place, reason in results if reason}
    run.rows.filter(place__in=[place for place, reason in results if not reason]).update(made=[])
    changed = []
    for row in run.rows.filter(place__in=reasons):
        row.has_problems = True
        what = f"Not undone: {reasons[row.place]}"
        problem = Problem("not-undone", what, "Correct it on the child's page.", row=row.number, severity=Severity.WARNING)
        row.problems += kept([problem])
        changed.append(row)
    ImportRow.objects.bulk_update(changed, ["has_problems", "problems"], batch_size=200)
    return len(changed)
