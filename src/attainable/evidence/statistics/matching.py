"""A group beside pupils like its own: matched exactly on strata, weighted as the group is."""

import math
from dataclasses import dataclass

import numpy as np

from attainable.evidence.statistics.differences import difference
from attainable.evidence.statistics.estimates import Estimate
from attainable.evidence.statistics.proportions import wilson


@dataclass(frozen=True, slots=True)
class MatchedComparison:
    """Rates are proportions, 0 to 1. `matched` pupils of the group have a comparison, `unmatched` have none; `pool` is how many
    pupils the comparison is based on. All three estimates are None when there are `too_few`."""

    matched: int
    unmatched: int
    pool: int
    group: Estimate | None = None
    comparison: Estimate | None = None
    gap: Estimate | None = None

    @property
    def too_few(self) -> bool:
        return self.gap is None


def matched_comparison(
    group: np.ndarray, group_met: np.ndarray, pool: np.ndarray, pool_met: np.ndarray, *, least: int = 30
) -> MatchedComparison:
    """Compare a group with a pool stratum by stratum; whole numbers, one of each array a stratum.

    The comparison's rate is that of the pool with the strata weighted as the group has them (direct standardisation to the
    group). Its interval is Wilson's at the effective size that gives the variance of the weighted sum; the gap is Newcombe's
    (MOVER). Too few to say below `least` matched pupils, or when the effective size of the pool is below it.
    Sources: Rothman and Greenland, Modern Epidemiology, ch. 15 (standardisation); Zou and Donner (2008) for the gap.

    >>> import numpy as np
    >>> found = matched_comparison(np.array([50, 50]), np.array([40, 20]), np.array([100, 400]), np.array([70, 120]))
    >>> found.comparison.value, round(found.gap.value, 3)
    (0.5, 0.1)
    """
    has = (group > 0) & (pool > 0)
    matched, unmatched = int(group[has].sum()), int(group.sum() - group[has].sum())
    n, x, m, y = group[has], group_met[has], pool[has], pool_met[has]
    if matched < least:
        return MatchedComparison(matched, unmatched, int(m.sum()))
    weights = n / n.sum()
    rates = y / m
    rate = float((weights * rates).sum())
    # Variance with half a pupil added to both sides of a stratum, so that one of ten out of ten is not taken for certain.
    smoothed = (y + 0.5) / (m + 1)
    variance = float((weights**2 * smoothed * (1 - smoothed) / m).sum())
    spread = max(rate * (1 - rate), 1 / (4 * matched * matched))
    effective = min(spread / variance, float(m.sum())) if variance > 0 else float(m.sum())
    if effective < least:
        return MatchedComparison(matched, unmatched, int(m.sum()))
    mine = wilson(int(x.sum()), matched)
    other = wilson(rate * effective, effective)
    if mine is None or other is None or not math.isfinite(effective):
        return MatchedComparison(matched, unmatched, int(m.sum()))
    return MatchedComparison(matched, unmatched, int(m.sum()), mine, other, difference(mine, other))
