"""Building a snapshot: read in one moment, beside the old one, checked, swapped in.

Incremental by children: whoever's rows were written since (`touched`), or of whom something dated began or ended, is worked out
anew; files in which that changes nothing are linked, not written. The result is the same as a full build, byte by byte.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
from django.conf import settings
from django.db import connection

from attainable.accounts.actor import system_actor
from attainable.audit.actions import Event, record
from attainable.evidence.backends import backend
from attainable.evidence.tables.checking import check_tables
from attainable.evidence.tables.reading import open_tables
from attainable.values import clock
from attainable.values.problem import Problem, ProblemsError, Severity
from attainable.values.school_year import school_year
from attainable.warehouse.records import changes as changing
from attainable.warehouse.records import merging, outside, people, places, progress, snapshots, sources, touched
from attainable.warehouse.records.changes import Changes
from attainable.warehouse.records.erased import remove_who_is_gone
from attainable.warehouse.records.filling import Filling
from attainable.warehouse.records.merging import Files
from attainable.warehouse.records.outside import Outside
from attainable.warehouse.records.preparing import prepare
from attainable.warehouse.records.pseudonyms import mark_of_key, pseudonyms
from attainable.warehouse.records.rows import OWN_NUMBERS, UNKNOWN, Rows
from attainable.warehouse.records.snapshots import Snapshot
from attainable.warehouse.records.whole import first_whole_year

type Progress = Callable[[str, int, int], None]
_STEPS: Final = 6
# Tables that others refer to.
_SMALL: Final = ("area", "school")


@dataclass(frozen=True)
class Outcome:
    """What a build did. `children` were worked out anew; `why_full` is empty for an incremental one."""

    snapshot: Snapshot
    children: int
    why_full: str
    written: int
    removed: int
    prepared: int
    notes: tuple[Problem, ...] = ()


@dataclass
class _Build:
    """One build under way."""

    on: dt.date
    began: int
    first: int
    files: Files
    outside: Outside
    changes: Changes
    people: people.People
    facts: progress.Facts
    notes: list[Problem] = field(default_factory=list)


def build(*, full: bool = False, on: dt.date | None = None, pages: bool = True, progress: Progress | None = None) -> Outcome:
    """Build a snapshot as at a day (today). Raises ProblemsError for what breaks a declared constraint, for a disk that fails and
    where another build is under way; the snapshot that stood then still stands. `pages` makes
    evidence pages ready after the swap."""
    day, tell = on or clock.today(), progress or (lambda what, done, of: None)
    with snapshots.alone(), snapshots.beside() as new:
        before = snapshots.current()
        made = _read(before, day, Files(new, before, {}), full, tell)
        _write(made, tell)
        tell("Checking", 4, _STEPS)
        check(new, made)
        snapshot = snapshots.swap_in(new, _about(made))
        changing.settle(made.changes, snapshot.id)
        _note(made, snapshot)
        tell("Preparing pages", 5, _STEPS)
        prepared = prepare(snapshot, before) if pages else 0
        gone, problems = remove_who_is_gone(snapshot)
        made.notes += problems
        removed = gone + snapshots.remove_old(settings.CONFIG.number("WAREHOUSE_KEEP"))
        tell("Done", _STEPS, _STEPS)
    why = made.changes.why_full
    return Outcome(snapshot, len(made.people), why, len(made.files.new), removed, prepared, tuple(made.notes))


def _note(made: _Build, snapshot: Snapshot) -> None:
    """In the audit: who was read. A build that fails changes nothing, and notes nothing."""
    full = made.changes.why_full
    why = f"Everything, since {full}" if full else "What has changed since the last"
    details = {"children": len(made.people), "files": len(made.files.new)}
    record(
        system_actor("attainable warehouse build"), Event("warehouse.built", "snapshot", snapshot.id, why=why, details=details)
    )


def _read(before: Snapshot | None, on: dt.date, files: Files, full: bool, tell: Progress) -> _Build:
    tell("Reading records", 0, _STEPS)
    found = outside.look_outside()
    unwatched = touched.missing()
    if unwatched:
        touched.watch()
    with sources.one_moment():
        began = changing.register_began(on)
        changes = changing.find(before, on, began, found, full=full, unwatched=unwatched)
        some = None if changes.why_full else changes.children
        folk = people.read_people(some)
        facts = progress.read_facts(folk, on, some)
        first = settings.CONFIG.number("WAREHOUSE_FIRST_YEAR") or (
            int(before.about["first"]) if before and not changes.why_full else first_whole_year(folk, on, began)
        )
        return _Build(on, began, min(first, school_year(on)), files, found, changes, folk, facts)


def _write(made: _Build, tell: Progress) -> None:
    rows = Rows(made.people, made.on, made.began)
    tell("Writing tables", 1, _STEPS)
    outcomes, filling = made.outside.outcomes(), Filling(made.facts)
    changed = None if made.changes.why_full else _changed_pupils(made)
    for year in range(made.first, school_year(made.on) + 1):
        own = rows.pupil_year(year)
        _put(
            made,
            f"pupil_year/{year}.parquet",
            "pupil_year",
            filling.fill(year, outcomes.fill(year, own) if outcomes else own),
            changed,
        )
    _put(made, "standing.parquet", "standing", rows.standing(), changed)
    if made.changes.why_full:
        _note_outcomes(made, outcomes)
        made.notes += made.facts.notes()
    _write_archive(made)
    tell("Writing tables", 2, _STEPS)
    _write_others(made, rows, changed)
    _write_places(made)


def _put(made: _Build, name: str, table: str, rows: pa.Table, changed: np.ndarray | None) -> None:
    """A file whole, or with the rows of those who changed put in place of their older ones."""
    if changed is not None:
        made.files.merge(name, table, changed, rows, empty=_may_be_empty(made, name))
    elif rows.num_rows or _may_be_empty(made, name):
        made.files.write(name, table, rows)


def _may_be_empty(made: _Build, name: str) -> bool:
    """A former year without a row has no file; the present one always has, though nobody be on roll."""
    return "/" not in name or name == f"pupil_year/{school_year(made.on)}.parquet"


def _write_archive(made: _Build) -> None:
    """Years before the records are whole, where a council's own census returns of them were given from outside."""
    for year in made.outside.years:
        name = f"pupil_year/{year}.parquet"
        if year < made.first and not (not made.changes.why_full and made.files.keep(name)):
            made.files.write(name, "pupil_year", made.outside.year(year))


def _note_outcomes(made: _Build, outcomes: Any) -> None:
    note = outcomes.note() if outcomes else None
    if note:
        made.notes.append(note)


def _changed_pupils(made: _Build) -> np.ndarray:
    """The pseudonyms of those worked out anew, and of those whose records are gone."""
    assert made.files.before is not None  # noqa: S101  (incremental)
    own = made.people.pupil
    if len(own) == len(made.changes.children):
        return own
    # A child who is gone has no ref any more: it is whoever stood there and has no record now.
    with connection.cursor() as cursor:
        cursor.execute("SELECT ref FROM people_child")
        there = pseudonyms(ref for (ref,) in cursor.fetchall())
    stood = merging.read(made.files.before.path / "standing.parquet", ["pupil"]).column("pupil").to_numpy()
    return np.union1d(own, np.setdiff1d(stood, there))


def _write_others(made: _Build, rows: Rows, changed: np.ndarray | None) -> None:
    files, before = made.files, made.files.before
    incremental = not made.changes.why_full
    if not made.outside.has("plan_event"):
        _put(made, "plan_event.parquet", "plan_event", rows.plan_event(), changed)
    pupils = merging.read(files.folder / "standing.parquet", ["pupil"]).column("pupil").to_numpy()
    unmoved = (
        incremental
        and before is not None
        and np.array_equal(pupils, merging.read(before.path / "standing.parquet", ["pupil"]).column("pupil").to_numpy())
    )
    for table in progress.TABLES:
        _write_progress(made, table, changed, pupils, unmoved=unmoved)
    for table in [name for name in outside.TABLES if name not in progress.TABLES]:
        if made.outside.has(table) and not (unmoved and files.keep(f"{table}.parquet")):
            files.write(f"{table}.parquet", table, made.outside.table(table, made.outside.with_archived(pupils)))


def _write_progress(made: _Build, table: str, changed: np.ndarray | None, pupils: np.ndarray, *, unmoved: bool) -> None:
    """The records' own rows in one file, those from outside in another: of a pupil and year that the records know, none."""
    files, name, beside = made.files, f"{table}/records.parquet", f"{table}/outside.parquet"
    _put(made, name, table, progress.MAKERS[table](made.facts), changed)
    if not made.outside.has(table):
        return
    if unmoved and files.same_years(name) and files.keep(beside):
        return
    own = merging.years_known(files.folder / name)
    files.write(beside, table, made.outside.table_without(table, made.outside.with_archived(pupils), own))


def _write_places(made: _Build) -> None:
    files, folk = made.files, made.people
    homes = {f["authority"] for f in _authorities_in(files)}
    areas = places.area_rows(folk, made.outside.areas(), places.districts_of(folk), unknown=UNKNOWN in homes)
    files.put("area.parquet", "area", places.table_of("area", areas))
    files.put("school.parquet", "school", places.table_of("school", places.school_rows(folk, areas)))
    if outside.BOUNDARIES in made.outside.marks:
        merging.link(made.outside.folder / outside.BOUNDARIES, files.folder / outside.BOUNDARIES)
    strange = [p for k, p in folk.schools.items() if not p.code.isdigit()]
    if strange:
        made.notes.append(
            Problem(
                "school-without-urn",
                f"{len(strange):,} schools have no URN and go by a number from {OWN_NUMBERS:,} on.",
                "Give them their URN.",
                severity=Severity.WARNING,
            )
        )


def _authorities_in(files: Files) -> list[dict[str, Any]]:
    if "plan_event.parquet" not in files.told:
        return []
    column = merging.read(files.folder / "plan_event.parquet", ["authority"]).column("authority")
    return [{"authority": code} for code in column.unique().to_pylist()]


def check(folder: Path, made: _Build) -> None:
    """Every broken constraint stops the build. Pupils are told by pseudonym.

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


def _about(made: _Build) -> dict[str, Any]:
    """The manifest: what an analyst may know of where the tables come from."""
    import hashlib

    told = dict(sorted(made.files.told.items()))
    digest = hashlib.sha256("".join(f"{n}{f['sha256']}" for n, f in told.items()).encode()).hexdigest()
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
        "census": {str(y): str(d) for y, d in _told_days(made)},
        "outside": made.outside.marks,
        "notes": [str(note) for note in made.notes],
        "files": told,
    }


def _years(made: _Build) -> list[int]:
    archived = [year for year in made.outside.years if year < made.first]
    return sorted({*archived, *range(made.first, school_year(made.on) + 1)})


def _told_days(made: _Build) -> list[tuple[int, dt.date]]:
    from attainable.warehouse.records.census import told_as_at

    return [(year, told_as_at(year, made.on)) for year in range(made.first, school_year(made.on) + 1)]
