"""Two releases of one table side by side: the cells that both have and that differ."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from attainable.evidence.catalogue import Catalogue, StoredTable
from attainable.evidence.engines import columns_of
from attainable.formats.published.spec import TableSpec, all_specs
from attainable.values.figures import is_figure
from attainable.values.problem import Severity
from attainable.warehouse.check_report import KEPT
from attainable.warehouse.check_rows import Stored, figure, same_figure, telling_columns

# Above this a table is a whole data base (the interactive tool), and comparing it cell by cell says nothing.
_MOST_ROWS: Final = 200_000
_URN: Final = ("URN", "urn")


@dataclass(frozen=True, slots=True)
class CopyDifference:
    """One cell that an older and a newer file print differently."""

    table: str
    column: str
    period: str
    area: str
    place: str
    group: str
    old: str
    new: str
    old_row: int
    new_row: int
    difference: float | None
    sentence: str
    severity: Severity = Severity.NOTE


@dataclass(slots=True)
class CopyReport:
    """An older and a newer file of one table. Counts are whole; the first differences are kept."""

    table: str
    title: str
    old_file: str
    new_file: str
    old_release: str
    new_release: str
    columns: tuple[str, ...] = ()
    rows: int = 0
    only_old: int = 0
    only_new: int = 0
    tested: int = 0
    differing: int = 0
    by_column: dict[str, int] = field(default_factory=dict)
    left_out: str = ""
    differences: list[CopyDifference] = field(default_factory=list)

    @property
    def summary(self) -> str:
        if self.left_out:
            return f"not compared: {self.left_out}"
        return (
            f"{self.tested:,} cells of {self.rows:,} rows in both files compared, {self.differing:,} differ; "
            f"{self.only_old:,} rows only in the older file, {self.only_new:,} only in the newer"
        )


def compare_copies(catalogue: Catalogue, keep: int = KEPT) -> list[CopyReport]:
    """Compare each stored file with the next newer one of its series, over the rows and columns of both.

    Cells are compared as figures: 12.2 is 12.199999999999999, but c is not x. Boundaries are left out.
    """
    specs = all_specs()
    return [
        _compare(catalogue, specs[old.table], old, new, keep)
        for old, new in _pairs(catalogue)
        if old.table in specs and specs[old.table].shape != "features"
    ]


def _pairs(catalogue: Catalogue) -> Iterator[tuple[StoredTable, StoredTable]]:
    series: dict[tuple[object, ...], list[StoredTable]] = {}
    for entry in catalogue.entries:
        series.setdefault(entry.series, []).append(entry)
    for entries in series.values():
        yield from pairwise(sorted(entries, key=lambda e: (e.last_ends, e.added)))


def _compare(catalogue: Catalogue, spec: TableSpec, old: StoredTable, new: StoredTable, keep: int) -> CopyReport:
    report = CopyReport(spec.id, new.title, old.file, new.file, old.release, new.release)
    if max(old.rows, new.rows) > _MOST_ROWS:
        report.left_out = f"more than {_MOST_ROWS:,} rows"
        return report
    theirs = set(columns_of(catalogue.path_of(old)))
    shared = [c for c in columns_of(catalogue.path_of(new)) if c in theirs]
    figures = [c for c in shared if spec.holds_figures(c)]
    before, after = (Stored(catalogue, entry, spec, figures) for entry in (old, new))
    keys, more = _keys(before, after, telling_columns(spec, shared))
    report.columns = tuple(c for c in shared if c in figures or c in more)
    ours, others = _index(after, keys), _index(before, keys)
    if ours is None or others is None:
        report.left_out = "no columns identify its rows"
        return report
    report.only_old, report.only_new = len(others.keys() - ours.keys()), len(ours.keys() - others.keys())
    for key, row in ours.items():
        if key in others:
            report.rows += 1
            _compare_row(before, after, others[key], row, report, keep)
    return report


def _keys(before: Stored, after: Stored, candidates: Sequence[str]) -> tuple[list[str], list[str]]:
    """The columns that tell rows apart in both files, and those of only numbers, which are compared."""
    urn = next((c for c in candidates if c in _URN), None)
    if urn is not None:
        return [urn], [c for c in candidates if c != urn]
    numbers = [c for c in candidates if all(is_figure(t) for s in (before, after) for t in set(s.cells[c]))]
    words = [c for c in candidates if c not in numbers]
    if any(_index(stored, words) is None for stored in (before, after)):
        return list(candidates), []
    return words, numbers


def _index(stored: Stored, keys: Sequence[str]) -> dict[tuple[object, ...], int] | None:
    """Rows by what tells them apart; None when two rows are alike."""
    found: dict[tuple[object, ...], int] = {}
    marks = zip(stored.periods, stored.places, stored.cells["_level"], stored.texts(keys), strict=True)
    for row, mark in enumerate(marks):
        found[mark] = row
    return found if len(found) == len(stored) else None


def _compare_row(before: Stored, after: Stored, old_row: int, new_row: int, report: CopyReport, keep: int) -> None:
    for column in report.columns:
        old, new = before.cells[column][old_row], after.cells[column][new_row]
        report.tested += 1
        if same_figure(old, new):
            continue
        report.differing += 1
        report.by_column[column] = report.by_column.get(column, 0) + 1
        if len(report.differences) < keep:
            report.differences.append(_difference(before, after, old_row, new_row, column, report))


def _difference(before: Stored, after: Stored, old_row: int, new_row: int, column: str, report: CopyReport) -> CopyDifference:
    old, new = before.cells[column][old_row], after.cells[column][new_row]
    left, right = figure(old).value, figure(new).value
    sentence = (
        f"{after.where(new_row)}: {column} is {old or 'empty'} in {report.old_file} of {report.old_release} "
        f"(row {before.rows[old_row]:,}) and {new or 'empty'} in {report.new_file} of {report.new_release} "
        f"(row {after.rows[new_row]:,})."
    )
    return CopyDifference(
        report.table,
        column,
        after.period(new_row),
        after.cells["_area"][new_row],
        after.place(new_row),
        after.group(new_row),
        old,
        new,
        before.rows[old_row],
        after.rows[new_row],
        round(right - left, 6) if left is not None and right is not None else None,
        sentence,
    )
