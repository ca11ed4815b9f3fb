"""Chance among many comparisons: of twenty differences that are nothing but chance, one looks clear at 95%."""

import math
from collections.abc import Sequence
from statistics import NormalDist

from attainable.evidence.statistics.distributions import z_for
from attainable.evidence.statistics.estimates import Estimate


def p_value(gap: Estimate, level: float = 0.95) -> float:
    """How probable a difference at least as large is by chance, read off the interval of the difference.

    The standard error is the distance from the value to the limit nearer to 0, over z of `level`: so it is below 1 − level
    exactly where the interval leaves out 0. A difference of 0 has 1; one without width that is not 0 has 0.

    >>> round(p_value(Estimate(2.0, 0.0, 4.0)), 9)
    0.05
    """
    if gap.value == 0:
        return 1.0
    half = gap.value - gap.lower if gap.value > 0 else gap.upper - gap.value
    if half == 0:
        return 0.0
    return 0.0 if math.isinf(gap.value) else 2 * (1 - NormalDist().cdf(z_for(level) * abs(gap.value) / half))


def discoveries(p_values: Sequence[float], rate: float = 0.05) -> list[bool]:
    """Which of the comparisons are clear when, of those called clear, no more than `rate` are expected to be chance.

    The false discovery rate, step-up: the k smallest are clear for the largest k whose k-th is at most rate × k / n. It holds
    for comparisons that are independent or go together, as those of one authority do. Source: Benjamini and Hochberg (1995),
    J. R. Stat. Soc. B 57, 289–300; Benjamini and Yekutieli (2001), Ann. Stat. 29, 1165–1188, for those that go together.

    >>> discoveries([0.01, 0.04, 0.03, 0.5])
    [True, False, False, False]
    """
    ordered = sorted(p_values)
    limit = max((p for k, p in enumerate(ordered, 1) if p <= rate * k / len(ordered)), default=-1.0)
    return [p <= limit for p in p_values]
