"""Cells that a spreadsheet would run are given as text."""

from collections.abc import Iterable

_RUN = ("=", "+", "-", "@", "\t", "\r")


def safe(cell: object) -> str:
    """The cell as text, with an apostrophe before what a spreadsheet would take for a formula.

    >>> safe("=1+1"), safe("Ann")
    ("'=1+1", 'Ann')
    """
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_RUN) else text


def safe_row(cells: Iterable[object]) -> list[str]:
    return [safe(cell) for cell in cells]
