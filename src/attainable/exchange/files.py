"""Which formats there are, which one a file is of, and its rows as people whatever the format."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from attainable.formats.census import read as census_read
from attainable.formats.census import spec as census_spec
from attainable.formats.ctf import read as ctf_read
from attainable.formats.ctf import spec as ctf_spec
from attainable.formats.people.declaration import Format
from attainable.formats.people.rows import Origin, Read
from attainable.formats.spreadsheets import columns_in_doubt
from attainable.formats.spreadsheets import mapping as columns
from attainable.formats.spreadsheets import read as spreadsheet_read
from attainable.formats.spreadsheets import spec as spreadsheet_spec
from attainable.formats.spreadsheets.mapping import ColumnMap
from attainable.formats.spreadsheets.opening import Sheet, open_sheets
from attainable.values.problem import Problem, ProblemsError

FORMATS: dict[str, Format] = {known.id: known for known in (spreadsheet_spec.FORMAT, ctf_spec.FORMAT, census_spec.FORMAT)}


@dataclass(slots=True)
class Opened:
    """A file that was understood: what it says about itself, and for a spreadsheet its sheets and how its columns are mapped."""

    format: Format
    path: Path
    origin: Origin = field(default_factory=Origin)
    sheets: list[Sheet] = field(default_factory=list)
    mapping: ColumnMap | None = None
    lacks: list[str] = field(default_factory=list)

    @property
    def sheet(self) -> Sheet:
        wanted = self.mapping.sheet if self.mapping else ""
        return next((sheet for sheet in self.sheets if sheet.name == wanted), self.sheets[0])

    def people(self, today: dt.date) -> Iterator[Read]:
        if self.format.id == "spreadsheet":
            assert self.mapping is not None  # noqa: S101  (set when opened)
            return spreadsheet_read.people(self.sheet, self.mapping, today)
        if self.format.id == "ctf":
            return ctf_read.people(self.path, today)
        return census_read.people(self.path, today)

    def problems(self) -> list[Problem]:
        """What is wrong with the file as a whole."""
        found = list(self.origin.notes)
        if self.format.id == "spreadsheet" and self.mapping is not None:
            found += self.sheet.notes
            found += columns_in_doubt.swapped_columns(self.sheet, self.mapping)
            found += columns_in_doubt.month_first(self.sheet, self.mapping)
            found += columns.not_used(self.sheet.header, self.mapping)
        return found


def recognise(path: Path) -> str:
    """The format that a file is of, by its content: XML is a CTF, a table with COLLECT's keys a census, else a spreadsheet."""
    with path.open("rb") as file:
        head = file.read(65536)
    if ctf_read.looks_like_xml(head):
        return "ctf"
    return "census" if census_read.looks_like(path, head) else "spreadsheet"


def open_file(path: Path, wanted: str = "", mapping: ColumnMap | None = None) -> Opened:
    """Open a file as a format, or as that which it is. Raises ProblemsError if it can't be used at all."""
    found = recognise(path)
    name = wanted or found
    if name not in FORMATS:
        raise ProblemsError(Problem("no-such-format", f"There is no format {name!r}.", f"Choose one of: {', '.join(FORMATS)}."))
    if found != name and "ctf" in (found, name):
        other = FORMATS[found].title if found in FORMATS else "another format"
        raise ProblemsError(
            Problem(
                "wrong-format",
                f"The file is not a {FORMATS[name].title}. It looks like {other}.",
                "Choose the right format, or the right file.",
                column="file",
            )
        )
    if name == "ctf":
        return Opened(FORMATS[name], path, ctf_read.origin(path))
    if name == "census":
        return Opened(FORMATS[name], path, census_read.origin(path))
    sheets = open_sheets(path)
    opened = Opened(FORMATS[name], path, sheets=sheets, mapping=mapping)
    if mapping is None:
        opened.mapping = columns.guess(opened.sheet.header)
    assert opened.mapping is not None  # noqa: S101  (set just now)
    opened.lacks = columns.faults(opened.mapping)
    return opened
