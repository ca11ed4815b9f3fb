"""People as a workbook or CSV with the headings of the declaration: read back, they are the same."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from attainable.formats.people.rows import Person
from attainable.formats.sheets import sheet_lines
from attainable.formats.spreadsheets.spec import FIELDS

_NEED: Final = {"need_1": 1, "need_2": 2, "need_3": 3, "need_4": 4}
_PASSED: Final = ("name", "needs")
COLUMNS: Final = tuple(field for field in FIELDS if field.id not in _PASSED)


def cells_of(person: Person) -> list[Any]:
    """The cells of a row in the order of `COLUMNS`: dates as dates, everything else as text."""
    provision = max(person.provisions, key=lambda p: p.from_date or dt.date.min, default=None)
    needs = {need.rank: need for need in person.needs}
    carer = person.carers[0] if person.carers else None
    special: dict[str, Any] = {
        "provision": provision.code if provision else "",
        "provision_from": provision.from_date if provision else None,
        "needs_from": next((need.from_date for need in person.needs if need.from_date), None),
        "carer": carer.name if carer else "",
        "carer_relationship": carer.relationship if carer else "",
        "carer_email": carer.email if carer else "",
        "carer_telephone": carer.telephone if carer else "",
    }
    cells = []
    for field in COLUMNS:
        if field.id in special:
            cells.append(special[field.id])
        elif field.id in _NEED:
            need = needs.get(_NEED[field.id])
            cells.append(need.code if need else "")
        else:
            cells.append(getattr(person, field.id))
    return cells


def write_csv(path: Path, people: Iterable[Person]) -> None:
    titles = [field.title for field in COLUMNS]
    rows = ([_text(cell) for cell in cells_of(person)] for person in people)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(sheet_lines(titles, rows))


def write_xlsx(path: Path, people: Iterable[Person]) -> None:
    write_table(path, [field.title for field in COLUMNS], (cells_of(person) for person in people), "Children")


def write_table(path: Path, titles: Sequence[str], rows: Iterable[Sequence[Any]], sheet: str) -> None:
    """A workbook of one sheet."""
    write_book(path, [Sheet(sheet, titles, rows)])


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook: its name (31 letters at most), its titles, and its rows."""

    name: str
    titles: Sequence[str]
    rows: Iterable[Sequence[Any]]


def write_book(path: Path, sheets: Iterable[Sheet]) -> None:
    """A workbook in constant memory. Text stays text: no cell becomes a formula, link or number. A Decimal is a number that can
    be added up."""
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        day, bold = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"bold": True})
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.name), sheet, day, bold)


def _write_sheet(page: Any, sheet: Sheet, day: Any, bold: Any) -> None:
    put: Callable[..., Any] = page.write_string
    for place, title in enumerate(sheet.titles):
        put(0, place, title, bold)
        page.set_column(place, place, max(10, min(40, len(title) + 2)))
    page.freeze_panes(1, 0)
    for line, row in enumerate(sheet.rows, 1):
        for place, cell in enumerate(row):
            if isinstance(cell, dt.date):
                page.write_datetime(line, place, dt.datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
            elif isinstance(cell, Decimal):
                page.write_number(line, place, float(cell))
            elif cell is not None and cell != "":
                put(line, place, str(cell)[:32_000])


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell)
