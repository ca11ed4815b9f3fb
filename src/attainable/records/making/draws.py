"""Chance in whole numbers: the same on any machine, a stream of its own for each thing named."""

import hashlib

import numpy as np


class Draws:
    """A seeded stream. Everything drawn is an integer, so that no machine's rounding can change it."""

    def __init__(self, seed: int, *names: object) -> None:
        digest = hashlib.sha256("/".join(str(part) for part in (seed, *names)).encode()).digest()
        self._generator = np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))

    def shares(self, size: int) -> np.ndarray:
        """Even numbers from 0 to 65,535 (int32)."""
        raw = self._generator.integers(0, 2**64, (size + 3) // 4, np.uint64, endpoint=False)
        return raw.astype("<u8").view("<u2")[:size].astype(np.int32)

    def below(self, size: int, limit: int) -> np.ndarray:
        """Even whole numbers from 0 to below `limit` (at most 65,536), int32."""
        return (self.shares(size) * np.int64(limit) >> 16).astype(np.int32)

    def chance(self, size: int, thousandths: np.ndarray | int) -> np.ndarray:
        """Whether each of so many things happens, with a likelihood in thousandths."""
        return self.shares(size) * 1000 < np.asarray(thousandths, np.int64) * 65536

    def normal(self, size: int) -> np.ndarray:
        """About a standard normal, in thousandths (int32): four even numbers added."""
        total = self.shares(size) + self.shares(size)
        total += self.shares(size)
        total += self.shares(size)
        normal: np.ndarray = ((total - 131_070) * 1000 // 37_837).astype(np.int32)
        return normal

    def choice(self, size: int, weights: list[int]) -> np.ndarray:
        """The places of weighted things (int8)."""
        ends = np.cumsum(np.array(weights, np.int64)) * 65536 // sum(weights)
        return np.searchsorted(ends, self.shares(size), side="right").astype(np.int8)


def of_year(seed: int, what: str, began: int, chunk: int, group: int) -> Draws:
    """The stream of random numbers for one thing, in one year of a part of a cohort."""
    return Draws(seed, what, began, chunk, group)
