"""Writing the tables of a snapshot: files whole, or with the rows of the children who changed in place of their older ones."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from attainable.records.evidence import source
from attainable.values.problem import Problem, Severity
from attainable.values.school_year import school_year
from attainable.warehouse.records import merging, outside, places, progress, sources
from attainable.warehouse.records.changes import Changes
from attainable.warehouse.records.filling import Filling
from attainable.warehouse.records.merging import Files
from attainable.warehouse.records.outside import Outside
from attainable.warehouse.records.people import People
from attainable.warehouse.records.progress import Facts
from attainable.warehouse.records.pseudonyms import pseudonyms
from attainable.warehouse.records.rows import OWN_NUMBERS, UNKNOWN, Rows


@dataclass
class Build:
    """One build under way."""

    on: dt.date
    began: int
    first: int
    files: Files
    outside: Outside
    changes: Changes
    people: People
    facts: Facts
    fact_tables: dict[str, pa.Table]
    notes: list[Problem] = field(default_factory=list)


def write(made: Build, tell: Callable[[int], None]) -> None:
    """Every table into the new folder. `tell` is called with each step, 1 and 2."""
    rows = Rows(made.people, made.on, made.began)
    tell(1)
    outcomes, filling = made.outside.outcomes(), Filling(made.facts)
    changed = None if made.changes.why_full else _changed_pupils(made)
    for year in range(made.first, school_year(made.on) + 1):
        own = rows.pupil_year(year)
        # What the records know is put over what came from outside.
        filled = filling.fill(year, outcomes.fill(year, own) if outcomes else own)
        _put(made, f"pupil_year/{year}.parquet", "pupil_year", filled, changed)
    _put(made, "standing.parquet", "standing", rows.standing(), changed)
    if made.changes.why_full:
        _note_outcomes(made, outcomes)
        made.notes += made.facts.notes()
    _write_archive(made)
    tell(2)
    _write_others(made, rows, changed)
    _write_places(made)


def _put(made: Build, name: str, table: str, rows: pa.Table, changed: np.ndarray | None) -> None:
    """A file whole, or with the rows of the children who changed put in place of their older ones."""
    if changed is not None:
        made.files.merge(name, table, changed, rows, empty=_may_be_empty(made, name))
    elif rows.num_rows or _may_be_empty(made, name):
        made.files.write(name, table, rows)


def _may_be_empty(made: Build, name: str) -> bool:
    """A former year without a row has no file; the present one always has, even if nobody is on roll."""
    return "/" not in name or name == f"pupil_year/{school_year(made.on)}.parquet"


def _write_archive(made: Build) -> None:
    """Years before the records are whole, where a council's own census returns of them were given from outside."""
    for year in made.outside.years:
        name = f"pupil_year/{year}.parquet"
        if year < made.first and not (not made.changes.why_full and made.files.keep(name)):
            made.files.write(name, "pupil_year", made.outside.year(year))


def _note_outcomes(made: Build, outcomes: Any) -> None:
    note = outcomes.note() if outcomes else None
    if note:
        made.notes.append(note)


def _changed_pupils(made: Build) -> np.ndarray:
    """The pseudonyms of the children who are worked out again, and of those whose records are gone."""
    assert made.files.before is not None  # noqa: S101  (incremental)
    own = made.people.pupil
    before = merging.read(made.files.before.path / "standing.parquet", ["pupil"]).column("pupil").to_numpy()
    children = sources.counting(source("child"))
    if children.count() == len(before) + len(np.setdiff1d(own, before)):
        return own
    # The ref of a deleted child is gone with the row, and so is the former one of a child with another ref: their pseudonyms
    # are those of the last snapshot that no record has now. Working out everybody's is dear, so only where the numbers differ.
    now = pseudonyms(children.values_list(source("child").texts["ref"], flat=True))
    return np.union1d(own, np.setdiff1d(before, now))


def _write_others(made: Build, rows: Rows, changed: np.ndarray | None) -> None:
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
        _write_own(made, table, progress.MAKERS[table](made.facts), changed, pupils, unmoved=unmoved)
    for table, own in made.fact_tables.items():
        _write_own(made, table, own, changed, pupils, unmoved=unmoved)
    ours = {*progress.TABLES, *made.fact_tables}
    for table in [name for name in outside.TABLES if name not in ours]:
        if made.outside.has(table) and not (unmoved and files.keep(f"{table}.parquet")):
            files.write(f"{table}.parquet", table, made.outside.table(table, made.outside.with_archived(pupils)))


def _write_own(made: Build, table: str, rows: pa.Table, changed: np.ndarray | None, pupils: np.ndarray, *, unmoved: bool) -> None:
    """The records' own rows in one file, those from outside in another: of a pupil and year that the records know, none."""
    files, name, beside = made.files, f"{table}/records.parquet", f"{table}/outside.parquet"
    _put(made, name, table, rows, changed)
    if not made.outside.has(table):
        return
    # The file from outside depends on who has a record, and on which years the records know: without either it stays.
    if unmoved and files.same_years(name) and files.keep(beside):
        return
    own = merging.years_known(files.folder / name)
    files.write(beside, table, made.outside.table_without(table, made.outside.with_archived(pupils), own))


def _write_places(made: Build) -> None:
    files, people = made.files, made.people
    homes = {f["authority"] for f in _authorities_in(files)}
    areas = places.area_rows(people, made.outside.areas(), places.districts_of(people), unknown=UNKNOWN in homes)
    files.put("area.parquet", "area", places.table_of("area", areas))
    files.put("school.parquet", "school", places.table_of("school", places.school_rows(people, areas)))
    if outside.BOUNDARIES in made.outside.marks:
        merging.link(made.outside.folder / outside.BOUNDARIES, files.folder / outside.BOUNDARIES)
    strange = [p for k, p in people.schools.items() if not p.code.isdigit()]
    if strange:
        made.notes.append(
            Problem(
                "school-without-urn",
                f"{len(strange):,} schools have no URN. They have a number from {OWN_NUMBERS:,} upwards instead.",
                "Enter their URNs.",
                severity=Severity.WARNING,
            )
        )


def _authorities_in(files: Files) -> list[dict[str, Any]]:
    if "plan_event.parquet" not in files.described:
        return []
    column = merging.read(files.folder / "plan_event.parquet", ["authority"]).column("authority")
    return [{"authority": code} for code in column.unique().to_pylist()]
