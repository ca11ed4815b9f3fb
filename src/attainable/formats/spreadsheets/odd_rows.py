"""Rows that are not what they should be as a whole: cut off, too short, too long, or the totals below a table."""

import re
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import Final

from attainable.formats.people.cells import NotADateError, date_of
from attainable.formats.people.checks import error, warning
from attainable.formats.spreadsheets.mapping import ColumnMap
from attainable.formats.spreadsheets.opening import Sheet
from attainable.formats.workbooks import Cells
from attainable.values.identifiers import upn_fault
from attainable.values.problem import Problem
from attainable.values.text import number_of

_TOTAL: Final = re.compile(
    r"(grand |overall |sub-?)?totals?\b.*|(sum|average|mean|count|number|no\.?) (of|on|in)\b.*|(sum|average|mean|count)",
    re.IGNORECASE,
)
_NAMES: Final = ("surname", "forename", "name", "upn")


def rows_with_last(sheet: Sheet) -> Iterator[tuple[int, Cells, bool]]:
    """Rows of a sheet, and whether each is the last."""
    rows = chain(sheet.given_rows(), [(-1, [])])
    for (number, cells), (following, _) in pairwise(rows):
        yield number, cells, following < 0


def uneven(sheet: Sheet, number: int, cells: Cells, *, is_last: bool) -> Iterator[Problem]:
    """A row with too few or too many cells. A worksheet stores no empty cells at the end of a row: there none is too short."""
    width = max(sheet.width, len(sheet.header))
    if len(cells) < width and not sheet.is_workbook:
        counts = f"The row has {len(cells)} cells and the heading {width}."
        if is_last and sheet.cut_off:
            yield error("cut-off", number, "", f"{counts} The file is cut off in this row.", "Export or copy the file again.")
        else:
            mend = "Look for a missing comma, or add the missing cells."
            yield warning("short-row", number, "", f"{counts} We read the missing cells as empty.", mend)
    beyond = "; ".join(f"“{cell.strip()[:40]}”" for cell in cells[len(sheet.header) :] if cell.strip())
    if beyond and len(cells) > width and not sheet.is_workbook:
        what = f"The row has {len(cells)} cells and the heading {width}, so cells may be in the wrong column. Too many: {beyond}."
        yield error(
            "long-row", number, "", what, "Put quotation marks around a cell with a comma in it, or remove the extra cells."
        )
    elif beyond:
        yield warning(
            "no-heading", number, "", f"We did not read cells without a heading: {beyond}.", "Give the column a heading."
        )


def totals(mapping: ColumnMap, number: int, cells: Cells) -> Problem | None:
    """Why a row is not about a child: it has the word for a total in place of a name, and neither UPN nor date of birth."""
    of = {field: cells[place].strip() if place < len(cells) else "" for place, field in mapping.columns.items()}
    texts = [of.get(field, "") for field in _NAMES]
    texts += [text for cell in cells if (text := cell.strip())][:1]
    if not any(text and _TOTAL.fullmatch(text) for text in texts):
        return None
    if upn_fault(number_of(of.get("upn", ""))) is None or _is_date(of.get("date_of_birth", "")):
        return None
    return error(
        "total", number, "", "This row has totals and is not about a child, so we left it out.", "You can remove the row."
    )


def _is_date(text: str) -> bool:
    try:
        date_of(text)
    except NotADateError:
        return False
    return True
