"""Boundaries: GeoJSON features with a code and a name, recognised by their property names (`CTYUA23CD`, `LAD22NM`)."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from attainable.formats.containers import Content
from attainable.formats.projections import UnknownProjectionError, converted, projection_of
from attainable.values.periods import Period, PeriodKind
from attainable.values.problem import Problem, ProblemsError, Severity

_CODE = re.compile(r"(CTYUA|UTLA|LAD|LTLA|RGN)(\d\d)CD", re.IGNORECASE)
# The names that ONS gives the columns of codes. Of several the first counts: those after it say what each place lies in.
_KINDS: Final = ("LAD", "LTLA", "CTYUA", "UTLA", "RGN")
_TABLES: Final = {
    "LAD": "boundaries-districts",
    "LTLA": "boundaries-districts",
    "CTYUA": "boundaries-authorities",
    "UTLA": "boundaries-authorities",
    "RGN": "boundaries-regions",
}
COLUMNS: Final = ("code", "name", "parent", "geometry")


@dataclass(frozen=True, slots=True)
class Boundaries:
    """A feature collection: which table it is, the year of its codes, its rows."""

    table: str
    period: Period
    rows: tuple[tuple[str, str, str, str], ...]
    notes: tuple[Problem, ...] = ()


def read_boundaries(content: Content) -> Boundaries:
    """Read a feature collection. Raises ProblemsError when it is none, or its features have no code."""
    try:
        with content.open() as file:
            document = json.loads(file.read().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _refusal(content, f"The file is not complete JSON ({str(error)[:80]}).", "Download it again.") from None
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        raise _refusal(
            content,
            "The file does not contain boundaries (a FeatureCollection with features).",
            "Add GeoJSON boundaries with ONS codes.",
        )
    kinds = {found[1].upper(): found[2] for key in _properties(features[0]) if (found := _CODE.fullmatch(str(key)))}
    kind = next((known for known in _KINDS if known in kinds), None)
    if kind is None:
        raise _refusal(
            content,
            "The features have no column of ONS codes (such as CTYUA23CD, UTLA23CD, LAD22CD, LTLA22CD or RGN22CD).",
            "Add boundaries from the ONS geography portal with their codes.",
        )
    year = kinds[kind]
    period = Period(PeriodKind.CALENDAR, 2000 + int(year))
    shapes = _shapes(content, features, f"{kind}{year}CD")
    words = _put_into_degrees(content, _declared(document), shapes)
    rows = tuple(_rows(features, shapes, kind, year))
    return Boundaries(_TABLES[kind], period, rows, tuple(_notes(content, words)))


def _notes(content: Content, words: str) -> Iterator[Problem]:
    if words:
        mend = "You do not need to do anything, or choose a file in degrees (WGS 84)."
        yield Problem("projection", words, mend, file=content.name, severity=Severity.NOTE)


def _declared(document: dict[str, Any]) -> str:
    """The projection that a file names, as files did before GeoJSON had only degrees."""
    named = document.get("crs")
    properties = named.get("properties") if isinstance(named, dict) else None
    return _text(properties.get("name", "")) if isinstance(properties, dict) else ""


def _shapes(content: Content, features: list[Any], column: str) -> list[Any]:
    """The geometry of each feature. Raises ProblemsError naming those that have none, or no code."""
    problems, shapes = [], []
    for number, feature in enumerate(features, start=1):
        properties = _properties(feature)
        geometry = feature.get("geometry") if properties else None
        if not properties.get(column.upper()) or not isinstance(geometry, dict) or not _is_shape(geometry.get("coordinates")):
            what = "The feature has no code or no geometry."
            problems.append(Problem("broken-feature", what, "Download it again.", file=content.name, row=number))
        shapes.append(geometry)
    if problems:
        raise ProblemsError(problems)
    return shapes


def _is_shape(coordinates: object) -> bool:
    """Whether coordinates are positions, or lists of them at any depth."""
    if not isinstance(coordinates, list) or not coordinates:
        return False
    if _is_position(coordinates):
        return True
    return all(map(_is_shape, coordinates))


def _is_position(coordinates: list[Any]) -> bool:
    return len(coordinates) >= 2 and all(isinstance(n, int | float) and not isinstance(n, bool) for n in coordinates)


def _put_into_degrees(content: Content, declared: str, shapes: list[Any]) -> str:
    """Turn the positions of shapes into degrees, in place. Returns what was done in words; nothing where they are in degrees."""
    positions = [position for shape in shapes for position in _positions(shape["coordinates"])]
    points = [float(p[0]) for p in positions], [float(p[1]) for p in positions]
    try:
        projection = projection_of(declared, points)
        if projection.convert is not None:
            for position, *pair in zip(positions, *converted(projection, points), strict=True):
                position[:] = pair
    except (UnknownProjectionError, OverflowError) as fault:
        mend = "Choose the file in degrees (WGS 84, EPSG:4326) that the publisher offers."
        raise ProblemsError(Problem("unknown-projection", str(fault), mend, file=content.name)) from None
    return projection.words


def _positions(coordinates: list[Any]) -> Iterator[list[Any]]:
    if _is_position(coordinates):
        yield coordinates
    else:
        for inner in coordinates:
            yield from _positions(inner)


def _rows(features: list[Any], shapes: list[Any], kind: str, year: str) -> Iterator[tuple[str, str, str, str]]:
    for feature, shape in zip(features, shapes, strict=True):
        properties = _properties(feature)
        code = properties[f"{kind}{year}CD"]
        parents = [properties.get(f"{upper}{year}CD", "") for upper in ("CTYUA", "UTLA")] if kind in ("LAD", "LTLA") else []
        parent = next(filter(None, parents), "")
        yield _text(code), _text(properties.get(f"{kind}{year}NM", code)), _text(parent), json.dumps(shape)


def _properties(feature: object) -> dict[str, Any]:
    """By the names of columns in capitals: ONS writes them either way."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return {str(name).upper(): value for name, value in properties.items()} if isinstance(properties, dict) else {}


def _text(value: object) -> str:
    """JSON can hold half a character (`\\ud800`), which nothing after it can write."""
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _refusal(content: Content, what: str, mend: str) -> ProblemsError:
    return ProblemsError(Problem("broken-geojson", what, mend, file=content.name))
