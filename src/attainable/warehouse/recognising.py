"""Which tables a file holds: each sheet recognised by its columns, before anything of it is read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from attainable.formats.containers import Content, Kind
from attainable.formats.published.read import open_table
from attainable.formats.published.reading import Reading
from attainable.formats.tables import Sheet, sheets_of
from attainable.values.periods import Period
from attainable.values.problem import Problem, ProblemsError

_FIRST: Final = ("regions", "authorities")


@dataclass(slots=True)
class Table:
    """One table to be: recognised, not yet read."""

    content: Content
    sheet: Sheet | None
    reading: Reading | None

    @property
    def turn(self) -> int:
        """Lists of areas come first, regions before the authorities in them."""
        table = self.reading.spec.id if self.reading is not None else ""
        return _FIRST.index(table) if table in _FIRST else len(_FIRST)


@dataclass(slots=True)
class _Sheets:
    """What is known of a workbook while its sheets are looked at."""

    refused: list[Problem] = field(default_factory=list)
    covers: list[Sheet] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)


def tables_of(content: Content, period: Period | None, passed_by: list[str]) -> Iterator[Table]:
    """The tables of a file; `passed_by` gets the names of sheets without one. Raises ProblemsError after the last table."""
    if content.kind is Kind.GEOJSON:
        yield Table(content, None, None)
        return
    seen = _Sheets()
    for sheet in sheets_of(content):
        reading = _open(sheet, period, seen)
        if reading is not None:
            yield Table(content, sheet, reading)
    refused = seen.refused
    if seen.tables:
        # A workbook's cover sheet is no fault, so long as another sheet holds a table.
        refused = [problem for problem in refused if problem.code != "unknown-table"]
        passed_by += [f"{content.name} › {sheet.sheet_name}" for sheet in seen.covers]
    elif not refused:
        refused = [
            Problem(
                "no-rows",
                "The workbook does not have a table: no sheet has a row of headings.",
                "Check that it is the correct file.",
                file=content.name,
            )
        ]
    if refused:
        raise ProblemsError(refused)


def _open(sheet: Sheet, period: Period | None, seen: _Sheets) -> Reading | None:
    try:
        reading = open_table(sheet, period)
    except ProblemsError as error:
        seen.refused += error.problems
        seen.covers += [sheet] * all(problem.code == "unknown-table" for problem in error.problems)
        return None
    if reading.spec.id in seen.tables:
        seen.refused.append(
            Problem(
                "table-twice",
                f"Two sheets contain the table “{reading.spec.title}”.",
                "Save each sheet as its own CSV file and add those.",
                file=sheet.content.name,
            )
        )
        return None
    seen.tables.append(reading.spec.id)
    return reading
