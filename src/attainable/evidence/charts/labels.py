"""Where things are placed: labels that never overlap, dots that never hide each other, round axis ends."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(slots=True)
class _Block:
    members: list[int]
    height: float
    leaning: float
    start: float = 0.0


def nudge(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Centres near the wanted ones (in pixels) so that labels of these heights don't overlap.

    Labels that would touch are joined to a block, which is at the mean of what its members want
    (least squares). Between `low` and `high` if there is room; if not, they run on past `high`.
    """
    blocks: list[_Block] = []
    for index in sorted(range(len(wanted)), key=lambda i: wanted[i]):
        block = _Block([index], heights[index], wanted[index] - heights[index] / 2)
        _place(block, low, high)
        while blocks and blocks[-1].start + blocks[-1].height > block.start:
            block = _joined(blocks.pop(), block)
            _place(block, low, high)
        blocks.append(block)
    centres = [0.0] * len(wanted)
    for block in blocks:
        top = block.start
        for index in block.members:
            centres[index] = top + heights[index] / 2
            top += heights[index]
    return centres


def _joined(upper: _Block, lower: _Block) -> _Block:
    shifted = lower.leaning - len(lower.members) * upper.height
    return _Block(upper.members + lower.members, upper.height + lower.height, upper.leaning + shifted)


def _place(block: _Block, low: float, high: float) -> None:
    block.start = max(low, min(block.leaning / len(block.members), high - block.height))


def swarm(positions: Sequence[float], gap: float, first_gap: float | None = None) -> list[float]:
    """An offset up or down for each dot, so that none is nearer to another than `gap`.

    The first dot is on the line itself, with `first_gap` around it; the rest follow from left to right.
    """
    placed: list[tuple[float, float, float]] = []
    offsets = [0.0] * len(positions)
    rest = sorted(range(1, len(positions)), key=lambda i: positions[i])
    for index in [0, *rest] if positions else []:
        x = positions[index]
        offsets[index] = _free_offset(x, [p for p in placed if abs(p[0] - x) < p[2]])
        placed.append((x, offsets[index], gap if index else first_gap or gap))
    return offsets


def _free_offset(x: float, near: Sequence[tuple[float, float, float]]) -> float:
    # Only the middle, or a place that just touches a neighbour, can be the nearest free one.
    reach = [(py, math.sqrt(gap**2 - (px - x) ** 2)) for px, py, gap in near]
    places = [0.0, *(py + r for py, r in reach), *(py - r for py, r in reach)]
    free = [y for y in places if all(abs(y - py) >= r - 1e-9 for py, r in reach)]
    return min(free, key=lambda y: (abs(y), y))


def nice_scale(values: Sequence[float], *, zero: bool, ticks: int = 5) -> tuple[float, float, list[float]]:
    """Round ends and ticks (steps of 1, 2, 2.5 or 5) that hold all the values."""
    low, high = min(values), max(values)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low < 1e-6:
        # One value has no spread of its own: a tenth of it, or a tenth, gives it room.
        room = max(abs(high), 1.0) / 10
        high, low = high + room, low - (0.0 if zero else room)
    step = nice_step((high - low) / ticks)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    marks = [round(step * i, 10) for i in range(first, last + 1)]
    return marks[0], marks[-1], marks


def nice_step(rough: float) -> float:
    """The next of 1, 2, 2.5, 5 or 10 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(float(m * power) for m in (1, 2, 2.5, 5, 10) if m * power >= rough * (1 - 1e-9))
