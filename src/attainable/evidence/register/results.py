"""Protected counts of the register as results that say their definition, source and date."""

import datetime as dt
from dataclasses import dataclass
from itertools import permutations
from typing import Final

from attainable.evidence.disclosure.protected_results import protected_result
from attainable.evidence.disclosure.protection import NOBODY
from attainable.evidence.measures.count_rows import RowMaker
from attainable.evidence.register.counts import GROUPS, PROVISIONS, ProtectedRegister
from attainable.evidence.register.definition import register_measures
from attainable.evidence.result import ProtectedResult, RawResult, Row, Source
from attainable.values.areas import Area, AreaLevel
from attainable.values.school_year import school_year

_YEARS: Final = ("before-nursery", "nursery", "reception", *(f"year-{n}" for n in range(1, 15)), "after-year-14")


@dataclass(frozen=True)
class RegisterResults:
    """The results of a scope on a day: `area` is what they are about, `publisher` whose register it is."""

    register: ProtectedRegister
    day: dt.date
    area: Area
    publisher: str

    def table(self, table: str, school: int = 0) -> ProtectedResult:
        """A table of everybody, or of one school that has its own."""
        if table == "place":
            places = self.register.places
            schools = {key[1] for key in self.register.shares if key[0] == "place" and key[1]}
            keys = sorted(schools, key=lambda school: (places[school].name, school))
            return self._result("place", [row for key in keys for row in self._of_place(key)])
        if table == "before":
            return self._result("before", self._moves(school))
        values = self.register.values.get((table, school), ())
        ordered = [value for value in _YEARS if value in values] if table == "year" else values
        rows = [row for value in ordered for row in self._shares(table, school, value, value or "not-known")]
        if table in ("year", "sex", "meals"):
            rows += self._shares(table, school, "", "total")
        return self._result(table, rows)

    def school(self, school: int) -> ProtectedResult | None:
        """The totals of one school: its rows of the table by school, or the whole where there is one school only."""
        if school in self.register.places:
            return self._result("place", self._of_place(school))
        if self.register.places or not self.register.values:
            return None
        maker = self._maker("place")
        return self._result("place", [self._share(maker, group, ("sex", 0, "", group)) for group in GROUPS])

    def _maker(self, table: str) -> RowMaker:
        measure, day = register_measures()[table], self.day
        as_at = f"as at {day.day} {day:%B %Y}"
        source = Source("register", "SEN register", self.publisher, "SEN register", as_at, day.isoformat(), "records", "")
        return RowMaker(measure.id, measure.unit, measure.version, self.area, (source,))

    def _result(self, table: str, rows: list[Row]) -> ProtectedResult:
        return protected_result(RawResult(register_measures()[table].subject(), tuple(rows)), self.register.report.profile)

    def _share(self, maker: RowMaker, name: str, key: tuple[str, int, str, str]) -> Row:
        return maker.rate(school_year(self.day), name, self.register.counts(*key))

    def _shares(self, table: str, school: int, value: str, name: str) -> list[Row]:
        maker = self._maker(table)
        return [self._share(maker, f"{name}.{group}", (table, school, value, group)) for group in GROUPS]

    def _of_place(self, school: int) -> list[Row]:
        place = self.register.places[school]
        maker = self._maker("place").at(Area(place.ref, place.name, AreaLevel.DISTRICT))
        return [self._share(maker, group, ("place", school, "", group)) for group in GROUPS]

    def _moves(self, school: int) -> list[Row]:
        maker, rows = self._maker("before"), []
        for before, after in permutations(PROVISIONS, 2):
            known = before in self.register.values.get(("before", school), ())
            count, of = self.register.counts("before", school, before, after) if known else (NOBODY, None)
            rows.append(maker.count(school_year(self.day), f"{before}.{after}", count, of))
        return rows
