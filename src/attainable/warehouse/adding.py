"""Published files into the store: all of them or none, in one swap that a killed process can't half do."""

import os
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from attainable.evidence.catalogue import TABLES, Catalogue, StoredArea, StoredTable, open_catalogue, save_catalogue
from attainable.evidence.engines import TableWriter
from attainable.formats.containers import contents_of, looks_like_data
from attainable.formats.published.placing import PLACED
from attainable.formats.published.read import chunks
from attainable.formats.published.reading import Reading
from attainable.formats.tables import Sheet
from attainable.values.areas import AreaRegister
from attainable.values.periods import Period
from attainable.values.problem import Problem, ProblemsError, Severity
from attainable.warehouse.areas import new_areas
from attainable.warehouse.doubts import find_doubts
from attainable.warehouse.entries import entry_of, final_entry, stage_boundaries
from attainable.warehouse.recognising import Table, tables_of

Progress = Callable[[str, int, int], None]
_WAIT: Final = 30  # seconds for another command that is adding


@dataclass(slots=True)
class AddReport:
    """What an add did: tables added, files already in the store, ignored files, and what to know."""

    added: list[StoredTable] = field(default_factory=list)
    superseded: list[StoredTable] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    passed_by: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def add(
    store: Path, paths: Iterable[Path], *, period: Period | None = None, skip_bad: bool = False, progress: Progress | None = None
) -> AddReport:
    """Add files and folders to the store.

    Everything is read into a folder of its own first. If any file has an error, ProblemsError carries every
    problem of every file and the store is as it was, unless `skip_bad` leaves the bad files out. `period` is
    the year of tables that do not say it themselves. `progress(name, done, total)` counts bytes.
    """
    try:
        store.mkdir(parents=True, exist_ok=True)
        with FileLock(store / ".lock", timeout=_WAIT):
            return _Adding(store, period, skip_bad, progress).run(list(paths))
    except Timeout:
        raise ProblemsError(
            Problem("store-busy", "Another command is adding to the store.", "Wait until it has finished.", file=str(store))
        ) from None
    except OSError as error:
        raise ProblemsError(
            Problem(
                "disk",
                f"We can't write to the store ({error.strerror or error}).",
                "Free some space or choose another place with --store.",
                file=str(store),
            )
        ) from None


class _Adding:
    def __init__(self, store: Path, period: Period | None, skip_bad: bool, progress: Progress | None) -> None:
        self.store, self.period, self.skip_bad, self.progress = store, period, skip_bad, progress
        self.catalogue = open_catalogue(store, must_exist=False)
        self.known = {(e.sha256, e.table) for e in self.catalogue.entries}
        self.report = AddReport()
        self.areas: list[StoredArea] = []
        self.errors: list[Problem] = []

    def run(self, paths: list[Path]) -> AddReport:
        for left_over in self.store.glob("incoming-*"):
            shutil.rmtree(left_over, ignore_errors=True)
        staging = self.store / f"incoming-{uuid.uuid4().hex}"
        staging.mkdir()
        try:
            self._stage_all(staging, [found for path in paths for found in self._files(path)])
            if self.errors and not self.skip_bad:
                raise ProblemsError([*self.errors, *self.report.problems])
            self.report.problems += self.errors
            self._swap(staging)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        return self.report

    def _files(self, path: Path) -> Iterator[Path]:
        if not path.is_dir():
            yield path
            return
        for found in sorted(p for p in path.rglob("*") if p.is_file()):
            if looks_like_data(found):
                yield found
            else:
                self.report.passed_by.append(str(found.relative_to(path)))

    def _stage_all(self, staging: Path, files: list[Path]) -> None:
        if not files:
            self.errors.append(Problem("nothing", "There is nothing to add.", "Name files or folders with data."))
        total = 2 * sum(path.stat().st_size for path in files if path.exists())
        done = 0
        tables: list[tuple[Table, int]] = []
        for path in files:
            tables += [(table, path.stat().st_size) for table in self._recognised(path)]
            done += path.stat().st_size if path.exists() else 0
            self._tell(f"Checking {path.name}", done, total)
        # Lists of areas come first: the tables after them may use the codes that they bring.
        for table, size in sorted(tables, key=lambda pair: pair[0].turn):
            self._tell(f"Reading {table.content.name}", done, total)
            self._stage(staging, table)
            done += size
        self._tell("Done", total, total)

    def _tell(self, what: str, done: int, total: int) -> None:
        if self.progress is not None:
            self.progress(what, min(done, total), total)

    def _recognised(self, path: Path) -> list[Table]:
        tables: list[Table] = []
        try:
            for content in contents_of(path):
                try:
                    tables += tables_of(content, self.period, self.report.passed_by)
                except ProblemsError as error:
                    self.errors += error.problems
        except ProblemsError as error:
            self.errors += error.problems
        return tables

    def _stage(self, staging: Path, table: Table) -> None:
        target = staging / f"{uuid.uuid4().hex}.parquet"
        try:
            if table.sheet is None or table.reading is None:
                entry, notes = stage_boundaries(table.content, target)
                self.report.problems += notes
            elif (table.content.sha256, table.reading.spec.id) in self.known:
                self.report.unchanged.append(table.content.name)
                return
            else:
                entry = self._stage_rows(table.sheet, table.reading, target)
        except ProblemsError as error:
            self.errors += error.problems
            target.unlink(missing_ok=True)
            return
        if (entry.sha256, entry.table) in self.known:
            self.report.unchanged.append(entry.file)
            return
        self.known.add((entry.sha256, entry.table))
        self.report.added.append(entry)

    def _stage_rows(self, sheet: Sheet, reading: Reading, target: Path) -> StoredTable:
        register = self._register()
        with TableWriter(target, (*reading.columns, *PLACED)) as writer:
            for numbers, columns in chunks(sheet, reading, register):
                writer.write(numbers, columns)
        self.report.problems += [p for p in reading.problems if p.severity is not Severity.ERROR]
        self.areas += new_areas(reading.spec.id, target, register)
        return entry_of(reading, target)

    def _register(self) -> AreaRegister:
        return Catalogue(self.store, (), [*self.catalogue.areas, *self.areas]).register

    def _swap(self, staging: Path) -> None:
        tables = self.store / TABLES
        tables.mkdir(exist_ok=True)
        for entry in self.report.added:
            # Named by content, so that a table moved here by a process that was then killed does no harm.
            staged = staging / entry.parquet.partition("|")[0]
            with staged.open("rb") as file:
                # On the disk before the catalogue says so: a power cut leaves the old store or the new one.
                os.fsync(file.fileno())
            staged.replace(tables / entry.parquet.partition("|")[2])
        finished = [final_entry(entry) for entry in self.report.added]
        before = {e.id for entries in self.catalogue.current.values() for e in entries}
        catalogue = self.catalogue.with_entries(finished, self.areas)
        catalogue = catalogue.with_doubts(find_doubts(catalogue))
        save_catalogue(catalogue)
        after = {e.id for entries in catalogue.current.values() for e in entries}
        self.report.added = finished
        new = {entry.id for entry in finished}
        self.report.superseded = [e for e in catalogue.entries if e.id in (before | new) - after]
