"""Gaps between two estimates, and changes from one year to another."""

import math

from attainable.evidence.statistics.estimates import Estimate, require_finite
from attainable.evidence.statistics.proportions import wilson


def difference(a: Estimate, b: Estimate) -> Estimate:
    """`a` − `b`, in their common unit, with the interval recovered from those of the two (MOVER).

    The two must be independent and their intervals of the same level, which is then the level of this one.
    Of two Wilson intervals it makes Newcombe's method 10. Raises ValueError when a value is infinite.
    Source: Zou and Donner (2008), Stat. Med. 27, 1693–1702.

    >>> difference(Estimate(20, 17, 25), Estimate(15, 3, 19))
    Estimate(value=5, lower=0.0, upper=18.0)
    """
    require_finite(first_value=a.value, second_value=b.value)
    gap = a.value - b.value
    below = math.hypot(a.value - a.lower, b.upper - b.value)
    above = math.hypot(a.upper - a.value, b.value - b.lower)
    return Estimate(gap, gap - below, gap + above)


def size(gap: Estimate) -> Estimate:
    """How wide a gap is, whichever way it goes. An interval that holds 0 begins at 0.

    >>> size(Estimate(-5, -8, -2)), size(Estimate(-5, -8, 1))
    (Estimate(value=5, lower=2, upper=8), Estimate(value=5, lower=0.0, upper=8))
    """
    ends = sorted((abs(gap.lower), abs(gap.upper)))
    return Estimate(abs(gap.value), 0.0 if gap.lower <= 0 <= gap.upper else ends[0], ends[1])


def newcombe(a_num: float, a_den: float, b_num: float, b_den: float, level: float = 0.95) -> Estimate | None:
    """The difference of two proportions (−1 to 1) with Newcombe's interval (method 10).

    None when a denominator is 0. Raises ValueError as `wilson` does.
    Source: Newcombe (1998), Stat. Med. 17, 873–890.
    """
    first, second = wilson(a_num, a_den, level), wilson(b_num, b_den, level)
    return None if first is None or second is None else difference(first, second)
