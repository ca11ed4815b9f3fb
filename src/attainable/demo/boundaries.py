"""Boundaries: each authority a hexagon, its region's beside it, in degrees around 0 to 3 east, 52 to 54 north."""

import json
from pathlib import Path
from typing import Final

from attainable.demo.places import AUTHORITIES, Place

_ROWS: Final = 4
# All in hundred-thousandths of a degree, so that no fraction is ever printed. A degree east is shorter than one north.
_WEST, _SOUTH = 20_000, 5_210_000
# A degree of latitude is 1.7 times a degree of longitude here, so these are regular hexagons on the map.
_WIDE, _HIGH = 48_000, 24_000
_SIDE: Final = 16_000


def write(out: Path) -> Path:
    path = out / "ctyua_may_2023_fictional_nation.geojson"
    features = [_feature(place, number) for number, place in enumerate(AUTHORITIES)]
    document = {"type": "FeatureCollection", "name": path.stem, "features": features}
    path.write_text(json.dumps(document, separators=(",", ":")) + "\n", "utf-8", newline="\n")
    return path


def _feature(place: Place, number: int) -> dict[str, object]:
    column, row = divmod(number, _ROWS)
    # Every second row lies half a hexagon to the east; two columns make a region.
    east = _WEST + _WIDE * column + (_WIDE // 2 if row % 2 else 0)
    north = _SOUTH + _HIGH * row
    half, tip = _WIDE // 2, _HIGH - _SIDE
    # Once around against the clock, as RFC 7946 asks, and back to the beginning.
    corners = [
        (east, north),
        (east + half, north - tip),
        (east + _WIDE, north),
        (east + _WIDE, north + _SIDE),
        (east + half, north + _SIDE + tip),
        (east, north + _SIDE),
        (east, north),
    ]
    return {
        "type": "Feature",
        "properties": {
            "CTYUA23CD": place.code,
            "CTYUA23NM": place.name,
            "old_la_code": place.number,
            "LONG": _degrees(east + half),
            "LAT": _degrees(north + _SIDE // 2),
        },
        "geometry": {"type": "Polygon", "coordinates": [[[_degrees(x), _degrees(y)] for x, y in corners]]},
    }


def _degrees(parts: int) -> float:
    return parts / 100_000
