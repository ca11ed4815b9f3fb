"""When an absent pupil counts as persistently absent: a broken series, held as dated data.

Source: DfE absence statistics guide: 10 per cent of the pupil's own sessions from 2015/16 is published; the counts
before are own knowledge of the statistics' guides and stay parameters until a guide confirms them.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Threshold:
    """From `first` to `last` (years that academic years begin in), this many sessions; None: a tenth of the pupil's own."""

    first: int
    last: int
    sessions: int | None
    words: str
    source: str


THRESHOLDS: Final = (
    Threshold(
        1990,
        2009,
        64,
        "64 or more sessions missed in the year, about 20 per cent of a typical pupil's",
        "DfE absence statistics to 2009/10; the count of 64 is own knowledge, as at 2026-11-24",
    ),
    Threshold(
        2010,
        2014,
        56,
        "56 or more sessions missed in six half-terms, about 15 per cent of a typical pupil's",
        "DfE absence statistics 2010/11 to 2014/15; the count of 56 is own knowledge, as at 2026-11-24",
    ),
    Threshold(
        2015,
        2100,
        None,
        "at least 10 per cent of the pupil's own possible sessions missed",
        "DfE absence statistics from 2015/16",
    ),
)


def threshold_of(year: int) -> Threshold:
    """The definition in force in the academic year that begins in `year`."""
    return next(t for t in THRESHOLDS if t.first <= year <= t.last)
