"""The early years foundation stage profile, by SEN provision and sex, with the main authority's districts."""

from collections.abc import Iterator
from typing import Final

from attainable.demo.chance import Chance
from attainable.demo.model import GIRLS, GROUPS, SEXES, Model
from attainable.demo.places import AUTHORITIES, DISTRICT_SHARES, DISTRICTS, MAIN, PLACES, Place, within
from attainable.demo.writing import Counts, PublishedTable, Row, added, decimal, percent, ratio

_COLUMNS: Final = [
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
    "lad_code",
    "lad_name",
    "characteristic",
    "characteristic_type",
    "gender",
    "children_number",
    "average_elgs",
    "elg_number",
    "elg_percentage",
    "comm_lang_lit_number",
    "comm_lang_lit_percentage",
    "gld_number",
    "gld_percentage",
]
# A release of the profile is of one year.
_YEAR: Final = 2023
_LEVELS: Final = {"No SEN": 0.74, "SEN support": 0.245, "EHC plan": 0.037}
_GENDERS: Final = {"Total": SEXES, "Girls": ("Female",), "Boys": ("Male",)}
# The group's members under the publisher's names; the first is under the characteristic Total.
_GROUPS: Final = {
    "Total": GROUPS,
    "No identified SEN": ("No SEN",),
    "All SEN": ("SEN support", "EHC plan"),
    "SEN support": ("SEN support",),
    "EHC plan": ("EHC plan",),
}
_GOALS: Final = 17
# What is counted of each child, so that a cell of a cube is `sex group what`.
Cube = Counts


def tables(model: Model) -> Iterator[PublishedTable]:
    districts = _districts(model, _YEAR)
    cubes = {place: _cube(model, place, _YEAR) for place in AUTHORITIES if place is not MAIN}
    cubes[MAIN] = added(districts.values())
    rows = [row for place in PLACES for row in _rows(place, _YEAR, added(cubes[a] for a in within(place)), list(_GROUPS))]
    for code, name in DISTRICTS:
        for row in _rows(MAIN, _YEAR, districts[code], ["Total"]):
            level = "Local authority district"
            rows.append({**row, "geographic_level": level, "lad_code": code, "lad_name": name})
    yield PublishedTable("eyfsp_headline_measures_2024.csv", _COLUMNS, rows)


def _districts(model: Model, year: int) -> dict[str, Cube]:
    """Each district's children, at a level of its own; the authority's figures are the sum of these."""
    children = model.cohort(MAIN, "reception", year)
    chance = model.chance("districts", year)
    shared = {group: chance.split(count, {c: float(s) for c, s in DISTRICT_SHARES.items()}) for group, count in children.items()}
    better = {code: model.chance("district", code).between(0.88, 1.12) for code in DISTRICT_SHARES}
    return {
        code: _counted(model, MAIN, year, {g: shared[g][code] for g in GROUPS}, better[code], chance) for code in DISTRICT_SHARES
    }


def _cube(model: Model, place: Place, year: int) -> Cube:
    chance = model.chance("reception", place.code, year)
    return _counted(model, place, year, model.cohort(place, "reception", year), 1.0, chance)


def _counted(model: Model, place: Place, year: int, children: Counts, better: float, chance: Chance) -> Cube:
    cube: Cube = {}
    for group in GROUPS:
        girls = chance.some(children[group], GIRLS[group])
        for sex, count in zip(SEXES, (girls, children[group] - girls), strict=True):
            share = model.share(place, _LEVELS[group], year) * better * (1.08 if sex == "Female" else 0.93)
            good = chance.some(count, share)
            goals = chance.some(_GOALS * count, min(0.32 + 0.74 * share, 0.97))
            every, literacy = good - chance.some(good, 0.03), good + chance.some(count - good, 0.07)
            for name, value in zip(
                ("children", "gld", "elg", "cll", "goals"), (count, good, every, literacy, goals), strict=True
            ):
                cube[f"{sex} {group} {name}"] = value
    return cube


def _rows(place: Place, year: int, cube: Cube, groups: list[str]) -> Iterator[Row]:
    for group in groups:
        for gender, sexes in _GENDERS.items():
            found = {
                name: sum(cube[f"{sex} {member} {name}"] for sex in sexes for member in _GROUPS[group])
                for name in ("children", "gld", "elg", "cll", "goals")
            }
            yield {
                **place.cells,
                **_cells(found),
                "time_period": f"{year}{(year + 1) % 100:02}",
                "time_identifier": "Academic year",
                "lad_code": "",
                "lad_name": "",
                "characteristic": "Total" if group == "Total" else "SEN provision",
                "characteristic_type": group,
                "gender": gender,
            }


def _cells(found: Counts) -> Row:
    of = found["children"]
    mean = decimal(ratio(found["goals"], of, 1), 1, least=6) if of else "z"
    return {
        "children_number": of,
        "average_elgs": mean,
        "elg_number": found["elg"],
        "elg_percentage": percent(found["elg"], of, least=6, none="z"),
        "comm_lang_lit_number": found["cll"],
        "comm_lang_lit_percentage": percent(found["cll"], of, least=6, none="z"),
        "gld_number": found["gld"],
        "gld_percentage": percent(found["gld"], of, least=6, none="z"),
    }
