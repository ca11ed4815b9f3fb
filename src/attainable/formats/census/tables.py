"""The tables of a census: which there are, and their rows by name of column."""

from collections.abc import Iterator
from itertools import chain, pairwise
from pathlib import Path
from typing import Final

from attainable.formats.census.spec import KEY, TABLES
from attainable.formats.containers import UNREADABLE, Content, contents_of
from attainable.formats.people.limits import LIMITS
from attainable.formats.tables import ends_a_line, raw_rows, sheets_of
from attainable.values.problem import Problem, ProblemsError, Severity

Row = dict[str, str]
_HANGING: Final = 20
"""Rows of a table that hangs on pupils, for each pupil that there may be."""
LINE, UNEVEN = "_line", "_uneven"


def looks_like(path: Path, head: bytes) -> bool:
    """Whether a file is a census: its keys are in the heading, or a zip contains a table of that name."""
    first = head.split(b"\n", 1)[0].lower()
    if b"pupilonrolltableid" in first or b"pupilnolongeronrolltableid" in first:
        return True
    if not head.startswith(b"PK"):
        return False
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            return any(table_of(name.rpartition("/")[2].partition(".")[0]) for name in archive.namelist())
    except UNREADABLE:
        return False


def table_of(stem: str) -> str:
    """`2025_spring_pupilonroll` is the table pupilonroll."""
    last = stem.lower().replace("-", "_").rpartition("_")[2]
    return last if last in TABLES else ""


def tables_of(path: Path) -> dict[str, Content]:
    """Tables by name. A single CSV is recognised by its key."""
    found: dict[str, Content] = {}
    for content in contents_of(path):
        name = table_of(content.stem)
        if not name:
            header = next((sheet.header for sheet in sheets_of(content)), ())
            lowered = {column.lower() for column in header}
            name = next((table for table, key in KEY.items() if key in lowered and "dob" in lowered), "")
        if name:
            found[name] = content
    return found


def rows_of(content: Content) -> Iterator[Row]:
    """Rows as columns of small letters, with the line under `LINE`, and whether they are too short or long under `UNEVEN`."""
    sheet = next(sheets_of(content), None)
    if sheet is None:
        return
    names = [name.lower().strip() for name in sheet.header]
    cut_off = not ends_a_line(content)
    for count, ((number, cells), (after, _)) in enumerate(pairwise(chain(raw_rows(sheet), [(-1, [])]))):
        if count > LIMITS.rows * _HANGING:
            raise ProblemsError(
                Problem(
                    "too-many-rows",
                    f"The table has more than {LIMITS.rows * _HANGING:,} rows.",
                    "Split it, and import the parts.",
                )
            )
        if number > sheet.header_row and any(cells):
            uneven = _uneven(cells, len(names), cut_off=cut_off and after < 0)
            yield {**dict(zip(names, cells, strict=False)), LINE: str(number), UNEVEN: uneven}


def _uneven(cells: list[str], width: int, *, cut_off: bool) -> str:
    """`cut-off`, `short` or `long`, or nothing. Empty cells after the last column do not count."""
    if len(cells) < width:
        return "cut-off" if cut_off else "short"
    return "long" if any(cells[width:]) else ""


def tables_not_read(path: Path) -> list[Problem]:
    """A note of what a zip holds that is not a table of the census that is read."""
    known = {content.name for content in tables_of(path).values()}
    return [
        Problem(
            "not-kept",
            f"We did not read “{content.stem[:60]}”.",
            "You do not need to do anything, unless it has information that you need.",
            severity=Severity.NOTE,
        )
        for content in contents_of(path)
        if content.name not in known
    ]
