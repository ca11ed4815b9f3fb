"""Two releases of one table: what both say, and where they differ."""

from pathlib import Path

from tests.unit.warehouse.checking_files import BLACKPOOL, KS2, LANCASHIRE, ks2, write

from attainable.evidence.catalogue import open_catalogue
from attainable.warehouse.adding import add
from attainable.warehouse.checking import CopyReport, compare_copies

Rows = list[list[str]]


def _compared(folder: Path, old: Rows, new: Rows, heading: tuple[str, ...] = KS2) -> CopyReport:
    add(folder / "store", [write(folder / "old.csv", KS2, old), write(folder / "new.csv", heading, new)])
    (report,) = compare_copies(open_catalogue(folder / "store"))
    return report


OLD = [ks2(LANCASHIRE, "EHC plan", 601, 54, 9), ks2(BLACKPOOL, "EHC plan", 101, "c", "12.2")]
NEXT = ks2(LANCASHIRE, "EHC plan", 650, 60, 9, period="202324")


def test_a_release_that_repeats_the_older_figures_agrees(tmp_path: Path) -> None:
    new = [ks2(BLACKPOOL, "EHC plan", "101.0", "SUPP", "12.199999999999999"), OLD[0], NEXT]
    report = _compared(tmp_path, OLD, new)
    assert report.summary == (
        "6 cells of 2 rows in both files compared, 0 differ; 0 rows only in the older file, 1 only in the newer"
    )


def test_a_changed_cell_is_shown_with_both_files_and_rows(tmp_path: Path) -> None:
    new = [NEXT, ks2(LANCASHIRE, "EHC plan", 605, 54, 9), OLD[1]]
    report = _compared(tmp_path, OLD, new)
    assert (report.tested, report.differing, report.by_column) == (6, 1, {"t_rwm_eligible_pupils": 1})
    found = report.differences[0]
    assert (found.old, found.new, found.old_row, found.new_row, found.difference) == ("601", "605", 2, 3, 4)
    assert found.sentence == (
        "Lancashire, 2022/23, EHC plan: t_rwm_eligible_pupils is 601 in old.csv of 2022/23 (row 2) "
        "and 605 in new.csv of 2023/24 (row 3)."
    )


def test_one_mark_is_not_another(tmp_path: Path) -> None:
    report = _compared(tmp_path, OLD, [NEXT, OLD[0], ks2(BLACKPOOL, "EHC plan", 101, "x", "12.2")])
    assert [(d.old, d.new, d.difference) for d in report.differences] == [("c", "x", None)]


def test_a_row_that_the_newer_file_dropped_is_counted(tmp_path: Path) -> None:
    report = _compared(tmp_path, OLD, [NEXT, OLD[0]])
    assert (report.rows, report.only_old, report.only_new) == (1, 1, 1)


def test_only_columns_of_both_files_are_compared(tmp_path: Path) -> None:
    new = [[*row, "5"] for row in (NEXT, *OLD)]
    report = _compared(tmp_path, OLD, new, (*KS2, "t_rwm_met_higher_standard"))
    assert "t_rwm_met_higher_standard" not in report.columns
    assert report.differing == 0


def test_rows_that_nothing_tells_apart_are_not_compared(tmp_path: Path) -> None:
    report = _compared(tmp_path, [*OLD, OLD[0]], [NEXT, *OLD])
    assert report.summary == "not compared: no columns identify its rows"


def test_a_store_with_one_release_has_nothing_to_compare(tmp_path: Path) -> None:
    add(tmp_path / "store", [write(tmp_path / "old.csv", KS2, OLD)])
    assert compare_copies(open_catalogue(tmp_path / "store")) == []
