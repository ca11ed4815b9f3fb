"""The rank of a unit among others, and the range of ranks it could have."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from attainable.evidence.statistics.estimates import Estimate, require_finite

_QUARTERS: Final = ("top", "second", "third", "bottom")


@dataclass(frozen=True, slots=True)
class Rank:
    """A rank from 1 (best) to `of`, ties sharing the better one (1, 2, 2, 4).

    `lowest` and `highest` are the smallest and greatest rank numbers that cannot be ruled out.
    """

    rank: int
    lowest: int
    highest: int
    of: int


def rank(estimates: Sequence[Estimate], higher_is_better: bool) -> list[Rank]:
    """The rank of each estimate, in the order given, with the ranks that cannot be ruled out.

    `lowest` is 1 + the number of units clearly better and `highest` the number of units − those clearly
    worse; clearly means that the interval of their `difference` leaves out 0. Raises ValueError when a value
    is infinite.
    """
    for estimate in estimates:
        require_finite(value=estimate.value)
    sign = 1 if higher_is_better else -1
    count = len(estimates)
    order = sorted(range(count), key=lambda i: sign * estimates[i].value)
    values = [sign * estimates[i].value for i in order]
    if higher_is_better:
        down = [estimates[i].value - estimates[i].lower for i in order]
        up = [estimates[i].upper - estimates[i].value for i in order]
    else:
        down = [estimates[i].upper - estimates[i].value for i in order]
        up = [estimates[i].value - estimates[i].lower for i in order]
    better, worse = _clearly(values, down, up)
    ranks = [Rank(1, 1, 1, 1)] * count
    for place, i in enumerate(order):
        above = count - bisect_right(values, values[place])
        ranks[i] = Rank(1 + above, 1 + better[place], count - worse[place], count)
    return ranks


def quarter(standing: Rank) -> str | None:
    """The quarter, or quarters, that the unit may be in, in words. None among fewer than four units.

    >>> quarter(Rank(rank=3, lowest=1, highest=30, of=152))
    'top quarter'
    >>> quarter(Rank(rank=30, lowest=20, highest=60, of=152))
    'top or second quarter'
    """
    if standing.of < len(_QUARTERS):
        return None
    best = _quarter_number(standing.lowest, standing.of)
    worst = _quarter_number(standing.highest, standing.of)
    if best == worst:
        return f"{_QUARTERS[best]} quarter"
    if worst - best == len(_QUARTERS) - 1:
        return "any quarter"
    joint = "or" if worst - best == 1 else "to"
    return f"{_QUARTERS[best]} {joint} {_QUARTERS[worst]} quarter"


def _quarter_number(position: int, of: int) -> int:
    return 4 * (position - 1) // of


def _clearly(values: list[float], down: list[float], up: list[float]) -> tuple[list[int], list[int]]:
    """How many units are clearly better, and clearly worse, than each; `values` ascend."""
    better, worse = [0] * len(values), [0] * len(values)
    for i, value in enumerate(values):
        # Only strictly smaller values can be clearly worse.
        for j in range(bisect_left(values, value)):
            # The lower limit of `difference`, spelt out: making 12,000 estimates would be too slow.
            if value - values[j] > math.hypot(down[i], up[j]):
                worse[i] += 1
                better[j] += 1
    return better, worse
