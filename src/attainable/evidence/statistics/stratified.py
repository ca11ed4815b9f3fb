"""Odds ratios pooled over strata (phase, year group, sex), so that like is compared with like."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from attainable.evidence.statistics.distributions import chi_squared_tail, z_for
from attainable.evidence.statistics.estimates import Estimate, require_not_negative

type TwoByTwo = tuple[float, float, float, float]
"""A two-by-two table: first group with and without the outcome, second group with and without."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """A pooled odds ratio, and how many `strata` contributed to it.

    `heterogeneity` is the Breslow–Day statistic (with Tarone's correction) of whether the strata share one
    ratio: chi-squared with `degrees`. None where it cannot be calculated.
    """

    odds_ratio: Estimate
    heterogeneity: float | None
    degrees: int
    strata: int

    @property
    def p_value(self) -> float | None:
        """The chance of strata that differ so much if they shared one ratio. None where it cannot be calculated."""
        if self.heterogeneity is None or self.degrees < 1:
            return None
        return chi_squared_tail(self.heterogeneity, self.degrees)


def mantel_haenszel(strata: Iterable[TwoByTwo], level: float = 0.95) -> Pooled | None:
    """The Mantel–Haenszel odds ratio over strata of (a, b, c, d), with the Robins–Breslow–Greenland interval.

    A stratum with an empty margin (no one in a group, or nobody or everybody with the outcome) contributes
    nothing; None when none contributes. When one side is 0 in every stratum the value is 0 or `inf`, the
    interval is 0 to `inf` (no variance can be formed) and the heterogeneity None. Raises ValueError for a
    negative cell. Sources: Mantel and Haenszel (1959), J. Natl Cancer Inst. 22, 719–748; Robins, Breslow and
    Greenland (1986), Biometrics 42, 311–323; Breslow and Day (1980); Tarone (1985), Biometrika 72, 91–95.
    """
    z = z_for(level)
    tables = [table for table in strata if _contributes(*table)]
    if not tables:
        return None
    for_first = math.fsum(a * d / (a + b + c + d) for a, b, c, d in tables)
    for_second = math.fsum(b * c / (a + b + c + d) for a, b, c, d in tables)
    degrees = len(tables) - 1
    if for_first == 0 or for_second == 0:
        unbounded = Estimate(0.0 if for_first == 0 else math.inf, 0.0, math.inf)
        return Pooled(unbounded, None, degrees, len(tables))
    ratio = for_first / for_second
    factor = math.exp(z * math.sqrt(_log_variance(tables, for_first, for_second)))
    estimate = Estimate(ratio, ratio / factor, ratio * factor)
    return Pooled(estimate, _breslow_day(tables, ratio), degrees, len(tables))


def _contributes(a: float, b: float, c: float, d: float) -> bool:
    require_not_negative(a=a, b=b, c=c, d=d)
    return 0 not in (a + b, c + d, a + c, b + d)


def _log_variance(tables: list[TwoByTwo], for_first: float, for_second: float) -> float:
    """Robins, Breslow and Greenland's variance of the log of the pooled ratio."""
    first = mixed = second = 0.0
    for a, b, c, d in tables:
        n = a + b + c + d
        agree, differ = (a + d) / n, (b + c) / n
        r, s = a * d / n, b * c / n
        first += agree * r
        mixed += agree * s + differ * r
        second += differ * s
    return first / (2 * for_first**2) + mixed / (2 * for_first * for_second) + second / (2 * for_second**2)


def _breslow_day(tables: list[TwoByTwo], ratio: float) -> float | None:
    statistic = astray = variances = 0.0
    for a, b, c, d in tables:
        expected = _expected(a + b, c + d, a + c, ratio)
        cells = (expected, a + b - expected, a + c - expected, d - a + expected)
        if min(cells) <= 0:  # a ratio so extreme that the cell was lost in rounding
            return None
        variance = 1 / sum(1 / cell for cell in cells)
        statistic += (a - expected) ** 2 / variance
        astray += a - expected
        variances += variance
    return max(0.0, statistic - astray**2 / variances)


def _expected(first: float, second: float, outcomes: float, ratio: float) -> float:
    """How many of the first group would have the outcome, margins kept, if the odds ratio were `ratio`."""
    linear = second - outcomes + ratio * (first + outcomes)
    product = ratio * first * outcomes
    root = math.sqrt(linear * linear + 4 * (1 - ratio) * product)
    # Two forms of one root of the quadratic, so that nothing cancels; `linear` is negative only for ratios
    # under 1.
    return 2 * product / (linear + root) if linear > 0 else (root - linear) / (2 * (1 - ratio))
