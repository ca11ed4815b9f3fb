"""A cell to a figure with its interval, by what was published: counts, rounded percentages, means.

With the basis NONE an estimate has limits only for form; no row carries them.
"""

from attainable.evidence import statistics as stats
from attainable.evidence.measures.cell import PublishedCell
from attainable.evidence.measures.definition import SESSIONS_A_YEAR, Measure
from attainable.evidence.result import Basis
from attainable.evidence.statistics import Estimate


def estimate(measure: Measure, cell: PublishedCell) -> tuple[Estimate | None, Basis]:
    """The cell in the measure's own unit (percentages 0 to 100), and what its interval is based on."""
    if not cell.is_known:
        return None, Basis.NONE
    if measure.kind == "proportion":
        found, basis = proportion(measure, cell)
        return scaled(found, 100), basis
    if measure.kind == "count":
        if cell.numerator is None:
            return None, Basis.NONE
        return stats.poisson(cell.numerator), Basis.VARIATION
    if measure.kind == "rate":
        return _rate(measure, cell)
    return _mean(measure, cell)


def proportion(measure: Measure, cell: PublishedCell) -> tuple[Estimate | None, Basis]:
    """The cell as a proportion 0 to 1.

    A pupil's sessions are alike, so that a share of sessions is a mean over pupils: its interval is the widest that so many
    pupils allow. Their number is at least the sessions over those of a whole year.
    """
    if measure.cases == "sessions" and cell.numerator is not None and cell.denominator:
        share = min(1.0, cell.numerator / cell.denominator)
        return stats.bounded_mean(share, cell.denominator / SESSIONS_A_YEAR, 0.0, 1.0), Basis.BOUNDS
    if cell.numerator is not None and cell.denominator:
        numerator = min(cell.numerator, cell.denominator)
        if cell.rounded:
            half = cell.rounded / 2
            return stats.rounded_counts(numerator, cell.denominator, half, half), Basis.ROUNDED_COUNTS
        return stats.wilson(numerator, cell.denominator), Basis.COUNTS
    if cell.value is None:
        return None, Basis.NONE
    share, half = min(max(cell.value / 100, 0.0), 1.0), half_width(cell) / 100
    if cell.denominator or cell.borrowed:
        base = cell.denominator or cell.borrowed or 0.0
        return stats.rounded_wilson(share, base, half), Basis.BORROWED if cell.borrowed else Basis.COUNTS
    return stats.rounded_only(share, half), Basis.ROUNDED


def half_width(cell: PublishedCell) -> float:
    """How far from the printed figure the true one may be, only from rounding."""
    return 0.5 * 10.0**-cell.decimals * cell.terms


def scaled(found: Estimate | None, factor: float) -> Estimate | None:
    return Estimate(found.value * factor, found.lower * factor, found.upper * factor) if found else None


def _rate(measure: Measure, cell: PublishedCell) -> tuple[Estimate | None, Basis]:
    if cell.numerator is not None and cell.denominator:
        if measure.cases == "repeated":
            # Who is suspended once may be suspended again; without the number of pupils nobody can say how far chance goes.
            value = 100 * cell.numerator / cell.denominator
            return Estimate(value, value, value), Basis.NONE
        return scaled(stats.rate(cell.numerator, cell.denominator), 100), Basis.COUNTS
    if cell.value is None:
        return None, Basis.NONE
    half = half_width(cell)
    return Estimate(cell.value, max(0.0, cell.value - half), cell.value + half), Basis.ROUNDED


def _mean(measure: Measure, cell: PublishedCell) -> tuple[Estimate | None, Basis]:
    if cell.value is None:
        return None, Basis.NONE
    if cell.lower is not None and cell.upper is not None:
        return Estimate(cell.value, min(cell.lower, cell.value), max(cell.upper, cell.value)), Basis.PUBLISHED
    base = cell.denominator or cell.borrowed
    if base and measure.bounds:
        low, high = measure.bounds
        return stats.bounded_mean(cell.value, base, low, high), Basis.BOUNDS
    half = half_width(cell)
    return Estimate(cell.value, cell.value - half, cell.value + half), Basis.ROUNDED
