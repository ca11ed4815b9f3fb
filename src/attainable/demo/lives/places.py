"""Where fictional children live and learn: areas, schools and boundaries of the nation and of the county."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

import numpy as np

from attainable.demo.lives import rates
from attainable.records.making.cohort import COUNTY
from attainable.records.making.draws import Draws

_BEGINNINGS: Final = (
    "Alder",
    "Birch",
    "Cloud",
    "Dapple",
    "Ember",
    "Fern",
    "Glim",
    "Heather",
    "Inkle",
    "Juniper",
    "Kettle",
    "Larks",
    "Meadow",
    "Nettle",
    "Ochre",
    "Pebble",
    "Quill",
)
_ENDINGS: Final = ("mock", "feign", "sample", "fable", "specimen", "invent", "pattern", "fiction", "draft")
_REGIONS: Final = (
    "North Fictional",
    "North West Fictional",
    "North East Fictional",
    "Mid Fictional",
    "East Fictional",
    "West Fictional",
    "South Fictional",
    "South East Fictional",
    "South West Fictional",
)
NATION: Final = "X92000001"


@dataclass(frozen=True)
class Schools:
    """Schools of one kind, in the order of their authorities: arrays of equal length.

    `habit` is how far above or below others a school's own readiness to identify SEN is, in thousandths of a standard
    deviation; `first` and `count` say where each district's schools begin and how many there are.
    """

    urn: np.ndarray
    district: np.ndarray
    habit: np.ndarray
    first: np.ndarray
    count: np.ndarray


@dataclass(frozen=True)
class Places:
    """All areas and schools. A district is the smallest place; in the nation each authority is one."""

    areas: list[dict[str, str | None]]
    districts: list[str]
    authority_of: list[str]
    region_of: list[str]
    weights: np.ndarray  # pupils in a year group, out of a million, by district
    primary: Schools
    secondary: Schools
    special: Schools
    columns: int = 15

    def school_rows(self) -> list[dict[str, Any]]:
        rows = []
        for kind, phase in ((self.primary, "PS"), (self.secondary, "SS"), (self.special, "SP")):
            for urn, district in zip(kind.urn.tolist(), kind.district.tolist(), strict=True):
                rows.append(
                    {
                        "school": urn,
                        "phase": phase,
                        "mainstream": int(phase != "SP"),
                        "district": self.districts[district],
                        "authority": self.authority_of[district],
                        "region": self.region_of[district],
                    }
                )
        return rows

    def boundaries(self) -> dict[str, Any]:
        """Each district a hexagon of a honeycomb, in degrees."""
        names = {str(area["area"]): area["name"] for area in self.areas}
        features = []
        for code, (row, column) in zip(self.districts, _spots(self.columns), strict=False):
            features.append(
                {
                    "type": "Feature",
                    "properties": {"code": code, "name": names[code]},
                    "geometry": {"type": "Polygon", "coordinates": [_hexagon(column, row)]},
                }
            )
        return {"type": "FeatureCollection", "features": features}


def nation(seed: int, cohort: int) -> Places:
    """About 150 authorities in nine regions, with schools for a cohort of so many pupils."""
    names = [a + b for b in _ENDINGS for a in _BEGINNINGS]
    areas: list[dict[str, str | None]] = [_area(NATION, "Fictional nation", "National", None)]
    areas += [_area(f"X1200{i:04}", name, "Regional", NATION) for i, name in enumerate(_REGIONS, 1)]
    codes = [f"X11000{i:03}" for i in range(1, len(names) + 1)]
    regions = [f"X1200{i // len(_BEGINNINGS) + 1:04}" for i in range(len(names))]
    areas += [_area(c, n, "Local authority", r) for c, n, r in zip(codes, names, regions, strict=True)]
    return _places(seed, areas, codes, codes, regions, cohort, (36, 185, 520), columns=15)


def county(seed: int, cohort: int) -> Places:
    """Twelve districts of one county."""
    areas: list[dict[str, str | None]] = [
        _area(NATION, "Fictional nation", "National", None),
        _area("X12000002", "North West Fictional", "Regional", NATION),
        _area(COUNTY, "Fictionshire", "Local authority", "X12000002"),
    ]
    codes = [f"X0700{i:04}" for i in range(1, 13)]
    areas += [
        _area(c, f"{b}{'notion' if i % 2 else 'fancy'}", "Local authority district", COUNTY)
        for i, (c, b) in enumerate(zip(codes, _BEGINNINGS, strict=False))
    ]
    return _places(seed, areas, codes, [COUNTY] * 12, ["X12000002"] * 12, cohort, (29, 170, 325), columns=4)


def _places(
    seed: int,
    areas: list[dict[str, str | None]],
    districts: list[str],
    authorities: list[str],
    regions: list[str],
    cohort: int,
    sizes: tuple[int, int, int],
    *,
    columns: int,
) -> Places:
    draws = Draws(seed, "places", len(districts))
    raw = 400 + draws.below(len(districts), 1200).astype(np.int64)
    weights = raw * 1_000_000 // raw.sum()
    pupils = np.maximum(weights * cohort // 1_000_000, 1)
    # A primary, a secondary and a special school for so many pupils of a year group.
    count = [np.maximum(pupils // size, least) for size, least in zip(sizes, (2, 1, 1), strict=True)]
    return Places(
        areas,
        districts,
        authorities,
        regions,
        weights,
        _schools(draws, count[0], 100_000),
        _schools(draws, count[1], 130_000),
        _schools(draws, count[2], 145_000),
        columns,
    )


def _schools(draws: Draws, count: np.ndarray, start: int) -> Schools:
    total = int(count.sum())
    district = np.repeat(np.arange(len(count)), count)
    habit = draws.normal(total) * rates.SCHOOL_SPREAD // 1000
    # A few schools in a hundred are far readier than the rest, and a few far less ready.
    extreme = draws.below(total, 1000)
    habit = habit + np.where(extreme < 10, 3500, 0) - np.where(extreme >= 975, 900, 0)
    return Schools(np.arange(start, start + total), district, habit, np.cumsum(count) - count, count)


def _area(code: str, name: str, level: str, parent: str | None) -> dict[str, str | None]:
    return {"area": code, "name": name, "level": level, "parent": parent}


def _spots(columns: int) -> Iterator[tuple[int, int]]:
    """Rows from the south; in the far north only the east is land, so that a map's key has space in the sea."""
    north = columns // 2
    for row in count():
        yield from ((row, column) for column in range(columns // 2 if row >= north else 0, columns))


def _hexagon(column: int, row: int) -> list[list[float]]:
    # A degree of latitude is 1.7 times a degree of longitude here, so this is a regular hexagon on the map.
    east, north = 20_000 + 24_000 * column + (12_000 if row % 2 else 0), 5_210_000 + 12_000 * row
    corners = [(0, 0), (12, -4), (24, 0), (24, 8), (12, 12), (0, 8), (0, 0)]
    return [[(east + 1000 * x) / 100_000, (north + 1000 * y) / 100_000] for x, y in corners]
