"""A table of text cells with line numbers, streamed out of CSV or a workbook.

Cells stay as they were published: what they mean is decided later, in one place (`values.figures`).
"""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final, cast

from attainable.formats.containers import Content, Kind
from attainable.formats.workbooks import Cells, Workbook
from attainable.values.problem import Problem, ProblemsError

CHUNK: Final = 20_000
# Columns that the store adds to every table (`placing.PLACED`, `_row`): a file's own are given another name.
RESERVED: Final = ("_period", "_kind", "_area", "_level", "_row")
SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Sheet:
    """The heading of one table and a way to stream its rows in chunks of (row number, cells)."""

    content: Content
    header: tuple[str, ...]
    header_row: int
    encoding: str
    delimiter: str
    sheet_name: str = ""
    first_row: tuple[str, ...] = ()
    book: Workbook | None = None


def sheets_of(content: Content) -> Iterator[Sheet]:
    """The tables of one content: one for a CSV, one a worksheet for a workbook."""
    if content.kind is Kind.WORKBOOK:
        yield from _worksheets(content)
        return
    encoding = _encoding(content)
    with content.open() as raw:
        sample = raw.read(65536).decode(encoding, "ignore")
    delimiter = _delimiter(sample)
    rows = _csv_rows(content, encoding, delimiter)
    number, header = next(rows, (1, [""]))
    names = _unique([cell.strip() for cell in header])
    yield Sheet(content, names, number, encoding, delimiter, first_row=tuple(next(rows, (0, []))[1]))


def raw_rows(sheet: Sheet) -> Iterator[tuple[int, Cells]]:
    """Every row with its number, including the heading and what is above it, of any width."""
    if sheet.book is not None:
        return sheet.book.rows(sheet.sheet_name)
    return _csv_rows(sheet.content, sheet.encoding, sheet.delimiter)


def ends_a_line(content: Content) -> bool:
    """Whether the last line of a text has its end. A file that was cut off has not, and neither has many a whole one."""
    last = b""
    with content.open() as raw:
        while block := raw.read(1 << 20):
            last = (last + block)[-4:]
    return last.rstrip(b"\x00").endswith((b"\n", b"\r"))


def rows_of(sheet: Sheet, *, short_rows: bool = False) -> Iterator[tuple[int, Cells]]:
    """The rows below the heading, each as wide as it. Raises ProblemsError naming every row that is not.

    `short_rows` fills up rows that the publisher is known to cut at their last cell.
    """
    width = len(sheet.header)
    # A worksheet stores no empty cells at the end of a row.
    short_rows = short_rows or sheet.content.kind is Kind.WORKBOOK
    bad: list[Problem] = []
    count = 0
    for number, cells in raw_rows(sheet):
        if number <= sheet.header_row or not any(cells):
            continue
        if len(cells) != width:
            trimmed = _trimmed(cells, width)
            if trimmed is None and short_rows and len(cells) < width:
                trimmed = cells + [""] * (width - len(cells))
            if trimmed is None:
                count += 1
                if count <= SHOWN:
                    bad.append(_uneven(sheet, number, len(cells), width))
                continue
            cells = trimmed
        yield number, cells
    if count > SHOWN:
        bad.append(
            Problem(
                "uneven-rows",
                f"{count - SHOWN:,} more rows have the wrong number of cells.",
                "Correct these in the same way.",
                file=sheet.content.name,
            )
        )
    if bad:
        raise ProblemsError(bad)


def _trimmed(cells: Cells, width: int) -> Cells | None:
    """Empty cells that a spreadsheet adds after the last column are not a fault."""
    if len(cells) > width and not any(cells[width:]):
        return cells[:width]
    return None


def _uneven(sheet: Sheet, number: int, found: int, width: int) -> Problem:
    cut = " The file may be incomplete." if found < width else ""
    return Problem(
        "uneven-row",
        f"The row has {found} cells but the heading has {width}.{cut}",
        "Look for a missing comma or quotation mark, or download the file again.",
        file=sheet.content.name,
        row=number,
    )


def _encoding(content: Content) -> str:
    """UTF-8 if every byte is; else UTF-16 by its mark; else the Windows form of Latin-1."""
    with content.open() as raw:
        head = raw.read(4)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        decoder = codecs.getincrementaldecoder("utf-8")()
        encoding = "utf-8-sig"
        block = head
        while block:
            if b"\x00" in block:
                raise ProblemsError(
                    Problem(
                        "not-text",
                        "The file contains bytes that are not text.",
                        "Add the CSV or Excel file that the publisher offers.",
                        file=content.name,
                    )
                )
            following = raw.read(1 << 20)
            if encoding != "cp1252":
                try:
                    decoder.decode(block, final=not following)
                except UnicodeDecodeError:
                    encoding = "cp1252"
            block = following
    return encoding


def _delimiter(sample: str) -> str:
    first = sample.split("\n", 1)[0]
    return max(",\t;|", key=lambda mark: (first.count(mark), mark == ","))


def _csv_rows(content: Content, encoding: str, delimiter: str) -> Iterator[tuple[int, Cells]]:
    with content.open() as raw:
        # cp1252 leaves five bytes undefined; a stray one is no reason to refuse a file.
        errors = "replace" if encoding == "cp1252" else "strict"
        text = io.TextIOWrapper(_buffered(raw), encoding, errors, newline="")
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        previous = 0
        try:
            for cells in reader:
                yield previous + 1, cells
                previous = reader.line_num
        except csv.Error as error:
            raise ProblemsError(
                Problem(
                    "broken-quotes",
                    f"The row can't be read as CSV ({error}).",
                    "Look for a quotation mark that is opened but never closed.",
                    file=content.name,
                    row=previous + 1,
                )
            ) from None
        except UnicodeError:
            raise ProblemsError(
                Problem(
                    "broken-text",
                    "The text ends in the middle of a character.",
                    "Download the file again.",
                    file=content.name,
                    row=previous + 1,
                )
            ) from None


def _buffered(raw: IO[bytes]) -> io.BufferedReader:
    # Every reader of a container offers readinto, which the general type does not promise.
    return raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, raw))


def _unique(names: list[str]) -> tuple[str, ...]:
    """The heading with a name for each column: a second `rate` becomes `rate (2)`, a blank `column 4`."""
    while names and not names[-1]:
        names = names[:-1]
    named = [name or f"column {place}" for place, name in enumerate(names, start=1)]
    taken, seen = {*named, *RESERVED}, dict.fromkeys(RESERVED, 1)
    unique = []
    for name in named:
        count = seen[name] = seen.get(name, 0) + 1
        if count > 1:
            # The file may have a "rate (2)" of its own beside two of "rate".
            while f"{name} ({count})" in taken:
                count += 1
            seen[name] = count
            name = f"{name} ({count})"
            taken.add(name)
        unique.append(name)
    return tuple(unique)


def _worksheets(content: Content) -> Iterator[Sheet]:
    book = Workbook(content.name, content.open)
    for name in book.members:
        rows = book.rows(name)
        for number, cells in rows:
            # A heading has at least two named columns; a title line above it has one.
            if sum(1 for cell in cells if cell) >= 2:
                first = tuple(next(rows, (0, []))[1])
                heading = _unique([c.strip() for c in cells])
                yield Sheet(content, heading, number, "", "", name, first, book)
                break
