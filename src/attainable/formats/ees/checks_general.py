"""Duplicate rows, symbols for no data, and the values of indicators."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Final

from attainable.formats.ees import spec
from attainable.formats.ees.outcome import Findings, Found
from attainable.formats.ees.read import Pair, Sheet

_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")

_SYMBOLS: Final = spec.INDICATOR_SYMBOLS | spec.LEGACY_SYMBOLS | spec.REFUSED_IN_INDICATORS | spec.NULL_STRINGS


def _duplicates(pair: Pair) -> Findings:
    keys = spec.observational() | set(pair.filters_and_groups)
    names = [name for name in dict.fromkeys(pair.data.heading) if name in keys]
    cells = list(zip(*(pair.data.column(name) for name in names), strict=True))
    counts = Counter(cells)
    if len(counts) == len(cells):
        return
    rows: dict[tuple[str, ...], list[int]] = {}
    for key, row in zip(cells, pair.data.row_numbers, strict=True):
        if counts[key] > 1:
            rows.setdefault(key, []).append(row)
    for at in rows.values():
        what = f"Rows {', '.join(f'{row:,}' for row in at[:5])} have the same time, place and filter items."
        yield Found(what, "Keep one of them, or add the filter that makes them different.", tuple(at))


def _holding(sheet: Sheet, symbols: frozenset[str], mend: str) -> Findings:
    for name, cells in sheet.columns.items():
        found = symbols.intersection(cells)
        for symbol in sorted(found):
            row = sheet.row_numbers[cells.index(symbol)]
            yield Found(f'"{name}" holds "{symbol}" ({sheet.path.name}).', mend, (row,), (name,))


def _nulls(pair: Pair) -> Findings:
    mend = "Write z (not applicable), x (not available) or c (suppressed), or leave a place column blank."
    yield from _holding(pair.data, spec.NULL_STRINGS, mend)
    yield from _holding(pair.meta, spec.NULL_STRINGS, "Leave the cell blank.")


def _legacy(pair: Pair) -> Findings:
    mend = "Write z (not applicable), x (not available), c (suppressed) or low (rounds to 0)."
    yield from _holding(pair.data, spec.LEGACY_SYMBOLS, mend)


def _indicator_blank(pair: Pair) -> Findings:
    for meta in pair.indicators:
        for value, row in _first_odd(pair.data, meta.name, lambda v: v.strip() in spec.REFUSED_IN_INDICATORS):
            what = f'"{meta.name}" holds "{value}".' if value else f'"{meta.name}" is blank.'
            mend = "Write the number, or z, x, c or low for why there is none."
            yield Found(what, mend, (row,), (meta.name,))


def _first_odd(sheet: Sheet, name: str, is_odd: Callable[[str], bool]) -> list[tuple[str, int]]:
    """Odd values with their first rows. Only odd ones are looked up: most columns have none."""
    cells = sheet.column(name)
    odd = {value for value in set(cells) if is_odd(value)}
    first: dict[str, int] = {}
    for value, row in zip(cells, sheet.row_numbers, strict=True) if odd else ():
        if value in odd:
            first.setdefault(value, row)
    return list(first.items())


def _is_no_number(value: str) -> bool:
    return _NUMBER.fullmatch(value) is None and value not in _SYMBOLS


def _plain_number(pair: Pair) -> Findings:
    for meta in pair.indicators:
        if meta["indicator_unit"] == "numberstring":
            continue
        odd = dict(_first_odd(pair.data, meta.name, _is_no_number))
        if odd:
            shown = ", ".join(f'"{value}"' for value in list(odd)[:5])
            mend = "Write plain numbers, without thousands commas, % or words."
            yield Found(f'"{meta.name}" holds {shown}.', mend, tuple(odd.values())[:5], (meta.name,))


CHECKS: Final[dict[str, Callable[[Pair], Findings]]] = {
    "duplicate-rows": _duplicates,
    "null-strings": _nulls,
    "legacy-symbols": _legacy,
    "indicator-blank": _indicator_blank,
    "indicator-plain-number": _plain_number,
}
