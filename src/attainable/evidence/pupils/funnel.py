"""The funnel of chart 10: each mainstream school beside what is expected for a school like it."""

from dataclasses import dataclass

import numpy as np

from attainable.evidence.disclosure.profiles import Profile
from attainable.evidence.pupils.cubes import SHARE
from attainable.evidence.pupils.pack_plan import PackPlan
from attainable.evidence.statistics import funnel as stats
from attainable.evidence.statistics.funnel import Position

_STEPS = 60


@dataclass(frozen=True)
class Limits:
    """Limits of the share (per cent) at each size; `wide` ones allow for the differences between schools anyway."""

    size: tuple[float, ...]
    lower95: tuple[float, ...]
    upper95: tuple[float, ...]
    lower998: tuple[float, ...]
    upper998: tuple[float, ...]
    wide_lower998: tuple[float, ...]
    wide_upper998: tuple[float, ...]


@dataclass(frozen=True)
class FunnelFigures:
    """Points are schools without a name: pupils and standardised share, both rounded where a profile asks for it.

    `share` is the school's ratio of observed to expected times the centre, in per cent; `shrunken` is drawn towards the mean by
    how little it says. `positions` counts schools by where they are once over-dispersion is allowed for.
    """

    year: int
    centre: float
    size: tuple[float, ...]
    share: tuple[float, ...]
    shrunken: tuple[float, ...]
    limits: Limits
    phi: float
    tau2: float
    positions: dict[Position, int]
    schools: int
    left_out: int
    raw_lowest: float
    raw_highest: float


def funnel(plan: PackPlan, profile: Profile) -> FunnelFigures | None:
    """The funnel of the last year asked about, or None without mainstream schools."""
    year = plan.question.last(plan.cubes.years)
    if year is None:
        return None
    cube = plan.cubes.schools(year)
    if not len(cube):
        return None
    pupils, observed, expected = cube.sums["pupils"], cube.sums["with_sen"], cube.sums["expected"] / SHARE
    # By size and share, so that a point's place in the drawing does not tell its school.
    order = np.lexsort((expected, observed, pupils))
    pupils, observed, expected = pupils[order], observed[order], expected[order]
    kept = pupils >= max(plan.question.least_school, 1)
    n, o, e = pupils[kept], observed[kept], expected[kept]
    if len(n) < 2 or not 0 < o.sum() < n.sum():
        return None
    centre = float(o.sum() / n.sum())
    z, s = stats.arcsine_scores(o, np.clip(e / n, 1e-9, 1 - 1e-9), n)
    spread = stats.over_dispersion(z, s)
    adjusted = z * s / np.sqrt(s**2 + spread.tau2)
    standard = np.clip(o / np.maximum(e, 1e-9) * centre, 0, 1)
    drawn, _ = stats.shrunken(standard, s, spread.tau2)
    shown = _shown(o, n, profile)
    step, places = (5, 0) if profile.threshold else (1, 2)
    return FunnelFigures(
        year=year,
        centre=centre * 100,
        size=tuple((np.round(n[shown] / step) * step).tolist()),
        share=tuple(np.round(standard[shown] * 100, places).tolist()),
        shrunken=tuple(np.round(drawn[shown] * 100, places).tolist()),
        limits=_limits(centre, float(n.min()), float(n.max()), spread.tau2),
        phi=spread.phi,
        tau2=spread.tau2,
        positions=stats.positions(adjusted),
        schools=len(n),
        left_out=int((~kept).sum() + (~shown).sum()) + len(plan.cubes.partial_rolls(year)),
        raw_lowest=float((o / n).min() * 100),
        raw_highest=float((o / n).max() * 100),
    )


def _shown(observed: np.ndarray, pupils: np.ndarray, profile: Profile) -> np.ndarray:
    """Schools whose point gives no small number away."""
    few = profile.threshold
    shown: np.ndarray = ((observed == 0) | (observed >= few)) & ((pupils - observed == 0) | (pupils - observed >= few))
    return shown & (pupils >= few)


def _limits(centre: float, least: float, most: float, tau2: float) -> Limits:
    sizes = np.geomspace(max(least, 5), max(most, 6), _STEPS)
    pairs = [stats.limits(centre, sizes, z, t) for z, t in ((stats.Z95, 0.0), (stats.Z998, 0.0), (stats.Z998, tau2))]
    lists = [tuple((100 * side).tolist()) for pair in pairs for side in pair]
    return Limits(tuple(sizes.tolist()), *lists)
