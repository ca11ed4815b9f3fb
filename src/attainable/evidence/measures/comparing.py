"""Gaps and ratios between two groups of one area in one period."""

import math
from collections.abc import Iterable
from dataclasses import replace

from attainable.evidence import statistics as stats
from attainable.evidence.measures.asked_cells import AskedCells
from attainable.evidence.measures.cell import PublishedCell
from attainable.evidence.measures.definition import Measure
from attainable.evidence.measures.estimates import estimate, proportion
from attainable.evidence.measures.rows import blank_row, figure_row, finite
from attainable.evidence.result import Basis, Row, Statistic, distinct, weakest
from attainable.evidence.statistics import Estimate
from attainable.values.areas import Area
from attainable.values.figures import Mark
from attainable.values.periods import Period

OF_TWO_GROUPS = (Statistic.GAP, Statistic.ODDS_RATIO, Statistic.RISK_RATIO, Statistic.MANTEL_HAENSZEL)
_UNITS = {Statistic.ODDS_RATIO: "times the odds", Statistic.RISK_RATIO: "times the rate"}
# With no one in a cell and a group this small, the 0.5 that is added to each cell speaks louder than the data.
_TOO_FEW = 10


def pair_label(between: tuple[str, str]) -> str:
    """The group of a comparison: first minus, or over, second."""
    return f"{between[0]} vs {between[1]}"


def pair_label_of(groups: tuple[str, ...]) -> str:
    """The group of a row about one group or two."""
    return pair_label((groups[0], groups[1])) if len(groups) == 2 else groups[0]


def limits(row: Row) -> tuple[float, float]:
    """The limits of a row, or its value for those that it does not have."""
    value = row.value if row.value is not None else math.nan
    return (value if row.lower is None else row.lower, value if row.upper is None else row.upper)


def gap_unit(unit: str) -> str:
    return "percentage points" if unit == "%" else unit


def comparisons(table: AskedCells) -> Iterable[Row]:
    """First group against second: a gap is first minus second, a ratio is first over second."""
    first, second = table.question.between
    pooled = table.pooled()
    for period in table.periods(first, second):
        for area in (*table.areas(), *([pooled] if pooled else [])):
            a, b = table.cell(period, area, first), table.cell(period, area, second)
            if a is not None and b is not None:
                yield compare(table, period, area, a, b)


def compare(table: AskedCells, period: Period, area: Area, a: PublishedCell, b: PublishedCell) -> Row:
    """The comparison that is asked for, with the two rates that it was made from."""
    return _compared(table, table.question.statistic, period, area, a, b)


def gap_row(table: AskedCells, period: Period, area: Area, a: PublishedCell, b: PublishedCell) -> Row:
    """The gap, whatever is asked for."""
    return _compared(table, Statistic.GAP, period, area, a, b)


def _compared(table: AskedCells, wanted: Statistic, period: Period, area: Area, a: PublishedCell, b: PublishedCell) -> Row:
    measure = table.measure
    parts = tuple(
        figure_row(measure, Statistic.RATE, cell, area, cell.key.group, period, *estimate(measure, cell)) for cell in (a, b)
    )
    unit = _UNITS.get(wanted) or gap_unit(measure.unit)
    sources = distinct(s for cell in (a, b) for s in cell.sources)
    row = blank_row(
        measure,
        wanted,
        area,
        pair_label(table.question.between),
        period,
        sources,
        unit=unit,
        mark=next((c.mark for c in (a, b) if c.mark), Mark.NOT_AVAILABLE),
        compared=parts,
    )
    if not (a.is_known and b.is_known):
        return row
    if wanted is Statistic.GAP:
        first, second = (estimate(measure, cell)[0] for cell in (a, b))
        found = stats.difference(first, second) if first and second else None
    else:
        found = _ratio(measure, wanted, a, b)
        if found is not None and _is_too_few(a, b):
            return replace(row, note="Too few to say. A group is small and has an empty cell.")
    return with_estimate(row, found, basis=weakest(p.basis for p in parts))


def with_estimate(row: Row, found: Estimate | None, *, basis: Basis = Basis.COUNTS, note: str = "") -> Row:
    """The row with a figure; one that is infinite stays without, and says so."""
    if found is None or finite(found.value) is None:
        return replace(row, note=note or "Too few to say. One group has nobody on one side.")
    return replace(
        row,
        value=found.value,
        lower=finite(found.lower) if basis is not Basis.NONE else None,
        upper=finite(found.upper) if basis is not Basis.NONE else None,
        mark=None,
        basis=basis,
        note=note or row.note,
    )


def _ratio(measure: Measure, wanted: Statistic, a: PublishedCell, b: PublishedCell) -> Estimate | None:
    exact = measure.cases == "each" and all(c.numerator is not None and c.denominator and not c.rounded for c in (a, b))
    if exact:
        a_yes, a_all, b_yes, b_all = (x or 0.0 for x in (a.numerator, a.denominator, b.numerator, b.denominator))
        a_yes, b_yes = min(a_yes, a_all), min(b_yes, b_all)  # as for the shares themselves
        ratio = stats.odds_ratio if wanted is Statistic.ODDS_RATIO else stats.risk_ratio
        return ratio(a_yes, a_all - a_yes, b_yes, b_all - b_yes)
    first, second = proportion(measure, a)[0], proportion(measure, b)[0]
    if first is None or second is None:
        return None
    bounds = stats.odds_ratio_bounds if wanted is Statistic.ODDS_RATIO else stats.risk_ratio_bounds
    return bounds(first, second)


def _is_too_few(a: PublishedCell, b: PublishedCell) -> bool:
    empty = any(c.numerator is not None and c.numerator in (0.0, c.denominator) for c in (a, b))
    return empty and min(a.denominator or 0.0, b.denominator or 0.0) < _TOO_FEW
