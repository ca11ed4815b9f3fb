"""What the checks find in the real published files, verified by hand against the files themselves."""

import gzip
import time

import pytest
from tests.real import DATA, NEEDS_REAL

from attainable.evidence.catalogue import Catalogue, open_catalogue
from attainable.warehouse.adding import add
from attainable.warehouse.checking import CheckReport, CheckResult, check_store, compare_copies

FILES = (
    "ehcp/release_2022/sen2_mi.csv",
    "ehcp/release_2023/sen2_mi.csv",
    "ehcp/release_2025/annual_reviews.csv.gz",
    "ehcp/release_2025/newplans.csv.gz",
    "ehcp/release_2025/caseload.csv.gz",
    "ehcp/release_2025/residential_settings.csv.gz",
    "ehcp/release_2025/sen_need_newplans.csv.gz",
    "ehcp/release_2025/send_tribunals_appeal_rate_2014_2024.csv",
    "ks2/ks2_rwm_by_sen_la.csv",
    "phonics/phonics_y1_by_sen_la.csv",
    "context/cin_sen_la.csv",
)

pytestmark = NEEDS_REAL


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    folder = tmp_path_factory.mktemp("real")
    paths = []
    for name in FILES:
        content = (DATA / name).read_bytes()
        # Two releases have a file of one name.
        path = folder / name.replace("/", "-").removesuffix(".gz")
        path.write_bytes(gzip.decompress(content) if name.endswith(".gz") else content)
        paths.append(path)
    add(folder / "store", paths)
    return open_catalogue(folder / "store")


@pytest.fixture(scope="module")
def report(catalogue: Catalogue) -> CheckReport:
    began = time.monotonic()
    found = check_store(catalogue, keep=5_000)
    assert time.monotonic() - began < 25
    return found


def _one(report: CheckReport, table: str, words: str) -> CheckResult:
    (found,) = [result for result in report.of(table) if words in result.check]
    return found


@pytest.mark.parametrize(
    ("table", "column", "summary"),
    [
        ("ks2-rwm-by-sen", "pt_rwm", "1,952 rows tested, none differs; 15 not testable"),
        ("phonics-by-sen", "pt_phonics", "2,916 rows tested, none differs; 1,006 not testable"),
        ("send-tribunal-appeals", "rate", "1,682 rows tested, none differs; 56 not testable"),
        ("children-in-need-sen", "pt_all_SEN", "2,908 rows tested, none differs; 38 not testable"),
        ("ehc-management-information", "no_exc", "1,366 rows tested, none differs; 90 not testable"),
        ("ehc-annual-reviews", "pc_decsion", "10,604 rows tested, none differs; 2,686 not testable"),
    ],
)
def test_printed_percentages_recompute(report: CheckReport, table: str, column: str, summary: str) -> None:
    assert [r.summary for r in report.of(table) if r.check.startswith(column)] == [summary]


def test_the_column_that_stands_twice_is_equal(report: CheckReport) -> None:
    result = _one(report, "ehc-annual-reviews", "are the same")
    assert (result.tested, result.failed) == (13_290, 0)


def test_lancashires_minus_nine_is_found(report: CheckReport) -> None:
    result = _one(report, "ehc-annual-reviews", "never below zero")
    assert result.failed == 1_717
    found = [f for f in result.findings if f.rows == (3254,)]
    assert [(f.place, f.group, f.stands) for f in found] == [("Lancashire", "All annual reviews", "-9")]


def test_all_of_yorkshire_was_printed_with_the_regions_count_of_new_plans(report: CheckReport) -> None:
    result = _one(report, "ehc-new-plans", "authorities and regions")
    (finding,) = result.findings
    # Fifteen authorities, 6,078 each.
    assert (finding.place, finding.period, finding.expected) == ("Yorkshire and The Humber", "2022", "91,170")
    assert len(finding.rows) == 16


def test_residential_totals_of_one_year_are_not_the_sum_of_their_parts(report: CheckReport) -> None:
    result = _one(report, "ehc-residential", "Res_tot is the sum")
    assert (result.failed, {f.period for f in result.findings}) == (10, {"2022/23"})


def test_ethnicity_of_plans_lacks_two_regions_plans(report: CheckReport) -> None:
    result = _one(report, "ehc-caseload", "all of Ethnicity")
    assert {f.place: f.difference for f in result.findings} == {"England": 3645, "East of England": 459, "London": 3186}


def test_inner_and_outer_london_stand_for_london_in_new_plans_by_need(report: CheckReport) -> None:
    assert _one(report, "ehc-primary-need-new-plans", "authorities and regions").failed == 0


def test_key_stage_2_groups_add_up_and_some_phonics_groups_do_not(report: CheckReport) -> None:
    assert _one(report, "ks2-rwm-by-sen", "All SEN is").failed == 0
    phonics = _one(report, "phonics-by-sen", "All SEN is")
    assert (phonics.failed, {f.period for f in phonics.findings}) == (86, {"2015/16", "2016/17", "2017/18"})


def test_the_management_information_of_2022_and_2021_agree_in_every_cell(catalogue: Catalogue) -> None:
    (report,) = compare_copies(catalogue)
    assert (report.table, report.tested, report.differing) == ("ehc-management-information", 29_762, 0)
    assert (report.only_old, report.only_new, len(report.columns)) == (0, 162, 23)
