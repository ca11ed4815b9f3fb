"""A mainstream school that records only its pupils with SEN has no share: it is in no funnel, no band and no share of a place."""

import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from attainable.evidence.backends import backend
from attainable.evidence.cubes.cube import Cube
from attainable.evidence.disclosure.profiles import profile_of
from attainable.evidence.pupils.by_place.definition import load_place_measure
from attainable.evidence.pupils.by_place.protected_places import SchoolPlace, protect_places
from attainable.evidence.pupils.cubes import Cubes
from attainable.evidence.pupils.pack import work_out
from attainable.evidence.pupils.pack_question import pack_question
from attainable.evidence.tables.reading import open_tables

YEAR = 2009


@pytest.fixture
def partial(nation: Path, tmp_path: Path) -> tuple[Path, int]:
    """The nation with one mainstream school of which only pupils with SEN are recorded, and the number of its pupils."""
    folder = tmp_path / "tables"
    shutil.copytree(nation, folder)
    mainstream = {s["school"] for s in parquet.read_table(folder / "school.parquet").to_pylist() if s["mainstream"]}
    (file,) = [f for f in (folder / "pupil_year").glob("*.parquet") if str(YEAR) in f.name]
    table = parquet.read_table(file)
    rows = table.to_pylist()
    sizes = Counter(r["school"] for r in rows if r["year"] == YEAR and r["sen"] != "N" and r["school"] in mainstream)
    school, left = sizes.most_common(1)[0]
    kept = [not (r["year"] == YEAR and r["school"] == school and r["sen"] == "N") for r in rows]
    parquet.write_table(table.filter(pa.array(kept)), file)
    return folder, left


def test_it_is_left_out_of_the_funnel_and_of_the_bands_and_said(partial: tuple[Path, int]) -> None:
    folder, left = partial
    assert left >= 30  # large enough to be drawn, if it were not for its roll
    tables = open_tables(folder)
    with backend("duckdb") as opened:
        found = work_out(Cubes(tables, opened), pack_question(tables), profile_of("internal"))
    assert found.funnel is not None and found.funnel.raw_highest < 90
    bands = found.of("identified-by-school")
    assert bands is not None and bands.notes[-1] == (
        "1 school that records only, or nearly only, its pupils with SEN is left out."
    )
    assert not [row for row in bands if row.group in ("90-95", "95-100") and row.value]


def cube(counts: dict[tuple[int, str], int]) -> Cube:
    """Pupils by school and provision in one year."""
    schools, codes = sorted({s for s, _ in counts}), sorted({c for _, c in counts})
    dims = {
        "year": np.zeros(len(counts), np.int32),
        "school": np.array([schools.index(s) for s, _ in counts], np.int32),
        "code": np.array([codes.index(c) for _, c in counts], np.int32),
    }
    categories = {"year": (YEAR, None), "school": (*schools, None), "code": (*codes, None)}
    return Cube(dims, categories, {"of": np.array(list(counts.values()), np.int64)})


def test_it_is_left_out_of_the_share_of_its_district_but_a_special_school_is_not() -> None:
    counts = {(1, "N"): 400, (1, "K"): 60, (2, "N"): 3, (2, "K"): 57, (3, "N"): 0, (3, "E"): 90}
    schools = {1: SchoolPlace(1, "D", "A", True), 2: SchoolPlace(2, "D", "A", True), 3: SchoolPlace(3, "D", "A", False)}
    measure = load_place_measure("pupils-with-sen")
    kept = protect_places(cube(counts), measure, schools, profile_of("internal"), each_school=True)
    assert kept.counts[YEAR, "D", "any-sen"] == (60 + 90, 460 + 90)
    assert (YEAR, "2", "any-sen") not in kept.counts
    assert kept.counts[YEAR, "3", "any-sen"] == (90, 90)
