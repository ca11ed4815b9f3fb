"""Odds ratios, risk ratios and other quotients of two groups.

In a two-by-two table `a` and `b` are the first group with and without the outcome, `c` and `d` the second.
"""

import math

from attainable.evidence.statistics.distributions import z_for
from attainable.evidence.statistics.estimates import Estimate, enclosing, require_finite, require_not_negative, require_proportion


def odds_ratio(a: float, b: float, c: float, d: float, level: float = 0.95) -> Estimate | None:
    """(a·d)/(b·c) with Woolf's interval on the log scale; 0.5 is added to every cell when any is 0.

    None when a group is empty, or when nobody or everybody has the outcome: the table then says nothing
    about odds (and only the added halves would make a ratio out of the sizes of the groups). Raises
    ValueError for a negative cell.
    Sources: Woolf (1955), Ann. Hum. Genet. 19, 251–253; Haldane (1956) and Anscombe (1956) for the 0.5.

    >>> found = odds_ratio(40, 160, 60, 540)
    >>> print(f"{found.value:.2f} ({found.lower:.2f} to {found.upper:.2f})")
    2.25 (1.45 to 3.48)
    """
    require_not_negative(a=a, b=b, c=c, d=d)
    if 0 in (a + b, c + d, a + c, b + d):
        return None
    a, b, c, d = _without_zeros(a, b, c, d)
    return _log_interval((a / b) / (c / d), 1 / a + 1 / b + 1 / c + 1 / d, level)


def risk_ratio(a: float, b: float, c: float, d: float, level: float = 0.95) -> Estimate | None:
    """[a/(a+b)] ÷ [c/(c+d)] with its interval on the log scale; 0.5 is added to every cell when any is 0.

    None when a group is empty, or when nobody has the outcome. Raises ValueError for a negative cell.
    Source: Katz, Baptista, Azen and Pike (1978), Biometrics 34, 469–474.
    """
    require_not_negative(a=a, b=b, c=c, d=d)
    if 0 in (a + b, c + d, a + c):
        return None
    a, b, c, d = _without_zeros(a, b, c, d)
    first, second = a / (a + b), c / (c + d)
    # b/(a(a+b)) is 1/a − 1/(a+b) without the cancellation.
    return _log_interval(first / second, (1 - first) / a + (1 - second) / c, level)


def ratio_of_counts(a: float, b: float, level: float = 0.95) -> Estimate | None:
    """How many times `b` the count `a` is, both Poisson counts; 0.5 is added to both when either is 0.

    The change in per cent is 100 × (ratio − 1), of the value and of each limit. None when both are 0. Raises
    ValueError for a negative count.
    """
    require_not_negative(first_count=a, second_count=b)
    if a == 0 and b == 0:
        return None
    a, b = _without_zeros(a, b)
    return _log_interval(a / b, 1 / a + 1 / b, level)


def ratio_mover(a: Estimate, b: Estimate) -> Estimate | None:
    """`a` ÷ `b` for means or rates when only the intervals are known (MOVER-R).

    The two must be independent, their intervals of the same level, and their scale have a true zero. The
    upper limit is `inf` when `b` may be 0, and so is the value when it is 0. None for 0 ÷ 0. Raises
    ValueError when a lower limit is below 0 or a value is infinite.
    Source: Donner and Zou (2012), Stat. Methods Med. Res. 21, 347–359.
    """
    require_not_negative(first_lower_limit=a.lower, second_lower_limit=b.lower)
    require_finite(first_value=a.value, second_value=b.value)
    if a.value == 0 and b.value == 0:
        return None
    value = a.value / b.value if b.value > 0 else math.inf
    # The lower limit of a ÷ b is one over the upper limit of b ÷ a.
    inverse = _mover_upper(b, a)
    return enclosing(value, 1 / inverse if inverse > 0 else math.inf, _mover_upper(a, b))


def odds_ratio_bounds(a: Estimate, b: Estimate) -> Estimate | None:
    """The odds ratio of two proportions without known counts, by the extremes of their intervals.

    The lower limit is 0 and the upper `inf` where the proportions allow it (`b` may be 0, `a` may be 1 …);
    the value is `inf` when `b` is 0 or `a` is 1. None when the value itself is undefined (both are 0, or both
    1). Raises ValueError for a proportion outside 0 to 1.
    """
    return _by_extremes(_odds(a), _odds(b))


def risk_ratio_bounds(a: Estimate, b: Estimate) -> Estimate | None:
    """The ratio of two proportions without known counts, by the extremes of their intervals.

    The upper limit is `inf` where `b` may be 0, and so is the value when it is 0. None when both are 0.
    Raises ValueError for a proportion outside 0 to 1.
    """
    return _by_extremes(_checked(a), _checked(b))


def _without_zeros(*cells: float) -> tuple[float, ...]:
    return tuple(cell + 0.5 for cell in cells) if 0 in cells else cells


def _log_interval(ratio: float, variance: float, level: float) -> Estimate:
    factor = math.exp(z_for(level) * math.sqrt(variance))
    return Estimate(ratio, ratio / factor, ratio * factor)


def _mover_upper(a: Estimate, b: Estimate) -> float:
    bottom = b.lower * (2 * b.value - b.lower)
    if bottom == 0:
        return math.inf
    product = a.value * b.value
    inside = product * product - a.upper * (2 * a.value - a.upper) * bottom
    # Never below 0 but for rounding: both of the factors are at most the square of their value.
    return (product + math.sqrt(max(0.0, inside))) / bottom


def _checked(p: Estimate) -> Estimate:
    require_proportion(lower_limit=p.lower, upper_limit=p.upper)
    return p


def _odds(p: Estimate) -> Estimate:
    _checked(p)
    return Estimate(*(x / (1 - x) if x < 1 else math.inf for x in (p.value, p.lower, p.upper)))


def _by_extremes(a: Estimate, b: Estimate) -> Estimate | None:
    value = _quotient(a.value, b.value)
    if value is None:
        return None
    lower, upper = _quotient(a.lower, b.upper), _quotient(a.upper, b.lower)
    # An extreme that is 0/0 or inf/inf could be anything, so it bounds nothing.
    return Estimate(value, 0.0 if lower is None else lower, math.inf if upper is None else upper)


def _quotient(top: float, bottom: float) -> float | None:
    if top == bottom and (top == 0 or top == math.inf):
        return None
    return top / bottom if bottom > 0 else math.inf
