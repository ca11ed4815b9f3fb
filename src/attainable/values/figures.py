"""A published cell: a number, how finely it was printed, or the mark in place of a number."""

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Mark(StrEnum):
    """Why there is no number (the Explore education statistics symbols)."""

    SUPPRESSED = "c"
    NOT_APPLICABLE = "z"
    NOT_AVAILABLE = "x"
    LOW = "low"
    LOW_RELIABILITY = "u"

    @property
    def meaning(self) -> str:
        return _MEANINGS[self]


_MEANINGS: Final = {
    Mark.SUPPRESSED: "suppressed to protect confidentiality",
    Mark.NOT_APPLICABLE: "not applicable",
    Mark.NOT_AVAILABLE: "not available",
    Mark.LOW: "rounds to zero but is not zero",
    Mark.LOW_RELIABILITY: "low reliability",
}

# Every spelling met in the published files, lower-cased. `k` is the older form of `low`.
SYMBOLS: Final[dict[str, Mark]] = {
    "c": Mark.SUPPRESSED,
    "supp": Mark.SUPPRESSED,
    "suppressed": Mark.SUPPRESSED,
    "*": Mark.SUPPRESSED,
    "z": Mark.NOT_APPLICABLE,
    "ne": Mark.NOT_APPLICABLE,
    "..": Mark.NOT_APPLICABLE,
    "x": Mark.NOT_AVAILABLE,
    ":": Mark.NOT_AVAILABLE,
    "-": Mark.NOT_AVAILABLE,
    ".": Mark.NOT_AVAILABLE,
    "": Mark.NOT_AVAILABLE,
    "na": Mark.NOT_AVAILABLE,
    "n/a": Mark.NOT_AVAILABLE,
    "np": Mark.NOT_AVAILABLE,
    "lowcov": Mark.NOT_AVAILABLE,
    "null": Mark.NOT_AVAILABLE,
    "k": Mark.LOW,
    "~": Mark.LOW,
    "low": Mark.LOW,
    "u": Mark.LOW_RELIABILITY,
}

_NUMBER = re.compile(r"[-+−]?(\d{1,3}(,\d{3})+|\d+|(?=\.\d))(\.\d+)?([eE][-+]?\d+)?%?")


@dataclass(frozen=True, slots=True)
class Figure:
    """One parsed cell. `value` is None exactly when `mark` says why.

    `decimals` is the number of decimal places that were printed. A figure with floating-point noise
    (`12.199999999999999`) is given the places that a person would have printed (1).
    """

    value: float | None
    decimals: int = 0
    mark: Mark | None = None


class NotAFigureError(ValueError):
    """The text is neither a number nor a known symbol."""


def parse_figure(text: str | None) -> Figure:
    """Read a published cell: `1,234`, `45.6%`, `12.199999999999999`, `c`, `SUPP` …

    >>> parse_figure("1,071")
    Figure(value=1071.0, decimals=0, mark=None)
    >>> parse_figure("12.199999999999999")
    Figure(value=12.2, decimals=1, mark=None)
    >>> parse_figure(" - ").mark.meaning
    'not available'
    """
    stripped = (text or "").strip()
    if _NUMBER.fullmatch(stripped):
        return _number(_digits(stripped))
    mark = SYMBOLS.get(stripped.lower())
    if mark is None:
        raise NotAFigureError(f"{stripped!r} is neither a number nor a known symbol")
    return Figure(None, 0, mark)


def is_figure(text: str) -> bool:
    """Whether `parse_figure` would take the text."""
    stripped = text.strip()
    if _NUMBER.fullmatch(stripped):
        return math.isfinite(float(_digits(stripped)))
    return stripped.lower() in SYMBOLS


def _digits(text: str) -> str:
    return text.rstrip("%").replace(",", "").replace("−", "-")


def _number(digits: str) -> Figure:
    value = float(digits) + 0.0  # no minus nought
    if not math.isfinite(value):
        raise NotAFigureError(f"{digits[:20]!r} is too great to be a figure")
    if "e" in digits.lower():
        digits = f"{value:.17f}".rstrip("0")
    places = len(digits.partition(".")[2])
    if places > 8:
        # Fifteen significant digits survive a double: what is left after rounding there was printed.
        shorter = f"{value:.8f}".rstrip("0")
        if abs(float(shorter) - value) <= 1e-12 * max(1.0, abs(value)):
            return Figure(float(shorter), len(shorter.partition(".")[2]), None)
    return Figure(value, places, None)
