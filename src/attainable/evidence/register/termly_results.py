"""Protected counts of a term as results that say their definition, source and date."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from attainable.evidence.disclosure.protected_results import protected_result
from attainable.evidence.disclosure.protection import stored_count
from attainable.evidence.measures.count_rows import RowMaker
from attainable.evidence.register.termly import ProtectedTerm, RawEffect, term_measures
from attainable.evidence.result import ProtectedResult, RawResult, Row, Source, Statistic
from attainable.values.areas import Area
from attainable.values.figures import Mark
from attainable.values.school_year import school_year

# Tables of children, each with its share of all children in the table; of amounts nothing is estimated.
_OF_CHILDREN: Final = ("term-concerns", "term-reviews", "term-tiers")


@dataclass(frozen=True)
class TermResults:
    """The results of one school on a day."""

    term: ProtectedTerm
    day: dt.date
    area: Area
    publisher: str

    def all(self) -> dict[str, ProtectedResult]:
        """Every figure of the report by its id, in order."""
        return {id: self._result(id) for id in term_measures()}

    def _result(self, id: str) -> ProtectedResult:
        maker = self._maker(id)
        if id == "term-waits":
            rows = [self._waits(maker)]
        elif id == "term-effect":
            rows = [row for effect in self.term.effects for row in self._effect(maker, effect)]
        elif id == "term-cost":
            rows = [maker.money(self.year, group, self.term.count(id, group), None) for group in (*self.term.groups[id], "")]
        elif id == "term-sessions":
            planned = self.term.count(id, "planned")
            rows = [maker.count(self.year, group, self.term.count(id, group), planned) for group in self.term.groups[id]]
        else:
            groups = ("all-decided", "waiting") if id == "term-concerns" else self.term.groups[id]
            rows = [self._part(maker, id, group) for group in (*groups, "")]
        return protected_result(RawResult(term_measures()[id].subject(), tuple(rows)), self.term.report.profile)

    @property
    def year(self) -> int:
        return school_year(self.day)

    def _maker(self, id: str) -> RowMaker:
        measure, day = term_measures()[id], self.day
        as_at = f"as at {day.day} {day:%B %Y}"
        title = "Concerns, support plans and interventions"
        source = Source("provision", title, self.publisher, title, as_at, day.isoformat(), "records", "")
        return RowMaker(measure.id, measure.unit, measure.version, self.area, (source,))

    def _part(self, maker: RowMaker, id: str, group: str) -> Row:
        count, of = self.term.count(id, group), self.term.count(id)
        return maker.rate(self.year, group, (count, of)) if id in _OF_CHILDREN else maker.count(self.year, group, count, of)

    def _waits(self, maker: RowMaker) -> Row:
        of = self.term.count("term-concerns", "decided-on")
        if self.term.waits is None:
            mark = Mark.NOT_APPLICABLE if of == 0 else Mark.SUPPRESSED
            return maker.row(Statistic.COUNT, self.year, "", mark=mark, denominator=of, note="Too few to say.")
        return maker.row(Statistic.COUNT, self.year, "", value=self.term.waits, denominator=of)

    def _effect(self, maker: RowMaker, effect: RawEffect) -> list[Row]:
        """The mean gain, and the effect with its interval; marked where there are too few to say."""
        group = f"{effect.intervention}\n{effect.measure}"
        of = stored_count(effect.children)
        if effect.effect is None or effect.gain is None or of is None:
            mark = Mark.SUPPRESSED if of is None else Mark.LOW_RELIABILITY
            return [maker.row(Statistic.RATE, self.year, group, mark=mark, denominator=of, note="Too few to say.")]
        gain = maker.row(Statistic.RATE, self.year, f"{group}\ngain", value=effect.gain, denominator=of, unit="points")
        return [maker.mean(self.year, group, effect.effect, of), gain]
