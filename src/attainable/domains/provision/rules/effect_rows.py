"""Scores before and after in the rows of a table: what is wrong in any row is said at once. No Django, and no files."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from attainable.domains.provision.rules.effect import Effect, Pair, difference, mean_change, ratio_gain
from attainable.values.problem import Problem, ProblemsError

type Row = tuple[int, Mapping[str, str]]
"""The number of a row, as a spreadsheet shows it, and its cells by the name of the column in lower case."""

_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,6}(?:\.[0-9]{1,6})?")
_AGE: Final = re.compile(r"([0-9]{1,2}):([0-9]{1,2})")
_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]00:00:00)?|([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_DAYS_A_MONTH: Final = 365.2425 / 12
_MOST_PROBLEMS: Final = 100


@dataclass(frozen=True)
class Columns:
    """Which columns to read: scores, the group with the value of the comparison, and ages or dates of the two tests."""

    before: str
    after: str
    group: str = ""
    comparison: str = ""
    ages: tuple[str, ...] = ()


def effect_of(rows: Iterable[Row], header: Sequence[str], columns: Columns) -> Effect:
    """The effect that a table shows. Raises ProblemsError with every column and cell that can't be used."""
    _require(header, columns)
    problems: list[Problem] = []
    pairs: list[Pair] = []
    others: list[Pair] = []
    months: list[float | None] = []
    for number, cells in rows:
        pair = tuple(_score(number, name, cells, columns, problems) for name in (columns.before, columns.after))
        compared = bool(columns.group) and _same(cells[_key(columns.group)], columns.comparison)
        (others if compared else pairs).append((pair[0], pair[1]))
        if columns.group and not cells[_key(columns.group)].strip():
            problems.append(_fault(number, columns.group, "The group is empty.", "Enter the group of each child."))
        if columns.ages:
            months.append(_between(number, cells, columns, problems))
    if columns.group and not others and not problems:
        what = f"No row of “{columns.group}” has the value “{columns.comparison}”."
        problems.append(Problem("no-comparison-group", what, "Write the value as it is in the file."))
    if problems:
        raise ProblemsError(problems[:_MOST_PROBLEMS])
    if columns.ages:
        return ratio_gain(pairs, months)
    return difference(pairs, others) if columns.group else mean_change(pairs)


def _require(header: Sequence[str], columns: Columns) -> None:
    problems = []
    known = {_key(name) for name in header}
    for name in (columns.before, columns.after, columns.group, *columns.ages):
        if name and _key(name) not in known:
            problems.append(Problem("no-column", f"There is no column “{name}”.", f"The columns are: {', '.join(header)}."))
    if _same(columns.before, columns.after):
        problems.append(Problem("same-column", "--before and --after name the same column.", "Name two columns."))
    if bool(columns.group) != bool(columns.comparison):
        problems.append(Problem("half-a-group", "--group and --comparison need each other.", "Give both, or neither."))
    if columns.ages and len(columns.ages) != 2:
        problems.append(Problem("two-ages", "--ages needs two columns.", "Write both with a comma, such as age1,age2."))
    if columns.ages and columns.group:
        problems.append(Problem("ages-and-group", "--ages can't be used with --group.", "Leave one of them out."))
    if problems:
        raise ProblemsError(problems)


def _key(name: str) -> str:
    return name.strip().lower()


def _same(one: str, other: str) -> bool:
    return _key(one) == _key(other)


def _score(number: int, name: str, cells: Mapping[str, str], columns: Columns, problems: list[Problem]) -> float | None:
    """A score, or an age in months where ages are compared; None for an empty cell."""
    text = cells[_key(name)].strip()
    value = _number(text)
    if value is None and columns.ages:
        value = _age(text)
    if text and value is None:
        problems.append(_fault(number, name, "This is not a number.", "Enter the score, or leave it empty if there is none."))
    return value


def _between(number: int, cells: Mapping[str, str], columns: Columns, problems: list[Problem]) -> float | None:
    """Months between the tests, from two ages or two dates; None where one is missing."""
    times = []
    for name in columns.ages:
        text = cells[_key(name)].strip()
        day = _day(text)
        months = _number(text) if day is None else None
        found = (False, months if months is not None else _age(text)) if day is None else (True, day.toordinal() / _DAYS_A_MONTH)
        if text and found[1] is None:
            mend = "Enter months (96), years and months (8:00) or a date (2026-09-07)."
            problems.append(_fault(number, name, "This is not an age or a date.", mend))
        times.append(found)
    (first_is_day, first), (second_is_day, second) = times
    if first is None or second is None:
        return None
    if first_is_day != second_is_day:
        problems.append(
            _fault(number, columns.ages[1], "One test has an age and the other a date.", "Enter two ages or two dates.")
        )
        return None
    return second - first


def _number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text) else None


def _age(text: str) -> float | None:
    """Months from years and months, such as 8:04."""
    match = _AGE.fullmatch(text)
    return int(match[1]) * 12 + int(match[2]) if match and int(match[2]) < 12 else None


def _day(text: str) -> dt.date | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _fault(number: int, column: str, what: str, mend: str) -> Problem:
    # The cell itself is not repeated: it may be about a child.
    return Problem("bad-cell", what, mend, row=number, column=column)
