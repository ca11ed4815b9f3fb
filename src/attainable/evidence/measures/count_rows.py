"""Protected counts to rows: rates, gaps, ratios and means, each with its interval, each hidden where a count is."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from attainable.evidence import statistics as stats
from attainable.evidence.disclosure.protection import ShownCount
from attainable.evidence.measures.estimates import scaled
from attainable.evidence.result import Basis, Row, Source, Statistic
from attainable.evidence.statistics import Estimate
from attainable.evidence.statistics.matching import MatchedComparison
from attainable.values.areas import Area
from attainable.values.figures import Mark
from attainable.values.periods import academic


@dataclass(frozen=True, slots=True)
class RowMaker:
    """Makes the rows of one measure: what every row has in common."""

    measure: str
    unit: str
    version: int
    area: Area
    sources: tuple[Source, ...]

    def at(self, area: Area) -> "RowMaker":
        return replace(self, area=area)

    def row(self, statistic: Statistic, year: int, group: str, **values: Any) -> Row:
        given: dict[str, Any] = {"unit": self.unit, **values}
        return Row(
            measure=self.measure,
            statistic=statistic,
            period=academic(year),
            area=self.area,
            group=group,
            definition_version=self.version,
            sources=self.sources,
            **given,
        )

    def rate(self, year: int, group: str, counts: tuple[ShownCount | None, ShownCount | None], note: str = "") -> Row:
        """A percentage of its denominator. A hidden count hides it; a group with nobody in it is not applicable."""
        met, of = counts
        if of == 0:
            return self.row(
                Statistic.RATE, year, group, mark=Mark.NOT_APPLICABLE, denominator=0, note="There is nobody in this group."
            )
        if met is None or of is None:
            return self.row(Statistic.RATE, year, group, mark=Mark.SUPPRESSED, denominator=of, note=note)
        found = scaled(stats.wilson(met, of), 100)
        assert found is not None  # noqa: S101  (of is above 0)
        return self._estimated(Statistic.RATE, year, group, found, numerator=met, denominator=of, note=note)

    def mean(self, year: int, group: str, found: Estimate | None, of: ShownCount | None) -> Row:
        """A mean with its interval, of so many pupils; hidden with their number."""
        if found is None:
            mark = Mark.SUPPRESSED if of is None else Mark.NOT_APPLICABLE
            return self.row(Statistic.RATE, year, group, mark=mark, denominator=of)
        return self._estimated(Statistic.RATE, year, group, found, denominator=of)

    def count(self, year: int, group: str, count: ShownCount | None, of: ShownCount | None = None, note: str = "") -> Row:
        """A number of pupils (or schools): exact, so without an interval."""
        mark = Mark.SUPPRESSED if count is None else None
        return self.row(Statistic.COUNT, year, group, value=count, numerator=count, denominator=of, mark=mark, note=note)

    def money(self, year: int, group: str, pence: ShownCount | None, of: ShownCount | None) -> Row:
        """A sum in whole pounds over so many pupils."""
        mark = Mark.SUPPRESSED if pence is None else None
        pounds = None if pence is None else round(pence / 100)
        return self.row(Statistic.COUNT, year, group, value=pounds, denominator=of, mark=mark, unit="£")

    def gap(self, first: Row, second: Row, group: str = "", note: str = "") -> Row:
        """First minus second, in percentage points."""
        group = group or f"{first.group} vs {second.group}"
        unit = "percentage points" if self.unit == "%" else self.unit
        found = stats.difference(_estimate(first), _estimate(second)) if _both(first, second) else None
        return self._compared(Statistic.GAP, first, second, group, found, unit, note)

    def odds_ratio(self, first: Row, second: Row, group: str = "") -> Row:
        """The odds of the first group over those of the second."""
        found = stats.odds_ratio(*_table(first, second)) if _both(first, second) else None
        return self._compared(Statistic.ODDS_RATIO, first, second, group or f"{first.group} vs {second.group}", found, "ratio")

    def risk_ratio(self, first: Row, second: Row, group: str = "") -> Row:
        """The rate of the first group over that of the second."""
        found = stats.risk_ratio(*_table(first, second)) if _both(first, second) else None
        return self._compared(Statistic.RISK_RATIO, first, second, group or f"{first.group} vs {second.group}", found, "ratio")

    def comparison(self, year: int, group: str, given: Row, found: MatchedComparison, *, hidden: bool = False) -> list[Row]:
        """The matched pupils' own rate, their comparison's and the gap; marked when there are too few to say, or when a count
        that they are based on is `hidden`."""
        too_few = found.group is None or found.comparison is None or found.gap is None
        if too_few or hidden or given.value is None:
            hidden = (hidden and not too_few) or given.mark is Mark.SUPPRESSED
            mark = Mark.SUPPRESSED if hidden else Mark.LOW_RELIABILITY
            note = "Hidden with the counts that it is based on." if hidden else "Too few to say."
            return [self.row(Statistic.GAP, year, group, mark=mark, unit="percentage points", note=note)]
        note = f"Matched: {found.matched:,} of {found.matched + found.unmatched:,} pupils, with {found.pool:,} compared pupils."
        matched, other, gap = (scaled(e, 100) for e in (found.group, found.comparison, found.gap))
        assert matched is not None and other is not None and gap is not None  # noqa: S101
        rows = [
            self._estimated(Statistic.RATE, year, f"{group}.{name}", estimate, denominator=size)
            for name, estimate, size in (("matched", matched, found.matched), ("comparison", other, found.pool))
        ]
        return [
            *rows,
            self._estimated(Statistic.GAP, year, group, gap, unit="percentage points", compared=tuple(rows), note=note),
        ]

    def _compared(
        self, statistic: Statistic, first: Row, second: Row, group: str, found: Estimate | None, unit: str, note: str = ""
    ) -> Row:
        compared = (first, second)
        year = first.period.year
        if found is None:
            marks = {row.mark for row in compared}
            mark = Mark.SUPPRESSED if Mark.SUPPRESSED in marks else Mark.NOT_APPLICABLE
            return self.row(statistic, year, group, mark=mark, unit=unit, compared=compared, note=note)
        return self._estimated(statistic, year, group, found, unit=unit, compared=compared, note=note)

    def _estimated(self, statistic: Statistic, year: int, group: str, found: Estimate, **more: Any) -> Row:
        return self.row(
            statistic, year, group, value=found.value, lower=found.lower, upper=found.upper, basis=Basis.COUNTS, **more
        )


def known(rows: list[Row]) -> Iterator[Row]:
    """The rows with a figure."""
    return (row for row in rows if row.value is not None)


def _both(first: Row, second: Row) -> bool:
    return first.value is not None and second.value is not None


def _estimate(row: Row) -> Estimate:
    assert row.value is not None and row.lower is not None and row.upper is not None  # noqa: S101
    return Estimate(row.value, row.lower, row.upper)


def _table(first: Row, second: Row) -> tuple[float, float, float, float]:
    a, n = float(first.numerator or 0), float(first.denominator or 0)
    c, m = float(second.numerator or 0), float(second.denominator or 0)
    return a, n - a, c, m - c
