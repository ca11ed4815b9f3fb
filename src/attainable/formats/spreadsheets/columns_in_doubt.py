"""Columns that seem to be other than their headings say: named to the person who imports, and never put right in silence."""

from collections.abc import Callable
from itertools import islice
from typing import Final

from attainable.formats.people.cells import NotADateError, code_of, date_of
from attainable.formats.spreadsheets.mapping import ColumnMap
from attainable.formats.spreadsheets.opening import Sheet
from attainable.formats.spreadsheets.spec import FIELDS
from attainable.values.identifiers import uln_fault, upn_fault
from attainable.values.problem import Problem

_TITLES: Final = {field.id: field.title for field in FIELDS}


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
    problems = []
    for one in columns:
        for other in columns:
            crossed = _fit(columns[one], tests[other]) and _fit(columns[other], tests[one])
            straight = _fit(columns[one], tests[one]) or _fit(columns[other], tests[other])
            if one < other and crossed and not straight:
                problems.append(
                    Problem(
                        "columns-swapped",
                        f"The columns {_TITLES[one]} and {_TITLES[other]} seem to be swapped.",
                        "Give each column the correct heading, or match them the other way round.",
                        column=_TITLES[one],
                    )
                )
    return problems


def month_first(sheet: Sheet, mapping: ColumnMap, sample: int = 500) -> Problem | None:
    """Whether dates of birth can only be months first (as in the United States) in some rows and never days first."""
    place = mapping.place("date_of_birth")
    if place is None or mapping.month_first:
        return None
    first = second = 0
    for _, cells in islice(sheet.rows(), sample):
        parts = cells[place].replace("-", "/").replace(".", "/").split("/") if place < len(cells) else []
        if len(parts) == 3 and all(part.strip().isdigit() for part in parts) and len(parts[0].strip()) < 3:
            first += int(parts[0]) > 12
            second += int(parts[1]) > 12
    if second and not first:
        return Problem(
            "month-first",
            "Dates seem to have the month first: some make sense only that way, and none makes sense only with the day first.",
            "Choose “Dates have the month first” on the page where you match columns, or write the dates again.",
            column=_TITLES["date_of_birth"],
        )
    return None


def _fit(texts: list[str], test: Callable[[str], bool]) -> bool:
    return len(texts) >= 5 and sum(map(test, texts)) >= 0.8 * len(texts)


def _is_date(text: str) -> bool:
    try:
        date_of(text)
    except NotADateError:
        return False
    return True
