"""Fictional pupils: the same bytes, within the declared constraints, safe beside other files, told in words when refused."""

import hashlib
import json
from pathlib import Path

import duckdb
import pytest

from attainable.demo.lives import places as geography
from attainable.demo.lives.nation import COUNTY_COHORT, COUNTY_TABLES, make_county, make_nation
from attainable.demo.lives.writing import UNFINISHED
from attainable.evidence.backends import backend
from attainable.evidence.tables.checking import check_tables
from attainable.evidence.tables.reading import open_tables
from attainable.values.problem import ProblemsError


def _hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _rows(query: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def whole_span(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("span") / "nation"
    make_nation(folder, scale=0.005, years=tuple(range(2004, 2025)))
    return folder


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("county") / "county"
    make_county(folder, scale=0.1, years=tuple(range(2018, 2024)))
    return folder


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    for name in ("first", "second"):
        make_county(tmp_path / name, scale=0.01, years=(2018, 2019))
        make_nation(tmp_path / f"{name}-nation", scale=0.001, years=(2008,))
    make_nation(tmp_path / "other", scale=0.001, years=(2008,), seed=1)
    assert _hashes(tmp_path / "first") == _hashes(tmp_path / "second")
    assert _hashes(tmp_path / "first-nation") == _hashes(tmp_path / "second-nation")
    assert _hashes(tmp_path / "other") != _hashes(tmp_path / "first-nation")


@pytest.mark.parametrize("which", ["whole_span", "county"])
def test_no_declared_constraint_is_broken(which: str, request: pytest.FixtureRequest) -> None:
    tables = open_tables(request.getfixturevalue(which))
    with backend("duckdb") as opened:
        assert [str(fault) for fault in check_tables(tables, opened)] == []


def test_statements_become_plans_one_by_one(whole_span: Path) -> None:
    rows = _rows(f"SELECT year, string_agg(DISTINCT sen, '' ORDER BY sen) FROM '{whole_span}/pupil_year/*.parquet' GROUP BY year")
    found = {row[0]: row[1] for row in rows}
    assert found[2013] == "ANPS"
    assert found[2015] == "EKNS"
    assert found[2018] == "EKN"
    back = _rows(
        f"SELECT count(*) FROM '{whole_span}/pupil_year/*.parquet' a JOIN '{whole_span}/pupil_year/*.parquet' b USING (pupil) "
        "WHERE a.sen = 'E' AND b.sen = 'S' AND b.year > a.year"
    )
    assert back == [(0,)]


def test_status_at_the_start_of_the_stage_is_that_of_its_first_january(whole_span: Path) -> None:
    wrong = _rows(
        f"SELECT count(*), sum((a.sen_start <> b.sen)::int) FROM '{whole_span}/pupil_year/*.parquet' a "
        f"JOIN '{whole_span}/pupil_year/*.parquet' b ON a.pupil = b.pupil AND b.year_group = "
        "CASE a.stage WHEN 'KS1' THEN 1 WHEN 'KS2' THEN 3 WHEN 'KS3' THEN 7 WHEN 'KS4' THEN 10 END"
    )
    ((rows, differing),) = wrong
    assert isinstance(rows, int) and rows > 10_000
    assert differing == 0


def test_no_outcomes_in_the_years_without_tests(whole_span: Path) -> None:
    (found,) = _rows(
        f"SELECT count(stage), count(expected), count(progress_score) FROM '{whole_span}/pupil_year/*.parquet' "
        "WHERE year IN (2019, 2020)"
    )
    assert found[0] and found[1:] == (0, 0)


def test_one_to_one_tuition_adds_about_six_points(tmp_path: Path) -> None:
    make_nation(tmp_path / "n", scale=0.1, years=(2008,))
    ((gap,),) = _rows(f"""
        WITH ends AS (
          SELECT sen, stage, expected, progress_maths AS made, given.pupil IS NOT NULL AS helped
          FROM '{tmp_path}/n/pupil_year/*.parquet' AS pupils
          LEFT JOIN (SELECT * FROM '{tmp_path}/n/provision_given.parquet' WHERE subject = 'maths') AS given USING (pupil)
          WHERE progress_maths IS NOT NULL AND sen <> 'N'
        ), cells AS (
          SELECT sen, stage, count(*) FILTER (helped) AS n,
            avg(made) FILTER (helped) - avg(made) FILTER (NOT helped) AS gap FROM ends GROUP BY sen, stage
        ) SELECT 100 * sum(n * gap) / sum(n) FROM cells
    """)
    assert isinstance(gap, float)
    assert 2.5 < gap < 9.5  # 2 standard errors of about 1,700 pupils each side of 6


def test_a_county_of_the_true_size_at_full_scale() -> None:
    places = geography.county(2026, COUNTY_COHORT)
    assert len(places.districts) == 12
    assert 620 <= len(places.school_rows()) <= 640


def test_cases_keep_and_break_the_clock(county: Path) -> None:
    ((cases, requests, twenty, six, unknown),) = _rows(f"""
        WITH cases AS (
          SELECT "case", count(*) FILTER (event = 'requested') AS requests,
            min(date) FILTER (event = 'requested') AS asked, min(date) FILTER (event = 'issued') AS issued,
            min(date) FILTER (event IN ('assessment-agreed', 'assessment-refused')) AS decided
          FROM '{county}/plan_event.parquet' GROUP BY "case"
        ) SELECT count(*), max(requests), avg((issued - asked <= 140)::int), avg((decided - asked <= 42)::int),
          count(*) FILTER (asked IS NULL) FROM cases
    """)
    assert isinstance(cases, int) and cases > 1000
    assert (requests, unknown) == (1, 0)
    assert isinstance(twenty, float) and 0.4 < twenty < 0.56
    assert isinstance(six, float) and 0.6 < six < 0.95


def test_every_plan_has_a_case(county: Path) -> None:
    assert _rows(
        f"SELECT count(*) FROM (SELECT DISTINCT pupil FROM '{county}/pupil_year/*.parquet' WHERE sen IN ('E', 'S')) "
        f"ANTI JOIN (SELECT pupil FROM '{county}/plan_event.parquet' WHERE event = 'issued') USING (pupil)"
    ) == [(0,)]


def test_only_the_tables_asked_for(tmp_path: Path) -> None:
    make_county(tmp_path / "c", scale=0.01, years=(2019,), tables=("plan_event",))
    assert not [name for name in COUNTY_TABLES if name != "plan_event" and (tmp_path / "c" / f"{name}.parquet").exists()]
    assert (tmp_path / "c" / "plan_event.parquet").is_file()


def test_every_fault_of_a_request_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as caught:
        make_nation(tmp_path / "n", scale=0, years=(1900,), tables=("wishes",))
    assert [p.code for p in caught.value.problems] == ["not-a-scale", "not-those-years", "unknown-table"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["out", "out.new", "out.old"])
def test_nothing_of_others_is_touched(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "thesis.txt").write_text("mine", "utf-8")
    with pytest.raises(ProblemsError, match="did not make"):
        make_nation(tmp_path / "out", scale=0.001, years=(2008,))
    assert _hashes(tmp_path) == {f"{name}/thesis.txt": hashlib.sha256(b"mine").hexdigest()}


def test_what_a_killed_run_left_is_cleared(tmp_path: Path) -> None:
    (tmp_path / "out.new").mkdir()
    (tmp_path / "out.new" / UNFINISHED).touch()
    make_nation(tmp_path / "out", scale=0.001, years=(2008,))
    make_nation(tmp_path / "out", scale=0.001, years=(2009,))
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    about = json.loads((tmp_path / "out" / "about.json").read_text("utf-8"))
    assert about["years"] == [2009] and UNFINISHED not in about["files"]


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("attainable.demo.lives.writing.YearFiles._write", full)
    with pytest.raises(ProblemsError, match="No space left"):
        make_nation(tmp_path / "out", scale=0.001, years=(2008,))
    assert list(tmp_path.iterdir()) == []
