"""A file of provision as rows of plain values. Every cell that can't be used is named, with its sheet, row and column."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from attainable.domains.provision.importing.sheets import BORN, NAME, REFERENCE, UPN, Column, Declared, sheets
from attainable.formats.people.cells import NotADateError, date_of
from attainable.formats.spreadsheets.opening import Sheet, open_sheets
from attainable.values.numbers import whole_number
from attainable.values.problem import Problem, ProblemsError, Severity

_YES, _NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0")
_EMPTY: Final = frozenset({"", "-", "–"})


@dataclass(slots=True)
class Row:
    """A row: which child it is about, and what it says. `sheet` and `number` are where it is in the file."""

    declared: Declared
    sheet: str
    number: int
    upn: str = ""
    name: str = ""
    reference: str = ""
    born: dt.date | None = None
    values: dict[str, Any] = field(default_factory=dict)

    def problem(self, heading: str, what: str, mend: str = "Correct the cell, and choose the file again.") -> Problem:
        return Problem("not-accepted", what, mend, row=self.number, column=heading, file=self.sheet)


@dataclass(slots=True)
class ReadFile:
    """The rows of a file, what is wrong with its cells, and what to know of it."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)


def read_file(path: Path) -> ReadFile:
    """Raises ProblemsError for a file that can’t be read as a workbook or CSV of provision."""
    found = ReadFile()
    for sheet in open_sheets(path):
        declared = _declared(sheet)
        if declared is None:
            what = f"We do not know what the sheet “{sheet.name}” contains, so it was not read."
            found.notes.append(Problem("sheet-not-known", what, "Use the headings of the template.", severity=Severity.WARNING))
            continue
        places = {_plain(heading): at for at, heading in reversed(list(enumerate(sheet.header)))}
        known = {_plain(heading) for heading in declared.headings}
        unused = [heading for heading in sheet.header if heading.strip() and _plain(heading) not in known]
        if unused:
            what = f"These columns of “{declared.title}” were not read: {', '.join(unused)}."
            found.notes.append(Problem("columns-not-read", what, "Use the headings of the template.", severity=Severity.WARNING))
        for number, cells in sheet.rows():
            _read(found, declared, number, {name: cells[at].strip() for name, at in places.items()})
    titles = [one.title for one in sheets()]
    found.rows.sort(key=lambda row: (titles.index(row.sheet), row.number))
    if not found.rows and not found.problems:
        words = " ".join(note.what for note in found.notes) or "The file has no row below its headings."
        raise ProblemsError(Problem("nothing-read", words, "Fill in the template, and choose it.", column="file"))
    return found


def _declared(sheet: Sheet) -> Declared | None:
    """The sheet of that name, or the one whose headings these are: of several the one that most are of."""
    named = next((one for one in sheets() if _plain(one.title) == _plain(sheet.name)), None)
    if named is not None:
        return named
    given = {_plain(heading) for heading in sheet.header}
    fits = [one for one in sheets() if all(_plain(column.heading) in given for column in one.columns if column.required)]
    return max(fits, key=lambda one: len(given & {_plain(column.heading) for column in one.columns}), default=None)


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())


def _read(found: ReadFile, declared: Declared, number: int, cells: dict[str, str]) -> None:
    cells = {name: "" if cell in _EMPTY else cell for name, cell in cells.items()}
    row = Row(declared, declared.title, number)
    row.upn, row.name, row.reference = (cells.get(_plain(name), "") for name in (UPN, NAME, REFERENCE))
    faults = list(_born(row, cells.get(_plain(BORN), "")))
    if not any((row.upn, row.reference, row.name)):
        faults.append(
            row.problem(UPN, "The row does not say which child it is about.", "Enter the UPN, or the name and date of birth.")
        )
    for column in declared.columns:
        cell = cells.get(_plain(column.heading), "")
        if cell:
            faults += _put(row, column, cell)
        elif column.required:
            faults.append(row.problem(column.heading, column.missing or f"{column.heading} is missing."))
        elif _plain(column.heading) in cells:
            row.values[column.name] = column.default
    found.problems += faults
    if not faults:
        found.rows.append(row)


def _born(row: Row, cell: str) -> Iterator[Problem]:
    if cell:
        try:
            row.born = date_of(cell)
        except NotADateError as error:
            yield row.problem(BORN, str(error), "Enter the date as 12/7/2016.")


def _put(row: Row, column: Column, cell: str) -> Iterator[Problem]:
    """Keep what a cell says, or say what is wrong with it. The cell itself is not repeated: it may be about a child."""
    heading = column.heading
    value: Any = None
    match column.kind:
        case "date":
            try:
                value = date_of(cell)
            except NotADateError as error:
                yield row.problem(heading, str(error), "Enter the date as 12/7/2026.")
        case "code":
            value = _code(column, cell)
            if value is None:
                yield row.problem(
                    heading, "This is not one of the choices.", f"Enter one of: {', '.join(column.codes.values())}."
                )
        case "yes or no":
            value = True if _plain(cell) in _YES else False if _plain(cell) in _NO else None
            if value is None:
                yield row.problem(heading, "This must be yes or no.", "Enter yes or no.")
        case "whole number":
            value = whole_number(cell.removesuffix(".0"))
            if value is None:
                yield row.problem(heading, f"{heading} must be a whole number.", "Enter it in digits, such as 30.")
        case "number":
            value = _decimal(cell)
            if value is None:
                yield row.problem(heading, f"{heading} must be a number.", "Enter it in digits, with up to 2 decimals.")
        case _:
            value = cell
            if column.most and len(cell) > column.most:
                yield row.problem(heading, f"{heading} has {len(cell):,} characters. The most is {column.most:,}.", "Shorten it.")
    row.values[column.name] = value


def _code(column: Column, cell: str) -> str | None:
    known = {_plain(text): code for code, words in column.codes.items() for text in (words, code)}
    return known.get(_plain(cell))


def _decimal(cell: str) -> Decimal | None:
    try:
        value = Decimal(cell.replace(",", ""))
    except InvalidOperation:
        return None
    fits = value.is_finite() and abs(value) < 100_000 and value == round(value, 2)
    return round(value, 2) if fits else None
