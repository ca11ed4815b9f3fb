"""A table on its way out to a tidy pair of files: plain values, and what the metadata says of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from attainable.values.areas import Area
from attainable.values.figures import Mark
from attainable.values.periods import Period


@dataclass(frozen=True, slots=True)
class TidyFilter:
    """A filter column. `group_column` has a coarser grouping of its items, and is not a filter itself.

    `default` is the item to select first; it is needed only where no item is called Total.
    """

    name: str
    label: str
    hint: str = ""
    group_column: str = ""
    default: str = ""


@dataclass(frozen=True, slots=True)
class TidyIndicator:
    """An indicator column. `unit` is blank or one of %, pp, £, £m, numberstring."""

    name: str
    label: str
    unit: str = ""
    decimals: int = 0
    grouping: str = ""


@dataclass(frozen=True, slots=True)
class TidyRow:
    """Figures of one period, place and set of filter items.

    `items` has a cell for every filter and group column; `values` a number or a mark for every indicator.
    """

    period: Period
    area: Area
    items: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, float | Mark] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TidyTable:
    """Rows with the filters and indicators that describe them."""

    indicators: tuple[TidyIndicator, ...]
    rows: tuple[TidyRow, ...]
    filters: tuple[TidyFilter, ...] = ()
