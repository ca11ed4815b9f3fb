"""The tidy result: one shape for every figure, whatever it was made from.

A row carries its numerator and denominator, its interval and how that was come by, its mark, the version of
the definition, and the file (with hash) that it can be traced to. Raw and protected results are different
types: only a protected one can be drawn, printed or exported, and `evidence.disclosure` is the only way to one.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from attainable.values.areas import Area
from attainable.values.codes import dimension_of, group_label
from attainable.values.figures import Mark
from attainable.values.periods import Period


class Statistic(StrEnum):
    RATE = "rate"
    COUNT = "count"
    GAP = "gap"
    ODDS_RATIO = "odds-ratio"
    RISK_RATIO = "risk-ratio"
    MANTEL_HAENSZEL = "mantel-haenszel"
    CHANGE = "change"
    TREND = "trend"
    RANK = "rank"


class Basis(StrEnum):
    """What an interval is based on, in one word for files; `words` ends the sentence "intervals are calculated from …".

    From the weakest to the strongest: the interval of a comparison is as good as the weaker of its two.
    """

    NONE = "none"
    ROUNDED = "rounding"
    BOUNDS = "bounds"
    BORROWED = "borrowed"
    ROUNDED_COUNTS = "rounded counts"
    PUBLISHED = "published"
    SCATTER = "scatter"
    VARIATION = "variation"
    COUNTS = "counts"

    @property
    def words(self) -> str:
        return _IN_WORDS[self]

    @property
    def tells_chance(self) -> bool:
        """Whether the interval says how far the figure could differ by chance. Rounding says nothing about that."""
        return self not in (Basis.NONE, Basis.ROUNDED)


_IN_WORDS: Final = {
    Basis.NONE: "nothing, so there is no interval",
    Basis.ROUNDED: "only the rounding, because only rounded figures are published",
    Basis.BOUNDS: "the widest spread of pupils' figures that is possible, because the spread is not published",
    Basis.BORROWED: "rounded figures and the size of the group in the nearest year that has one",
    Basis.ROUNDED_COUNTS: "rounded counts",
    Basis.PUBLISHED: "the publisher's own interval",
    Basis.SCATTER: "how far the years scatter about a straight line",
    Basis.VARIATION: (
        "the ordinary variation of such counts from year to year (Poisson): the counts are complete, and the interval only "
        "helps to tell a rise or fall from chance"
    ),
    Basis.COUNTS: "counts",
}


def weakest(bases: Iterable[Basis]) -> Basis:
    """The basis of what is calculated from several figures."""
    order = list(Basis)
    return min(bases, key=order.index)


@dataclass(frozen=True, slots=True)
class Source:
    """The released file that a figure is in."""

    table: str
    title: str
    publisher: str
    publication: str
    release: str
    as_at: str
    file: str
    sha256: str

    def __str__(self) -> str:
        return f"{self.file} ({self.release}) sha256:{self.sha256[:12]}"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `value`, `lower` and `upper` are in `unit`; percentages are 0 to 100.

    `value` is None exactly when `mark` says why. `compared` holds the rows that a gap, ratio or change was
    made from, in order; `note` is a sentence for people (a break in the series, a pooled group …).
    """

    measure: str
    statistic: Statistic
    period: Period
    area: Area
    group: str
    unit: str
    definition_version: int
    sources: tuple[Source, ...]
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    mark: Mark | None = None
    basis: Basis = Basis.NONE
    note: str = ""
    compared: tuple["Row", ...] = ()
    # How many decimal places the publisher printed, where that is fewer than the definition would show.
    printed: int | None = None
    # Why the authority's return is doubtful: such a figure is shown, and nothing is concluded from it.
    doubt: str = ""

    @property
    def has_interval(self) -> bool:
        """Whether it has limits that say how far it could differ by chance."""
        return self.lower is not None and self.upper is not None and self.basis is not Basis.ROUNDED

    @property
    def _unit_in_full(self) -> str:
        """The unit, and for a change the period that it is counted from: without it the figure says nothing."""
        if self.statistic is Statistic.CHANGE and len(self.compared) == 2:
            return f"{self.unit} since {self.compared[1].period.label}"
        return self.unit

    def as_record(self) -> dict[str, Any]:
        """The row under the fixed keys of every export, in their fixed order."""
        return {
            "measure": self.measure,
            "statistic": self.statistic.value,
            "period": self.period.label,
            "area": self.area.code,
            "area_name": self.area.name,
            "group": self.group,
            "numerator": plain(self.numerator),
            "denominator": plain(self.denominator),
            "value": plain(self.value),
            "lower": plain(self.lower),
            "upper": plain(self.upper),
            "basis": self.basis.value,
            "unit": self._unit_in_full,
            "mark": self.mark.value if self.mark else None,
            "doubt": self.doubt or None,
            "source": "; ".join([*map(str, self.sources), f"definition v{self.definition_version}"]),
        }


RECORD_KEYS: Final = (
    "measure",
    "statistic",
    "period",
    "area",
    "area_name",
    "group",
    "numerator",
    "denominator",
    "value",
    "lower",
    "upper",
    "basis",
    "unit",
    "mark",
    "doubt",
    "source",
)


def plain(number: float | None) -> float | int | None:
    """Whole numbers as integers, the rest to ten significant places: no noise of the machine in an export."""
    if number is None:
        return None
    return int(number) if float(number).is_integer() and abs(number) < 1e15 else float(f"{number:.10g}")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a result is about, in the words of its measure's definition."""

    measure: str
    title: str
    short_title: str
    unit: str
    polarity: str
    decimals: int
    definition: str
    version: int
    why: str = ""
    breaks: tuple[tuple[Period, str], ...] = ()
    # What its numbers are of, where that isn't children or plans: half-days.
    counted: str = ""


@dataclass(frozen=True, slots=True)
class RawResult:
    """Rows straight from a measure. It can't be drawn, printed or exported."""

    subject: Subject
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


_DOOR: Final = object()


@dataclass(frozen=True, slots=True)
class ProtectedResult:
    """Rows that may leave. Made only by `evidence.disclosure`; `profile` says under which rules."""

    subject: Subject
    rows: tuple[Row, ...]
    profile: str
    notes: tuple[str, ...] = ()
    door: object = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.door is not _DOOR:
            raise TypeError("Only evidence.disclosure makes a protected result")

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def where(self, test: Callable[[Row], bool]) -> "ProtectedResult":
        """Fewer rows of the same protected result."""
        return replace(self, rows=tuple(row for row in self.rows if test(row)))

    def joined(self, *others: "ProtectedResult", notes: tuple[str, ...] = ()) -> "ProtectedResult":
        """These rows and those of other protected results under the subject of this one."""
        rows = (*self.rows, *(row for other in others for row in other.rows))
        all_notes = distinct((*self.notes, *(note for other in others for note in other.notes), *notes))
        return replace(self, rows=rows, notes=all_notes)

    def in_words(self) -> "ProtectedResult":
        """The same rows with their groups as people say them; a total on its own needs no word."""
        only_total = {row.group for row in self.rows} == {"total"}
        dimension = dimension_of(group for row in self.rows for group in row.group.split(" vs "))
        return replace(self, rows=tuple(_worded(row, dimension, only_total) for row in self.rows))

    def unranked(self) -> "ProtectedResult":
        """A rank with the figures that were ranked: what a picture of it needs. The first rank only."""
        first = next((row for row in self.rows if row.statistic is Statistic.RANK), None)
        if first is None:
            return self
        return replace(self, rows=(*first.compared, first))

    @property
    def is_fictional(self) -> bool:
        return any(row.area.is_fictional for row in self.rows)

    @property
    def sources(self) -> tuple[Source, ...]:
        return distinct(source for row in self.rows for source in row.sources)


def _worded(row: Row, dimension: str, only_total: bool) -> Row:
    words = " against ".join(group_label(group, dimension) for group in row.group.split(" vs "))
    return replace(row, group="" if only_total else words, compared=tuple(_worded(r, dimension, False) for r in row.compared))


def distinct[T](items: Iterable[T]) -> tuple[T, ...]:
    """The items once each, in the order of their first appearance."""
    return tuple(dict.fromkeys(items))
