"""Intervals for a proportion, and for a mean on a bounded scale, from as much as was published."""

import math

from attainable.evidence.statistics.distributions import z_for
from attainable.evidence.statistics.estimates import Estimate, enclosing, require_finite, require_not_negative, require_proportion


def wilson(numerator: float, denominator: float, level: float = 0.95) -> Estimate | None:
    """The score interval of a proportion (0 to 1). None for a denominator of 0.

    The numerator may not be a whole number when it was derived from a rate. Raises ValueError for a negative
    count or a numerator above its denominator. Source: Wilson (1927), J. Am. Stat. Assoc. 22, 209–212.

    >>> print(f"{wilson(81, 263).lower:.4f} to {wilson(81, 263).upper:.4f}")
    0.2553 to 0.3662
    """
    require_not_negative(numerator=numerator, denominator=denominator)
    if numerator > denominator:
        raise ValueError(f"the numerator ({numerator}) is more than the denominator ({denominator})")
    if denominator == 0:
        return None
    lower = _lower_limit(numerator, denominator, z_for(level))
    upper = 1 - _lower_limit(denominator - numerator, denominator, z_for(level))
    return enclosing(numerator / denominator, lower, upper)


def rounded_wilson(p: float, n: float, half_width: float, level: float = 0.95) -> Estimate | None:
    """The interval of a proportion when only a rounded figure `p` and its denominator `n` were published.

    It is the union of the Wilson intervals of every proportion within `half_width` of `p` (0.0005 for a
    percentage printed to one decimal place), inside 0 to 1. None when `n` is 0. Raises ValueError for a
    proportion outside 0 to 1 or anything negative.
    """
    bare = rounded_only(p, half_width)
    # Both Wilson limits rise with the proportion, so the ends of the rounding give the ends of the union.
    lowest = wilson(bare.lower * n, n, level)
    highest = wilson(min(bare.upper * n, n), n, level)
    if lowest is None or highest is None:
        return None
    return enclosing(p, lowest.lower, highest.upper)


def rounded_only(p: float, half_width: float) -> Estimate:
    """The interval of a rounded proportion without a denominator: what it could have been before rounding.

    This has no sampling error, and is narrower than any interval that has. Raises ValueError for a
    proportion outside 0 to 1 or a negative `half_width`.
    """
    require_proportion(proportion=p)
    require_not_negative(half_width=half_width)
    return Estimate(p, max(0.0, p - half_width), min(1.0, p + half_width))


def rounded_counts(
    numerator: float, denominator: float, num_half: float, den_half: float, level: float = 0.95
) -> Estimate | None:
    """The interval of a proportion whose counts were rounded: 2.5 and 2.5 when to the nearest 5.

    It is the union of the Wilson intervals of every pair of counts that could have been printed so. The value
    is the quotient of the printed counts, at most 1 (7 of 7 can be printed as 10 of 5). None when the printed
    denominator is 0. Raises ValueError for anything negative, or when no pair of counts is possible.
    """
    require_not_negative(numerator=numerator, denominator=denominator, num_half=num_half, den_half=den_half)
    fewest, most = max(0.0, numerator - num_half), numerator + num_half
    smallest, largest = denominator - den_half, denominator + den_half
    if fewest > largest:
        raise ValueError(f"the numerator ({numerator}) is more than the denominator ({denominator}) can be")
    if denominator == 0:
        return None
    # Both limits rise with the numerator and fall with the denominator. A numerator cannot pass its
    # denominator: where the printed figures let the two meet, everyone may have been counted.
    lower = _lower_limit(fewest, largest, z_for(level))
    upper = 1.0 if most >= smallest else 1 - _lower_limit(smallest - most, smallest, z_for(level))
    return enclosing(min(1.0, numerator / denominator), lower, upper)


def bounded_mean(mean: float, n: float, low: float, high: float, level: float = 0.95) -> Estimate | None:
    """The widest interval for a mean of values from `low` to `high` when no standard deviation was published.

    No such values vary by more than (high − mean)(mean − low). The limits are the true means from which the
    published one lies z standard errors away, when the spread is the greatest that *that* mean allows: the
    Wilson interval on the scale of the values. (With the spread taken at the published mean instead, a mean
    at the foot of the scale would be given an interval of no width.) In the unit of the mean; None when `n`
    is 0. Raises ValueError for a mean outside its scale or a negative `n`.
    Source: Bhatia and Davis (2000), Am. Math. Monthly 107, 353–357.
    """
    require_finite(mean=mean, low=low, high=high)
    if not (low <= mean <= high and low < high):
        raise ValueError(f"the mean ({mean}) is not on a scale from {low} to {high}")
    share = min(1.0, (mean - low) / (high - low))
    scaled = wilson(share * n, n, level)
    if scaled is None:
        return None
    return enclosing(mean, low + scaled.lower * (high - low), high - (1 - scaled.upper) * (high - low))


def _lower_limit(numerator: float, denominator: float, z: float) -> float:
    """Wilson's lower limit, in a form that is exactly 0 for nobody and loses no digits near 0."""
    missing = denominator - numerator
    spread = z * math.sqrt(z * z + 4 * numerator * missing / denominator)
    return 2 * numerator * numerator / (denominator * (2 * numerator + z * z + spread))
