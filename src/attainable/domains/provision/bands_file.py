"""A council's table of bands in a small CSV file or workbook: one row a band."""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from attainable.formats.containers import Kind, contents_of
from attainable.formats.tables import rows_of, sheets_of
from attainable.values.problem import Problem, ProblemsError

COLUMNS: Final = {
    "name": ("band", "name", "level"),
    "hours_from": ("hours from", "hours a week from", "from hours"),
    "hours_to": ("hours to", "hours a week to", "to hours"),
    "least": ("top-up from", "top up from", "least"),
    "most": ("top-up to", "top up to", "most"),
}
HEADINGS: Final = tuple(names[0].capitalize() for names in COLUMNS.values())
_MAY_BE_EMPTY: Final = ("hours_to", "most")
_NUMBER: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,2})?")
_MOST: Final = 200


def read_bands(path: Path, shown: str = "The file") -> list[dict[str, Any]]:
    """The bands of a file: hours as decimals, amounts in pence. Raises ProblemsError with everything that is wrong in it."""
    contents = list(contents_of(path))
    if len(contents) != 1 or contents[0].kind is Kind.GEOJSON:
        raise ProblemsError(_problem("The file is not one CSV file or workbook.", "Choose one .csv or .xlsx file."))
    sheet = next(iter(sheets_of(contents[0])), None)
    if sheet is None:
        raise ProblemsError(_problem("The file has no table.", "Give it a heading and a row for each band."))
    places = _places(sheet.header)
    problems: list[Problem] = []
    found = []
    for number, cells in rows_of(sheet, short_rows=True):
        if any(cell.strip() for cell in cells):
            found.append(_band(number, cells, places, problems))
        if len(found) > _MOST:
            problems.append(_problem(f"The file has more than {_MOST} rows.", "Keep the rows of the bands."))
            break
    if problems:
        raise ProblemsError(problems)
    return found


def _places(header: tuple[str, ...]) -> dict[str, int]:
    known = [" ".join(name.lower().replace("(£)", "").split()) for name in header]
    found = {name: known.index(word) for name, words in COLUMNS.items() for word in words if word in known}
    lacks = [names[0].capitalize() for name, names in COLUMNS.items() if name not in found and name not in _MAY_BE_EMPTY]
    if lacks:
        raise ProblemsError([_problem(f"The file has no column “{name}”.", "Add it to the heading.") for name in lacks])
    return found


def _band(number: int, cells: list[str], places: Mapping[str, int], problems: list[Problem]) -> dict[str, Any]:
    made: dict[str, Any] = {"name": cells[places["name"]].strip()[:60]}
    if not made["name"]:
        problems.append(_problem(f"Row {number} has no name of a band.", "Enter it."))
    for name in ("hours_from", "hours_to", "least", "most"):
        text = cells[places[name]].strip().replace("£", "").replace(",", "") if name in places else ""
        if _NUMBER.fullmatch(text):
            made[name] = Decimal(text) if name.startswith("hours") else int(Decimal(text) * 100)
        elif text or name not in _MAY_BE_EMPTY:
            heading = COLUMNS[name][0].capitalize()
            problems.append(_problem(f"Row {number}: “{heading}” must be a number like 13 or 3000.", "Correct the cell."))
            made[name] = None
        else:
            made[name] = None
    return made


def _problem(what: str, mend: str) -> Problem:
    return Problem("bands-not-read", what, mend, column="file")
