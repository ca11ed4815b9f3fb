"""Means of pupils' scores, from sums of whole numbers: exact until the last division."""

import math

from attainable.evidence.statistics.distributions import t_for, z_for
from attainable.evidence.statistics.estimates import Estimate


def mean_of_sums(added: int, squares: int, n: int, level: float = 0.95) -> Estimate | None:
    """The mean of n whole numbers from their sum and sum of squares, with Student's interval; None for fewer than two.

    In the unit of the numbers. Raises ValueError when the sums can't belong to n numbers.

    >>> print(mean_of_sums(30, 350, 3))
    Estimate(value=10.0, lower=-2.42..., upper=22.42...)
    """
    if n < 2:
        return None
    # n times the sum of squares about the mean, as a whole number: nothing is lost by taking large from large.
    spread = n * squares - added * added
    if spread < 0:
        raise ValueError("the sums do not belong to so many numbers")
    mean = added / n
    error = math.sqrt(spread / (n * n * (n - 1)))
    half = (t_for(level, n - 1) if n <= 10_000 else z_for(level)) * error
    return Estimate(mean, mean - half, mean + half)
