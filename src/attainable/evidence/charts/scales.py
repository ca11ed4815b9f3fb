"""The frame of a panel in pixels: Python knows where a value is, so that labels can be placed by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from attainable.evidence import words
from attainable.evidence.charts import labels
from attainable.evidence.words import Notation


@dataclass(frozen=True, slots=True)
class Axis:
    """A linear scale from `low` to `high` over `length` pixels, and its ticks."""

    low: float
    high: float
    ticks: tuple[float, ...]
    length: float
    kind: Notation
    decimals: int

    def across(self, value: float) -> float:
        return (value - self.low) / (self.high - self.low) * self.length

    def down(self, value: float) -> float:
        """Pixels from the top."""
        return self.length - self.across(value)

    def scale(self) -> dict[str, Any]:
        return {"domain": [self.low, self.high], "nice": False, "zero": False}

    def axis(self, **more: Any) -> dict[str, Any]:
        """A Vega-Lite axis whose labels are words of ours: 2,022 or 0.30000004 can't come about."""
        # Without the count Vega would thin out the ticks that it is given.
        count = len(self.ticks)
        return {"title": None, "values": list(self.ticks), "tickCount": count, "labelExpr": self._words(), **more}

    def _words(self) -> str:
        # The step decides how many places are needed, not the definition of the figures.
        places = next(d for d in range(6) if all(abs(t - round(t, d)) < 1e-9 for t in self.ticks) or d == 5)
        texts = [words.written(tick, self.kind, places, short=True) for tick in self.ticks]
        if self.kind is Notation.TIMES:
            texts = [words.number(tick, places) for tick in self.ticks]
        return lookup(self.ticks, texts)


def level_axis(axis: Axis, **more: Any) -> dict[str, Any]:
    """A layer that draws nothing but the axis, along x."""
    x = {"field": "x", "type": "quantitative", "scale": axis.scale(), "axis": axis.axis(**more)}
    return {
        "data": {"values": [{"x": axis.low}]},
        "mark": {"type": "point", "opacity": 0},
        "encoding": {"x": x, "y": {"value": 0}},
    }


def axis_for(values: Sequence[float], length: float, kind: Notation, decimals: int, *, zero: bool | None = None) -> Axis:
    """A round scale for the values. It starts at zero unless asked not to, or they are all far above it."""
    low, high = min(values), max(values)
    from_zero = zero if zero is not None else not 0.6 * high < low
    first, last, ticks = labels.nice_scale(values, zero=from_zero, ticks=max(3, round(length / 65)))
    if kind is Notation.PERCENT and high <= 100:
        last, ticks = min(last, 100.0), [tick for tick in ticks if tick <= 100]
    return Axis(first, last, tuple(ticks), length, kind, decimals)


def lookup(places: Sequence[float], texts: Sequence[str]) -> str:
    """A Vega expression that gives the text of the nearest place (a float can't be looked up safely)."""
    quoted = [_quoted(text.split("\n")) for text in texts]
    tests = [f"abs(datum.value - {p!r}) < 1e-6 ? {t}" for p, t in zip(places, quoted, strict=True)]
    return " : ".join([*tests, "''"])


def _quoted(lines: list[str]) -> str:
    texts = ["'" + line.replace("\\", "\\\\").replace("'", "\\'") + "'" for line in lines]
    return f"[{', '.join(texts)}]" if len(texts) > 1 else texts[0]
