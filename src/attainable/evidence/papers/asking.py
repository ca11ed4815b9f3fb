"""What a paper asks of the store: the same questions as everywhere, with an answer of None where there is none."""

from dataclasses import replace
from functools import cached_property

from attainable.evidence.catalogue import Catalogue
from attainable.evidence.disclosure.protected_results import protect_published
from attainable.evidence.measures.answering import answer
from attainable.evidence.measures.cells import all_cells
from attainable.evidence.measures.definition import load_measure
from attainable.evidence.measures.question import ask, neighbours_of
from attainable.evidence.measures.sums import TERMS
from attainable.evidence.result import ProtectedResult, Row, Source, Statistic, distinct
from attainable.values.areas import Area, AreaLevel, UnknownAreaError
from attainable.values.periods import Period
from attainable.values.problem import Problem, ProblemsError


class Evidence:
    """The store seen from one authority. Every source that was used is remembered for the list at the end."""

    def __init__(self, catalogue: Catalogue, text: str) -> None:
        self.catalogue = catalogue
        self.area = _authority(catalogue, text)
        self.country = catalogue.register.country_of(self.area.code)
        self.region = catalogue.register.region_of(self.area.code)
        self.used: dict[str, ProtectedResult] = {}
        self._answers: dict[tuple[object, ...], ProtectedResult | None] = {}

    @cached_property
    def neighbours(self) -> tuple[Area, ...]:
        return neighbours_of(self.catalogue, self.area)

    @property
    def is_fictional(self) -> bool:
        return self.area.is_fictional

    def show(
        self,
        measure: str,
        *,
        statistic: str | None = None,
        by: str | None = None,
        compare: str = "region england",
        between: str | None = None,
        period: str | None = None,
        since: str | None = None,
        groups: str = "",
    ) -> ProtectedResult | None:
        """The answer to a question about the authority, or None when the store can't give one."""
        key = (measure, statistic, by, compare, between, period, since, groups)
        if key not in self._answers:
            self._answers[key] = self._show(*key)
        found = self._answers[key]
        if found is not None:
            self.used.setdefault(measure, found)
            known = self.used[measure]
            self.used[measure] = replace(known, rows=(*known.rows, *found.rows))
        return found

    def _show(
        self,
        measure: str,
        statistic: str | None,
        by: str | None,
        compare: str,
        between: str | None,
        period: str | None,
        since: str | None,
        groups: str,
    ) -> ProtectedResult | None:
        try:
            question = ask(
                self.catalogue,
                measure,
                [self.area.code],
                statistic=statistic,
                by=by,
                compare=compare.split(),
                between=between,
                periods=[period] if period else None,
                since=since,
                groups=groups.split(),
            )
            found = protect_published(answer(self.catalogue, question))
        except ProblemsError:
            return None
        return found if any(row.area == self.area and row.value is not None for row in found) else None

    def latest(self, measure: str, **asking: str) -> ProtectedResult | None:
        """The same, of the last period in which the authority has a figure."""
        found = self.show(measure, **asking)
        if found is None:
            return None
        last = max(row.period for row in found if row.area == self.area and row.value is not None)
        return found.where(lambda row: row.period == last)

    def rank(self, measure: str, group: str) -> Row | None:
        """The authority's rank among all authorities for one group, in the last period."""
        found = self.show(measure, statistic="rank", compare="", groups=group)
        rows = [r for r in found or () if r.statistic is Statistic.RANK and "neighbours" not in r.unit]
        return rows[0] if rows else None

    def newest(self, measure: str, group: str) -> Period | None:
        """The last year for which any authority of the country has a figure."""
        definition = load_measure(measure)
        cells = all_cells(self.catalogue, definition, definition.default_by)
        known = (k.period for k, cell in cells.items() if k.group == group and k.area in self._authorities and cell.is_known)
        return max((period for period in known if period.kind not in TERMS), default=None)

    @cached_property
    def _authorities(self) -> frozenset[str]:
        return frozenset(area.code for area in self.catalogue.register.authorities(within=self.country.code))

    @property
    def sources(self) -> tuple[Source, ...]:
        return distinct(source for result in self.used.values() for source in result.sources)


def _authority(catalogue: Catalogue, text: str) -> Area:
    try:
        area = catalogue.register.find(text)
    except UnknownAreaError as error:
        hint = f"Did you mean {' or '.join(error.near)}?" if error.near else "Codes look like E10000017 or 888."
        raise ProblemsError(Problem("unknown-area", f"There is no area {text!r}.", hint)) from None
    if area.level is not AreaLevel.AUTHORITY:
        raise ProblemsError(
            Problem("unknown-area", f"{area.name} is not a local authority.", "Choose the authority that the paper is for.")
        )
    return area
