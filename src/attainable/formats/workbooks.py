"""Cells of a workbook as text, streamed.

openpyxl opens the package: which sheets there are, and which styles are dates. The cells themselves are read by lxml, in a
quarter of the time and without memory that grows with the sheet; that both give the same text is a test.
"""

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import IO, Any, Final

from lxml import etree

from attainable.values.problem import Problem, ProblemsError

MAX_COLUMNS: Final = 2_000
MAX_SHEET_ROWS: Final = 1_048_576
_MOST_DATES: Final = 50_000
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROW, _DATA, _STRING = f"{_MAIN}row", f"{_MAIN}sheetData", f"{_MAIN}si"
_VALUE, _INLINE, _TEXT, _RUN = f"{_MAIN}v", f"{_MAIN}is", f"{_MAIN}t", f"{_MAIN}r"
_STRINGS: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"

Cells = list[str]


class Workbook:
    """The visible sheets of a workbook. `opened` starts again at the file's first byte; `name` is the file's name for people."""

    def __init__(self, name: str, opened: Callable[[], IO[bytes]]) -> None:
        from openpyxl.reader.excel import ExcelReader
        from openpyxl.styles.stylesheet import apply_stylesheet

        self._name, self._opened = name, opened
        self._strings: list[str] | None = None
        self._columns: dict[str, int] = {}
        with self._words("The workbook"), opened() as file:
            reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
            reader.read_manifest()
            reader.read_workbook()
            apply_stylesheet(reader.archive, reader.wb)
            self.members = {
                sheet.name: rel.target
                for sheet, rel in reader.parser.find_sheets()
                if sheet.state == "visible" and rel.Type.endswith("/worksheet")
            }
            self._dates = _Dates(reader.wb)
            package: Any = reader.package
            strings = package.find(_STRINGS)
            self._strings_member = strings.PartName[1:] if strings is not None else ""
        missing = [title for title, member in self.members.items() if member not in reader.valid_files]
        for title in missing:
            del self.members[title]

    def rows(self, title: str) -> Iterator[tuple[int, Cells]]:
        """Every row with its number as a spreadsheet counts it, those that are empty too."""
        with self._words(f"Sheet {title!r}"), self._opened() as file, zipfile.ZipFile(file) as archive:
            if self._strings is None:
                self._strings = self._read_strings(archive)
            with archive.open(self.members[title]) as member:
                yield from self._rows(member, self._strings)

    def _rows(self, member: IO[bytes], strings: list[str]) -> Iterator[tuple[int, Cells]]:
        last = 0
        for row in _elements(member, _ROW, _DATA):
            if row.tag == _DATA:
                return
            number = _whole(row.get("r")) if row.get("r") else last + 1
            if number <= last or number > MAX_SHEET_ROWS:
                raise ValueError("rows that are out of order or more than a worksheet can have")
            for empty in range(last + 1, number):
                yield empty, []
            yield number, self._cells(row, strings)
            last = number

    def _cells(self, row: Any, strings: list[str]) -> Cells:
        cells: Cells = []
        place = 0
        for cell in row:
            at = cell.get("r")
            place = self._column(at) if at else place + 1
            if place > MAX_COLUMNS:
                continue
            if place > len(cells):
                cells += [""] * (place - len(cells))
            kind = cell.get("t", "n")
            if kind == "inlineStr":
                inline = cell.find(_INLINE)
                cells[place - 1] = _text_of(inline) if inline is not None else ""
            elif text := cell.findtext(_VALUE):
                cells[place - 1] = self._value(kind, text, cell, strings)
        return cells

    def _value(self, kind: str, text: str, cell: Any, strings: list[str]) -> str:
        """What a person sees in the cell, but for the format of a number."""
        if kind == "s":
            return strings[int(text)]
        if kind == "n":
            style = cell.get("s")
            return _number(text) if style is None else self._dates.text(text, int(style))
        if kind == "b":
            return str(bool(int(text)))
        return self._dates.iso(text) if kind == "d" else text

    def _column(self, at: str) -> int:
        from openpyxl.utils.cell import column_index_from_string

        letters = at.rstrip("0123456789")
        if letters not in self._columns:
            self._columns[letters] = column_index_from_string(letters)
        return self._columns[letters]

    def _read_strings(self, archive: zipfile.ZipFile) -> list[str]:
        if not self._strings_member:
            return []
        with archive.open(self._strings_member) as member:
            # An escaped underscore, as openpyxl reads it.
            return [_text_of(found).replace("x005F_", "") for found in _elements(member, _STRING)]

    @contextmanager
    def _words(self, what: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # openpyxl raises whatever its parsers raise
            raise ProblemsError(
                Problem(
                    "broken-workbook",
                    f"{what} can't be read ({type(error).__name__}).",
                    "Open the workbook in a spreadsheet program and save it again.",
                    file=self._name,
                )
            ) from None


class _Dates:
    """Which styles are dates, and their numbers as text."""

    def __init__(self, book: Any) -> None:
        self._epoch, self._styles, self._spans = book.epoch, book._date_formats, book._timedelta_formats
        self._known: dict[tuple[str, bool], str] = {}

    def text(self, text: str, style: int) -> str:
        if style not in self._styles:
            return _number(text)
        key = (text, style in self._spans)
        if key not in self._known:
            if len(self._known) >= _MOST_DATES:
                self._known.clear()
            self._known[key] = self._date(*key)
        return self._known[key]

    def _date(self, text: str, span: bool) -> str:
        from openpyxl.utils.datetime import from_excel

        try:
            return _shown(from_excel(_value(text), self._epoch, timedelta=span))
        except (OverflowError, ValueError):
            return "#VALUE!"

    def iso(self, text: str) -> str:
        from openpyxl.utils import datetime as dates

        read: Any = dates.from_ISO8601
        return _shown(read(text))


def _elements(member: IO[bytes], *tags: str) -> Iterator[Any]:
    """Elements as they end, each taken out of the tree after it. Refuses a document type, which no workbook has."""
    context = etree.iterparse(
        member,
        events=("end",),
        tag=tags,
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    for place, (_, element) in enumerate(context):
        if not place and element.getroottree().docinfo.internalDTD is not None:
            raise ValueError("a document type")
        yield element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _text_of(element: Any) -> str:
    """Text of a shared or inline string: plain, or in runs of one look each. How it is pronounced is left out."""
    parts = []
    for child in element:
        if child.tag == _TEXT:
            parts.append(child.text or "")
        elif child.tag == _RUN:
            parts.append(child.findtext(_TEXT) or "")
    return "".join(parts)


def _whole(text: str) -> int:
    if text.isdigit():
        return int(text)
    number = float(text)
    if not number.is_integer():
        raise ValueError("a row number that is not a number")
    return int(number)


def _value(text: str) -> int | float:
    return float(text) if "." in text or "e" in text.lower() else int(text)


def _number(text: str) -> str:
    return _shown(_value(text))


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)
