"""Tables to files, and the rows of some children put in place of their older ones."""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.parquet as parquet

from attainable.evidence.tables.declaration import declared
from attainable.warehouse.records.rows import schema
from attainable.warehouse.records.snapshots import Snapshot, sha256

_ROWS: Final = 1 << 15
# What doesn't repeat is written plainly: a dictionary of it only costs time.
_PLAIN: Final = ("pupil", "case")
# Rows stand in this order, so that the same records always make the same bytes, and passes over a few year groups read few rows.
_ORDER: Final = {
    "pupil_year": ("year_group", "pupil"),
    "standing": ("pupil",),
    "plan_event": ("pupil", "date", "event", "case"),
    "attendance": ("year", "pupil", "term"),
    "attainment": ("year", "pupil", "stage", "subject"),
    "suspension": ("year", "pupil", "date"),
    "provision_given": ("year", "pupil", "intervention", "subject"),
}


@dataclass
class Files:
    """The files of a new snapshot: written, or linked from the one before where they are the same."""

    folder: Path
    before: Snapshot | None
    described: dict[str, dict[str, Any]]
    new: set[str] = field(default_factory=set)

    def write(self, name: str, table: str, rows: pa.Table) -> None:
        file = self.folder / name
        file.parent.mkdir(exist_ok=True)
        rows = ordered(table, rows)
        with parquet.ParquetWriter(
            file,
            rows.schema,
            compression="zstd",
            compression_level=1,
            use_dictionary=[n for n in rows.schema.names if n not in _PLAIN],
        ) as writer:
            writer.write_table(rows, row_group_size=_ROWS)
        self.described[name] = {"rows": rows.num_rows, "sha256": sha256(file)}
        self.new.add(name)

    def keep(self, name: str) -> bool:
        """The file of the snapshot before, if there is one."""
        if self.before is None or name not in self.before.about["files"]:
            return False
        file = self.folder / name
        file.parent.mkdir(exist_ok=True)
        link(self.before.path / name, file)
        self.described[name] = self.before.about["files"][name]
        return True

    def same_years(self, name: str) -> bool:
        """Whether a file tells of the same pupils and years as in the snapshot before."""
        assert self.before is not None  # noqa: S101  (incremental)
        if self.described.get(name) == self.before.about["files"].get(name):
            return True
        now, before = (years_known(folder / name) for folder in (self.folder, self.before.path))
        return now is not None and before is not None and now.equals(before)

    def put(self, name: str, table: str, rows: pa.Table) -> None:
        """A small table whole: the older file where it is the same."""
        older = self.before.path / name if self.before and name in self.before.about["files"] else None
        if older is not None and same(table, read(older), rows):
            self.keep(name)
        else:
            self.write(name, table, rows)

    def merge(self, name: str, table: str, changed: np.ndarray, rows: pa.Table, *, empty: bool) -> None:
        """The older file with the rows of the `changed` pupils replaced; the older file itself where that changes nothing. A file
        without a row is written only where it may be `empty`."""
        assert self.before is not None  # noqa: S101  (merged into an older file)
        there = name in self.before.about["files"]
        if there and not rows.num_rows and not _any_of(self.before.path / name, changed):
            self.keep(name)
            return
        old = read(self.before.path / name) if there else rows.slice(0, 0)
        theirs = compute.is_in(old.column("pupil"), value_set=pa.array(changed))
        replaced = old.filter(theirs)
        if there and same(table, replaced, rows):
            self.keep(name)
        else:
            whole = pa.concat_tables([plain(old.filter(compute.invert(theirs))), plain(rows)])
            if whole.num_rows or empty:
                self.write(name, table, whole)


def years_known(file: Path) -> pa.Table | None:
    """Which pupils and years a file has, in order; None where there is no file."""
    if not file.is_file():
        return None
    years = read(file, ["year", "pupil"]).group_by(["year", "pupil"]).aggregate([])
    return years.sort_by([("year", "ascending"), ("pupil", "ascending")])


def link(old: Path, new: Path) -> None:
    """The same file under another name; a copy where the disk knows no such thing."""
    try:
        os.link(old, new)
    except OSError:
        shutil.copy2(old, new)


def ordered(table: str, rows: pa.Table) -> pa.Table:
    """Rows in their order, with codes in alphabetical dictionaries: one form for the same rows."""
    rows = _in_order(table, plain(rows))
    columns = []
    for field_, column in zip(schema(table), rows.columns, strict=True):
        columns.append(_sorted_codes(column) if pa.types.is_dictionary(field_.type) else column)
    return pa.Table.from_arrays(columns, schema=schema(table))


def _any_of(file: Path, pupils: np.ndarray) -> bool:
    return bool(np.isin(read(file, ["pupil"]).column("pupil").to_numpy(), pupils).any())


def same(table: str, one: pa.Table, other: pa.Table) -> bool:
    if one.num_rows != other.num_rows:
        return False
    first, second = (_in_order(table, plain(rows)).combine_chunks() for rows in (one, other))
    return bool(first.equals(second))


def _in_order(table: str, rows: pa.Table) -> pa.Table:
    keys = [(n, "ascending") for n in _order_of(table, rows.schema.names) if n in rows.schema.names]
    return rows.take(compute.sort_indices(rows, keys))


def _order_of(table: str, names: Sequence[str]) -> Sequence[str]:
    """Rows of a table that a domain declares are put in order by all of their columns: no other key of them is known."""
    if table in _ORDER:
        return _ORDER[table]
    return names if declared(table).person else names[:1]


def plain(rows: pa.Table) -> pa.Table:
    """Codes as text: two tables have dictionaries of their own."""
    fields = [pa.field(f.name, pa.string()) if pa.types.is_dictionary(f.type) else f for f in rows.schema]
    return rows.cast(pa.schema(fields))


def read(file: Path, columns: Sequence[str] | None = None) -> pa.Table:
    with parquet.ParquetFile(file) as opened:
        return opened.read(columns=list(columns) if columns else None)


def _sorted_codes(column: Any) -> Any:
    encoded = column.combine_chunks().dictionary_encode()
    names = encoded.dictionary
    order = compute.sort_indices(names)
    rank = np.empty(len(names), np.int32)
    rank[order.to_numpy()] = np.arange(len(names), dtype=np.int32)
    places = pa.array(rank).take(encoded.indices) if len(names) else encoded.indices
    return pa.DictionaryArray.from_arrays(places, names.take(order))
