"""Boundaries are told by the names of their properties and refused whole when a feature is broken."""

import json
from pathlib import Path

import pytest
from tests.unit.formats.made_files import contents, made

from attainable.formats.geojson import Boundaries, read_boundaries
from attainable.values.problem import Problem, ProblemsError

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
