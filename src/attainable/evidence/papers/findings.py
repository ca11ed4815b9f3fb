"""What a paper's summary has to go on: each headline figure compared with the country and with the year before.

What is clear is decided for all comparisons together, so that of those called clear only few are chance (DECISIONS.md 63).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from attainable.evidence import statistics as stats
from attainable.evidence import words
from attainable.evidence.measures.definition import load_measure
from attainable.evidence.papers.asking import Evidence
from attainable.evidence.result import Basis, ProtectedResult, Row, Subject
from attainable.evidence.statistics import Estimate
from attainable.values.areas import AreaLevel
from attainable.values.codes import group_label
from attainable.values.periods import Period

# The figures that a committee reads first: measure and group.
HEADLINES: Final = (
    ("ehc-plans", "total"),
    ("ehc-new-plans", "total"),
    ("ehc-requests", "total"),
    ("ehc-20-weeks", "total"),
    ("ehc-six-weeks", "total"),
    ("annual-reviews-held", "total"),
    ("annual-review-decision-4-weeks", "total"),
    ("ehc-requests-refused", "total"),
    ("ehc-over-one-year", "total"),
    ("tribunal-appeal-rate", "total"),
    ("eyfs-gld", "sen-support"),
    ("phonics-expected", "sen-support"),
    ("ks2-rwm-expected", "sen-support"),
    ("ks2-rwm-expected", "ehc-plan"),
    ("attainment-8", "sen-support"),
    ("attainment-8", "ehc-plan"),
    ("persistent-absence", "ehc-plan"),
    ("persistent-absence", "sen-support"),
    ("suspension-rate", "sen-support"),
    ("suspension-rate", "ehc-plan"),
    ("destinations-sustained", "ehc-plan"),
)
# Below this many children a figure is too small to lead a paper with, however far out it is.
TOO_FEW: Final = 30
_SMALL_AUTHORITY: Final = 100
# A difference is large from so many points of a scale of 100, a change of a count from so many per cent.
_LARGE_POINTS: Final = 5.0
_LARGE_PERCENT: Final = 10.0


class Unjudged(StrEnum):
    """Why nothing can be said of a figure: the words before the list of such figures."""

    DOUBTFUL = "the return is doubtful"
    MISSING = "the newest figure is missing"
    NOTHING = "no figure of the year before can be compared"
    RATES = "only rates are published, without numbers of pupils"
    SPREAD = "the spread of pupils' scores is not published"
    FEW = f"fewer than {TOO_FEW} children, or an unknown small number, are counted"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ours less theirs, in the measure's own unit. `is_clear` only after all comparisons of the paper were looked at together."""

    gap: Estimate
    shown: Row
    is_clear: bool = False

    @property
    def p_value(self) -> float:
        return stats.p_value(self.gap)


@dataclass(frozen=True, slots=True)
class Finding:
    """One headline figure beside the country (`level`) and beside the year before (`change`, which shows a row of change)."""

    subject: Subject
    ours: Row
    england: Row | None = None
    rank: Row | None = None
    level: Comparison | None = None
    change: Comparison | None = None
    base: float | None = None
    unjudged: Unjudged | None = None
    newest: Period | None = None

    @property
    def name(self) -> str:
        """The measure and, in brackets, the group: `Year 1 phonics (SEN support)`."""
        if self.ours.group == "total":
            return self.subject.short_title
        return f"{self.subject.short_title} ({group_label(self.ours.group)})"

    @property
    def figure(self) -> str:
        return words.value_of(self.ours, self.subject)

    def is_better(self, comparison: Comparison | None) -> bool | None:
        """Whether a clear difference is for the better; None where it is not clear, or neither end is the better one."""
        if comparison is None or not comparison.is_clear or self.subject.polarity not in ("high", "low"):
            return None
        return (comparison.gap.value > 0) == (self.subject.polarity == "high")

    @property
    def is_worse(self) -> bool:
        return self.is_better(self.change) is False or self.is_better(self.level) is False

    @property
    def is_clear(self) -> bool:
        return any(c is not None and c.is_clear for c in (self.level, self.change))

    @property
    def size(self) -> tuple[bool, float]:
        """What it is ordered by: whether a clear difference is large, then how many children the largest one is about."""
        clear = [c for c in (self.level, self.change) if c is not None and c.is_clear]
        return (any(self._is_large(c) for c in clear), max((self.children(c) for c in clear), default=0.0))

    def _is_large(self, comparison: Comparison) -> bool:
        if load_measure(self.subject.measure).kind == "count":
            return abs(comparison.shown.value or 0.0) >= _LARGE_PERCENT
        return self._points(comparison) >= _LARGE_POINTS

    def _points(self, comparison: Comparison) -> float:
        bounds = load_measure(self.subject.measure).bounds
        return abs(comparison.gap.value) * (100 / (bounds[1] - bounds[0]) if bounds else 1.0)

    def children(self, comparison: Comparison) -> float:
        """About how many children (plans, reviews …) a difference is."""
        if load_measure(self.subject.measure).kind == "count":
            return abs(comparison.gap.value)
        return self._points(comparison) / 100 * (self.base or 0.0)


def findings(evidence: Evidence) -> list[Finding]:
    """Every headline figure that the store has for the authority, with what is clear about it."""
    return decided([found for measure, group in HEADLINES if (found := _finding(evidence, measure, group)) is not None])


def decided(found: Sequence[Finding]) -> list[Finding]:
    """The findings with their clear comparisons: all together, so that no more than 1 in 20 of these is expected to be chance."""
    clear = iter(stats.discoveries([comparison.p_value for comparison in comparisons(found)]))
    judged = [
        replace(
            one,
            level=replace(one.level, is_clear=next(clear)) if one.level else None,
            change=replace(one.change, is_clear=next(clear)) if one.change else None,
        )
        for one in found
    ]
    # Within the widest possible interval a difference says nothing, and certainly not that there is none.
    return [replace(one, unjudged=Unjudged.SPREAD) if _is_beyond_judging(one) else one for one in judged]


def comparisons(found: Sequence[Finding]) -> Iterator[Comparison]:
    return (comparison for one in found for comparison in (one.level, one.change) if comparison is not None)


def _is_beyond_judging(one: Finding) -> bool:
    return one.unjudged is None and one.ours.basis is Basis.BOUNDS and not one.is_clear


def _finding(evidence: Evidence, measure: str, group: str) -> Finding | None:
    series = evidence.show(measure, compare="england", groups=group)
    if series is None:
        return None
    mine = [row for row in series if row.area == evidence.area and row.value is not None]
    ours, newest = mine[-1], evidence.newest(measure, group)
    rank = evidence.rank(measure, group)
    base = ours.denominator or next((row.denominator for row in reversed(mine) if row.denominator), None)
    plain = Finding(series.subject, ours, rank=rank if rank is not None and rank.value is not None else None, base=base)
    if ours.doubt:
        return replace(plain, unjudged=Unjudged.DOUBTFUL)
    if newest is not None and newest > ours.period:
        return replace(plain, unjudged=Unjudged.MISSING, newest=newest)
    if is_too_few(ours, evidence):
        return replace(plain, unjudged=Unjudged.FEW)
    if not ours.basis.tells_chance:
        return replace(plain, unjudged=Unjudged.RATES)
    level, change = _level(series, ours), _change(evidence, series, ours)
    nothing = Unjudged.NOTHING if level is None and change is None else None
    return replace(plain, england=_england(series, ours), level=level, change=change, unjudged=nothing)


def _england(series: ProtectedResult, ours: Row) -> Row | None:
    if load_measure(series.subject.measure).kind == "count":
        return None  # a count of a country is not comparable with that of one authority
    rows = (r for r in series if r.area.level is AreaLevel.NATIONAL and r.period == ours.period and r.value is not None)
    return next(rows, None)


def _level(series: ProtectedResult, ours: Row) -> Comparison | None:
    england = _england(series, ours)
    first, second = estimate_of(ours), estimate_of(england) if england is not None else None
    if first is None or second is None or england is None:
        return None
    return Comparison(stats.difference(first, second), england)


def _change(evidence: Evidence, series: ProtectedResult, ours: Row) -> Comparison | None:
    """The change on the year before, if there is a figure for it and no break or doubt between."""
    before = [row for row in series if row.area == ours.area and row.value is not None and row.period < ours.period]
    if not before or before[-1].period.year != ours.period.year - 1:
        return None
    measure, since = series.subject.measure, before[-1].period.label
    rows = evidence.show(measure, statistic="change", compare="", groups=ours.group, since=since)
    known = [row for row in rows or () if row.value is not None and row.basis.tells_chance]
    if not known or any(is_too_few(part, evidence) for part in known[0].compared):
        return None
    gap = estimate_of(known[0])
    is_count = load_measure(measure).kind == "count"
    shown = next((row for row in known if row.unit == "%"), known[0]) if is_count else known[0]
    return Comparison(gap, shown) if gap is not None else None


def is_too_few(row: Row, evidence: Evidence) -> bool:
    """Whether a figure is based on too few children, or on unknown numbers in a very small authority."""
    base = row.denominator if row.denominator is not None else row.numerator
    if base is not None:
        return base < TOO_FEW
    plans = evidence.latest("ehc-plans", compare="")
    return plans is not None and (plans.rows[0].value or 0.0) < _SMALL_AUTHORITY


def estimate_of(row: Row) -> Estimate | None:
    """The row's figure as an estimate again, where it has an interval."""
    if row.value is None or row.lower is None or row.upper is None or not row.has_interval:
        return None
    return Estimate(row.value, row.lower, row.upper)
