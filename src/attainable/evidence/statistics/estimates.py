"""An estimate with its interval, and the checks that every family of statistics shares."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value and the limits of its interval, all three in the same unit.

    `lower <= value <= upper` always holds. A limit is `-inf` or `inf` where nothing bounds it; only ratios
    have an infinite `value` (something over nothing).

    Raises ValueError when the limits do not enclose the value, or anything is NaN.
    """

    value: float
    lower: float
    upper: float

    def __post_init__(self) -> None:
        if not self.lower <= self.value <= self.upper:
            raise ValueError(f"the interval {self.lower} to {self.upper} does not contain {self.value}")

    @property
    def width(self) -> float:
        return self.upper - self.lower


def enclosing(value: float, lower: float, upper: float) -> Estimate:
    """An estimate whose limits may have been carried past the value only by floating-point noise."""
    return Estimate(value, min(lower, value), max(upper, value))


def require_not_negative(**named: float) -> None:
    """Refuse (ValueError) NaN, infinities and anything below 0, by name."""
    for name, value in named.items():
        if not 0 <= value < math.inf:
            raise ValueError(f"{_words(name)} must be a number of 0 or more, not {value}")


def require_proportion(**named: float) -> None:
    """Refuse (ValueError) anything outside 0 to 1, by name."""
    for name, value in named.items():
        if not 0 <= value <= 1:
            raise ValueError(f"{_words(name)} must be a proportion from 0 to 1, not {value}")


def require_finite(**named: float) -> None:
    """Refuse (ValueError) NaN and infinities, by name."""
    for name, value in named.items():
        if not math.isfinite(value):
            raise ValueError(f"{_words(name)} must be a finite number, not {value}")


def _words(name: str) -> str:
    return f"the {name.replace('_', ' ')}"
