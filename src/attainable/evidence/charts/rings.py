"""Boundaries the way a sphere wants them: d3 takes the area on the clockwise side, GeoJSON files differ."""

from collections.abc import Sequence
from typing import Any

type Ring = Sequence[Sequence[float]]


def rewound(geometry: dict[str, Any]) -> dict[str, Any]:
    """The polygon with its outer rings clockwise and its holes the other way; the given one does not change.

    A ring the wrong way round would fill the whole world but the authority.
    """
    parts = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        return {"type": "Polygon", "coordinates": _polygon(parts)}
    if geometry["type"] == "MultiPolygon":
        return {"type": "MultiPolygon", "coordinates": [_polygon(part) for part in parts]}
    raise ValueError(f"A boundary is a Polygon or MultiPolygon, not a {geometry['type']}")


def _polygon(rings: Sequence[Ring]) -> list[list[Sequence[float]]]:
    return [_wound(ring, is_clockwise=place == 0) for place, ring in enumerate(rings)]


def _wound(ring: Ring, *, is_clockwise: bool) -> list[Sequence[float]]:
    turned = signed_area(ring) > 0 if is_clockwise else signed_area(ring) < 0
    return list(reversed(ring)) if turned else list(ring)


def signed_area(ring: Ring) -> float:
    """Above zero when the ring runs anticlockwise as a map shows it (north up)."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2
