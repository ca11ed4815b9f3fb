"""What changed with an intervention: scores before and after, with an interval. No Django, and no claim about the cause.

Sources: Becker (1988), Br J Math Stat Psychol 41, 257, for the standardised mean change by the spread before, with the
variance for large samples of Morris and DeShon (2002), Psychological Methods 7, 105. Hedges (1981), J Educ Stat 6, 107, for
the difference of two groups and the correction of small samples. Brooks (2016), What works for children and young people with
literacy difficulties, for the ratio gain: months gained for each month between tests. Intervals use Student's t.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import Final

from attainable.evidence.statistics.distributions import t_for, z_for

# With fewer pairs in a group the interval is so wide that it is better to look at each child. The number is ours.
MINIMUM: Final = 10
LEVEL: Final = 0.95
# From here on Student's t and the normal quantile agree to four figures.
_NEARLY_NORMAL: Final = 10_000
_TOO_FEW: Final = f"Too few to say: fewer than {MINIMUM} children have both scores{{}}."
_NO_COMPARISON: Final = "There is no comparison group, so children may have gained as much without the intervention."
_NO_CAUSE: Final = "Children were not put into the groups by chance, as far as we know, so the difference may have other causes."

type Pair = tuple[float | None, float | None]


@dataclass(frozen=True)
class Effect:
    """Pairs counted, mean gain in points, and the effect with its 95% interval: None where it can't be worked out."""

    n: int
    gain: float | None
    effect: float | None
    lower: float | None
    upper: float | None
    basis: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Counted:
    value: float
    error: float
    degrees: int


def mean_change(pairs: Sequence[Pair]) -> Effect:
    """The mean gain in units of the spread before, corrected for small samples."""
    whole, notes = _whole(pairs)
    basis = "Mean gain divided by the standard deviation before, with the correction for small samples"
    return _effect(whole, _gains(whole), basis, (*notes, _NO_COMPARISON), lambda: _standardised(whole))


def difference(pairs: Sequence[Pair], comparison: Sequence[Pair]) -> Effect:
    """The gain minus the comparison group's, in units of the pooled spread of gains: Hedges' g. `n` counts both groups."""
    whole, notes = _whole(pairs)
    others, more = _whole(comparison, " of the comparison group")
    basis = "Gain minus the gain of the comparison group, divided by the pooled standard deviation of gains (Hedges’ g)"
    both = [*whole, *others]
    found = _effect(both, [], basis, (*notes, *more, _NO_CAUSE), lambda: _hedges(_gains(whole), _gains(others)))
    gain = fmean(_gains(whole)) - fmean(_gains(others)) if whole and others else None
    return Effect(found.n, gain, found.effect, found.lower, found.upper, basis, found.notes)


def ratio_gain(pairs: Sequence[Pair], months: Sequence[float | None]) -> Effect:
    """Months gained for each month between the tests; scores are ages in months. 1 is the pace of children on average.

    A row without the months, or whose tests are not in order, is left out as a pair that is missing."""
    usable = [
        (pair, between) if between is not None and between > 0 else ((None, None), None)
        for pair, between in zip(pairs, months, strict=True)
    ]
    whole, notes = _whole([pair for pair, _ in usable])
    times = [between for (before, after), between in usable if before is not None and after is not None and between is not None]
    basis = "Ratio gain: months gained divided by the months between the tests"
    return _effect(whole, _gains(whole), basis, (*notes, _NO_COMPARISON), lambda: _ratio(_gains(whole), times))


def _effect(
    pairs: Sequence[tuple[float, float]],
    gains: Sequence[float],
    basis: str,
    notes: tuple[str, ...],
    work: Callable[[], _Counted | None],
) -> Effect:
    counted = work()
    gain = fmean(gains) if gains else None
    if counted is None:
        return Effect(
            len(pairs), gain, None, None, None, basis, (*notes, "The scores do not differ enough to work out an effect.")
        )
    quantile = t_for(LEVEL, counted.degrees) if counted.degrees < _NEARLY_NORMAL else z_for(LEVEL)
    half = quantile * counted.error
    return Effect(len(pairs), gain, counted.value, counted.value - half, counted.value + half, basis, notes)


def _whole(pairs: Sequence[Pair], group: str = "") -> tuple[list[tuple[float, float]], list[str]]:
    """Pairs with both scores, and what has to be said about them."""
    found = [(before, after) for before, after in pairs if before is not None and after is not None]
    missing = len(pairs) - len(found)
    notes = []
    if len(found) < MINIMUM:
        notes.append(_TOO_FEW.format(group))
    if missing:
        rows = "1 row has" if missing == 1 else f"{missing:,} rows have"
        notes.append(f"{rows} no usable pair of scores{group}, and {'is' if missing == 1 else 'are'} not counted.")
    return found, notes


def _gains(pairs: Sequence[tuple[float, float]]) -> list[float]:
    return [after - before for before, after in pairs]


def small_sample(degrees: int) -> float:
    """Hedges' exact correction: Γ(m/2) ÷ (√(m/2) Γ((m−1)/2)), for 2 or more degrees of freedom.

    >>> round(small_sample(10), 4)
    0.9228
    """
    return math.exp(math.lgamma(degrees / 2) - math.lgamma((degrees - 1) / 2)) / math.sqrt(degrees / 2)


def _standardised(pairs: Sequence[tuple[float, float]]) -> _Counted | None:
    n = len(pairs)
    if n < 3:
        return None
    before, after = [first for first, _ in pairs], [second for _, second in pairs]
    spread, spread_after, spread_gain = stdev(before), stdev(after), stdev(_gains(pairs))
    if not spread:
        return None
    # The correlation follows from the three spreads; where all scores after are equal there is none.
    linked = (spread**2 + spread_after**2 - spread_gain**2) / (2 * spread * spread_after) if spread_after else 0.0
    value = small_sample(n - 1) * fmean(_gains(pairs)) / spread
    return _Counted(value, math.sqrt(max(2 * (1 - linked), 0) / n + value**2 / (2 * n)), n - 1)


def _hedges(ours: Sequence[float], theirs: Sequence[float]) -> _Counted | None:
    n, m = len(ours), len(theirs)
    if n < 2 or m < 2:
        return None
    degrees = n + m - 2
    pooled = math.sqrt(((n - 1) * stdev(ours) ** 2 + (m - 1) * stdev(theirs) ** 2) / degrees)
    if not pooled:
        return None
    value = small_sample(degrees) * (fmean(ours) - fmean(theirs)) / pooled
    return _Counted(value, math.sqrt((n + m) / (n * m) + value**2 / (2 * (n + m))), degrees)


def _ratio(gains: Sequence[float], times: Sequence[float]) -> _Counted | None:
    """The ratio of two means, with the variance of its linear form (Cochran 1977, Sampling Techniques, 6.3)."""
    n = len(gains)
    if n < 2:
        return None
    value = sum(gains) / sum(times)
    spread = sum((gain - value * time) ** 2 for gain, time in zip(gains, times, strict=True)) / (n - 1)
    return _Counted(value, math.sqrt(spread / n) / fmean(times), n - 1)
