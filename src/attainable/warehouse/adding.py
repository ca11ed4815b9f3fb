"""Published files into the store: all of them or none, in one swap that a killed process can't half do."""

import os
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from attainable.evidence.catalogue import TABLES, Catalogue, Entry, StoredArea, open_catalogue, save_catalogue
from attainable.evidence.engines import TableWriter
from attainable.formats.containers import Content, Kind, contents_of, looks_like_data
from attainable.formats.geojson import COLUMNS, read_boundaries
from attainable.formats.published.placing import PLACED
from attainable.formats.published.read import chunks, open_table
from attainable.formats.published.reading import Reading
from attainable.formats.published.spec import TableSpec, all_specs
from attainable.formats.tables import Sheet, sheets_of
from attainable.values import clock
from attainable.values.areas import AreaRegister
from attainable.values.periods import Period
from attainable.values.problem import Problem, ProblemsError, Severity
from attainable.warehouse.areas import new_areas

Progress = Callable[[str, int, int], None]
FICTIONAL_PUBLISHER: Final = "Fictional publisher (made for demonstration)"
_WAIT: Final = 30  # seconds for another command that is adding
_FIRST: Final = ("regions", "authorities")


@dataclass(slots=True)
class AddReport:
    """What an add did: tables added, files that were there already, files passed by, and what to know."""

    added: list[Entry] = field(default_factory=list)
    superseded: list[Entry] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    passed_by: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    """One table to be: recognised, not yet read."""

    content: Content
    sheet: Sheet | None
    reading: Reading | None

    @property
    def turn(self) -> int:
        """Lists of areas come first, regions before the authorities in them."""
        table = self.reading.spec.id if self.reading is not None else ""
        return _FIRST.index(table) if table in _FIRST else len(_FIRST)


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
            Problem("store-busy", "Another command is adding to the store.", "Wait until it has ended.", file=str(store))
        ) from None
    except OSError as error:
        raise ProblemsError(
            Problem(
                "disk",
                f"The store can't be written ({error.strerror or error}).",
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
        tables: list[tuple[_Table, int]] = []
        for path in files:
            tables += [(table, path.stat().st_size) for table in self._recognised(path)]
            done += path.stat().st_size if path.exists() else 0
            self._tell(f"Looking at {path.name}", done, total)
        # Lists of areas come first: the tables after them may use the codes that they bring.
        for table, size in sorted(tables, key=lambda pair: pair[0].turn):
            self._tell(f"Reading {table.content.name}", done, total)
            self._stage(staging, table)
            done += size
        self._tell("Done", total, total)

    def _tell(self, what: str, done: int, total: int) -> None:
        if self.progress is not None:
            self.progress(what, min(done, total), total)

    def _recognised(self, path: Path) -> list[_Table]:
        tables: list[_Table] = []
        try:
            for content in contents_of(path):
                try:
                    tables += self._tables_of(content)
                except ProblemsError as error:
                    self.errors += error.problems
        except ProblemsError as error:
            self.errors += error.problems
        return tables

    def _tables_of(self, content: Content) -> Iterator[_Table]:
        if content.kind is Kind.GEOJSON:
            yield _Table(content, None, None)
            return
        sheets = list(sheets_of(content))
        refused: list[Problem] = []
        covers: list[Sheet] = []
        tables: list[str] = []
        for sheet in sheets:
            try:
                reading = open_table(sheet, self.period)
            except ProblemsError as error:
                refused += error.problems
                covers += [sheet] * all(problem.code == "unknown-table" for problem in error.problems)
                continue
            if reading.spec.id in tables:
                refused.append(
                    Problem(
                        "table-twice",
                        f"Two sheets hold the table “{reading.spec.title}”.",
                        "Save each sheet as a CSV file of its own and add those.",
                        file=content.name,
                    )
                )
                continue
            tables.append(reading.spec.id)
            yield _Table(content, sheet, reading)
        if tables:
            # A workbook's cover sheet is no fault, so long as another sheet holds a table.
            refused = [problem for problem in refused if problem.code != "unknown-table"]
            self.report.passed_by += [f"{content.name} › {sheet.sheet_name}" for sheet in covers]
        elif not refused:
            refused = [
                Problem(
                    "no-rows",
                    "The workbook holds no table: no sheet has a row of headings.",
                    "Check that it is the right file.",
                    file=content.name,
                )
            ]
        if refused:
            raise ProblemsError(refused)

    def _stage(self, staging: Path, table: _Table) -> None:
        target = staging / f"{uuid.uuid4().hex}.parquet"
        try:
            if table.sheet is None or table.reading is None:
                entry = _stage_boundaries(table.content, target)
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

    def _stage_rows(self, sheet: Sheet, reading: Reading, target: Path) -> Entry:
        register = self._register()
        with TableWriter(target, (*reading.columns, *PLACED)) as writer:
            for numbers, columns in chunks(sheet, reading, register):
                writer.write(numbers, columns)
        self.report.problems += [p for p in reading.problems if p.severity is not Severity.ERROR]
        self.areas += new_areas(reading.spec.id, target, register)
        return _entry(reading, target)

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
        finished = [_renamed(entry) for entry in self.report.added]
        before = {e.id for entries in self.catalogue.current.values() for e in entries}
        catalogue = self.catalogue.with_entries(finished, self.areas)
        save_catalogue(catalogue)
        after = {e.id for entries in catalogue.current.values() for e in entries}
        self.report.added = finished
        new = {entry.id for entry in finished}
        self.report.superseded = [e for e in catalogue.entries if e.id in (before | new) - after]


def _entry(reading: Reading, target: Path) -> Entry:
    spec, periods = reading.spec, sorted(reading.periods)
    scope = " ".join(sorted(reading.scopes)) if 0 < len(reading.scopes) <= 5 else ""
    if spec.side_by_side:
        scope = reading.content.stem
    return _make_entry(
        spec,
        reading.content,
        target,
        release=reading.release,
        as_at=reading.as_at,
        periods=periods,
        scope=scope,
        rows=reading.rows,
        columns=len(reading.columns),
        is_declared=reading.is_declared,
        fictional=reading.fictional,
    )


def _stage_boundaries(content: Content, target: Path) -> Entry:
    boundaries = read_boundaries(content)
    with TableWriter(target, COLUMNS) as writer:
        columns = [list(column) for column in zip(*boundaries.rows, strict=True)]
        writer.write(list(range(1, len(boundaries.rows) + 1)), columns)
    fictional = any(row[0].startswith("X") for row in boundaries.rows)
    return _make_entry(
        all_specs()[boundaries.table],
        content,
        target,
        release=boundaries.period.label,
        as_at="",
        periods=[boundaries.period],
        scope="",
        rows=len(boundaries.rows),
        columns=len(COLUMNS),
        is_declared=True,
        fictional=fictional,
    )


def _make_entry(
    spec: TableSpec,
    content: Content,
    target: Path,
    *,
    release: str,
    as_at: str,
    periods: list[Period],
    scope: str,
    rows: int,
    columns: int,
    is_declared: bool,
    fictional: bool,
) -> Entry:
    publisher = FICTIONAL_PUBLISHER if fictional else spec.publisher
    final = f"{spec.id}-{content.sha256[:16]}.parquet"
    return Entry(
        id=f"{spec.id}:{content.sha256[:16]}",
        table=spec.id,
        title=spec.title,
        publisher=publisher,
        publication=spec.publication,
        licence=spec.licence,
        release=release,
        as_at=as_at,
        first_period=periods[0].label if periods else "",
        last_period=periods[-1].label if periods else "",
        last_ends=periods[-1].ends.isoformat() if periods else "",
        scope=scope,
        alone=spec.each_period_alone,
        file=content.name,
        sha256=content.sha256,
        rows=rows,
        columns=columns,
        parquet=f"{target.name}|{final}",
        added=clock.now().isoformat(timespec="microseconds"),
        is_declared=is_declared,
        fictional=fictional,
    )


def _renamed(entry: Entry) -> Entry:
    import msgspec

    return msgspec.structs.replace(entry, parquet=entry.parquet.partition("|")[2])
