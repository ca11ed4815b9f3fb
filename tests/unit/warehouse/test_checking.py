"""Each declared check finds what is wrong, lets pass what is right, and says what it couldn't test."""

from pathlib import Path

from tests.unit.warehouse.checking_files import BLACKPOOL, EHC, KS2, LANCASHIRE, checked, ehc, ks2, one, stored, write

from attainable.evidence.catalogue import open_catalogue
from attainable.values.problem import Severity
from attainable.warehouse.adding import add
from attainable.warehouse.checking import check_store

TIMELY = (
    *EHC,
    "plans_issued_den",
    "plans_issued_den_ex",
    "plans_issued_within_20_weeks",
    "plans_issued_20_weeks_ex",
    "pc_plans_issued_within_20_weeks",
    "PC_plans_issued_20_weeks_ex",
    "plans_issued_gt20weeks_ltYear",
    "plans_issued_gt_1_year",
)
REVIEWS = (
    *EHC,
    "total_ehc_plans",
    "review_expected",
    "review_meeting_prior_24",
    "review_meeting_prior_24",
    "total_review_meeting",
    "review_decision_outstanding",
    "number_decsion_4weeks",
    "number_decision_gt_4weeks",
    "pc_decsion_4weeks",
)


def test_a_percentage_that_recomputes_passes(tmp_path: Path) -> None:
    result = one(checked(tmp_path, KS2, [ks2(LANCASHIRE, "EHC plan", 600, 54, 9)]), "is 100 ×")
    assert (result.tested, result.failed, result.summary) == (1, 0, "1 rows tested, none differs")


def test_a_percentage_that_does_not_recompute_is_shown_with_both_figures(tmp_path: Path) -> None:
    rows = [ks2(BLACKPOOL, "EHC plan", 101, 11, 11), ks2(LANCASHIRE, "EHC plan", 601, 54, 12)]
    result = one(checked(tmp_path, KS2, rows), "is 100 ×")
    assert result.summary == "2 rows tested, 1 differs"
    finding = result.findings[0]
    assert finding.sentence == (
        "Lancashire, 2022/23, EHC plan (row 3): pt_rwm_met_expected_standard is 12, but "
        "t_rwm_met_expected_standard 54 of t_rwm_eligible_pupils 601 is 9.0 per cent."
    )
    assert (finding.rows, finding.area, finding.place) == ((3,), "E10000017", "Lancashire")
    assert (finding.stands, finding.expected, finding.severity) == ("12", "9.0", Severity.WARNING)


def test_a_half_may_be_rounded_up_or_to_the_even_neighbour(tmp_path: Path) -> None:
    rows = [ks2(BLACKPOOL, "EHC plan", 8, 1, 13), ks2(LANCASHIRE, "EHC plan", 8, 1, 12)]
    assert one(checked(tmp_path, KS2, rows), "is 100 ×").failed == 0


def test_forty_in_a_column_with_tenths_means_forty_point_nought(tmp_path: Path) -> None:
    rows = [ks2(BLACKPOOL, "EHC plan", 1001, 404, 40), ks2(LANCASHIRE, "EHC plan", 1001, 404, 40.4)]
    result = one(checked(tmp_path, KS2, rows), "is 100 ×")
    assert [f.place for f in result.findings] == ["Blackpool"]


def test_noughts_that_a_spreadsheet_added_do_not_count_as_places(tmp_path: Path) -> None:
    rows = [ks2(BLACKPOOL, "EHC plan", 469, 2, "0.40%"), ks2(LANCASHIRE, "EHC plan", 1001, 104, "10.40%")]
    assert one(checked(tmp_path, KS2, rows), "is 100 ×").failed == 0


def test_rounded_counts_leave_a_percentage_room(tmp_path: Path) -> None:
    rounded = [
        ks2(LANCASHIRE, group, 100, 20 * part, 20 * part + 3)
        for part, group in enumerate(("EHC plan", "SEN support", "All SEN", "No SEN"), start=1)
    ]
    assert one(checked(tmp_path, KS2, rounded), "is 100 ×").failed == 0


def test_a_mark_is_not_testable(tmp_path: Path) -> None:
    rows = [ks2(BLACKPOOL, "EHC plan", "c", "c", 4), ks2(LANCASHIRE, "EHC plan", 0, 0, 0)]
    result = one(checked(tmp_path, KS2, rows), "is 100 ×")
    assert (result.tested, result.not_testable) == (0, 2)
    assert result.summary == "0 rows tested, none differs; 2 not testable"


def test_parts_in_columns_must_add_up(tmp_path: Path) -> None:
    rows = [
        ehc(LANCASHIRE, "All EHC plans issued", 103, 90, 60, 55, 58.3, 61.1, 40, 3),
        ehc(BLACKPOOL, "All EHC plans issued", 103, 90, 60, 55, 58.3, 61.1, 30, 3),
    ]
    result = one(checked(tmp_path, TIMELY, rows), "is the sum of its 3 parts")
    assert result.summary == "2 rows tested, 1 differs"
    assert result.findings[0].difference == 10
    assert "plans_issued_den is 103, but its 3 parts add up to 93." in result.findings[0].sentence


def test_known_parts_above_the_total_are_wrong_even_beside_a_mark(tmp_path: Path) -> None:
    rows = [
        ehc(LANCASHIRE, "All EHC plans issued", 103, 90, 60, 55, 58.3, 61.1, "c", 3),
        ehc(BLACKPOOL, "All EHC plans issued", 103, 90, 60, 55, 58.3, 61.1, "c", 53),
    ]
    result = one(checked(tmp_path, TIMELY, rows), "is the sum of its 3 parts")
    assert (result.tested, result.failed, result.not_testable) == (1, 1, 1)
    assert result.findings[0].expected == "at least 113"


def test_every_negative_count_is_listed(tmp_path: Path) -> None:
    rows = [
        ehc(LANCASHIRE, "All annual reviews", 90, 80, 7, 7, 70, -9, 30, 40, 42.9),
        ehc(BLACKPOOL, "All annual reviews", 90, 80, 7, 7, 70, 0, 30, 40, 42.9),
    ]
    result = one(checked(tmp_path, REVIEWS, rows), "never below zero")
    assert (result.tested, result.failed) == (6, 1)
    assert result.findings[0].sentence == (
        "Lancashire, 2024, All annual reviews (row 2): review_decision_outstanding is -9; a count can't be below zero."
    )


def test_a_column_that_stands_twice_must_hold_the_same(tmp_path: Path) -> None:
    rows = [
        ehc(LANCASHIRE, "All annual reviews", 90, 80, 7, "7.0", 70, 0, 30, 40, 42.9),
        ehc(BLACKPOOL, "All annual reviews", 90, 80, "c", "x", 70, 0, 30, 40, 42.9),
    ]
    result = one(checked(tmp_path, REVIEWS, rows), "are the same")
    assert (result.tested, [f.place for f in result.findings]) == (2, ["Blackpool"])


def test_a_share_can_be_of_two_columns_together(tmp_path: Path) -> None:
    rows = [
        ehc(LANCASHIRE, "All annual reviews", 90, 80, 7, 7, 70, 0, 31, 32, 49.2),
        ehc(BLACKPOOL, "All annual reviews", 90, 80, 7, 7, 70, 0, 31, 32, 44.3),
    ]
    result = one(checked(tmp_path, REVIEWS, rows), "÷ (number_decsion_4weeks + number_decision_gt_4weeks)")
    assert [f.place for f in result.findings] == ["Blackpool"]


def test_a_check_of_a_column_that_the_file_has_not_is_left_out(tmp_path: Path) -> None:
    heading = [c for c in TIMELY if c != "plans_issued_gt_1_year"]
    rows = [ehc(LANCASHIRE, "All EHC plans issued", 103, 90, 60, 55, 58.3, 61.1, 40)]
    result = one(checked(tmp_path, heading, rows), "is the sum of its 3 parts")
    assert result.summary == "not tested: the file has no column plans_issued_gt_1_year"


def test_counts_are_whole_however_few_findings_are_kept(tmp_path: Path) -> None:
    rows = [ks2(LANCASHIRE, "EHC plan", 601, 54, 60, period=f"20{y}{y + 1}") for y in range(10, 20)]
    result = one(checked(tmp_path, KS2, rows, keep=3), "is 100 ×")
    assert (result.failed, len(result.findings)) == (10, 3)


def test_only_the_tables_asked_for_are_checked_and_progress_counts_rows(tmp_path: Path) -> None:
    catalogue = stored(tmp_path, KS2, [ks2(LANCASHIRE, "EHC plan", 600, 54, 9)])
    told: list[tuple[str, int, int]] = []
    report = check_store(catalogue, None, lambda *what: told.append(what))
    assert told[-1] == ("Done", 1, 1)
    assert report.of("ks2-rwm-by-sen") == report.results
    assert check_store(catalogue, {"lait"}).results == ()


def test_only_the_release_that_holds_today_is_checked(tmp_path: Path) -> None:
    wrong = write(tmp_path / "old.csv", KS2, [ks2(LANCASHIRE, "EHC plan", 601, 54, 60, period="202122")])
    right = write(tmp_path / "new.csv", KS2, [ks2(LANCASHIRE, "EHC plan", 601, 54, 9)])
    add(tmp_path / "store", [wrong, right])
    assert check_store(open_catalogue(tmp_path / "store")).failed == 0
