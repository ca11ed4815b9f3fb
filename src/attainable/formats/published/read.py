"""Read one published table: recognise it, check every cell, stream it out in chunks of text cells."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from attainable.formats.published.checks import Checker
from attainable.formats.published.placing import Placer
from attainable.formats.published.reading import Reading
from attainable.formats.published.recognise import Recognised, recognise, unknown_columns
from attainable.formats.published.tribunal import tribunal_rows
from attainable.formats.tables import CHUNK, Sheet, raw_rows, rows_of
from attainable.formats.workbooks import Cells
from attainable.values.areas import AreaRegister
from attainable.values.periods import NotAPeriodError, Period, PeriodKind, parse_period
from attainable.values.problem import Problem, ProblemsError, Severity


def open_table(sheet: Sheet, period: Period | None = None) -> Reading:
    """Recognise a table. `period` overrides the year that only the file's name could tell."""
    name = sheet.content.name
    found: Recognised = recognise(name, sheet.header, sheet.first_row)
    reading = Reading(sheet.content, found.spec, found.columns, found.is_declared)
    reading.fictional = any(_FICTIONAL.fullmatch(cell.strip()) for cell in sheet.first_row)
    for column in unknown_columns(found):
        what = "We do not know this column of the table. It is kept, and no measure uses it."
        mend = "You do not need to do anything. A newer version may know it."
        place = sheet.header[found.columns.index(column)]
        reading.problems.append(Problem("unknown-column", what, mend, file=name, row=1, column=place, severity=Severity.NOTE))
    if found.spec.shape == "tribunal":
        reading.columns = ("old_la_code", "la_name", "year", "appeals", "decisions", "rate")
    if found.spec.period is not None and not found.spec.period.column:
        named = period or _period_of_name(reading)
        reading.periods |= {named} if named else set()
    return reading


def chunks(sheet: Sheet, reading: Reading, register: AreaRegister) -> Iterator[tuple[list[int], list[list[str]]]]:
    """Stream (row numbers, one list of cells a column, those of `placing.PLACED` last).

    Every fault is gathered in `reading.problems`.

    Raises ProblemsError at the end if a fault is an error: a caller writes to a place that it can throw away.
    """
    checker = Checker(reading, register)
    whole = max(reading.periods) if reading.periods else None
    placer = Placer(reading.spec, reading.columns, register, whole)
    rows: Iterable[tuple[int, Cells]]
    if reading.spec.shape == "tribunal":
        rows = tribunal_rows(raw_rows(sheet))
    else:
        rows = rows_of(sheet, short_rows=reading.spec.short_rows)
    numbers: list[int] = []
    held: list[Cells] = []
    try:
        for number, cells in rows:
            numbers.append(number)
            held.append(cells)
            if len(held) == CHUNK:
                yield _chunk(checker, placer, numbers, held)
                numbers, held = [], []
    except ProblemsError as error:
        # The faults in the cells of the rows that could be read are told beside it.
        reading.problems += error.problems
    if held:
        yield _chunk(checker, placer, numbers, held)
    if reading.rows == 0 and not reading.problems:
        reading.problems.append(
            Problem("no-rows", "The table has headings but no rows.", "Download it again.", file=reading.content.name)
        )
    checker.finish()
    errors = [p for p in reading.problems if p.is_error]
    if errors:
        raise ProblemsError(errors)


def _chunk(checker: Checker, placer: Placer, numbers: list[int], held: list[Cells]) -> tuple[list[int], list[list[str]]]:
    columns = [list(column) for column in zip(*held, strict=True)]
    checker.take(numbers, columns)
    return numbers, columns + placer.place(columns)


# Codes of places that do not exist: X01 for a number, X10000001 for a nine-character code.
_FICTIONAL: Final = re.compile(r"X\d\d(?:\d{6})?")
_IN_NAME: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Period]], ...]] = (
    (re.compile(r"(20\d\d)[-_](20\d\d|\d\d)(?!\d)"), lambda m: parse_period(f"{m[1]}-{m[2]}")),
    (re.compile(r"(20\d\d)(0[1-9]|1[0-2])(?:[0-3]\d)?(?!\d)"), lambda m: Period(PeriodKind.CALENDAR, int(m[1]))),
    (re.compile(r"(?<!\d)(20\d\d)(?!\d)"), lambda m: Period(PeriodKind.CALENDAR, int(m[1]))),
)


def _period_of_name(reading: Reading) -> Period | None:
    """The year that performance tables and register extracts leave to the file's name."""
    for pattern, make in _IN_NAME:
        found = list(pattern.finditer(reading.content.stem))
        if found:
            try:
                return make(found[-1])
            except NotAPeriodError:
                continue
    if reading.spec.period is not None and reading.spec.period.optional:
        return None
    raise ProblemsError(
        Problem(
            "no-year",
            f"“{reading.spec.title}” does not say which year it is for.",
            "Put the year in the file's name (census_2018_19.csv), or give --period.",
            file=reading.content.name,
        )
    )
