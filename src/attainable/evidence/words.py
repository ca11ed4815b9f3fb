"""Figures in words: the one place where a chart, its table and its sentence get their numbers written."""

import math
import textwrap
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from attainable.evidence.result import Basis, Row, Statistic, Subject, weakest
from attainable.evidence.statistics import Estimate, difference
from attainable.values.figures import Mark

MINUS: Final = "−"
NO_CLEAR_DIFFERENCE: Final = "no clear difference"
NO_CLEAR_CHANGE: Final = "no clear change"
# Where the widest interval that is possible includes no difference, a difference may still be clear: only the publisher can say.
CANNOT_JUDGE_DIFFERENCE: Final = "we cannot judge the difference"
CANNOT_JUDGE_CHANGE: Final = "we cannot judge the change"


class Notation(StrEnum):
    """How a figure is written."""

    PERCENT = "%"
    POINTS = "percentage points"
    SCORE = "points"
    TIMES = "times"
    RANK = "rank"
    NUMBER = "number"


_RATIOS: Final = {Statistic.ODDS_RATIO, Statistic.RISK_RATIO, Statistic.MANTEL_HAENSZEL}
_PERCENT_UNITS: Final = {"%", "percent", "per cent", "percentage"}
_POINT_UNITS: Final = {"pp", "percentage point", "percentage points"}


def notation_of(row: Row) -> Notation:
    """How the row's value is written. A gap between percentages is in points, whatever its unit says."""
    unit = row.unit.strip().lower()
    if row.statistic in _RATIOS:
        return Notation.TIMES
    if row.statistic is Statistic.RANK:
        return Notation.RANK
    if unit in _POINT_UNITS or (row.statistic is Statistic.GAP and unit in _PERCENT_UNITS):
        return Notation.POINTS
    if unit == "points":
        return Notation.SCORE
    return Notation.PERCENT if unit in _PERCENT_UNITS else Notation.NUMBER


def places(row: Row, subject: Subject) -> int:
    """Decimal places: a count has none, a ratio at least one, the rest as the definition says."""
    if row.statistic in (Statistic.COUNT, Statistic.RANK):
        return 0
    if notation_of(row) is Notation.TIMES:
        return max(subject.decimals, 1)
    return subject.decimals if row.printed is None else min(subject.decimals, row.printed)


def number(value: float, decimals: int = 0) -> str:
    """
    >>> number(-1234.5, 1)
    '−1,234.5'
    """
    text = f"{abs(value):,.{decimals}f}"
    return (MINUS if value < 0 and float(text.replace(",", "")) else "") + text


def ordinal(place: float) -> str:
    """
    >>> [ordinal(n) for n in (1, 2, 3, 11, 112, 151)]
    ['1st', '2nd', '3rd', '11th', '112th', '151st']
    """
    whole = round(place)
    ending = "th" if whole % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(whole % 10, "th")
    return f"{whole:,}{ending}"


def written(value: float, kind: Notation, decimals: int, *, short: bool = False) -> str:
    """A figure with its unit: `45.6%`, `12.3 percentage points` or `2.9 points` (`12.3` when short), `9.3 times`, `31st`."""
    digits = number(value, decimals)
    if kind is Notation.PERCENT:
        return f"{digits}%"
    if kind is Notation.RANK:
        return ordinal(value)
    if kind is Notation.TIMES:
        return f"{digits} times"
    if kind is Notation.POINTS and not short:
        return f"{digits} percentage point{_plural(value, decimals)}"
    if kind is Notation.SCORE and not short:
        return f"{digits} point{_plural(value, decimals)}"
    return digits


def _plural(value: float, decimals: int) -> str:
    return "" if abs(float(f"{value:.{decimals}f}")) == 1 else "s"


def trimmed(value: float, kind: Notation) -> str:
    """A figure that somebody set, such as a target: with the places that it needs and no more."""
    needed = next((places for places in range(4) if abs(value - round(value, places)) < 1e-9), 4)
    return written(value, kind, needed, short=True)


def spread(lower: float, upper: float, kind: Notation, decimals: int) -> str:
    """An interval without brackets: `3.8% to 7.7%`, `31st to 60th`, `8.1 to 10.6`."""
    if kind in (Notation.TIMES, Notation.POINTS, Notation.SCORE):
        return f"{number(lower, decimals)} to {number(upper, decimals)}"
    return f"{written(lower, kind, decimals)} to {written(upper, kind, decimals)}"


def value_of(row: Row, subject: Subject, *, short: bool = False) -> str:
    """The row's value, or the symbol in its place."""
    if row.value is None:
        return row.mark.value if row.mark else "x"
    return written(row.value, notation_of(row), places(row, subject), short=short)


def cell_of(row: Row, subject: Subject) -> str:
    """The value for a table, whose column says the unit of points and ratios."""
    if row.value is not None and notation_of(row) is Notation.TIMES:
        return number(row.value, places(row, subject))
    return value_of(row, subject, short=True)


def range_of(row: Row, subject: Subject) -> str:
    """The row's interval, or nothing: rounding does not measure how certain a figure is."""
    if row.value is None or row.lower is None or row.upper is None or not row.has_interval:
        return ""
    return spread(row.lower, row.upper, notation_of(row), places(row, subject))


def value_with_range(row: Row, subject: Subject) -> str:
    """`5.6% (3.8% to 7.7%)`, or only the value."""
    bracket = range_of(row, subject)
    return value_of(row, subject) + (f" ({bracket})" if bracket else "")


def compared_with(ours: Row, theirs: Row, subject: Subject) -> str:
    """`higher than`, `lower than`, `the same as`; `no clear difference from` if it could be chance, or that we can't judge it."""
    if ours.value is None or theirs.value is None:
        raise ValueError("Missing figures can't be compared")
    if intervals_meet(ours, theirs):
        return f"{CANNOT_JUDGE_DIFFERENCE if is_beyond_judging(ours, theirs) else NO_CLEAR_DIFFERENCE} from"
    if value_of(ours, subject) == value_of(theirs, subject):
        return "the same as"
    return "higher than" if ours.value > theirs.value else "lower than"


def intervals_meet(ours: Row, theirs: Row) -> bool:
    """Whether the interval of the difference includes no difference: the same test that ranks and gaps use.

    A figure without an interval counts as a point.
    """
    if ours.lower is None and theirs.lower is None:
        return False  # without any interval, figures can only be compared as printed
    gap = difference(_estimate(ours), _estimate(theirs))
    return gap.lower <= 0 <= gap.upper


def is_beyond_judging(*rows: Row) -> bool:
    """Whether a difference that is not clear says nothing, because an interval is only the widest that is possible."""
    return weakest(row.basis for row in rows) is Basis.BOUNDS


def _estimate(row: Row) -> Estimate:
    value = row.value if row.value is not None else math.nan
    return Estimate(value, min(_low(row), value), max(_high(row), value))


def _low(row: Row) -> float:
    return row.lower if row.lower is not None else row.value if row.value is not None else math.inf


def _high(row: Row) -> float:
    return row.upper if row.upper is not None else row.value if row.value is not None else -math.inf


# What a page says where there is no figure.
MISSING: Final[dict[Mark | None, str]] = {
    Mark.SUPPRESSED: "hidden",
    Mark.LOW_RELIABILITY: "too few to say",
    Mark.NOT_APPLICABLE: "nobody",
}


def count(number_of: float | None) -> str:
    """A number of people, or that it is hidden."""
    return MISSING[Mark.SUPPRESSED] if number_of is None else number(number_of)


def percent(row: Row) -> str:
    """A share with one decimal place, or why there is none."""
    return MISSING.get(row.mark, "–") if row.value is None else written(row.value, Notation.PERCENT, 1)


def between(row: Row) -> str:
    """How far a share can be from what was counted, by chance (95 in 100)."""
    return "" if row.lower is None or row.upper is None else f"{number(row.lower, 1)} to {number(row.upper, 1)}"


def about(subject: Subject, group: str) -> str:
    """What a sentence is about: the measure, and the group if there is one."""
    return f"{subject.short_title}, {group}" if group else subject.short_title


def listing(items: Sequence[str]) -> str:
    """
    >>> listing(["reading", "writing", "maths"])
    'reading, writing and maths'
    """
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def wrapped(text: str, pixels: float, size: float) -> list[str]:
    """Lines no wider than about `pixels` in our lettering at `size`, as even as they can be."""
    room = max(8, int(pixels / (size * 0.5)))
    lines = textwrap.wrap(text, room, break_long_words=False) or [""]
    while room > 8 and len(evener := textwrap.wrap(text, room - 1, break_long_words=False)) == len(lines) > 1:
        lines, room = evener, room - 1
    return lines


def width_of(text: str, size: float) -> float:
    """About how wide the widest line of the text is in pixels (on the generous side)."""
    return max(len(line) for line in text.split("\n")) * size * 0.56


def sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]
