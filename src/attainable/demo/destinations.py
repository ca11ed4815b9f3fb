"""Where pupils go after key stage 4, by SEN provision."""

from collections.abc import Iterator
from typing import Final

from attainable.demo.model import Model
from attainable.demo.places import AUTHORITIES, PLACES, Place, within
from attainable.demo.writing import Counts, PublishedTable, Row, added, heading, percent
from attainable.values.school_year import year_words

_YEARS: Final = (2020, 2021, 2022)
_DESTINATIONS: Final = heading(
    "time_period,geographic_level,region_code,region_name,old_la_code,new_la_code,la_name,level_methodology,"
    "institution_group,institution_type,characteristic_group,characteristic,version,data_type,cohort_pupils,"
    "academic_year,destination_code,value_as_published,pct_of_pupils,destination"
)
_CODES: Final = ("all_work", "appren", "sfc", "ssf", "fe", "other_edu", "all_notsust", "all_unknown")
_STAYED: Final = {
    "No SEN": dict(zip(_CODES, (2.4, 3.7, 14.0, 41.0, 33.0, 0.5, 4.6, 0.8), strict=True)),
    "SEN support": dict(zip(_CODES, (4.4, 4.1, 8.5, 20.0, 51.0, 1.2, 9.6, 1.2), strict=True)),
    "EHC plan": dict(zip(_CODES, (1.3, 1.2, 3.0, 34.0, 47.0, 4.3, 8.0, 1.2), strict=True)),
}
_NAMES: Final = {
    "all_work": "Employment",
    "appren": "Apprenticeship",
    "sfc": "Sixth form college",
    "ssf": "School sixth form",
    "fe": "Further education",
    "other_edu": "Education (other)",
    "all_notsust": "Not sustained",
    "all_unknown": "Unknown",
    "overall": "Overall sustained",
}
# A cohort of fewer than this is suppressed.
_SMALL: Final = 6
# The characteristic as published, and whom it counts.
_GROUPS: Final = {
    "EHC plan or Statement": ("EHC plan",),
    "SEN support": ("SEN support",),
    "Identified SEN": ("SEN support", "EHC plan"),
    "No identified SEN": ("No SEN",),
}
_SUSTAINED: Final = ("all_work", "appren", "sfc", "ssf", "fe", "other_edu")


def tables(model: Model) -> Iterator[PublishedTable]:
    rows: list[Row] = []
    for year in _YEARS:
        pupils = {place: _pupils(model, place, year) for place in AUTHORITIES}
        for place in PLACES:
            rows += _rows(place, year, added(pupils[a] for a in within(place)))
    yield PublishedTable("ks4_destinations_by_sen_la.csv", _DESTINATIONS, rows)


def _pupils(model: Model, place: Place, year: int) -> Counts:
    """Pupils by group and destination, each under `group destination`."""
    chance = model.chance("destinations", place.code, year)
    found: Counts = {}
    for group, count in model.cohort(place, "destinations", year).items():
        lost = 1 - model.traits[place].attainment
        weights = {code: weight * (1.0 if code in _SUSTAINED else lost) for code, weight in _STAYED[group].items()}
        found |= {f"{group} {code}": went for code, went in chance.split(count, weights).items()}
    return found


def _rows(place: Place, year: int, pupils: Counts) -> Iterator[Row]:
    for characteristic, groups in _GROUPS.items():
        went = {code: sum(pupils[f"{group} {code}"] for group in groups) for code in _NAMES if code != "overall"}
        cohort = sum(went.values())
        went["overall"] = sum(went[code] for code in _SUSTAINED)
        for code, name in _NAMES.items():
            shown = cohort >= _SMALL
            value = percent(went[code], cohort, least=1) if shown else "c"
            yield {
                **place.cells,
                "time_period": f"{year}{(year + 1) % 100:02}",
                "level_methodology": "Local education authority area",
                "institution_group": "State-funded mainstream & special schools",
                "institution_type": "Total",
                "characteristic_group": "SEN Provision",
                "characteristic": characteristic,
                "version": "Revised",
                "data_type": "Percentage",
                "cohort_pupils": cohort if shown else "c",
                "academic_year": year_words(year),
                "destination_code": code,
                "value_as_published": value,
                "pct_of_pupils": value if shown else "",
                "destination": name,
            }
