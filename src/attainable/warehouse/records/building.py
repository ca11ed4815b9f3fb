"""Building a snapshot: read in one moment, beside the old one, checked, swapped in.

Incremental by children: a child whose rows were written since (`touched`), or with something dated that began or ended, is worked
out again; files in which that changes nothing are linked, not written. The result is the same as a full build, byte by byte.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from attainable.accounts.actor import system_actor
from attainable.audit.actions import Event, record
from attainable.evidence.backends import backend
from attainable.evidence.tables.checking import check_tables
from attainable.evidence.tables.reading import open_tables
from attainable.records.evidence_checks import evidence_faults
from attainable.values import clock
from attainable.values.problem import Problem, ProblemsError
from attainable.values.progress import Progress
from attainable.values.school_year import school_year
from attainable.warehouse.records import changes as changing
from attainable.warehouse.records import outside, people, progress, provision, snapshots, sources, touched
from attainable.warehouse.records.census import counted_on
from attainable.warehouse.records.erased import remove_who_is_gone
from attainable.warehouse.records.fact_tables import fact_tables
from attainable.warehouse.records.first_whole_year import first_whole_year
from attainable.warehouse.records.merging import Files
from attainable.warehouse.records.preparing import prepare
from attainable.warehouse.records.pseudonyms import mark_of_key
from attainable.warehouse.records.snapshots import Snapshot
from attainable.warehouse.records.writing import Build, write

_STEPS: Final = 6
# Tables that others refer to.
_SMALL: Final = ("area", "school")


@dataclass(frozen=True)
class Outcome:
    """What a build did. `children` were worked out again; `why_full` is empty for an incremental one."""

    snapshot: Snapshot
    children: int
    why_full: str
    written: int
    removed: int
    prepared: int
    notes: tuple[Problem, ...] = ()


def build(*, full: bool = False, on: dt.date | None = None, pages: bool = True, progress: Progress | None = None) -> Outcome:
    """Build a snapshot as at a day (today), and make evidence pages ready after the swap unless `pages` says no.

    Raises ProblemsError for what breaks a declared constraint, for a disk that fails and where another build is under way; the
    snapshot before stays current then."""
    _refuse_wrong_declarations()
    day, tell = on or clock.today(), progress or (lambda what, done, of: None)
    with snapshots.alone(), snapshots.beside() as new:
        before = snapshots.current()
        made = _read(before, day, Files(new, before, {}), full, tell)
        write(made, lambda step: tell("Writing tables", step, _STEPS))
        tell("Checking", 4, _STEPS)
        check(new, made)
        snapshot = snapshots.swap_in(new, _about(made))
        changing.settle(made.changes, snapshot.id)
        _note(made, snapshot)
        tell("Preparing pages", 5, _STEPS)
        prepared = prepare(snapshot, before) if pages else 0
        gone, not_removed = remove_who_is_gone(snapshot)
        made.notes += not_removed
        removed = gone + snapshots.remove_old(settings.CONFIG.number("WAREHOUSE_KEEP"))
        tell("Done", _STEPS, _STEPS)
    why = made.changes.why_full
    return Outcome(snapshot, len(made.people), why, len(made.files.new), removed, prepared, tuple(made.notes))


def _refuse_wrong_declarations() -> None:
    faults = evidence_faults()
    if faults:
        raise ProblemsError(faults)


def _note(made: Build, snapshot: Snapshot) -> None:
    """In the audit: who was read. A build that fails changes nothing, and notes nothing."""
    full = made.changes.why_full
    why = f"Everything, since {full}" if full else "What has changed since the last"
    details = {"children": len(made.people), "files": len(made.files.new)}
    record(
        system_actor("attainable warehouse build"), Event("warehouse.built", "snapshot", snapshot.id, why=why, details=details)
    )


def _read(before: Snapshot | None, on: dt.date, files: Files, full: bool, tell: Progress) -> Build:
    tell("Reading records", 0, _STEPS)
    found = outside.look_outside()
    unwatched = touched.missing()
    if unwatched:
        # Put in place before anything is read: what is written from here on waits in the queue for the next build.
        touched.watch()
    with sources.one_moment():
        began = changing.register_began(on)
        changes = changing.find(before, on, began, found, full=full, unwatched=unwatched)
        some = None if changes.why_full else changes.children
        everybody = people.read_people(some)
        facts, declared = progress.read_facts(everybody, on, some), fact_tables(everybody, on, some)
        declared[provision.TABLE] = provision.provision_given(everybody, on, some)
        first = settings.CONFIG.number("WAREHOUSE_FIRST_YEAR") or (
            int(before.about["first"]) if before and not changes.why_full else first_whole_year(everybody, on, began)
        )
        return Build(on, began, min(first, school_year(on)), files, found, changes, everybody, facts, declared)


def check(folder: Path, made: Build) -> None:
    """Every broken constraint stops the build. Messages name pupils by pseudonym.

    What was linked was checked when it was written: an incremental build checks the new files, and a year's rows are unique
    within its file.
    """
    tables = open_tables(folder)
    if not made.files.new:
        return
    if not made.changes.why_full:
        parts = {n: tuple(f for f in files if _name(f, folder) in made.files.new) for n, files in tables.tables.items()}
        tables = replace(tables, tables={n: files or tables.tables[n][:1] for n, files in parts.items() if files or n in _SMALL})
    with backend() as engine:
        faults = check_tables(tables, engine)
    if any(fault.is_error for fault in faults):
        raise ProblemsError([f for f in faults if f.is_error])
    made.notes += faults


def _name(file: Path, folder: Path) -> str:
    return file.relative_to(folder).as_posix()


def _about(made: Build) -> dict[str, Any]:
    """The manifest: what an analyst may know of where the tables come from."""
    files = dict(sorted(made.files.described.items()))
    digest = hashlib.sha256("".join(f"{n}{f['sha256']}" for n, f in files.items()).encode()).hexdigest()
    snapshot = f"{made.on.isoformat()}-{digest[:10]}"
    fictional = any(p.code.startswith("X") for p in made.people.authorities.values())
    return {
        "snapshot": snapshot,
        "as_at": made.on.isoformat(),
        "built": clock.now().isoformat(timespec="microseconds"),
        "publisher": settings.CONFIG.text("WAREHOUSE_PUBLISHER") or "Own records",
        "publication": "SEN records",
        "release": f"snapshot {snapshot}",
        "fictional": fictional,
        "form": changing.form(),
        "key": mark_of_key(),
        "began": made.began,
        "first": made.first,
        "years": _years(made),
        "census": {str(y): str(d) for y, d in _days_counted(made)},
        "outside": made.outside.marks,
        "notes": [str(note) for note in made.notes],
        "files": files,
    }


def _years(made: Build) -> list[int]:
    archived = [year for year in made.outside.years if year < made.first]
    return sorted({*archived, *range(made.first, school_year(made.on) + 1)})


def _days_counted(made: Build) -> list[tuple[int, dt.date]]:
    return [(year, counted_on(year, made.on)) for year in range(made.first, school_year(made.on) + 1)]
