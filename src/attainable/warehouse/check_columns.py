"""Checks within one row: sums over columns, percentages, negative counts, columns that appear twice."""

import math
from functools import lru_cache
from typing import Final

from attainable.formats.published.spec import NotNegative, Percent, SameColumn, Sum
from attainable.warehouse.check_report import CheckResult, Finding, number
from attainable.warehouse.check_rows import Stored, figure, same_figure

# Doubles that stand for printed decimals are off by less than this, and no two printed figures are so close.
NOISE: Final = 1e-7
_FIXED: Final = 3


def check_sum(stored: Stored, check: Sum, result: CheckResult) -> None:
    """`total` is the sum of `parts`. With a mark among these, only a total below the known parts is wrong."""
    parts = list(zip(*(stored.values(c) for c in check.parts), strict=True))
    half = stored.half_steps([check.total, *check.parts])
    keys = zip(stored.cells["_period"], stored.cells["_level"], strict=True)
    rows = zip(stored.values(check.total), parts, keys, strict=True)
    for row, (total, cells, key) in enumerate(rows):
        known = [cell for cell in cells if cell is not None]
        if total is None or not known:
            result.not_testable += 1
            continue
        difference = total - math.fsum(known)
        slack = half.get(key, 0.0) * (len(cells) + 1) + NOISE
        is_whole = len(known) == len(cells)
        if difference < -slack or (is_whole and difference > slack):
            if result.fail():
                result.findings.append(_sum_finding(stored, check, result, row, known))
        elif is_whole:
            result.tested += 1
        else:
            result.not_testable += 1


def _sum_finding(stored: Stored, check: Sum, result: CheckResult, row: int, known: list[float]) -> Finding:
    expected, stands = math.fsum(known), stored.values(check.total)[row] or 0.0
    least = "" if len(known) == len(check.parts) else "at least "
    sentence = (
        f"{stored.where(row)} (row {stored.rows[row]:,}): {check.total} is {number(stands)}, "
        f"but its {len(known)} parts add up to {least}{number(expected)}."
    )
    return finding(stored, result, row, check.total, least + number(expected), stands - expected, sentence)


def check_percent(stored: Stored, check: Percent, result: CheckResult) -> None:
    """`printed` is 100 × numerator ÷ denominator, as finely as the file prints the column in that period.

    The denominator may be two columns, written `met + missed`: some files print no column of all.
    """
    beneath = summands(check.denominator)
    half = stored.half_steps([check.numerator, *beneath])
    places = _places(stored, check.printed)
    keys = zip(stored.cells["_period"], stored.cells["_level"], strict=True)
    columns = (stored.values(check.printed), stored.values(check.numerator), added(stored, beneath), keys)
    for row, (printed, top, bottom, key) in enumerate(zip(*columns, strict=True)):
        if printed is None or top is None or not bottom:
            result.not_testable += 1
            continue
        fine = places.get(key[0])
        if fine is None:
            fine = figure(stored.cells[check.printed][row]).decimals
        if agrees(printed, fine, top, bottom, half.get(key, 0.0)):
            result.tested += 1
        elif result.fail():
            result.findings.append(_percent_finding(stored, check, result, row, (top, bottom, fine)))


def summands(columns: str) -> list[str]:
    """The columns that a declaration adds: `met + missed`."""
    return columns.split(" + ")


def added(stored: Stored, columns: list[str]) -> list[float | None]:
    """The sum of some columns, row by row; None where any has a mark."""
    rows = zip(*(stored.values(c) for c in columns), strict=True)
    return [None if None in cells else math.fsum(c for c in cells if c is not None) for cells in rows]


def agrees(printed: float, fine: int, top: float, bottom: float, half: float = 0.0) -> bool:
    """Whether a percentage printed to `fine` places can be `top` of `bottom`, each rounded by up to `half`.

    A half-way value may have been rounded either way: up, or to the even neighbour.

    >>> agrees(13, 0, 1, 8), agrees(12, 0, 1, 8), agrees(14, 0, 1, 8)
    (True, True, False)
    """
    slack = 0.5 * 10.0**-fine + NOISE
    least = 100 * (top - half) / (bottom + half)
    greatest = 100 * (top + half) / (bottom - half) if bottom > half else math.inf
    return least - slack <= printed <= greatest + slack


def _places(stored: Stored, column: str) -> dict[str, int | None]:
    """By period, to how many places a column is printed; None where each cell has its own.

    One place for the whole column, because 40 in a column of 40.1 and 39.9 means 40.0; trailing noughts
    don't count, because a spreadsheet shows 0.4 as 0.40. More than three places means that figures were
    written with so many digits in all.
    """
    found: dict[str, int] = {}
    for period, text in set(zip(stored.cells["_period"], stored.cells[column], strict=True)):
        found[period] = max(found.get(period, 0), _decimals(text))
    return {period: places if places <= _FIXED else None for period, places in found.items()}


@lru_cache(maxsize=20_000)
def _decimals(text: str) -> int:
    """The places of a cell without trailing noughts."""
    cell = figure(text)
    if cell.value is None:
        return 0
    return next((n for n in range(cell.decimals) if round(cell.value, n) == cell.value), cell.decimals)


def _percent_finding(
    stored: Stored, check: Percent, result: CheckResult, row: int, recomputed: tuple[float, float, int]
) -> Finding:
    top, bottom, fine = recomputed
    expected, stands = 100 * top / bottom, stored.values(check.printed)[row] or 0.0
    words = f"{expected:.{max(fine, 1)}f}"
    sentence = (
        f"{stored.where(row)} (row {stored.rows[row]:,}): {check.printed} is {number(stands)}, but "
        f"{check.numerator} {number(top)} of {check.denominator} {number(bottom)} is {words} per cent."
    )
    return finding(stored, result, row, check.printed, words, stands - expected, sentence)


def check_not_negative(stored: Stored, check: NotNegative, result: CheckResult) -> None:
    """Every count is nought or more."""
    for column in check.counts:
        for row, value in enumerate(stored.values(column)):
            if value is None:
                result.not_testable += 1
            elif value < 0:
                if result.fail():
                    result.findings.append(_negative_finding(stored, result, row, column))
            else:
                result.tested += 1


def _negative_finding(stored: Stored, result: CheckResult, row: int, column: str) -> Finding:
    stands = stored.values(column)[row] or 0.0
    sentence = f"{stored.where(row)} (row {stored.rows[row]:,}): {column} is {number(stands)}; a count can't be below zero."
    return finding(stored, result, row, column, "0 or more", stands, sentence)


def check_same_column(stored: Stored, check: SameColumn, result: CheckResult) -> None:
    """Two columns hold the same figures, marks and all."""
    for row, (one, two) in enumerate(stored.texts([check.column, check.copy])):
        if same_figure(one, two):
            result.tested += 1
        elif result.fail():
            result.findings.append(_copy_finding(stored, check, result, row, one, two))


def _copy_finding(stored: Stored, check: SameColumn, result: CheckResult, row: int, one: str, two: str) -> Finding:
    left, right = figure(one).value, figure(two).value
    sentence = (
        f"{stored.where(row)} (row {stored.rows[row]:,}): {check.column} is {one or 'empty'} in its first "
        f"column and {two or 'empty'} in {check.copy}."
    )
    difference = right - left if left is not None and right is not None else None
    return finding(stored, result, row, check.copy, one, difference, sentence)


def finding(
    stored: Stored,
    result: CheckResult,
    row: int,
    column: str,
    expected: str,
    difference: float | None,
    sentence: str,
    others: tuple[int, ...] = (),
    without: tuple[str, ...] = (),
) -> Finding:
    """A finding about one cell. `others` are further rows that it is based on, by their place in the table."""
    return Finding(
        table=result.table,
        file=result.file,
        check=result.check,
        period=stored.period(row),
        area=stored.cells["_area"][row],
        place=stored.place(row),
        group=stored.group(row, without),
        column=column,
        rows=(stored.rows[row], *(stored.rows[other] for other in others)),
        expected=expected,
        stands=stored.cells[column][row],
        difference=None if difference is None else round(difference, 6),
        sentence=sentence,
    )
