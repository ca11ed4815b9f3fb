"""A run taken back: what it made is withdrawn, ended or put back, in one transaction; what somebody changed since is left."""

from collections.abc import Iterator
from itertools import batched
from typing import Final

from django.db import transaction

from attainable.accounts.actor import Actor
from attainable.audit.actions import Event
from attainable.domains.people.actions.bulk_undo import Undo, undo_all
from attainable.domains.people.models import Child
from attainable.domains.progress.actions import Made
from attainable.domains.progress.actions import undo_all as undo_progress
from attainable.exchange.applying import Events
from attainable.exchange.models import ImportRow, ImportRun, Status
from attainable.exchange.storage import Progress
from attainable.values import clock

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
        made: dict[int, tuple[int, Made]] = {}
        for results in undo_all(by=by, undos=_undos(locked, places, made), why=why, note=events):
            _undo_progress(by, made, results, why, events)
            left += _keep(locked, results)
            done += len(results)
            progress.tell("Undoing", done, len(places))
        locked.status, locked.undone_at, locked.undone_by_name = Status.UNDONE, clock.now(), by.name
        if left:
            locked.notes = [
                *locked.notes,
                {
                    "code": "undo-left",
                    "what": f"{left:,} of {len(places):,} rows could not be undone: their records have been "
                    "changed since, or are out of reach.",
                    "mend": "Each says why. Put these right on the child's page.",
                    "row": None,
                    "column": None,
                    "severity": "warning",
                },
            ]
        locked.save()
        details = {"undone": len(places) - left, "left": left}
        events.record(by, Event("import.undone", "import", locked.ref, why=locked.undo_why, details=details))
    progress.end()


def _undos(run: ImportRun, places: list[int], progress: dict[int, tuple[int, Made]]) -> Iterator[Undo]:
    """What was made of each row, the latest first; what was made of progress goes to `progress`, by place."""
    for part in batched(places, CHUNK):
        rows = {row.place: row for row in run.rows.filter(place__in=part)}
        for place in part:
            row = rows[place]
            if row.child_id is not None:
                progress[place] = (row.child_id, [made[1:] for made in row.made if made[0] == "progress"])
                own = [made for made in row.made if made[0] != "progress"]
                yield Undo(place, row.child_id, row.version or 0, own)


def _undo_progress(
    by: Actor, progress: dict[int, tuple[int, Made]], results: list[tuple[int, str]], why: str, events: Events
) -> None:
    """Progress goes with the rest of its row: where that was refused it is left."""
    done = dict(progress.pop(place) for place, reason in results if not reason)
    for place, reason in results:
        if reason:
            progress.pop(place, None)
    made = {child: found for child, found in done.items() if found}
    refs = dict(Child.objects.filter(pk__in=made).values_list("pk", "ref"))
    undo_progress(by=by, undos={c: (refs[c], found) for c, found in made.items()}, why=why, note=events)


def _keep(run: ImportRun, results: list[tuple[int, str]]) -> int:
    """Rows that were undone hold nothing any more; of the others the reason is told. How many were left."""
    reasons = {place: reason for place, reason in results if reason}
    run.rows.filter(place__in=[place for place, reason in results if not reason]).update(made=[])
    changed = []
    for row in run.rows.filter(place__in=reasons):
        row.has_problems = True
        row.problems = [
            *row.problems,
            {
                "code": "not-undone",
                "what": f"Not undone: {reasons[row.place]}",
                "row": row.number,
                "mend": "Put it right on the child's page.",
                "column": None,
                "severity": "warning",
            },
        ]
        changed.append(row)
    ImportRow.objects.bulk_update(changed, ["has_problems", "problems"], batch_size=200)
    return len(changed)
