"""How fast a series rises or falls."""

import math
from collections.abc import Iterable
from typing import Final

from attainable.evidence.statistics.distributions import t_for, z_for
from attainable.evidence.statistics.estimates import Estimate, require_finite

# Beside the largest standard error, one this small is floating-point noise on an interval of no width.
_NO_WIDTH: Final = 1e-9


def trend(points: Iterable[tuple[float, Estimate]], level: float = 0.95) -> Estimate | None:
    """The straight-line slope per unit of x through points of (x, estimate), with its interval.

    Each point's standard error is its interval's width over 2z, so `level` must be that of the points; the
    slope's interval has the same level. The points are weighted by 1/SE². The slope's standard error is
    inflated by √(χ²/(k−2)) where the points scatter more than their intervals allow, never deflated, and
    multiplied by the t quantile for k−2 degrees of freedom.

    When any interval has no width, weights cannot be formed, and every point counts equally; the standard
    error is then the larger of that from the scatter and that from the widths there are. With no widths at
    all this is ordinary least squares.

    None for fewer than three points or when they share one x. Raises ValueError for an x, value or limit that
    is not finite. Source: Birge (1932), Phys. Rev. 40, 207–227, for the inflation.
    """
    series = list(points)
    for x, estimate in series:
        require_finite(x=x, value=estimate.value, lower_limit=estimate.lower, upper_limit=estimate.upper)
    if len(series) < 3 or len({x for x, _ in series}) < 2:
        return None
    errors = [estimate.width / (2 * z_for(level)) for _, estimate in series]
    slope, error = _fit([x for x, _ in series], [estimate.value for _, estimate in series], errors)
    margin = t_for(level, len(series) - 2) * error
    return Estimate(slope, slope - margin, slope + margin)


def _weights(errors: list[float]) -> list[float]:
    if min(errors) <= _NO_WIDTH * max(errors):
        return [1.0] * len(errors)
    return [(min(errors) / error) ** 2 for error in errors]


def _fit(xs: list[float], ys: list[float], errors: list[float]) -> tuple[float, float]:
    """The weighted slope and its standard error."""
    weights = _weights(errors)
    centre = _mean(xs, weights)
    away = [x - centre for x in xs]
    level = _mean(ys, weights)
    spread = math.fsum(w * u * u for w, u in zip(weights, away, strict=True))
    slope = math.fsum(w * u * (y - level) for w, u, y in zip(weights, away, ys, strict=True)) / spread
    scatter = math.fsum(w * (y - level - slope * u) ** 2 for w, u, y in zip(weights, away, ys, strict=True)) / (len(xs) - 2)
    # With weights of 1/SE² the first is 1/Σw(x−x̄)² and the second that times χ²/(k−2).
    carried = math.fsum((w * u * e) ** 2 for w, u, e in zip(weights, away, errors, strict=True)) / spread**2
    return slope, math.sqrt(max(carried, scatter / spread))


def _mean(values: list[float], weights: list[float]) -> float:
    return math.fsum(w * v for w, v in zip(weights, values, strict=True)) / math.fsum(weights)
