"""From a path to the tables in it: where the heading is, over how many rows, what is merged or hidden. Limits first."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from attainable.formats.containers import UNREADABLE, Content, Kind, contents_of
from attainable.formats.people.limits import LIMITS
from attainable.formats.spreadsheets.heading import heading_of
from attainable.formats.spreadsheets.mapping import field_of, in_order_of_choice
from attainable.formats.tables import Sheet as RawSheet
from attainable.formats.tables import ends_a_line, raw_rows, sheets_of
from attainable.formats.workbooks import Cells
from attainable.values.problem import Problem, ProblemsError, Severity

_LOOKED_AT: Final = 40
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_FORMULA = re.compile(rb"<f[ />]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of children: its heading (of one row or two), and what to know of its cells."""

    raw: RawSheet
    name: str
    header: tuple[str, ...]
    last_header_row: int
    merged_rows: frozenset[int] = frozenset()
    formulas: bool = False
    notes: tuple[Problem, ...] = ()
    width: int = 0
    """Cells of the heading row, with those that have no text."""
    cut_off: bool = False
    """The file does not end with the end of a line."""

    @property
    def recognised(self) -> int:
        return len({field for name in self.header if (field := field_of(name))})

    @property
    def is_workbook(self) -> bool:
        return self.raw.book is not None

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Rows with anything in them below the heading, with their numbers; as wide as the heading or wider."""
        for number, cells in self.given_rows():
            yield number, cells + [""] * (len(self.header) - len(cells))

    def given_rows(self) -> Iterator[tuple[int, Cells]]:
        """The same rows, each as wide as the file has it."""
        for number, cells in raw_rows(self.raw):
            if number <= self.last_header_row or not any(cell.strip() for cell in cells):
                continue
            if number > self.last_header_row + LIMITS.rows:
                raise ProblemsError(
                    Problem(
                        "too-many-rows",
                        f"The table has more than {LIMITS.rows:,} rows.",
                        "Split it, and import the parts.",
                        file=self.name,
                    )
                )
            yield number, cells


def open_sheets(path: Path, shown: str = "The file") -> list[Sheet]:
    """The tables of a file, the likeliest first. Raises ProblemsError for a file that can't be used."""
    contents = list(contents_of(path))
    if len(contents) != 1 or contents[0].kind is Kind.GEOJSON:
        raise ProblemsError(
            Problem("no-sheet", f"{shown} is not a single workbook or CSV.", "Choose one .xlsx or .csv file.", file=shown)
        )
    content = _named(contents[0], shown)
    if content.kind is Kind.WORKBOOK:
        _refuse_far_larger(path, shown)
    found = [_sheet(raw, path, shown) for raw in sheets_of(content)]
    found = [sheet for sheet in found if sheet is not None]
    if not found:
        raise ProblemsError(
            Problem(
                "no-sheet",
                "None of the sheets has a table with a heading.",
                "Give each column a heading, in one row above the children.",
                file=shown,
            )
        )
    return sorted((s for s in found if s), key=lambda sheet: -sheet.recognised)


def _named(content: Content, shown: str) -> Content:
    """The content under a name that tells nothing of a child."""
    return Content(shown, shown, content.kind, content.sha256, content.size, content.open)


def _refuse_far_larger(path: Path, shown: str) -> None:
    with zipfile.ZipFile(path) as archive:
        if sum(member.file_size for member in archive.infolist()) > LIMITS.expanded:
            raise ProblemsError(
                Problem(
                    "too-large",
                    "The workbook is much larger than a school needs.",
                    "Remove pictures and empty rows, or save it as CSV.",
                    file=shown,
                )
            )


def _marks(path: Path, raw: RawSheet) -> tuple[frozenset[int], bool]:
    """Rows with merged cells, and whether there are formulas."""
    if raw.book is None:
        return frozenset(), False
    with zipfile.ZipFile(path) as archive:
        return _scan(archive, raw.book.members[raw.sheet_name])


def _scan(archive: zipfile.ZipFile, member: str) -> tuple[frozenset[int], bool]:
    merged: set[int] = set()
    formulas, tail = False, b""
    try:
        with archive.open(member) as file:
            while block := file.read(1 << 20):
                text = tail + block
                formulas = formulas or bool(_FORMULA.search(text))
                for found in _MERGED.finditer(text):
                    first, last = int(found[2]), int(found[4])
                    if last - first < LIMITS.rows and len(merged) < LIMITS.rows:
                        merged.update(range(first, last + 1) if last > first else ())
                tail = text[-80:]
    except UNREADABLE:
        return frozenset(), False
    return frozenset(merged), formulas


def _sheet(raw: RawSheet, path: Path, shown: str) -> Sheet | None:
    first = list(islice(raw_rows(raw), _LOOKED_AT))
    if any(len(cells) > LIMITS.columns and any(cells[LIMITS.columns :]) for _, cells in first):
        raise ProblemsError(
            Problem(
                "too-many-columns",
                f"The table has more than {LIMITS.columns} columns.",
                "Keep the columns that are about the children.",
                file=shown,
            )
        )
    found = heading_of(first)
    if found is None:
        return None
    names, last = found
    merged, formulas = _marks(path, raw)
    notes = _twice(names)
    below = frozenset(row for row in merged if row > last)
    width = next(len(cells) for number, cells in first if number == last)
    cut_off = raw.book is None and not ends_a_line(raw.content)
    return Sheet(raw, raw.sheet_name or "the table", names, last, below, formulas, tuple(notes), width, cut_off)


def _twice(names: tuple[str, ...]) -> list[Problem]:
    chosen: dict[str, int] = {}
    left_out = []
    for place in in_order_of_choice(names):
        field = field_of(names[place])
        if field and chosen.setdefault(field, place) != place:
            left_out.append((place, chosen[field]))
    return [_means_the_same(names[place], names[other]) for place, other in sorted(left_out)]


def _means_the_same(name: str, used: str) -> Problem:
    same = f'Two columns are called "{name}". We used the first one.'
    return Problem(
        "column-twice",
        same if name == used else f'The columns "{used}" and "{name}" mean the same. We used "{used}".',
        "Choose the other one if it is correct, or remove one.",
        column=name,
        severity=Severity.WARNING,
    )
