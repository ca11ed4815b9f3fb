"""The SEND Tribunal appeal-rate table: laid out as a sheet for the eye, read here as rows.

Each authority has a line; each year three columns (appeals registered, appealable decisions, appeal rate). In
this table only, ` - ` means no appeals, and `~` hides a count. Lines of regions, notes and blanks are ignored.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from attainable.formats.workbooks import Cells

ENGLAND: Final = "970"
_YEAR = re.compile(r"20\d\d")
_FOOTNOTE = re.compile(r"\d+(,\d+)*$")
# Northamptonshire stands with Nottingham's number in the releases of 2024 and 2025; Bournemouth and Poole have none.
_NUMBERS: Final = {"Northamptonshire": "928", "Bournemouth": "837", "Poole": "836"}


def tribunal_rows(rows: Iterable[tuple[int, Cells]]) -> Iterator[tuple[int, Cells]]:
    """(row number, [authority number, name, year, appeals, decisions, rate]) for each authority and year."""
    years: list[tuple[int, str]] = []
    for number, cells in rows:
        if not years:
            years = [(place, cell.strip()) for place, cell in enumerate(cells) if _YEAR.fullmatch(cell.strip())]
            continue
        name = _FOOTNOTE.sub("", cells[0].strip()) if cells else ""
        code = ENGLAND if name == "England Total" else _NUMBERS.get(name) or _cell(cells, 1)
        if not code.isdigit():
            continue
        for place, year in years:
            figures = [_figure(_cell(cells, place + step)) for step in range(3)]
            yield number, [code, "England" if code == ENGLAND else name, year, *figures]


def _cell(cells: Cells, place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""


def _figure(text: str) -> str:
    if text == "-":
        return "0"
    return "c" if text == "~" else text
