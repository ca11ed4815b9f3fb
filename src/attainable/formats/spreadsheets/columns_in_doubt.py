"""Columns that seem to be other than their headings say: named to the person who imports, and never put right in silence."""

from collections import Counter
from collections.abc import Callable
from itertools import islice
from typing import Final

from attainable.formats.people.cells import NotADateError, code_of, date_of, first_two
from attainable.formats.spreadsheets.mapping import ColumnMap
from attainable.formats.spreadsheets.opening import Sheet
from attainable.formats.spreadsheets.spec import fields
from attainable.values.identifiers import uln_fault, upn_fault
from attainable.values.problem import Problem

_OUTWEIGHS: Final = 20
"""So many dates that can only have the day first make one with the month first a mistake, and not another order."""


def swapped_columns(sheet: Sheet, mapping: ColumnMap, sample: int = 200) -> list[Problem]:
    """Columns whose cells fit each other's headings: reported, never corrected silently."""
    tests: dict[str, Callable[[str], bool]] = {
        "upn": lambda t: upn_fault(t.upper()) is None,
        "uln": lambda t: uln_fault(t) is None,
        "date_of_birth": _is_date,
        "sex": lambda t: code_of("sex", t) is not None,
        "provision": lambda t: code_of("provision", t) is not None,
        "need_1": lambda t: code_of("need", t) is not None,
        "postcode": lambda t: 5 <= len(t) <= 8 and t[-3:-2].isdigit(),
    }
    rows = list(islice(sheet.rows(), sample))
    columns: dict[str, list[str]] = {}
    for field in tests:
        place = mapping.place(field)
        if place is not None:
            columns[field] = [cells[place].strip() for _, cells in rows if place < len(cells) and cells[place].strip()]
    problems, titles = [], _titles()
    for one in columns:
        for other in columns:
            crossed = _fit(columns[one], tests[other]) and _fit(columns[other], tests[one])
            straight = _fit(columns[one], tests[one]) or _fit(columns[other], tests[other])
            if one < other and crossed and not straight:
                problems.append(
                    Problem(
                        "columns-swapped",
                        f"The columns {titles[one]} and {titles[other]} seem to be swapped.",
                        "Give each column the correct heading, or match them the other way round.",
                        column=titles[one],
                    )
                )
    return problems


def undecided_dates(sheet: Sheet, mapping: ColumnMap) -> frozenset[str]:
    """Fields of columns whose dates may have the month first, in any row of the sheet, while nobody has said the order.

    A column is in doubt where some dates make sense only with the month first, unless far more make sense only with the day
    first.
    """
    if mapping.month_first or mapping.day_first:
        return frozenset()
    dated = {known.id for known in fields() if known.kind == "date"}
    columns = {place: field for place, field in mapping.columns.items() if field in dated}
    day_first, month_first = Counter[str](), Counter[str]()
    for _, cells in sheet.rows() if columns else ():
        for place, field in columns.items():
            found = first_two(cells[place]) if place < len(cells) else None
            if found:
                day_first[field] += found[0] > 12
                month_first[field] += found[1] > 12
    return frozenset(field for field, count in month_first.items() if count and day_first[field] < count * _OUTWEIGHS)


def month_first(sheet: Sheet, mapping: ColumnMap) -> list[Problem]:
    """A note for each column whose dates seem to have the month first, as in the United States."""
    titles = _titles()
    return [
        Problem(
            "month-first",
            f"Some dates of the column {titles[field]} make sense only with the month first, so we read none of its dates "
            "that have the year last.",
            "Choose on the page where you match columns whether the day or the month comes first.",
            column=titles[field],
        )
        for field in sorted(undecided_dates(sheet, mapping))
    ]


def _titles() -> dict[str, str]:
    return {field.id: field.title for field in fields()}


def _fit(texts: list[str], test: Callable[[str], bool]) -> bool:
    return len(texts) >= 5 and sum(map(test, texts)) >= 0.8 * len(texts)


def _is_date(text: str) -> bool:
    try:
        date_of(text)
    except NotADateError:
        return False
    return True
