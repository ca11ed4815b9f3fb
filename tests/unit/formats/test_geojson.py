"""Boundaries are told by the names of their properties and refused whole when a feature is broken."""

import json
import math
from pathlib import Path

import pytest
from pyproj import Transformer
from tests.unit.formats.made_files import contents, made

from attainable.formats.geojson import Boundaries, read_boundaries
from attainable.values.problem import Problem, ProblemsError, Severity

SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]}


def feature(**properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": SQUARE}


def _read(folder: Path, document: object) -> Boundaries:
    text = document if isinstance(document, str) else json.dumps(document)
    (content,) = contents(made(folder, text, "map.geojson"))
    return read_boundaries(content)


def _refused(folder: Path, document: object) -> tuple[Problem, ...]:
    with pytest.raises(ProblemsError) as refused:
        _read(folder, document)
    assert all(p.file == "map.geojson" and p.mend for p in refused.value.problems)
    return refused.value.problems


@pytest.mark.parametrize(
    ("properties", "table", "row"),
    [
        ({"CTYUA23CD": "E10000017", "CTYUA23NM": "Lancashire"}, "boundaries-authorities", ("E10000017", "Lancashire", "")),
        (
            {"LAD23CD": "E07000117", "LAD23NM": "Burnley", "CTYUA23CD": "E10000017"},
            "boundaries-districts",
            ("E07000117", "Burnley", "E10000017"),
        ),
        ({"RGN23CD": "E12000002"}, "boundaries-regions", ("E12000002", "E12000002", "")),
        ({"RGN23CD": "E12000002", "RGN23NM": "half \ud800"}, "boundaries-regions", ("E12000002", "half ?", "")),
    ],
)
def test_boundaries_are_known_by_their_code(
    tmp_path: Path, properties: dict[str, str], table: str, row: tuple[str, str, str]
) -> None:
    found = _read(tmp_path, {"type": "FeatureCollection", "features": [feature(**properties)]})
    assert (found.table, found.period.label, found.rows[0][:3]) == (table, "2023", row)
    assert json.loads(found.rows[0][3]) == SQUARE


@pytest.mark.parametrize(
    "document",
    [
        "{",
        '{"features": [',
        "[1, 2]",
        '{"a": 1}',
        '{"features": []}',
        '{"features": [1]}',
        '{"features": {}}',
        '{"features": [{"properties": null}]}',
        '{"features": [{"properties": 3}]}',
        '{"features": [{"properties": ["CTYUA23CD"]}]}',
        '{"features": [{"properties": {"NAME": "x"}}]}',
        "[" * 100_000,
    ],
)
def test_what_holds_no_boundaries_is_refused(tmp_path: Path, document: str) -> None:
    (problem,) = _refused(tmp_path, document)
    assert problem.code == "broken-geojson"


def test_every_broken_feature_is_told_by_number(tmp_path: Path) -> None:
    good = feature(CTYUA23CD="E10000017", CTYUA23NM="Lancashire")
    features = [
        good,
        7,
        {**good, "geometry": None},
        {**good, "properties": {}},
        good,
        {**good, "geometry": {}},
        {**good, "properties": "x"},
    ]
    problems = _refused(tmp_path, {"features": features})
    assert [(p.code, p.row) for p in problems] == [("broken-feature", row) for row in (2, 3, 4, 6, 7)]


# The Ordnance Survey's own test points of OSTN15: easting, northing, longitude, latitude.
POINTS = [
    (91492.146, 11318.804, -6.29977752014, 49.92226393730),
    (362269.991, 169978.690, -2.54407618349, 51.42754743020),
    (651409.903, 313177.270, 1.71607397, 52.65800783),
    (339921.144, 556034.761, -2.93827741149, 54.89542340420),
]
HERE = pytest.mark.parametrize(("east", "north", "longitude", "latitude"), POINTS)


def triangle(east: float, north: float, size: float = 100.0) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [[[east, north], [east + size, north], [east, north + size], [east, north]]]}


def map_of(geometry: object, crs: str = "", **properties: str) -> dict[str, object]:
    found: dict[str, object] = {"type": "FeatureCollection"}
    if crs:
        found["crs"] = {"type": "name", "properties": {"name": crs}}
    shown = properties or {"CTYUA23CD": "E10000017"}
    return found | {"features": [{"type": "Feature", "properties": shown, "geometry": geometry}]}


def metres(position: list[float], longitude: float, latitude: float) -> float:
    """The distance between two near places."""
    east = (position[0] - longitude) * 111_320 * math.cos(math.radians(latitude))
    return math.hypot(east, (position[1] - latitude) * 111_320)


@HERE
@pytest.mark.parametrize("crs", ["", "EPSG:27700", "urn:ogc:def:crs:EPSG::27700", "urn:ogc:def:crs:EPSG:8.9:27700"])
def test_the_national_grid_is_converted_to_within_a_metre(
    tmp_path: Path, crs: str, east: float, north: float, longitude: float, latitude: float
) -> None:
    found = _read(tmp_path, map_of(triangle(east, north), crs))
    assert metres(json.loads(found.rows[0][3])["coordinates"][0][0], longitude, latitude) < 1
    assert "within a metre" in found.notes[0].what
    assert found.notes[0].severity is Severity.NOTE


@HERE
@pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:25830", "EPSG:32630", "EPSG:2157", "EPSG:3035"])
def test_other_projections_are_converted_and_say_how_exactly(
    tmp_path: Path, crs: str, east: float, north: float, longitude: float, latitude: float
) -> None:
    to = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    found = _read(tmp_path, map_of(triangle(*to.transform(longitude, latitude)), crs))
    assert metres(json.loads(found.rows[0][3])["coordinates"][0][0], longitude, latitude) < 2
    assert "right to within" in found.notes[0].what


@pytest.mark.parametrize(
    ("geometry", "crs", "word"),
    [
        (triangle(-200_000, 7_000_000), "", "does not say which projection"),
        (triangle(400_000, 400_000), "EPSG:4326", "not in degrees"),
        (triangle(-1.5, 53.0, 0.1), "EPSG:27700", "look like degrees"),
        (triangle(400_000, 400_000), "EPSG:999999", "do not know the projection"),
        (triangle(400_000, 400_000), "a grid of ours", "do not know the projection"),
        (triangle(4e9, 4e9), "EPSG:27700", "outside"),
        (triangle(4e9, 4e9), "EPSG:25830", "outside"),
    ],
)
def test_positions_that_are_not_clear_are_refused_in_words(tmp_path: Path, geometry: object, crs: str, word: str) -> None:
    (problem,) = _refused(tmp_path, map_of(geometry, crs))
    assert problem.code == "unknown-projection"
    assert word in problem.what


@pytest.mark.parametrize("crs", ["", "EPSG:4326", "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4258"])
def test_degrees_stay_as_they_are_and_nothing_is_said(tmp_path: Path, crs: str) -> None:
    found = _read(tmp_path, map_of(SQUARE, crs))
    assert (json.loads(found.rows[0][3]), found.notes) == (SQUARE, ())


@pytest.mark.parametrize(
    ("properties", "table", "row"),
    [
        ({"UTLA22CD": "E10000017", "UTLA22NM": "Lancashire"}, "boundaries-authorities", ("E10000017", "Lancashire", "")),
        ({"ctyua22cd": "E10000017", "ctyua22nm": "Lancashire"}, "boundaries-authorities", ("E10000017", "Lancashire", "")),
        (
            {"UTLA22CD": "E10000017", "LTLA22CD": "E07000117", "LTLA22NM": "Burnley"},
            "boundaries-districts",
            ("E07000117", "Burnley", "E10000017"),
        ),
        ({"RGN22CD": "E12000002", "CTYUA22CD": "E10000017"}, "boundaries-authorities", ("E10000017", "E10000017", "")),
    ],
)
def test_every_name_that_ons_gives_its_columns_is_known(
    tmp_path: Path, properties: dict[str, str], table: str, row: tuple[str, str, str]
) -> None:
    found = _read(tmp_path, map_of(SQUARE, **properties))
    assert (found.table, found.period.label, found.rows[0][:3]) == (table, "2022", row)


@pytest.mark.parametrize("coordinates", [[], [[]], [[["a", "b"]]], [[[1]]], {"x": 1}, [[[True, False]]], [[None]], "x"])
def test_odd_coordinates_are_a_broken_feature(tmp_path: Path, coordinates: object) -> None:
    (problem,) = _refused(tmp_path, map_of({"type": "Polygon", "coordinates": coordinates}))
    assert problem.code == "broken-feature"
