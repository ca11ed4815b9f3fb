"""The fictional nation: the same bytes everywhere, read like real files, and consistent with itself."""

import csv
import gzip
import hashlib
import os
import time
from itertools import pairwise
from pathlib import Path

import pytest

from attainable.demo.authority import make_published
from attainable.demo.chance import Chance
from attainable.demo.writing import decimal, percent, ratio
from attainable.evidence.catalogue import Catalogue, open_catalogue
from attainable.evidence.measures.answering import answer
from attainable.evidence.measures.question import ask, neighbours_of
from attainable.evidence.papers.districts import district_view
from attainable.warehouse.adding import AddReport, add
from attainable.warehouse.checking import check_store

DATA = Path(os.environ.get("ATTAINABLE_DATA") or Path(__file__).parents[4] / "shared" / "data")
# Changes only when the figures are meant to change.
PINNED = "fbf1650d9dda"
TABLES = {
    "regions.csv": "regions",
    "las.csv": "authorities",
    "lad_to_la_lookup.csv": "district-authority-lookup",
    "statistical_neighbours_may_2024.csv": "statistical-neighbours",
    "ctyua_may_2023_fictional_nation.geojson": "boundaries-authorities",
    "pct_pupils_by_sen_provision_la.csv": "pupils-by-sen-provision",
    "mainstream_pupils_with_sen_la.csv": "mainstream-pupils-with-sen",
    "eyfsp_headline_measures_2024.csv": "eyfsp-headline",
    "phonics_y1_by_sen_la.csv": "phonics-by-sen",
    "ks2_rwm_by_sen_la.csv": "ks2-rwm-by-sen",
    "ks4_att8_p8_by_sen_la.csv": "ks4-att8-p8-by-sen",
    "ks4_la_characteristics_202324_revised.csv": "ks4-characteristics",
    "ks4_destinations_by_sen_la.csv": "ks4-destinations-by-sen",
    "absence_by_sen_la.csv": "absence-by-sen",
    "absence_by_primary_need_la.csv": "absence-by-primary-need",
    "attendance_by_sen_la_2023_24.csv": "attendance-by-sen",
    "suspensions_exclusions_by_sen_la.csv": "suspensions-by-sen",
    "caseload.csv": "ehc-caseload",
    "newplans.csv": "ehc-new-plans",
    "requests.csv": "ehc-requests",
    "assessments.csv": "ehc-assessments",
    "timeliness_20_week.csv": "ehc-timeliness",
    "annual_reviews.csv": "ehc-annual-reviews",
    "ceased_plans.csv": "ehc-ceased",
    "sen_needs_all_plans.csv": "ehc-primary-need",
    "personal_budgets.csv": "ehc-personal-budgets",
    "residential_settings.csv": "ehc-residential",
    "gias_open_mainstream_schools_2023_24.csv": "gias-open-mainstream",
    "england_census_2023_24.csv": "school-census",
}
# These have no column of areas that a table declares, so nothing tells that they are fictional.
# Where a file is called otherwise than the real one whose heading it has.
REAL_NAMES = {
    "statistical_neighbours_may_2024": "statistical_neighbours_may_2025",
    "eyfsp_headline_measures_2024": "1_eyfsp_headline_measures_2022",
    "ks4_la_characteristics_202324_revised": "ks4_la_characteristics_201819_revised",
    "attendance_by_sen_la_2023_24": "attendance_by_sen_la_2025_26",
    "gias_open_mainstream_schools_2023_24": "gias_open_mainstream_schools_20220425",
    "england_census_2023_24": "england_census_2018_19",
}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    make_published(folder)
    return folder


@pytest.fixture(scope="module")
def added(published: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[AddReport, Catalogue]:
    store = tmp_path_factory.mktemp("store")
    report = add(store, [published])
    return report, open_catalogue(store)


def digest(folder: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()[:12]


def test_two_runs_write_the_same_bytes(published, tmp_path):
    started = time.perf_counter()
    again = make_published(tmp_path)
    assert time.perf_counter() - started < 10
    assert sorted(path.name for path in again) == sorted(TABLES)
    assert digest(tmp_path) == digest(published) == PINNED
    assert sum(path.stat().st_size for path in again) < 6_000_000


def test_another_seed_makes_another_nation(published, tmp_path):
    make_published(tmp_path, seed=1)
    assert (tmp_path / "las.csv").read_bytes() == (published / "las.csv").read_bytes()
    assert (tmp_path / "caseload.csv").read_bytes() != (published / "caseload.csv").read_bytes()


def test_progress_is_told_to_the_end(tmp_path):
    told = []
    make_published(tmp_path, progress=lambda *step: told.append(step))
    assert told[0][1] == 0
    assert told[-1][1] == told[-1][2]


def test_every_file_is_accepted_as_the_table_that_it_is(added):
    report, _ = added
    assert report.problems == []
    assert report.passed_by == []
    assert {entry.file: entry.table for entry in report.added} == TABLES
    assert all(entry.is_declared for entry in report.added)


def test_every_table_says_that_it_is_fictional(added):
    report, _ = added
    assert [entry.table for entry in report.added if not entry.fictional] == []
    assert {entry.publisher for entry in report.added} == {"Fictional publisher (made for demonstration)"}


def test_no_code_is_of_a_real_place(published):
    for path in published.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                codes = [v for k, v in row.items() if k.endswith(("_code", "_la_number")) and v and k != "destination_code"]
                assert all(code.startswith("X") for code in codes), path.name


def test_the_published_figures_agree_with_themselves(added):
    _, catalogue = added
    report = check_store(catalogue)
    assert [f.sentence for result in report.results for f in result.findings] == []
    assert sum(result.tested for result in report.results) > 9_000


@pytest.mark.parametrize("measure", ["ks2-rwm-expected", "ehc-20-weeks"])
def test_measures_are_answered_beside_region_and_nation(added, measure):
    _, catalogue = added
    question = ask(catalogue, measure, ["X10000001"], compare=["region", "england"])
    rows = [row for row in answer(catalogue, question).rows if row.value is not None]
    assert {row.area.code for row in rows} == {"X10000001", "X12000001", "X92000001"}
    assert len({row.period for row in rows}) >= 3


def test_pupils_without_sen_do_about_as_well_as_nationally(added):
    _, catalogue = added
    question = ask(catalogue, "ks2-rwm-expected", ["X92000001"], periods=["2023/24"])
    found = {row.group: row.value for row in answer(catalogue, question).rows}
    assert found["no-sen"] == pytest.approx(70, abs=4)
    assert found["sen-support"] == pytest.approx(24, abs=3)
    assert found["ehc-plan"] == pytest.approx(8, abs=2)


def test_plans_grow_by_eight_to_eleven_per_cent_a_year(added):
    _, catalogue = added
    question = ask(catalogue, "ehc-plans", ["X92000001"])
    plans = [row.value for row in answer(catalogue, question).rows if row.value]
    assert len(plans) == 5
    assert all(1.07 < after / before < 1.12 for before, after in pairwise(plans))


def test_the_main_authority_has_districts_and_neighbours(added):
    _, catalogue = added
    area = catalogue.register.find("Exampleshire")
    view = district_view(catalogue, area)
    assert len(view.schools) == 5
    assert view.development is not None
    assert len(neighbours_of(catalogue, area)) == 10


def test_small_groups_are_suppressed_together(published):
    text = (published / "ks2_rwm_by_sen_la.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    hidden = [row for row in rows if row["pt_rwm_met_expected_standard"] == "c"]
    assert {row["characteristic"] for row in hidden} == {"SEN support", "EHC plan"}
    assert len({row["new_la_code"] for row in hidden}) < 4


@pytest.mark.real
@pytest.mark.skipif(not DATA.is_dir(), reason=f"The real files are not at {DATA}; set ATTAINABLE_DATA")
def test_headings_are_those_of_the_real_files(published):
    real = {path.name.split(".")[0]: path for path in DATA.rglob("*.csv*")}
    for path in published.glob("*.csv"):
        twin = real[REAL_NAMES.get(path.stem, path.stem)]
        content = twin.read_bytes()
        content = gzip.decompress(content) if twin.suffix == ".gz" else content
        assert path.read_bytes().split(b"\n")[0] == content.split(b"\n")[0], path.name


def test_percentages_are_made_of_whole_numbers():
    assert [percent(1, 8, 0), percent(1, 8, 1), percent(0, 0), percent(72, 100)] == ["13", "12.5", "x", "72"]
    assert [ratio(-1, 8, 2), decimal(-5, 2), decimal(1570, 2, least=1), decimal(0, 2)] == [-13, "-0.05", "15.7", "0"]


def test_chance_shares_out_everything_and_stays_within_bounds():
    chance = Chance(1, "a test")
    for of in (0, 1, 7, 5000):
        assert sum(chance.split(of, {"a": 1, "b": 2, "c": 0.5}).values()) == of
        assert all(0 <= chance.some(of, share) <= of for share in (-0.1, 0.0, 0.3, 1.0, 1.7))
