"""The lists of places: regions, authorities, districts, statistical neighbours."""

from collections.abc import Iterator
from typing import Final

from attainable.demo.model import Model
from attainable.demo.places import AUTHORITIES, DISTRICTS, MAIN, REGIONS, Place
from attainable.demo.writing import PublishedTable, Row

_AUTHORITIES: Final = [
    "new_la_code",
    "la_name",
    "date_of_operation",
    "date_of_termination",
    "parent_geography_code",
    "entity_code",
    "entity_description",
    "status",
    "old_la_code",
]
_LOOKUP: Final = ["lad_code", "lad_name", "new_la_code", "la_name", "first_year", "last_year", "old_la_code"]
_NEIGHBOURS: Final = ["la_number", "la_name", "rank", "neighbour_la_number", "neighbour_la_name", "closeness"]
_CLOSENESS: Final = (
    "Extremely close",
    "Very close",
    "Very close",
    "Very close",
    "Very close",
    "Close",
    "Close",
    "Close",
    "Somewhat close",
    "Somewhat close",
)


def tables(model: Model) -> Iterator[PublishedTable]:
    regions = [{"region_code": region.code, "region_name": region.name} for region in REGIONS]
    yield PublishedTable("regions.csv", ("region_code", "region_name"), regions)
    yield PublishedTable("las.csv", _AUTHORITIES, [_authority(place) for place in AUTHORITIES])
    yield PublishedTable("lad_to_la_lookup.csv", _LOOKUP, list(_districts()))
    yield PublishedTable("statistical_neighbours_may_2024.csv", _NEIGHBOURS, list(_neighbours(model)))


def _authority(place: Place) -> Row:
    return {
        **place.cells,
        "date_of_operation": "01/01/2009",
        "date_of_termination": "",
        "parent_geography_code": place.cells["region_code"],
        "entity_code": "X10",
        "entity_description": "Fictional authorities",
        "status": "live",
    }


def _districts() -> Iterator[Row]:
    """The main authority has four districts; each of the others is a single district, like a unitary authority."""
    for place in AUTHORITIES:
        for code, name in DISTRICTS if place is MAIN else [(place.code, place.name)]:
            yield {**place.cells, "lad_code": code, "lad_name": name, "first_year": 2017, "last_year": 2024}


def _neighbours(model: Model) -> Iterator[Row]:
    for place in AUTHORITIES:
        others = sorted((a for a in AUTHORITIES if a is not place), key=lambda a: _distance(model, place, a))
        for rank, other in enumerate(others[: len(_CLOSENESS)], start=1):
            yield {
                "la_number": place.cells["old_la_code"],
                "la_name": place.name,
                "rank": rank,
                "neighbour_la_number": other.cells["old_la_code"],
                "neighbour_la_name": other.name,
                "closeness": _CLOSENESS[rank - 1],
            }


def _distance(model: Model, one: Place, two: Place) -> float:
    """How unlike two authorities are: size, need and attainment, each by about its spread."""
    a, b = model.traits[one], model.traits[two]
    return (
        abs(a.size - b.size) / 1000
        + abs(a.support - b.support) / 0.015
        + abs(a.plan - b.plan) / 0.006
        + abs(a.attainment - b.attainment) / 0.06
    )
