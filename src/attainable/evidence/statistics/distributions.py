"""Quantiles and tails of the normal, t, gamma and chi-squared distributions, to near double precision.

Written out here because importing scipy would take longer than most commands take to run.
"""

import math
from functools import lru_cache
from statistics import NormalDist
from typing import Final

_PRECISION: Final = 1e-14
_STEPS: Final = 10_000
_TINY: Final = 1e-300
# From this shape up, the asymptotic expansion is closer than 1e-9 of the quantile at every level in use.
_LARGE_SHAPE: Final = 150.0


@lru_cache(maxsize=64)
def z_for(level: float) -> float:
    """The normal quantile of a two-sided interval: 1.96 for 0.95, 3.09 for 0.998.

    Raises ValueError unless 0 < level < 1.

    >>> round(z_for(0.95), 3)
    1.96
    """
    _require_level(level)
    return NormalDist().inv_cdf((1 + level) / 2)


@lru_cache(maxsize=256)
def t_for(level: float, degrees: int) -> float:
    """The quantile of Student's t for a two-sided interval, for whole degrees of freedom.

    Raises ValueError unless 0 < level < 1 and degrees >= 1. Source: Abramowitz and Stegun (1964), 26.7.3
    and 26.7.4, solved for the angle.

    >>> round(t_for(0.95, 1), 3)
    12.706
    """
    _require_level(level)
    if degrees < 1:
        raise ValueError(f"the degrees of freedom must be 1 or more, not {degrees}")
    # The coverage is concave in the angle and t exceeds z, so Newton's steps from z never overshoot.
    angle = math.atan(z_for(level) / math.sqrt(degrees))
    for _ in range(_STEPS):
        covered, slope = _t_coverage(angle, degrees)
        step = (level - covered) / slope
        angle += step
        if step <= _PRECISION * angle:
            break
    return math.tan(angle) * math.sqrt(degrees)


def _t_coverage(angle: float, degrees: int) -> tuple[float, float]:
    """P(|t| <= √degrees · tan angle) and its derivative with respect to the angle."""
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = degrees % 2
    term = cosine if odd else 1.0
    total = 0.0
    for power in range(odd, degrees - 1, 2):
        total += term
        term *= cosine * cosine * (power + 1) / (power + 2)
    slope = term * degrees / cosine
    if odd:
        return 2 / math.pi * (angle + sine * total), 2 / math.pi * slope
    return sine * total, slope


def chi_squared_tail(statistic: float, degrees: int) -> float:
    """The chance of a chi-squared statistic this large or larger. Raises ValueError for degrees < 1.

    >>> round(chi_squared_tail(3.841, 1), 3)
    0.05
    """
    if degrees < 1:
        raise ValueError(f"the degrees of freedom must be 1 or more, not {degrees}")
    return gamma_tails(degrees / 2, statistic / 2)[1]


def gamma_tails(shape: float, x: float) -> tuple[float, float]:
    """The chances that a gamma variable (scale 1) is at most `x`, and that it is more.

    Source: Abramowitz and Stegun (1964), 6.5.29 (series) and 6.5.31 (continued fraction, by Lentz's method).
    """
    if x <= 0:
        return 0.0, 1.0
    front = math.exp(shape * math.log(x) - x - math.lgamma(shape))
    # Each form gives the smaller tail directly, so that neither is lost in subtracting from 1.
    if x < shape + 1:
        below = front * _series(shape, x)
        return below, 1 - below
    above = front * _continued_fraction(shape, x)
    return 1 - above, above


def gamma_quantile(shape: float, tail: float, *, above: bool) -> float:
    """Where a gamma variable (scale 1) leaves the chance `tail` above (or else below) it.

    Exact to about 1e-13 for shapes under 150; by expansion, to better than 1e-8, from there.
    """
    guess = _expansion(shape, -NormalDist().inv_cdf(tail) if above else NormalDist().inv_cdf(tail))
    if shape >= _LARGE_SHAPE:
        return guess
    low, high = 0.0, math.inf
    x = guess if guess > 0 else shape
    for _ in range(_STEPS):
        lower_tail, upper_tail = gamma_tails(shape, x)
        excess = tail - upper_tail if above else lower_tail - tail
        low, high = (low, x) if excess > 0 else (x, high)
        density = math.exp((shape - 1) * math.log(x) - x - math.lgamma(shape))
        step = excess / density if density > 0 else math.inf
        if abs(step) <= _PRECISION * x or x < _TINY:
            break
        # Where Newton would leave what is known to hold the answer, halve (or, with no top yet, double).
        inside = low < x - step < high
        x = x - step if inside else min((low + high) / 2, 2 * x)
    return x


def _series(shape: float, x: float) -> float:
    term = total = 1 / shape
    for step in range(1, _STEPS):
        term *= x / (shape + step)
        total += term
        if term < total * _PRECISION:
            break
    return total


def _continued_fraction(shape: float, x: float) -> float:
    bottom = x + 1 - shape
    left = 1 / _TINY
    right = 1 / bottom
    total = right
    for step in range(1, _STEPS):
        factor = -step * (step - shape)
        bottom += 2
        right = 1 / (factor * right + bottom or _TINY)
        left = bottom + factor / left or _TINY
        total *= left * right
        if abs(left * right - 1) < _PRECISION:
            break
    return total


def _expansion(shape: float, z: float) -> float:
    """The Cornish–Fisher expansion of half a chi-squared quantile (Goldberg and Levine 1946)."""
    degrees = 2 * shape
    root = math.sqrt(2 * degrees)
    quantile = (
        degrees
        + z * root
        + 2 / 3 * (z**2 - 1)
        + (z**3 - 7 * z) / (9 * root)
        - (6 * z**4 + 14 * z**2 - 32) / (405 * degrees)
        + (9 * z**5 + 256 * z**3 - 433 * z) / (4860 * degrees * root)
        + (12 * z**6 - 243 * z**4 - 923 * z**2 + 1472) / (25515 * degrees**2)
    )
    return quantile / 2


def _require_level(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError(f"the level must be between 0 and 1, not {level}")
