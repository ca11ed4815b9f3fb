"""Groups add up to all, authorities to regions, regions to the country."""

from pathlib import Path

from tests.unit.warehouse.checking_files import (
    BARNET,
    BLACKPOOL,
    CAMDEN,
    EHC,
    ENGLAND,
    INNER,
    KS2,
    LANCASHIRE,
    LONDON,
    NORTH_WEST,
    OUTER,
    checked,
    ehc,
    ks2,
    one,
)

AREAS = "authorities and regions add up"
NEW_PLANS = (
    *EHC,
    "new_ehc_plans",
    "mainstream_total",
    "mainstream_total_pc",
    "special_total",
    "special_total_pc",
    "placement_unknown",
)


def _groups(total: object, support: object, plan: object) -> list[list[str]]:
    return [
        ks2(LANCASHIRE, "All SEN", total, 51, "x"),
        ks2(LANCASHIRE, "SEN support", support, 40, "x"),
        ks2(LANCASHIRE, "EHC plan", plan, 11, "x"),
    ]


def test_groups_that_add_up_pass(tmp_path: Path) -> None:
    result = one(checked(tmp_path, KS2, _groups(310, 201, 109)), "All SEN is")
    assert result.summary == "2 totals tested, none differs"


def test_groups_that_do_not_add_up_are_shown_with_every_row(tmp_path: Path) -> None:
    finding = one(checked(tmp_path, KS2, _groups(312, 201, 109)), "All SEN is").findings[0]
    assert (finding.rows, finding.difference) == ((2, 3, 4), 2)
    assert finding.sentence == (
        "Lancashire, 2022/23 (row 2): t_rwm_eligible_pupils is 312, but SEN support + EHC plan add up to 310 (rows 3, 4)."
    )


def test_a_group_with_a_mark_only_bounds_the_total(tmp_path: Path) -> None:
    result = one(checked(tmp_path, KS2, _groups(310, 201, "c")), "All SEN is")
    assert (result.tested, result.failed, result.not_testable) == (1, 0, 1)
    (tmp_path / "over").mkdir()
    over = one(checked(tmp_path / "over", KS2, _groups(199, 201, "c")), "All SEN is")
    assert over.failed == 1


def test_a_named_group_without_a_row_is_no_shortfall_where_others_have_it(tmp_path: Path) -> None:
    rows = [*_groups(310, 201, 109), ks2(BLACKPOOL, "All SEN", 105, 51, "x"), ks2(BLACKPOOL, "SEN support", 80, 51, "x")]
    result = one(checked(tmp_path, KS2, rows), "All SEN is")
    assert (result.tested, result.failed, result.not_testable) == (3, 0, 1)


def test_the_items_of_a_topic_add_up_to_the_total_of_another(tmp_path: Path) -> None:
    def rows(female: int) -> list[list[str]]:
        return [
            ehc(LANCASHIRE, "New EHC plans", 93, 62, 66.7, 31, 33.3, 0),
            ehc(LANCASHIRE, "Male", 61, 41, 67.2, 20, 32.8, 0, topic="Sex"),
            ehc(LANCASHIRE, "Female", female, 21, 65.6, 11, 34.4, 0, topic="Sex"),
        ]

    assert one(checked(tmp_path, NEW_PLANS, rows(32)), "all of Sex").failed == 0
    wrong = one(checked(tmp_path, NEW_PLANS, rows(30)), "all of Sex")
    assert "new_ehc_plans is 93, but Male + Female add up to 91" in wrong.findings[0].sentence


def test_authorities_add_up_to_their_region(tmp_path: Path) -> None:
    rows = [
        ks2(NORTH_WEST, "EHC plan", 712, 66, 9),
        ks2(LANCASHIRE, "EHC plan", 601, 54, 9),
        ks2(BLACKPOOL, "EHC plan", 101, 12, 12),
    ]
    result = one(checked(tmp_path, KS2, rows), AREAS)
    assert result.summary == "2 totals tested, 1 differs"
    assert "its authorities add up to 702 (rows 3, 4)" in result.findings[0].sentence


def test_inner_and_outer_london_are_not_counted_twice(tmp_path: Path) -> None:
    rows = [
        ks2(ENGLAND, "EHC plan", 1006, 96, 10),
        ks2(LONDON, "EHC plan", 303, 42, 14),
        ks2(INNER, "EHC plan", 101, 21, 21),
        ks2(OUTER, "EHC plan", 202, 21, 10),
        ks2(CAMDEN, "EHC plan", 101, 21, 21),
        ks2(BARNET, "EHC plan", 202, 21, 10),
        ks2(NORTH_WEST, "EHC plan", 703, 54, 8),
        ks2(LANCASHIRE, "EHC plan", 703, 54, 8),
    ]
    assert one(checked(tmp_path, KS2, rows), AREAS).summary == "10 totals tested, none differs"


def test_inner_and_outer_london_stand_for_london_where_it_has_no_row(tmp_path: Path) -> None:
    rows = [ks2(ENGLAND, "EHC plan", 303, 42, 14), ks2(INNER, "EHC plan", 101, 21, 21), ks2(OUTER, "EHC plan", 202, 21, 10)]
    assert one(checked(tmp_path, KS2, rows), AREAS).summary == "2 totals tested, none differs"


def test_a_region_rounded_to_ten_may_differ_by_five(tmp_path: Path) -> None:
    def rows(lancashire: int) -> list[list[str]]:
        return [
            ks2(NORTH_WEST, "EHC plan", 700, 70, 10),
            ks2(LANCASHIRE, "EHC plan", lancashire, 57, 9),
            ks2(BLACKPOOL, "EHC plan", 101, 12, 12),
        ]

    assert one(checked(tmp_path, KS2, rows(602)), AREAS).failed == 0
    assert one(checked(tmp_path, KS2, rows(607)), AREAS).failed == 1


def test_a_suppressed_authority_leaves_its_region_untested(tmp_path: Path) -> None:
    rows = [
        ks2(NORTH_WEST, "EHC plan", 712, 66, 9),
        ks2(LANCASHIRE, "EHC plan", 601, 54, 9),
        ks2(BLACKPOOL, "EHC plan", "c", "c", "c"),
    ]
    result = one(checked(tmp_path, KS2, rows), AREAS)
    assert (result.tested, result.failed, result.not_testable) == (0, 0, 2)


def test_an_authority_without_a_row_leaves_its_region_untested(tmp_path: Path) -> None:
    rows = [
        ks2(NORTH_WEST, "EHC plan", 712, 66, 9),
        ks2(LANCASHIRE, "EHC plan", 601, 54, 9),
        ks2(BLACKPOOL, "No SEN", 900, 600, 67),
    ]
    result = one(checked(tmp_path, KS2, rows), AREAS)
    assert (result.failed, result.not_testable) == (0, 2)


def test_without_regions_authorities_are_compared_with_the_country(tmp_path: Path) -> None:
    rows = [
        ks2(ENGLAND, "EHC plan", 713, 66, 9),
        ks2(LANCASHIRE, "EHC plan", 601, 54, 9),
        ks2(BLACKPOOL, "EHC plan", 111, 12, 11),
    ]
    assert [f.difference for f in one(checked(tmp_path, KS2, rows), AREAS).findings] == [1]
