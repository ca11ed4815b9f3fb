"""The real published files, all of them, in one go."""

import pytest
from tests.real import NEEDS_REAL

from attainable.evidence.catalogue import Catalogue
from attainable.values.problem import Severity
from attainable.warehouse.adding import AddReport

pytestmark = NEEDS_REAL


@pytest.fixture
def added(real_files: tuple[AddReport, Catalogue]) -> tuple[AddReport, Catalogue]:
    return real_files


def test_every_file_is_known(added: tuple[AddReport, Catalogue]) -> None:
    report, catalogue = added
    assert len(report.added) == len(catalogue.entries) == 74
    assert [e.file for e in report.added if not e.is_declared] == []
    assert sum(e.rows for e in report.added) == 1_460_624
    assert report.passed_by == ["README.md"]
    assert not any(e.fictional for e in catalogue.entries)
    # Every area of the lists comes with the software.
    assert catalogue.areas == ()


def test_nothing_is_told_but_the_years_of_nought(added: tuple[AddReport, Catalogue]) -> None:
    (problem,) = added[0].problems
    assert (problem.code, problem.row, problem.severity) == ("year-left-out", 175_612, Severity.WARNING)


@pytest.mark.parametrize(
    ("table", "release", "rows"),
    [
        ("absence-by-sen", "2024/25", 20_289),
        ("ehc-caseload", "2024/25", 25_339),
        ("ehc-timeliness", "2024", 12_211),
        ("ehc-management-information", "2022", 1_456),
        ("ehc-caseload-by-age-to-2022", "2021/22", 11_814),
        ("send-tribunal-appeals", "2024", 1_738),
        ("suspensions-by-sen", "2024/25 spring term", 47_031),
        ("absence-two-terms-by-sen", "2022/23 autumn and spring term", 11_724),
        ("dsg-balance", "2021-22", 478),
        ("ks2-rwm-by-sen", "2022/23", 1_967),
        ("phonics-by-sen", "2022/23", 3_922),
        ("ks4-characteristics", "2018/19 revised", 8_209),
        ("ks4-destinations-national", "2021/22 provisional", 3_932),
        ("lait", "2025/26", 641_070),
        ("boundaries-authorities", "2023", 153),
        ("eyfsp-headline", "2021/22", 12_852),
        ("attendance-by-sen", "2025/26 spring term", 3_489),
        ("authorities", "undated", 176),
    ],
)
def test_the_release_that_holds(added: tuple[AddReport, Catalogue], table: str, release: str, rows: int) -> None:
    (entry,) = added[1].current[table]
    assert (entry.release, entry.rows) == (release, rows)


def test_performance_tables_stand_side_by_side(added: tuple[AddReport, Catalogue]) -> None:
    current = added[1].current
    assert sorted((e.scope, e.last_period) for e in current["school-ks2"]) == [
        (authority, year) for authority in ("850", "936") for year in ("2016/17", "2017/18", "2018/19")
    ]
    assert len(current["deprivation-areas"]) == 2
