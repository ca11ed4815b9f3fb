"""A pair of files read into columns. What can't be read is a Problem with the way to mend it."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from attainable.formats.ees import spec
from attainable.values.problem import Problem, ProblemsError

_SHOWN = 20
_NOT_CSV = {
    b"PK\x03\x04": "is an Excel or zip file, not a CSV file",
    b"\xd0\xcf\x11\xe0": "is an old Excel file, not a CSV file",
    b"%PDF": "is a PDF, not a CSV file",
    b"\xff\xfe": "is saved as UTF-16, not UTF-8",
    b"\xfe\xff": "is saved as UTF-16, not UTF-8",
}
_SAVE = "Save it as CSV UTF-8 (comma separated) and try again."


@dataclass(frozen=True)
class Sheet:
    """One CSV file: its heading, its columns, and the spreadsheet row of each record."""

    path: Path
    heading: tuple[str, ...]
    columns: dict[str, tuple[str, ...]]
    row_numbers: tuple[int, ...]
    _found: dict[tuple[str, ...], dict[tuple[str, ...], int]] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.row_numbers)

    def column(self, name: str) -> tuple[str, ...]:
        """A column's cells; blanks where the file has no such column."""
        return self.columns.get(name) or ("",) * len(self)

    def first_rows(self, *names: str) -> dict[tuple[str, ...], int]:
        """Each distinct combination of cells with its first row."""
        if names not in self._found:
            cells = zip(*(reversed(self.column(name)) for name in names), strict=True)
            # Written from the last row up, so that the first row is the one that stays.
            seen = dict(zip(cells, reversed(self.row_numbers), strict=True))
            self._found[names] = dict(sorted(seen.items(), key=lambda item: item[1]))
        return self._found[names]

    def rows_as_dicts(self) -> Iterator[tuple[int, dict[str, str]]]:
        for index, row in enumerate(self.row_numbers):
            yield row, {name: cells[index] for name, cells in self.columns.items()}


@dataclass(frozen=True)
class MetaRow:
    """One line of the metadata file, without surrounding space in its type."""

    row: int
    name: str
    type: str
    label: str
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Pair:
    """The data file and the metadata file that describes it."""

    data: Sheet
    meta: Sheet

    @cached_property
    def meta_rows(self) -> tuple[MetaRow, ...]:
        return tuple(
            MetaRow(row, cells.get("col_name", ""), cells.get("col_type", ""), cells.get("label", ""), cells)
            for row, cells in self.meta.rows_as_dicts()
        )

    @cached_property
    def filters(self) -> tuple[MetaRow, ...]:
        return tuple(m for m in self.meta_rows if m.type == "Filter")

    @cached_property
    def indicators(self) -> tuple[MetaRow, ...]:
        return tuple(m for m in self.meta_rows if m.type == "Indicator")

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """Columns that group a filter, once each."""
        return tuple(dict.fromkeys(g for m in self.meta_rows if (g := m["filter_grouping_column"])))

    @cached_property
    def filters_and_groups(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*(m.name for m in self.filters), *self.groups]))

    @cached_property
    def sole_place_filter(self) -> str:
        """`school_name` or `provider_name` when it is the one filter: the only way to show such rows."""
        names = [m.name for m in self.filters]
        return names[0] if len(names) == 1 and names[0] in spec.PLACE_FILTERS else ""

    @cached_property
    def levels(self) -> dict[str, int]:
        """The geographic levels of the data with the first row of each."""
        return {level: row for (level,), row in self.data.first_rows("geographic_level").items()}


def meta_path_for(data_path: Path) -> Path:
    """`name.meta.csv` beside `name.csv`."""
    return data_path.with_name(f"{data_path.stem}.meta{data_path.suffix or '.csv'}")


def read_pair(data_path: Path, meta_path: Path) -> Pair:
    """Both files, or a `ProblemsError` with everything that stops them from being read."""
    problems: list[Problem] = []
    sheets: list[Sheet] = []
    for path, code, word in ((data_path, "ees-data", "data"), (meta_path, "ees-meta", "metadata")):
        try:
            sheets.append(_read(path, code, word))
        except ProblemsError as error:
            problems += error.problems
    if problems:
        raise ProblemsError(problems)
    return Pair(*sheets)


def _read(path: Path, code: str, word: str) -> Sheet:
    records = _records(path, code, _text(path, code, word))
    heading = tuple(name.strip("\ufeff") for name in records[0][1]) if records else ()
    if not heading or not any(heading):
        raise ProblemsError(Problem(f"{code}-empty", f"The {word} file is empty.", "Export it again.", path.name))
    if len(heading) == 1 and (mark := next((m for m in ";\t|" if m in heading[0]), None)):
        what = f"The heading is one cell, separated by {'tabs' if mark == '\t' else repr(mark)} instead of commas."
        raise ProblemsError(Problem(f"{code}-separator", what, _SAVE, path.name, row=1))
    body = records[1:]
    ragged = [(row, cells) for row, cells in body if len(cells) != len(heading)]
    if ragged:
        raise ProblemsError(_ragged(path, code, len(heading), ragged))
    if not body:
        what = f"The {word} file has headings but no rows."
        raise ProblemsError(Problem(f"{code}-no-rows", what, "Export it again with its rows.", path.name))
    cells = zip(*(cells for _, cells in body), strict=True)
    # A heading that stands twice keeps its first column; a check of its own refuses the file.
    columns: dict[str, tuple[str, ...]] = {}
    for name, column in zip(heading, cells, strict=True):
        columns.setdefault(name, column)
    return Sheet(path, heading, columns, tuple(row for row, _ in body))


def _text(path: Path, code: str, word: str) -> str:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise ProblemsError(_missing(path, code, word)) from None
    except (OSError, ValueError) as error:
        what = f"The {word} file can't be read: {getattr(error, 'strerror', None) or error}."
        raise ProblemsError(Problem(f"{code}-unreadable", what, "Check the path and its permissions.", path.name)) from None
    for start, what in _NOT_CSV.items():
        if raw.startswith(start):
            raise ProblemsError(Problem(f"{code}-not-csv", f"The {word} file {what}.", _SAVE, path.name))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        what = f"The {word} file is not UTF-8: it contains the byte 0x{raw[error.start]:02X}."
        raise ProblemsError(Problem(f"{code}-not-utf8", what, _SAVE, path.name, row)) from None
    if text.lstrip()[:200].lower().startswith(("<!doctype", "<html", "<?xml")):
        what = f"The {word} file is a web page, not a CSV file."
        mend = "The download is probably a sign-in or error page. Open the link in a browser and save the CSV itself."
        raise ProblemsError(Problem(f"{code}-not-csv", what, mend, path.name))
    return text


def _missing(path: Path, code: str, word: str) -> Problem:
    if code == "ees-meta":
        what = f"There is no metadata file: {path.name} is not in the same folder as the data file."
        mend = "Put name.meta.csv in the same folder as name.csv, or say where the metadata file is."
        return Problem("ees-meta-missing", what, mend, path.name)
    return Problem("ees-data-missing", f"There is no {word} file at {path}.", "Check the path.", path.name)


def _records(path: Path, code: str, text: str) -> list[tuple[int, list[str]]]:
    """The records that are not blank lines, each with its row. Strict, so that a lost quote is found."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return [(row, cells) for row, cells in enumerate(reader, start=1) if cells]
    except csv.Error as error:
        what = f"The CSV is not valid near line {reader.line_num:,}: {error}."
        mend = 'Look there for a quotation mark that is opened but not closed. Write a quotation mark inside a cell as "".'
        raise ProblemsError(Problem(f"{code}-broken", what, mend, path.name, reader.line_num)) from None


def _ragged(path: Path, code: str, width: int, rows: list[tuple[int, list[str]]]) -> list[Problem]:
    mend = "Put cells that contain a comma in quotation marks, and fill short rows with blanks."
    problems = [
        Problem(f"{code}-ragged", f"The row has {len(cells)} cells and the heading {width}.", mend, path.name, row)
        for row, cells in rows[:_SHOWN]
    ]
    if len(rows) > _SHOWN:
        more = f"{len(rows) - _SHOWN:,} more rows have another number of cells than the heading."
        problems.append(Problem(f"{code}-ragged", more, mend, path.name))
    return problems
