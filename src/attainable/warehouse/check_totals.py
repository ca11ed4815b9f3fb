"""Checks across rows: groups add up to all, authorities to regions, regions to the country."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from attainable.formats.published.spec import Areas, Groups
from attainable.values.areas import Area, AreaLevel, UnknownAreaError
from attainable.warehouse.check_columns import NOISE, finding
from attainable.warehouse.check_report import CheckResult, Finding, number, some_rows
from attainable.warehouse.check_rows import Stored

Key = tuple[str, ...]


@dataclass(slots=True)
class _Total:
    """One total with the rows that should add up to it. `lacks` counts parts that only others have."""

    row: int
    parts: list[int]
    lacks: int
    words: str
    slack: float
    without: tuple[str, ...] = ()


def _test(stored: Stored, total: _Total, column: str, result: CheckResult) -> None:
    """Compare a total with its parts.

    A mark among the parts leaves only one thing to test: the known parts may not exceed the total. A part
    with no row at all may be nought, so agreement counts and a shortfall doesn't.
    """
    values = stored.values(column)
    known = [value for part in total.parts if (value := values[part]) is not None]
    stands = values[total.row]
    if stands is None or not known:
        result.not_testable += 1
        return
    expected = math.fsum(known)
    difference, slack = stands - expected, total.slack + NOISE
    marked = len(total.parts) - len(known)
    if difference < -slack or (difference > slack and not marked and not total.lacks):
        if result.fail():
            result.findings.append(_finding(stored, total, column, result, expected, marked))
    elif marked or difference > slack:
        result.not_testable += 1
    else:
        result.tested += 1


def _finding(stored: Stored, total: _Total, column: str, result: CheckResult, expected: float, marked: int) -> Finding:
    stands = stored.values(column)[total.row] or 0.0
    least = "at least " if marked else ""
    sentence = (
        f"{stored.where(total.row, total.without)} (row {stored.rows[total.row]:,}): "
        f"{column} is {number(stands)}, but {total.words} add up to {least}{number(expected)} "
        f"({some_rows(stored.rows[part] for part in total.parts)})."
    )
    return finding(
        stored,
        result,
        total.row,
        column,
        least + number(expected),
        stands - expected,
        sentence,
        tuple(total.parts),
        total.without,
    )


@dataclass(slots=True)
class _Family:
    """Rows alike but for one thing: totals and parts, each by what tells them."""

    totals: list[int] = field(default_factory=list)
    parts: dict[str, list[int]] = field(default_factory=dict)


def check_groups(stored: Stored, check: Groups, result: CheckResult) -> None:
    """In rows alike but for the group, the parts add up to the total.

    Where all items of a topic are added, one without a row is nought: the publisher leaves such rows out. A
    named part without a row may have been taken out instead, so a shortfall isn't held against the total.
    """
    half = stored.half_steps(check.counts)
    families = _families(stored, check)
    levels = stored.cells["_level"]
    # A group that nobody has in a year (ages over 19 before 2015) isn't missed; one that others have is.
    present: dict[tuple[str, ...], set[str]] = {}
    for family in families.values():
        for row in family.totals:
            present.setdefault(stored.periods[row], set()).update(family.parts)
    without = tuple(filter(None, (check.column, check.topic_column)))
    for family in families.values():
        if not family.totals or not family.parts:
            continue
        parts = [row for rows in family.parts.values() for row in rows]
        row = family.totals[0]
        if len(family.totals) > 1 or len(parts) > len(family.parts):
            result.not_testable += len(check.counts)
            continue
        lacks = len(present[stored.periods[row]]) - len(parts) if check.parts else 0
        step = half.get((stored.period(row), levels[row]), 0.0)
        words = " + ".join(family.parts)
        words = words if len(words) < 80 else f"the {len(parts)} groups of {check.topic or check.column}"
        total = _Total(row, parts, lacks, words, step * (len(parts) + 1), without)
        for column in check.counts:
            _test(stored, total, column, result)


def _families(stored: Stored, check: Groups) -> dict[Key, _Family]:
    others = [c for c in stored.keys if c not in (check.column, check.topic_column)]
    alike = zip(stored.alike(), stored.texts(others), strict=True)
    topics = stored.cells[check.topic_column] if check.topic_column else [""] * len(stored)
    families: dict[Key, _Family] = {}
    total_topic = check.total_topic or check.topic
    for row, (same, item, topic) in enumerate(zip(alike, stored.cells[check.column], topics, strict=True)):
        family = families.setdefault((*same[0], *same[1]), _Family())
        if item == check.total and topic == total_topic:
            family.totals.append(row)
        elif topic == check.topic and (not check.parts or item in check.parts):
            family.parts.setdefault(item, []).append(row)
    return families


@dataclass(slots=True)
class _Map:
    """The rows of one period and group by the place that they are a total of, or part of."""

    totals: dict[str, list[int]] = field(default_factory=dict)
    parts: dict[str, list[int]] = field(default_factory=dict)


def check_areas(stored: Stored, check: Areas, result: CheckResult) -> None:
    """Authorities add up to their region and regions to the country.

    The file's own column of regions says which region an authority is in. Where it says Inner or Outer
    London, the authority is part of London too, and the country is the sum of its nine regions; only where
    London itself has no row are Inner and Outer London used for it. Where there are no regions, authorities
    are compared with the country.
    """
    half = _half_steps(stored, check)
    maps, members = _maps(stored)
    levels = stored.cells["_level"]
    for key, each in maps.items():
        for code, rows in each.totals.items():
            within = members.get((*key[:2], code))
            if not within:
                continue
            parts = each.parts.get(code, [])
            if len(rows) > 1 or len({stored.places[part] for part in parts}) < len(parts):
                result.not_testable += len(check.counts)
                continue
            period = stored.period(rows[0])
            steps = (half.get((period, levels[row]), 0.0) for row in (rows[0], *parts))
            kind = "its regions" if parts and levels[parts[0]] == AreaLevel.REGIONAL else "its authorities"
            total = _Total(rows[0], parts, len(within) - len(parts), kind, sum(steps))
            for column in check.counts:
                _test(stored, total, column, result)


def _half_steps(stored: Stored, check: Areas) -> dict[tuple[str, str], float]:
    """How counts are rounded at each level; a declared rounding holds where even a few counts bear it out."""
    found = stored.half_steps(check.counts)
    if check.rounded_to:
        keys = list(zip(stored.cells["_period"], stored.cells["_level"], strict=True))
        cells = (cell for column in check.counts for cell in zip(keys, stored.values(column), strict=True))
        exact = {key for key, value in cells if value is not None and value % check.rounded_to}
        found |= {key: check.rounded_to / 2 for key in found if key not in exact}
    return found


def _maps(stored: Stored) -> tuple[dict[Key, _Map], dict[Key, set[str]]]:
    """Each group's totals and parts; and for each period and total, its parts in any group."""
    maps: dict[Key, _Map] = {}
    members: dict[Key, set[str]] = {}
    present: dict[tuple[str, str], set[str]] = {}
    for period, code, level in zip(stored.periods, stored.cells["_area"], stored.cells["_level"], strict=True):
        if level == AreaLevel.REGIONAL:
            present.setdefault(period, set()).add(code)
    regions = list(_regions(stored))
    rest = stored.texts(stored.keys)
    for row, level in enumerate(stored.cells["_level"]):
        period, code = stored.periods[row], stored.cells["_area"][row]
        each = maps.setdefault((*period, *rest[row]), _Map())
        if code and level in (AreaLevel.NATIONAL, AreaLevel.REGIONAL):
            each.totals.setdefault(code, []).append(row)
        for above in _above(stored, row, regions[row], present.get(period, set())):
            each.parts.setdefault(above, []).append(row)
            members.setdefault((*period, above), set()).add(stored.places[row])
    return maps, members


def _above(stored: Stored, row: int, region: Area | None, present: set[str]) -> list[str]:
    """The codes of the places that a row is a part of. `present` are the regions that have rows then."""
    level, register = stored.cells["_level"][row], stored.register
    if level == AreaLevel.REGIONAL:
        code = stored.cells["_area"][row]
        parent = register[code].parent if code in register else ""
        # Inner London is a part of the country only where there is no row for London.
        return [register.country_of(code).code] if parent and parent not in present else []
    if level != AreaLevel.AUTHORITY or region is None:
        return []
    if not present:
        return [register.country_of(region.code).code]
    larger = register[region.parent]
    return [region.code, larger.code] if larger.level is AreaLevel.REGIONAL else [region.code]


def _regions(stored: Stored) -> Iterator[Area | None]:
    """The region of each authority row as the file gives it: by name, else by code, else as it is known."""
    named = stored.spec.area.region if stored.spec.area else ""
    columns = [c for c in dict.fromkeys((named, "region_name", "region", "region_code")) if c in stored.cells]
    known: dict[tuple[str, ...], Area | None] = {}
    for texts in zip(*(stored.cells[c] for c in (*columns, "_area", "_level")), strict=True):
        if texts not in known:
            *spelt, area, level = texts
            known[texts] = _region(stored, spelt, area) if level == AreaLevel.AUTHORITY else None
        yield known[texts]


def _region(stored: Stored, spelt: list[str], area: str) -> Area | None:
    for text in filter(None, spelt):
        try:
            found = stored.register.find(text)
        except UnknownAreaError:
            continue
        if found.level is AreaLevel.REGIONAL:
            return found
    return stored.register.region_of(area) if area in stored.register else None
