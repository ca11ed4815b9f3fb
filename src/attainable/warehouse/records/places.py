"""The tables of areas and schools, out of the records, and out of tables from outside where the records don't know."""

from collections.abc import Iterable
from typing import Any, Final

import pyarrow as pa

from attainable.values.areas import ENGLAND, AreaLevel
from attainable.warehouse.records.people import People
from attainable.warehouse.records.rows import UNKNOWN, code_of, schema, urn

_FICTIONAL: Final = ("X92000001", "Fictional nation")
_NOT_MAINSTREAM: Final = ("SP", "PR")

type Row = dict[str, Any]


def area_rows(people: People, known: Iterable[Row], districts: dict[str, str], *, unknown: bool = False) -> list[Row]:
    """Areas: those that are `known` from outside, then the authorities of the records and the `districts` (code -> authority)
    that children and schools are in. A district that no school has named goes by its code."""
    found = {row["area"]: row for row in known}
    country = next((code for code, row in found.items() if row["level"] == AreaLevel.NATIONAL), "")
    authorities = {code_of(key, place.code): place.name for key, place in people.authorities.items()}
    if not country:
        fictional = any(code.startswith("X") for code in authorities)
        country, name = _FICTIONAL if fictional else (ENGLAND, "England")
        found[country] = _row(country, name, AreaLevel.NATIONAL, None)
    for code, name in sorted(authorities.items()):
        found.setdefault(code, _row(code, name, AreaLevel.AUTHORITY, country))
    if unknown or any(not place.authority for place in people.schools.values()):
        found[UNKNOWN] = _row(UNKNOWN, "No authority recorded", AreaLevel.AUTHORITY, country)
    names = {place.district: place.district_name for place in people.schools.values() if place.district_name}
    for code, authority in sorted(districts.items()):
        parent = authority if authority in found else country
        found.setdefault(code, _row(code, names.get(code, code), AreaLevel.DISTRICT, parent))
    return list(found.values())


def school_rows(people: People, areas: list[Row]) -> list[Row]:
    """Every school of the records that a child is or was at, or that is open."""
    parents = {row["area"]: row["parent"] for row in areas}
    country = next(row["area"] for row in areas if row["level"] == AreaLevel.NATIONAL)
    return [
        {
            "school": urn(key, place.code),
            "phase": place.phase or "NO",
            "mainstream": int(place.phase not in _NOT_MAINSTREAM),
            "district": place.district,
            "authority": place.authority or UNKNOWN,
            "region": parents.get(place.authority) or country,
        }
        for key, place in sorted(people.schools.items())
    ]


def districts_of(people: People) -> dict[str, str]:
    """Districts of homes and schools, with the authority that each lies in."""
    schools = sorted(people.schools.items(), reverse=True)
    return people.districts | {place.district: place.authority for _, place in schools if place.district}


def table_of(name: str, rows: list[Row]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema(name))


def _row(code: str, name: str, level: AreaLevel, parent: str | None) -> Row:
    return {"area": code, "name": name, "level": level.value, "parent": parent}
