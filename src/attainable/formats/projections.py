"""Positions of boundaries in degrees of longitude and latitude, whatever projection a file has them in.

The National Grid is converted by the Ordnance Survey's own transformation (OSTN15, in convertbng), which is right to a metre;
other projections by PROJ (pyproj), which says itself how near it comes. What can't be converted is refused in words.
"""

import math
import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

Points = tuple[Sequence[float], Sequence[float]]
NATIONAL_GRID: Final = "EPSG:27700"
_DEGREES: Final = ((-180.0, 180.0), (-90.0, 90.0))
_GRID: Final = ((0.0, 700_000.0), (0.0, 1_300_000.0))
# West, south, east and north of the United Kingdom: PROJ chooses the transformation that suits them.
_KINGDOM: Final = (-9.0, 49.0, 2.1, 61.0)
_IN_DEGREES: Final = re.compile(r"(CRS:?84|EPSG:(4326|4258|4979))$", re.IGNORECASE)
_EPSG: Final = re.compile(r"EPSG:(?:[\d.]*:)?(\d{4,6})$", re.IGNORECASE)


class UnknownProjectionError(ValueError):
    """The positions can't be turned into degrees: its message says why in words."""


@dataclass(frozen=True, slots=True)
class Projection:
    """How to turn positions into degrees, and what to say of it. Without `convert` they are in degrees."""

    name: str = ""
    convert: Callable[[Points], Points] | None = None
    words: str = ""


def projection_of(declared: str, points: Points) -> Projection:
    """The projection of points, as the file declares it, or else by where they are. Raises UnknownProjectionError."""
    code = _code(declared)
    in_degrees = _within(points, _DEGREES)
    if not declared or _IN_DEGREES.search(code):
        if in_degrees:
            return Projection()
        if not declared and _within(points, _GRID):
            return _national_grid("The file does not say its projection. Its positions are like those of the National Grid.")
        raise UnknownProjectionError("The positions are not in degrees, and the file does not say which projection they are in.")
    if in_degrees:
        what = f"The file says that its positions are in {declared[:60]}, but they look like degrees."
        raise UnknownProjectionError(what)
    if code == NATIONAL_GRID:
        return _national_grid("The file has positions of the National Grid.")
    return _by_proj(code)


def converted(projection: Projection, points: Points) -> Points:
    """The points in degrees. Raises UnknownProjectionError where some of them have no place on the earth."""
    if projection.convert is None:
        return points
    longitudes, latitudes = projection.convert(points)
    found = [round(float(x), 6) for x in longitudes], [round(float(y), 6) for y in latitudes]
    if not _within(found, _DEGREES):
        raise UnknownProjectionError(f"Some positions are outside {projection.name}.")
    return found


def _code(declared: str) -> str:
    found = _EPSG.search(declared)
    return f"EPSG:{found[1]}" if found else declared


def _within(points: Points, box: tuple[tuple[float, float], tuple[float, float]]) -> bool:
    return all(
        math.isfinite(number) and least <= number <= most
        for numbers, (least, most) in zip(points, box, strict=True)
        for number in numbers
    )


def _national_grid(words: str) -> Projection:
    from convertbng import cutil

    def convert(points: Points) -> Points:
        return cast(Points, cutil.convert_osgb36_to_ll(*points))

    return Projection("the National Grid", convert, f"{words} We converted them to degrees, right to within a metre.")


def _by_proj(code: str) -> Projection:
    from pyproj.aoi import AreaOfInterest
    from pyproj.crs import CRS
    from pyproj.exceptions import CRSError, ProjError
    from pyproj.transformer import TransformerGroup

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a finer grid that is not installed: how near it comes is said below
            given, area = CRS.from_user_input(code), cast(Any, AreaOfInterest(*_KINGDOM))
            ways = TransformerGroup(given, "EPSG:4326", always_xy=True, area_of_interest=area)
    except (CRSError, ProjError):
        raise UnknownProjectionError(f"We do not know the projection {code[:60]!r}.") from None
    if not ways.transformers:
        raise UnknownProjectionError(f"We can't convert from the projection {given.name[:60]}.")
    best = ways.transformers[0]

    def convert(points: Points) -> Points:
        try:
            found: Points = best.transform(*points)
        except ProjError:
            raise UnknownProjectionError(f"Some positions are outside {given.name[:60]}.") from None
        return found

    # A projection of WGS 84 itself is turned back exactly: PROJ gives no accuracy for it.
    same_datum = given.geodetic_crs is not None and given.geodetic_crs.to_epsg() == 4326
    metres = max(0.0, best.accuracy) if same_datum else best.accuracy
    how = f"right to within {max(1, math.ceil(metres))} metres" if metres >= 0 else "but can't say how exactly"
    how = how.replace("within 1 metres", "within a metre")
    return Projection(given.name, convert, f"The file has positions in {given.name}. We converted them to degrees, {how}.")
