"""Funnel plots: what a unit's figure may be by chance, with and without the differences that there are between units anyway.

Sources: Spiegelhalter (2005), Funnel plots for comparing institutional performance, Stat. Med. 24, 1185–1202, and Handling
over-dispersion of performance indicators, Qual. Saf. Health Care 14, 347–351.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

Z95: Final = 1.959963984540054
Z998: Final = 3.090232306167813
_TRIM: Final = 0.1


class Position(StrEnum):
    """Where a unit is, in words that don't judge it."""

    FAR_LOWER = "far lower than expected"
    LOWER = "lower than expected"
    AS_EXPECTED = "as expected"
    HIGHER = "higher than expected"
    FAR_HIGHER = "far higher than expected"


@dataclass(frozen=True)
class Dispersion:
    """`phi` is the mean square of the winsorised z-scores, `tau2` the variance between units on the arcsine scale (0 when the
    units differ no more than chance makes them)."""

    phi: float
    tau2: float


def over_dispersion(z: np.ndarray, s: np.ndarray) -> Dispersion:
    """The additive (random effects) over-dispersion of z-scores with standard errors s, winsorised at 10 and 90 per cent."""
    k = len(z)
    if k < 2:
        return Dispersion(1.0, 0.0)
    low, high = np.quantile(z, [_TRIM, 1 - _TRIM])
    phi = float((np.clip(z, low, high) ** 2).sum() / k)
    if k * phi <= k - 1:
        return Dispersion(phi, 0.0)
    w = 1 / s**2
    tau2 = (k * phi - (k - 1)) / float(w.sum() - (w**2).sum() / w.sum())
    return Dispersion(phi, max(0.0, tau2))


def arcsine_scores(observed: np.ndarray, expected_share: np.ndarray, size: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """z-scores of shares on the arcsine scale against what is expected, and their standard errors 1 / (2√n)."""
    s = 1 / (2 * np.sqrt(size))
    z = (np.arcsin(np.sqrt(observed / size)) - np.arcsin(np.sqrt(expected_share))) / s
    return z, s


def limits(centre: float, sizes: np.ndarray, z: float, tau2: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper limits of a share (0 to 1) at each size, about a centre, widened by the variance between units."""
    spread = z * np.sqrt(1 / (4 * sizes) + tau2)
    middle = math.asin(math.sqrt(centre))
    low = np.sin(np.clip(middle - spread, 0, math.pi / 2)) ** 2
    high = np.sin(np.clip(middle + spread, 0, math.pi / 2)) ** 2
    return low, high


def position(z: float) -> Position:
    """What to call a unit by its z-score: by chance, 1 in 20 exceed 1.96 and 2 in 1,000 exceed 3.09."""
    if abs(z) <= Z95:
        return Position.AS_EXPECTED
    if z > 0:
        return Position.FAR_HIGHER if z > Z998 else Position.HIGHER
    return Position.FAR_LOWER if z < -Z998 else Position.LOWER


def positions(z: np.ndarray) -> dict[Position, int]:
    """How many units are at each position."""
    z = np.asarray(z, float)
    beyond = {
        Position.FAR_HIGHER: z > Z998,
        Position.HIGHER: (z > Z95) & (z <= Z998),
        Position.AS_EXPECTED: np.abs(z) <= Z95,
        Position.LOWER: (z < -Z95) & (z >= -Z998),
        Position.FAR_LOWER: z < -Z998,
    }
    return {place: int(beyond[place].sum()) for place in Position}


def shrunken(shares: np.ndarray, s: np.ndarray, tau2: float) -> tuple[np.ndarray, np.ndarray]:
    """Each unit's share drawn towards the mean by how little it says: arcsine scale, back-transformed; and its reliability.

    λ = τ² / (τ² + s²); the estimate is λ·y + (1 − λ)·μ with μ the weighted mean (empirical Bayes).
    """
    y = np.arcsin(np.sqrt(shares))
    w = 1 / (s**2 + tau2)
    mean = float((w * y).sum() / w.sum())
    reliability = tau2 / (tau2 + s**2) if tau2 > 0 else np.zeros(len(y))
    return np.sin(reliability * y + (1 - reliability) * mean) ** 2, reliability
