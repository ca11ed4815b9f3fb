"""Pupil tables asked for a part of the pupils, and beside what is published of the nation."""

import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as parquet
import pytest
from tests.unit.evidence.measures import small
from tests.unit.evidence.measures.small import ENGLAND, LANCASHIRE, ks2

from attainable.cli.app import main
from attainable.demo.lives.nation import make_county

type Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("asked") / "county"
    make_county(out, scale=0.03, years=tuple(range(2019, 2024)))
    return out


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    rows = []
    for place in (LANCASHIRE, ENGLAND):
        rows += [
            ks2(place, "No SEN", 900, 600),
            ks2(place, "SEN support", 200, 41),
            ks2(place, "EHC plan", 50, 0),
            ks2(place, "All SEN", 250, 41),
        ]
    small.store(folder, ks2=(small.KS2, rows))
    return folder / "store"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    def _run(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["attainable", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        return int(ended.value.code or 0), out, err

    return _run


def shown(run: Run, *words: object) -> list[dict[str, object]]:
    code, out, err = run("measure", "show", *words, "--format", "json")
    assert code == 0, err
    found: list[dict[str, object]] = json.loads(out)
    return found


def test_our_own_pupils_and_the_published_nation_stand_in_one_answer(run: Run, county: Path, store: Path) -> None:
    rows = shown(run, "sen-gap-january", "--tables", county, "--compare", "england", "--store", store)
    areas = Counter(str(row["area_name"]) for row in rows)
    assert set(areas) == {"Fictionshire", "England"}
    england = {r["group"]: r for r in rows if r["area_name"] == "England"}
    assert (england["no-sen"]["numerator"], england["no-sen"]["denominator"]) == (600, 900)
    assert england["no-sen vs any-sen"]["statistic"] == "gap"
    assert str(england["no-sen"]["source"]) != str(rows[0]["source"])  # each names where it comes from
    code, out, _ = run("measure", "show", "sen-gap-january", "--tables", county, "--area", "England", "--store", store)
    assert code == 0 and "revised national data" in out


def test_both_are_drawn(run: Run, county: Path, store: Path, tmp_path: Path) -> None:
    picture = tmp_path / "both.svg"
    code, _, err = run(
        "measure",
        "show",
        "sen-gap-january",
        "--tables",
        county,
        "--area",
        "England",
        "--store",
        store,
        "--format",
        "svg",
        "--out",
        picture,
    )
    assert code == 0, err
    text = picture.read_text("utf-8")
    assert "England, " in text and "Dashed: England" in text


def test_a_measure_that_nobody_publishes(run: Run, county: Path, store: Path) -> None:
    code, _, err = run("measure", "show", "attainment-by-need", "--tables", county, "--area", "England", "--store", store)
    assert code != 0 and "sen-gap-january" in err and "Traceback" not in err


def test_a_part_of_the_pupils_against_a_loop(run: Run, county: Path) -> None:
    rows = shown(
        run,
        "sen-gap-january",
        "--tables",
        county,
        "--profile",
        "internal",
        "--only",
        "sex=F,fsm=0/1",
        "--years",
        "2021/22-2023/24",
    )
    met: Counter[tuple[int, str]] = Counter()
    of: Counter[tuple[int, str]] = Counter()
    for year in (2021, 2022, 2023):
        for r in parquet.read_table(county / "pupil_year" / f"{year}.parquet").to_pylist():
            if r["sex"] == "F" and r["fsm"] is not None and r["stage"] == "KS2" and r["expected"] is not None:
                key = (year, "no-sen" if r["sen"] == "N" else "any-sen")
                of[key] += 1
                met[key] += r["expected"]
    found = {
        (int(str(r["period"])[:4]), str(r["group"])): (r["numerator"], r["denominator"]) for r in rows if r["statistic"] == "rate"
    }
    assert found == {key: (met[key], of[key]) for key in of}


def test_a_district_by_its_name(run: Run, county: Path) -> None:
    areas = parquet.read_table(county / "area.parquet").to_pylist()
    district = next(a for a in areas if a["level"] == "Local authority district")
    code, out, err = run(
        "measure", "show", "sen-gap-january", "--tables", county, "--profile", "internal", "--within", district["name"]
    )
    assert code == 0, err
    assert f"Only pupils who live in {district['name']}." in out
    everyone = (
        r for year in range(2019, 2024) for r in parquet.read_table(county / "pupil_year" / f"{year}.parquet").to_pylist()
    )
    ends = [
        r
        for r in everyone
        if r["home_district"] == district["area"] and r["stage"] == "KS2" and r["expected"] is not None and r["sen"] == "N"
    ]
    rows = shown(run, "sen-gap-january", "--tables", county, "--profile", "internal", "--within", district["area"])
    assert sum(int(str(r["denominator"])) for r in rows if r["group"] == "no-sen") == len(ends)


def test_every_wrong_option_is_told_at_once(run: Run, county: Path) -> None:
    code, out, err = run(
        "measure",
        "show",
        "sen-gap-january",
        "--tables",
        county,
        "--within",
        "Nowhere",
        "--only",
        "need=ZZZ,colour=red",
        "--years",
        "1999/00,soon",
    )
    assert code != 0 and not out
    for told in ("Nowhere", "ZZZ", "colour=red", "1999/00", "soon", "5 problems"):
        assert told in err
    assert "Traceback" not in err


def test_choosing_among_pupils_needs_pupil_tables(run: Run, store: Path) -> None:
    code, _, err = run("measure", "show", "ks2-rwm-expected", "--area", "England", "--only", "sex=F", "--store", store)
    assert code != 0 and "--tables" in err


def test_a_part_is_released_with_a_log_alone_and_one_log_is_about_the_same_pupils(run: Run, county: Path, tmp_path: Path) -> None:
    """All pupils without the girls are the boys: what the one release hides the two would give away."""
    pack, log = ("pack", "--tables", county, "--charts", "1", "--formats", "html"), tmp_path / "log"
    girls = ("--only", "sex=F")
    code, _, err = run(*pack, "--out", tmp_path / "girls", *girls)
    assert code != 0 and "come out by subtraction" in err and not (tmp_path / "girls").exists()
    assert run(*pack, "--out", tmp_path / "true", *girls, "--profile", "internal")[0] == 0
    assert run(*pack, "--out", tmp_path / "all", "--log", log)[0] == 0
    lines = log.read_text("utf-8").splitlines()
    code, _, err = run(*pack, "--out", tmp_path / "girls", *girls, "--log", log)
    assert code != 0 and "about other pupils" in err and "Only pupils with sex F." in err
    assert not (tmp_path / "girls").exists() and log.read_text("utf-8").splitlines() == lines
    assert run(*pack, "--out", tmp_path / "girls", *girls, "--log", tmp_path / "girls.log")[0] == 0
    assert run(*pack, "--out", tmp_path / "later", *girls, "--years", "2022/23", "--log", tmp_path / "girls.log")[0] == 0


def test_a_pack_of_a_part_says_so(run: Run, county: Path, tmp_path: Path) -> None:
    code, _, err = run(
        "pack",
        "--tables",
        county,
        "--out",
        tmp_path / "pack",
        "--only",
        "sex=F",
        "--charts",
        "1,12",
        "--formats",
        "html",
        "--log",
        tmp_path / "log",
    )
    assert code == 0, err
    assert "Only pupils with sex F." in (tmp_path / "pack" / "pack.html").read_text("utf-8")


def test_a_history_of_a_subgroup_follows_its_pupils_alone(run: Run, county: Path) -> None:
    rows = shown(run, "ever-identified-attainment", "--tables", county, "--profile", "internal", "--only", "sex=F")
    last = {r["group"]: r["denominator"] for r in rows if r["period"] == "2023/24" and r["statistic"] == "rate"}
    girls = [
        r
        for r in parquet.read_table(county / "pupil_year" / "2023.parquet").to_pylist()
        if r["sex"] == "F" and r["year_group"] == 6 and r["expected_english"] is not None
    ]
    assert sum(int(str(n)) for n in last.values()) == len(girls)
    assert last["currently"] == sum(r["sen"] != "N" for r in girls)


def test_the_last_year_is_the_last_one_asked_for(run: Run, county: Path) -> None:
    rows = shown(run, "identified-by-area", "--tables", county, "--profile", "internal", "--years", "2019/20-2021/22")
    assert {r["period"] for r in rows} == {"2021/22"}
