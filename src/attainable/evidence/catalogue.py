"""What is stored: every table of every release, where it came from, and which one holds today.

The catalogue is one JSON file, replaced in one step, so that a reader sees either the old store or the new one.
"""

import os
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import msgspec

from attainable.evidence.result import Source
from attainable.values.areas import Area, AreaLevel, AreaRegister, england
from attainable.values.problem import Problem, ProblemsError

CATALOGUE: Final = "catalogue.json"
TABLES: Final = "tables"
FICTIONAL_NATION: Final = Area("X92000001", "Fictional nation", AreaLevel.NATIONAL)
# A copy with fewer of the rows than this is a part of a table and not its correction.
_FULL: Final = 0.9
_STATUS: Final = ("provisional", "", "final", "revised")


class StoredTable(msgspec.Struct, frozen=True, omit_defaults=True):
    """One stored table: a release as it was read out of one file."""

    id: str
    table: str
    title: str
    publisher: str
    publication: str
    licence: str
    release: str
    as_at: str
    first_period: str
    last_period: str
    last_ends: str
    scope: str
    alone: bool
    file: str
    sha256: str
    rows: int
    columns: int
    parquet: str
    added: str
    is_declared: bool = True
    fictional: bool = False

    @property
    def series(self) -> tuple[str, str, str, bool]:
        """Entries of one series supersede each other; those of different ones are kept side by side."""
        return self.table, self.scope, self.last_period if self.alone else "", self.fictional

    def supersedes(self, older: "StoredTable") -> bool:
        """Whether this takes the place of one that was there before it: later periods, else revised over
        provisional, else the later copy, unless it holds only a part of the rows."""
        mine, theirs = (self.last_ends, self._status), (older.last_ends, older._status)
        return mine > theirs or (mine == theirs and self.rows >= _FULL * older.rows)

    @property
    def _status(self) -> int:
        return _STATUS.index(next((s for s in _STATUS[::-1] if s and s in self.release), ""))

    def as_source(self) -> Source:
        return Source(self.table, self.title, self.publisher, self.publication, self.release, self.as_at, self.file, self.sha256)


class StoredArea(msgspec.Struct, frozen=True):
    """An area that the store knows beyond the list that comes with the software."""

    code: str
    name: str
    level: str
    old_code: str
    parent: str


class StoredDoubt(msgspec.Struct, frozen=True):
    """A row of a stored table, an authority's return, that the checks of the table call into question, and why."""

    entry: str
    row: int
    why: str


class _Document(msgspec.Struct, frozen=True):
    version: int
    entries: list[StoredTable]
    areas: list[StoredArea] = []
    doubts: list[StoredDoubt] = []


class Catalogue:
    """A snapshot of the store. Immutable: `with_entries` gives another."""

    def __init__(
        self,
        folder: Path,
        entries: Iterable[StoredTable] = (),
        areas: Iterable[StoredArea] = (),
        doubts: Iterable[StoredDoubt] = (),
    ) -> None:
        self.folder = folder
        self.entries = tuple(entries)
        self.areas = tuple(areas)
        self.doubts = tuple(doubts)

    @cached_property
    def current(self) -> dict[str, tuple[StoredTable, ...]]:
        """The entries that hold today, by table: the newest of each series."""
        newest: dict[tuple[Any, ...], StoredTable] = {}
        for entry in self.entries:
            best = newest.get(entry.series)
            if best is None or entry.supersedes(best):
                newest[entry.series] = entry
        found: dict[str, list[StoredTable]] = {}
        for entry in newest.values():
            found.setdefault(entry.table, []).append(entry)
        return {table: tuple(sorted(entries, key=lambda e: e.last_ends)) for table, entries in found.items()}

    def is_current(self, entry: StoredTable) -> bool:
        return entry in self.current.get(entry.table, ())

    def of(self, table: str, release: str | None = None) -> tuple[StoredTable, ...]:
        """The entries to read for a table: today's, or those of a named release."""
        if release is None:
            return self.current.get(table, ())
        return tuple(e for e in self.entries if e.table == table and e.release == release)

    @cached_property
    def _doubts(self) -> dict[str, dict[int, str]]:
        found: dict[str, dict[int, str]] = {}
        for doubt in self.doubts:
            found.setdefault(doubt.entry, {})[doubt.row] = doubt.why
        return found

    def doubts_of(self, entry: StoredTable) -> dict[int, str]:
        """Why rows of a table are doubtful, by their number."""
        return self._doubts.get(entry.id, {})

    def path_of(self, entry: StoredTable) -> Path:
        return self.folder / TABLES / entry.parquet

    @cached_property
    def register(self) -> AreaRegister:
        """The areas known here: England's, and those that the stored lists add."""
        if not self.areas:
            return england()
        extra = [Area(a.code, a.name, AreaLevel(a.level), a.old_code, a.parent) for a in self.areas]
        return england().with_areas([FICTIONAL_NATION, *extra])

    def with_entries(self, entries: Iterable[StoredTable], areas: Iterable[StoredArea] = ()) -> "Catalogue":
        return Catalogue(self.folder, [*self.entries, *entries], dict.fromkeys([*self.areas, *areas]), self.doubts)

    def with_doubts(self, doubts: Iterable[StoredDoubt]) -> "Catalogue":
        return Catalogue(self.folder, self.entries, self.areas, doubts)


def open_catalogue(folder: Path, *, must_exist: bool = True) -> Catalogue:
    """Read the store's catalogue. Raises ProblemsError in words when there is none or it can't be read."""
    path = folder / CATALOGUE
    if not path.exists():
        if must_exist:
            raise ProblemsError(
                Problem(
                    "no-store",
                    f"There is no store in {folder}.",
                    "Add published files first: attainable data add PATH --store DIR.",
                )
            )
        return Catalogue(folder)
    try:
        document = msgspec.json.decode(path.read_bytes(), type=_Document)
    except (msgspec.DecodeError, OSError) as error:
        raise ProblemsError(
            Problem(
                "broken-store",
                f"The catalogue of the store can't be read ({error}).",
                "Make the store again from the files: attainable data add PATH --store NEW-DIR.",
                file=str(path),
            )
        ) from None
    return Catalogue(folder, document.entries, document.areas, document.doubts)


def save_catalogue(catalogue: Catalogue) -> None:
    """Replace the catalogue in one step: written beside, flushed to the disk, then renamed over the old one."""
    path = catalogue.folder / CATALOGUE
    beside = path.with_suffix(".json.new")
    document = _Document(1, list(catalogue.entries), list(catalogue.areas), list(catalogue.doubts))
    with beside.open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(document), indent=1))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
