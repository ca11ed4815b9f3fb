"""Pupils with SEN in all schools, and in mainstream schools."""

from collections.abc import Iterator
from typing import Final

from attainable.demo.model import Model
from attainable.demo.places import AUTHORITIES, PLACES, Place, within
from attainable.demo.writing import Counts, PublishedTable, Row, added, percent

_YEARS: Final = range(2019, 2024)
_SCHOOL_YEARS: Final = 13
# Most pupils on SEN support are in mainstream schools and about half of those with a plan.
_MAINSTREAM: Final = {"No SEN": 0.995, "SEN support": 0.985, "EHC plan": 0.53}
_ALL: Final = ["time_period", "geographic_level", "region_name", "new_la_code", "la_name", "sen_provision", "pct_of_pupils"]
_IN_MAINSTREAM: Final = [
    "time_period",
    "geographic_level",
    "region_name",
    "new_la_code",
    "old_la_code",
    "la_name",
    "total_pupils",
    "sen_provision",
    "pct_of_pupils",
]


def tables(model: Model) -> Iterator[PublishedTable]:
    everywhere: list[Row] = []
    mainstream: list[Row] = []
    for year in _YEARS:
        pupils = {place: _pupils(model, place, year) for place in AUTHORITIES}
        in_mainstream = {place: _in_mainstream(model, place, year, pupils[place]) for place in AUTHORITIES}
        for place in PLACES:
            here = within(place)
            everywhere += _rows(place, year, added(pupils[a] for a in here), ("EHC plan", "SEN support"))
            groups = ("EHC plan", "SEN support", "All SEN")
            mainstream += _rows(place, year, added(in_mainstream[a] for a in here), groups)
    yield PublishedTable("pct_pupils_by_sen_provision_la.csv", _ALL, everywhere)
    yield PublishedTable("mainstream_pupils_with_sen_la.csv", _IN_MAINSTREAM, mainstream)


def _pupils(model: Model, place: Place, year: int) -> Counts:
    chance = model.chance("pupils", place.code, year)
    return model.by_provision(place, _SCHOOL_YEARS * model.traits[place].size + 13 * (year - 2019), year, chance)


def _in_mainstream(model: Model, place: Place, year: int, pupils: Counts) -> Counts:
    chance = model.chance("mainstream", place.code, year)
    return {group: chance.some(count, _MAINSTREAM[group]) for group, count in pupils.items()}


def _rows(place: Place, year: int, pupils: Counts, groups: tuple[str, ...]) -> Iterator[Row]:
    total = sum(pupils.values())
    counts = {**pupils, "All SEN": total - pupils["No SEN"]}
    for group in groups:
        yield {
            **place.cells,
            "time_period": f"{year}{(year + 1) % 100:02}",
            "total_pupils": total,
            "sen_provision": group,
            "pct_of_pupils": percent(counts[group], total, 2),
        }
