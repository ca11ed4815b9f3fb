"""One published figure and what it is keyed by."""

from dataclasses import dataclass
from typing import NamedTuple

from attainable.evidence.result import Source
from attainable.values.figures import Mark
from attainable.values.periods import Period


class Key(NamedTuple):
    period: Period
    area: str
    group: str


@dataclass(frozen=True, slots=True)
class PublishedCell:
    """One published figure, in the publisher's unit. `value` was printed to `decimals` places; `rounded` is what
    its counts were rounded to (0: not at all); `borrowed` is the size of the group in the nearest year that has one,
    for the interval of a figure that was published without its base; `doubt` is why the authority's return is doubtful."""

    key: Key
    level: str
    sources: tuple[Source, ...]
    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None
    decimals: int = 0
    lower: float | None = None
    upper: float | None = None
    rounded: int = 0
    mark: Mark | None = None
    note: str = ""
    terms: int = 1
    borrowed: float | None = None
    doubt: str = ""

    @property
    def is_known(self) -> bool:
        return self.mark is None

    @property
    def is_hidden(self) -> bool:
        return self.mark is Mark.SUPPRESSED
