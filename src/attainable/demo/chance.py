"""Seeded chance that gives the same numbers on any machine: additions, products and square roots only."""

import math
from collections.abc import Mapping
from random import Random


class Chance:
    """A stream of chance of its own for each thing named, so that one more table doesn't change the others."""

    def __init__(self, seed: int, *names: object) -> None:
        self._random = Random("/".join(str(part) for part in (seed, *names)))  # noqa: S311  (no secret)

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self._random.random()

    def noise(self) -> float:
        """About a standard normal. Twelve uniforms, because logarithms and cosines differ between machines."""
        total = 0.0
        for _ in range(12):
            total += self._random.random()
        return total - 6.0

    def some(self, of: int, share: float) -> int:
        """How many of so many, each with the same chance; about a binomial."""
        share = min(max(share, 0.0), 1.0)
        found = of * share + math.sqrt(of * share * (1.0 - share)) * self.noise()
        return min(max(math.floor(found + 0.5), 0), of)

    def split(self, of: int, weights: Mapping[str, float]) -> dict[str, int]:
        """A number shared out in about these proportions; the parts add up to it."""
        left, weight = of, sum(weights.values())
        found: dict[str, int] = {}
        for name, share in weights.items():
            last = len(found) == len(weights) - 1
            found[name] = left if last else self.some(left, share / weight if weight > 0 else 0.0)
            left, weight = left - found[name], weight - share
        return found
