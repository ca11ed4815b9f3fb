"""The layout that all files of the EHC plan collection share: a row for all and one for each sex."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from attainable.demo.chance import Chance
from attainable.demo.model import SEXES, Model
from attainable.demo.places import AUTHORITIES, PLACES, Place, within
from attainable.demo.writing import Counts, Row, added

GEOGRAPHY: Final = [
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "new_la_code",
    "old_la_code",
    "la_name",
    "breakdown_topic",
    "breakdown",
]
_GIRLS: Final = 0.29
# The breakdown by sex begins with the collection of persons, as in the published files.
_FIRST_BY_SEX: Final = 2023

# From the plans (or cases) of one sex in one authority to its counts, and from counts to printed cells.
Make = Callable[[Place, int, int, Chance], Counts]
Cells = Callable[[Counts], Row]


@dataclass(frozen=True)
class Collected:
    """One file of the collection. `count` is what is divided; `make` divides it; `cells` prints it."""

    name: str
    total: str
    years: range
    is_january: bool
    count: Callable[[Place, int], int]
    make: Make
    cells: Cells

    def rows(self, model: Model) -> Iterator[Row]:
        for year in self.years:
            sexes = {place: self._by_sex(model, place, year) for place in AUTHORITIES}
            for place in PLACES:
                yield from self._place_rows(place, year, [sexes[a] for a in within(place)])

    def _by_sex(self, model: Model, place: Place, year: int) -> dict[str, Counts]:
        chance = model.chance("collection", self.name, place.code, year)
        people = chance.split(self.count(place, year), dict(zip(SEXES, (_GIRLS, 1 - _GIRLS), strict=True)))
        return {sex: self.make(place, year, people[sex], chance) for sex in SEXES}

    def _place_rows(self, place: Place, year: int, sexes: list[dict[str, Counts]]) -> Iterator[Row]:
        by_sex = {sex: added(each[sex] for each in sexes) for sex in SEXES}
        yield self._row(place, year, (self.total, self.total), added(by_sex.values()))
        if year >= _FIRST_BY_SEX:
            for sex in SEXES:
                yield self._row(place, year, ("Sex", sex), by_sex[sex])

    def _row(self, place: Place, year: int, breakdown: tuple[str, str], counts: Counts) -> Row:
        topic, item = breakdown
        return {
            **place.cells,
            **self.cells(counts),
            "time_period": f"{year - 1}{year % 100:02}" if self.is_january else year,
            "time_identifier": "Academic year" if self.is_january else "Calendar year",
            "breakdown_topic": topic,
            "breakdown": item,
        }


def split_by(model: Model, weights: Mapping[str, float], total: str) -> Make:
    """Cases divided in about these proportions, with their number under the name `total`.

    Each authority has leanings of its own, which hold from year to year.
    """

    def make(place: Place, year: int, cases: int, chance: Chance) -> Counts:
        leaning = model.chance("leaning", place.code, total)
        own = {name: weight * leaning.between(0.6, 1.4) for name, weight in weights.items()}
        return {total: cases, **chance.split(cases, own)}

    return make
