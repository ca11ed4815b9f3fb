"""Intervals, gaps, ratios, trends and ranks: pure functions. Those exported here need only the standard library;
`funnel`, which works on many units at once, needs NumPy.

All proportions are 0 to 1 (the caller scales) and all intervals 95% unless a `level` is given.
"""

from attainable.evidence.statistics.counts import poisson, rate
from attainable.evidence.statistics.differences import difference, newcombe, size
from attainable.evidence.statistics.discoveries import discoveries, p_value
from attainable.evidence.statistics.distributions import chi_squared_tail, t_for, z_for
from attainable.evidence.statistics.estimates import Estimate
from attainable.evidence.statistics.proportions import bounded_mean, rounded_counts, rounded_only, rounded_wilson, wilson
from attainable.evidence.statistics.ranks import Rank, quarter, rank
from attainable.evidence.statistics.ratios import (
    odds_ratio,
    odds_ratio_bounds,
    ratio_mover,
    ratio_of_counts,
    risk_ratio,
    risk_ratio_bounds,
)
from attainable.evidence.statistics.stratified import Pooled, TwoByTwo, mantel_haenszel
from attainable.evidence.statistics.trends import trend

__all__ = [
    "Estimate",
    "Pooled",
    "Rank",
    "TwoByTwo",
    "bounded_mean",
    "chi_squared_tail",
    "difference",
    "discoveries",
    "mantel_haenszel",
    "newcombe",
    "odds_ratio",
    "odds_ratio_bounds",
    "p_value",
    "poisson",
    "quarter",
    "rank",
    "rate",
    "ratio_mover",
    "ratio_of_counts",
    "risk_ratio",
    "risk_ratio_bounds",
    "rounded_counts",
    "rounded_only",
    "rounded_wilson",
    "size",
    "t_for",
    "trend",
    "wilson",
    "z_for",
]
