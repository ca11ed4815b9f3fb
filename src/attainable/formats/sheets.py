"""Rows as CSV for a spreadsheet: streamed, marked as UTF-8, and safe from cells that a spreadsheet would run."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from attainable.values.text import begins_formula

BYTE_ORDER_MARK: Final = "\ufeff"


def safe(cell: Any) -> Any:
    """Text that would be a formula is set off by an apostrophe; numbers stay numbers."""
    if isinstance(cell, str) and begins_formula(cell):
        return f"'{cell}"
    return "" if cell is None else cell


class _Line:
    """What csv.writer writes to: hands each line on."""

    def write(self, line: str) -> str:
        return line


def sheet_lines(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The lines of a CSV file with a heading, one at a time. Begins with a byte order mark, by which Excel knows UTF-8."""
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK + writer.writerow(columns)
    for row in rows:
        yield writer.writerow([safe(cell) for cell in row])
