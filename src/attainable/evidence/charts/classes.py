"""Classes for a map: about as many areas in each, with round edges that a person can read."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from statistics import quantiles

from attainable.evidence import words
from attainable.evidence.charts.labels import nice_step
from attainable.evidence.words import Notation


def edges_of(values: Sequence[float], classes: int, decimals: int) -> list[float]:
    """The inner edges between classes: quantiles, rounded; one that would leave a class empty is dropped."""
    low, high = min(values), max(values)
    if low == high or len(values) < classes:
        return []
    # No finer than the figures are published, or an edge would tell apart what is the same.
    step = max(nice_step((high - low) / 40), 10.0**-decimals)
    rounded = sorted({round(round(q / step) * step, 10) for q in quantiles(values, n=classes, method="inclusive")})
    kept: list[float] = []
    for edge in rounded:
        if any((kept[-1] if kept else low) <= v < edge for v in values) and any(v >= edge for v in values):
            kept.append(edge)
    return kept


def class_of(value: float, edges: Sequence[float]) -> int:
    return bisect_right(edges, value)


def class_words(edges: Sequence[float], kind: Notation, decimals: int) -> list[str]:
    """`Under 10%`, `10% to under 15%` …, `25% and over`."""
    if not edges:
        return ["All areas"]
    places = next((d for d in range(decimals + 1) if all(round(e, d) == e for e in edges)), decimals)
    said = [words.written(edge, kind, places, short=True) for edge in edges]
    between = [f"{a} to under {b}" for a, b in pairwise(said)]
    return [f"Under {said[0]}", *between, f"{said[-1]} and over"]
