"""Whether what an authority returned for a year can be right beside what it returned for the years next to it.

The rule finds returns that went wrong (nothing where there are always dozens; a tenth, or ten times, of the year before), not
authorities that changed: a count may triple, or fall to a quarter, and stay.
"""

from collections.abc import Iterator
from typing import Final

from attainable.formats.published.spec import Returns
from attainable.values.areas import AreaLevel
from attainable.values.periods import Period, parse_period
from attainable.warehouse.check_columns import finding
from attainable.warehouse.check_report import CheckResult, Finding, number
from attainable.warehouse.check_rows import Stored

# Fewer than `_SOME` a year may come and go. With one year to compare, one of the two counts must be `_MANY`.
_SOME: Final = 20
_MANY: Final = 100
# A count between two years that agree (within a factor of 3) is doubtful at a quarter of the lower, or four times the higher.
_AGREE: Final = 3
_APART: Final = 4
# With only the year before to compare, only ten times as many or as few is doubtful.
_FAR: Final = 10
# Where a year is missing, the one before it will do.
_YEARS: Final = 2

type _Year = tuple[Period, int, float]


def check_returns(stored: Stored, check: Returns, result: CheckResult) -> None:
    """Each count of each authority against its own count of the year before and, if there is one, of the year after.

    A first year can't be tested: it may have been the beginning of something.
    """
    series = list(_series(stored, check))
    for column, words in check.counts.items():
        values = stored.values(column)
        for rows in series:
            years = [(period, row, count) for period, row in rows if (count := values[row]) is not None]
            result.not_testable += len(rows) - len(years)
            _check_years(stored, result, column, words, years)


def _check_years(stored: Stored, result: CheckResult, column: str, words: str, years: list[_Year]) -> None:
    was_doubtful = False
    for place, year in enumerate(years):
        before, after = _beside(years, place, -1), _beside(years, place, 1)
        # After a doubtful year, only the year to come could say whether this one is right.
        if before is None or (after is None and was_doubtful):
            result.not_testable += 1
            was_doubtful = False
            continue
        was_doubtful = _is_doubtful(year[2], before[2], after[2] if after else None)
        if not was_doubtful:
            result.tested += 1
        elif result.fail():
            result.findings.append(_finding(stored, result, column, words, year, [before, *([after] if after else [])]))


def _series(stored: Stored, check: Returns) -> Iterator[list[tuple[Period, int]]]:
    """The rows of each authority's whole returns, in order of time. A year that has several is left out."""
    found: dict[str, dict[Period, list[int]]] = {}
    cells = [(stored.cells[column], wanted) for column, wanted in check.where.items()]
    for row, (label, kind) in enumerate(stored.periods):
        is_whole = all(texts[row] == wanted for texts, wanted in cells)
        if is_whole and label and stored.cells["_level"][row] == AreaLevel.AUTHORITY:
            found.setdefault(stored.places[row], {}).setdefault(parse_period(label, kind), []).append(row)
    for years in found.values():
        yield sorted((period, rows[0]) for period, rows in years.items() if len(rows) == 1)


def _beside(years: list[_Year], place: int, step: int) -> _Year | None:
    """The count of the year next to this one, if there is one."""
    if not 0 <= place + step < len(years):
        return None
    beside = years[place + step]
    return beside if abs(beside[0].year - years[place][0].year) <= _YEARS else None


def _is_doubtful(value: float, before: float, after: float | None) -> bool:
    if after is None:
        return before >= _SOME and max(value, before) >= _MANY and not before / _FAR < value < before * _FAR
    low, high = sorted((before, after))
    if value == 0:
        return low >= _SOME
    if high > _AGREE * low:
        return False
    return (low >= _SOME and value < low / _APART) or (value >= _MANY and value > high * _APART)


def _finding(stored: Stored, result: CheckResult, column: str, words: str, year: _Year, others: list[_Year]) -> Finding:
    _, row, value = year
    beside = " and ".join(f"{number(count)} in {period.label}" for period, _, count in others)
    sentence = f"{stored.where(row)} (row {stored.rows[row]:,}): {number(value)} {words}, but {beside}."
    return finding(stored, result, row, column, f"like {beside}", None, sentence)
