"""Intervals for a count of events, and for a rate that can pass 1 (suspensions per pupil)."""

from attainable.evidence.statistics.distributions import gamma_quantile, z_for
from attainable.evidence.statistics.estimates import Estimate, enclosing, require_not_negative


def poisson(count: float, level: float = 0.95) -> Estimate:
    """The exact interval of a Poisson count, in events. A derived count need not be whole.

    Raises ValueError for a negative count. Source: Garwood (1936), Biometrika 28, 437–442.

    >>> print(f"{poisson(10).lower:.3f} to {poisson(10).upper:.3f}")
    4.795 to 18.390
    """
    require_not_negative(count=count)
    z_for(level)  # refuses a level outside 0 to 1
    tail = (1 - level) / 2
    lower = gamma_quantile(count, tail, above=False) if count > 0 else 0.0
    return enclosing(count, lower, gamma_quantile(count + 1, tail, above=True))


def rate(count: float, base: float, level: float = 0.95) -> Estimate | None:
    """Events per unit of `base` (pupils, sessions), with the exact Poisson limits of the count.

    The base is taken as known; the count may exceed it. None for a base of 0. Raises ValueError for a
    negative count or base.
    """
    require_not_negative(base=base)
    events = poisson(count, level)
    if base == 0:
        return None
    return Estimate(events.value / base, events.lower / base, events.upper / base)
