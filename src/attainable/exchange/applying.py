"""Writing a plan: every change in one transaction with its audit, so that a run is written whole or not at all."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

import msgspec
from django.db import transaction

from attainable.accounts.actor import Actor
from attainable.audit.actions import Event, record_all
from attainable.domains.people.actions.bulk import Done, Work, apply_all
from attainable.domains.progress.actions import Keep, keep_all
from attainable.exchange.models import ImportRow, ImportRun, Outcome, Status
from attainable.exchange.plans import count
from attainable.exchange.storage import Progress
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
        for results in apply_all(by=by, works=_works(locked, rows), why=why, note=events):
            _keep_progress(locked, by, rows, results, events)
            _keep(rows, results)
            done += len(results)
            progress.tell("Writing", done, total)
        count(locked)
        locked.status, locked.applied_at = Status.APPLIED, clock.now()
        locked.save()
        progress.tell("Noting who did what")
        counts = {
            "created": locked.created_count,
            "changed": locked.changed,
            "unchanged": locked.unchanged,
            "refused": locked.refused,
            "doubtful": locked.doubtful,
        }
        details = {"format": locked.format, "file": locked.file_hash, **counts}
        events.record(by, Event("import.applied", "import", locked.ref, details=details))
    progress.end()


def _works(run: ImportRun, rows: dict[int, ImportRow]) -> Iterator[Work]:
    """The work of each row in the order of the file; `rows` holds those under way."""
    last = -1
    while True:
        part = list(run.rows.filter(place__gt=last, outcome__in=[Outcome.CREATED, Outcome.CHANGED]).order_by("place")[:CHUNK])
        if not part:
            return
        rows.clear()
        for row in part:
            rows[row.place] = row
        for row in part:
            yield work_of(row)
        last = part[-1].place


def work_of(row: ImportRow) -> Work:
    plan: dict[str, Any] = row.plan
    day = dt.date.fromisoformat
    details = dict(plan.get("details", {}))
    if "date_of_birth" in details:
        details["date_of_birth"] = day(details["date_of_birth"])
    enrol, leave, home = plan.get("enrol"), plan.get("leave"), plan.get("home")
    return Work(
        key=row.place,
        child=row.child_id,
        version=row.version,
        details=details,
        enrol=(enrol[0], day(enrol[1]), enrol[2]) if enrol else None,
        leave=(leave[0], day(leave[1])) if leave else None,
        unit=(plan["unit"][0], plan["unit"][1]) if plan.get("unit") else None,
        provisions=[(code, day(since)) for code, since in plan.get("provisions", ())],
        need_sets=[(codes, day(since)) for codes, since in plan.get("need_sets", ())],
        characteristics={kind: (code, day(since)) for kind, (code, since) in plan.get("characteristics", {}).items()},
        home={**home, "from_date": day(home["from_date"])} if home else None,
        more=bool(plan.get("progress")),
        carers=[{**carer, "from_date": day(carer["from_date"])} for carer in plan.get("carers", ())],
    )


def _keep_progress(run: ImportRun, by: Actor, rows: dict[int, ImportRow], results: list[Done], events: Events) -> None:
    """Results, attendance and suspensions of the rows that were written; what was made of them stands with the rest."""
    kept = {
        result.key: Keep(result.child, result.ref, facts, joins="enrol" in rows[result.key].plan)
        for result in results
        if (facts := rows[result.key].plan.get("progress")) and result.child is not None and not result.refused
    }
    if not kept:
        return
    keep_all(by=by, keeps=list(kept.values()), source=run.shown_name, why=run.title, note=events)
    for result in results:
        if result.key in kept:
            result.made += [["progress", *made] for made in kept[result.key].made]


def _keep(rows: dict[int, ImportRow], results: list[Done]) -> None:
    """What came of each row, beside the row."""
    for result in results:
        row = rows[result.key]
        row.child_id = result.child or row.child_id
        if result.refused:
            problem = Problem("refused-when-written", result.refused, "Look at the record, then import the row again.")
            row.outcome, row.has_problems = Outcome.REFUSED, True
            row.problems = [
                *row.problems,
                {
                    "code": problem.code,
                    "what": problem.what,
                    "mend": problem.mend,
                    "row": row.number,
                    "column": None,
                    "severity": "error",
                },
            ]
        else:
            row.made, row.version = result.made, result.version
    ImportRow.objects.bulk_create(
        [rows[result.key] for result in results],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=list(_UPDATED),
        batch_size=500,
    )
