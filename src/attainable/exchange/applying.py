"""Writing a plan: every change in one transaction with its audit, so that a run is written whole or not at all."""

from collections.abc import Iterator
from typing import Final

import msgspec
from django.db import transaction

from attainable.accounts.actor import Actor
from attainable.audit.actions import Event, record_all
from attainable.exchange import storage
from attainable.exchange.models import ImportRow, ImportRun, Status
from attainable.exchange.plan_rows import count, kept
from attainable.exchange.storage import Progress
from attainable.records.imports import Done, Outcome, Work, children
from attainable.values import clock
from attainable.values.problem import Problem

CHUNK: Final = 1000
_UPDATED: Final = ("outcome", "child", "made", "version", "problems", "has_problems")
_pack, _unpack = msgspec.msgpack.Encoder().encode, msgspec.msgpack.Decoder().decode


class Events:
    """Events of audit, packed: they are written last, since the chain is locked from then on."""

    def __init__(self) -> None:
        self._packed: list[bytes] = []

    def __call__(self, event: Event) -> None:
        self._packed.append(_pack((event.action, event.subject_kind, event.subject, event.child, event.why, dict(event.details))))

    def __len__(self) -> int:
        return len(self._packed)

    def record(self, by: Actor, last: Event) -> None:
        for start in range(0, len(self._packed), 5000):
            record_all(by, [Event(*_unpack(packed)) for packed in self._packed[start : start + 5000]])
        record_all(by, [last])


def apply_run(run: ImportRun, by: Actor, progress: Progress) -> None:
    """Write the rows that create or change. Those that can't be written any more are refused, each with its reason."""
    with transaction.atomic():
        locked = ImportRun.objects.select_for_update().get(pk=run.pk)
        if locked.status != Status.APPLYING:
            return
        events, total, done = Events(), locked.created_count + locked.changed, 0
        progress.tell("Writing", 0, total)
        rows: dict[int, ImportRow] = {}
        why = locked.title
        for works in _works(locked, rows):
            results = children().write(by=by, works=works, why=why, source=locked.shown_name, note=events)
            _keep(rows, results)
            done += len(results)
            progress.tell("Writing", done, total)
        count(locked)
        locked.status, locked.applied_at = Status.APPLIED, clock.now()
        locked.save()
        progress.tell("Recording who did what")
        counts = {
            "created": locked.created_count,
            "changed": locked.changed,
            "unchanged": locked.unchanged,
            "refused": locked.refused,
            "doubtful": locked.doubtful,
        }
        details = {"format": locked.format, "file": locked.file_hash, **counts}
        events.record(by, Event("import.applied", "import", locked.ref, details=details))
        transaction.on_commit(lambda: storage.seal(run.ref), robust=True)
    progress.end()


def _works(run: ImportRun, rows: dict[int, ImportRow]) -> Iterator[list[Work]]:
    """The work of a thousand rows at a time in the order of the file; `rows` holds those under way."""
    last = -1
    while True:
        part = list(run.rows.filter(place__gt=last, outcome__in=[Outcome.CREATED, Outcome.CHANGED]).order_by("place")[:CHUNK])
        if not part:
            return
        rows.clear()
        for row in part:
            rows[row.place] = row
        yield [Work(row.place, row.child_id, row.version, row.plan) for row in part]
        last = part[-1].place


def _keep(rows: dict[int, ImportRow], results: list[Done]) -> None:
    """What came of each row, beside the row."""
    for result in results:
        row = rows[result.key]
        row.child_id = result.child or row.child_id
        if result.refused:
            mend = "Check the record, then import the row again."
            row.outcome, row.has_problems = Outcome.REFUSED, True
            row.problems += kept([Problem("refused-when-written", result.refused, mend, row=row.number)])
        else:
            row.made, row.version = result.made, result.version
    ImportRow.objects.bulk_create(
        [rows[result.key] for result in results],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=list(_UPDATED),
        batch_size=500,
    )
