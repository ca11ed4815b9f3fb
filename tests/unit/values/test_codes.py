"""Code lists know when each code means something."""

import pytest

from attainable.values.codes import GROUPS, SEN_NEED, SEN_PROVISION, dimension_of, ethnicity, group_id, group_label


def _codes(codes: object) -> set[str]:
    return {code.code for code in codes}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("year", "there", "gone"),
    [
        (2010, {"N", "S", "A", "P"}, {"K", "E"}),
        (2014, {"N", "K", "E", "S", "A", "P"}, {"Q"}),
        (2015, {"N", "K", "E", "S"}, {"A", "P"}),
        (2018, {"N", "K", "E"}, {"A", "P", "S"}),
        (2000, {"N", "S", "Q"}, {"A", "P", "K", "E"}),
    ],
)
def test_provision_as_at_a_year(year: int, there: set[str], gone: set[str]) -> None:
    codes = _codes(SEN_PROVISION.as_at(year))
    assert there <= codes
    assert not gone & codes


def test_social_emotional_and_mental_health_replaced_besd_in_2014() -> None:
    before, after = _codes(SEN_NEED.as_at(2013)), _codes(SEN_NEED.as_at(2014))
    assert ("BESD" in before, "SEMH" in before) == (True, False)
    assert ("BESD" in after, "SEMH" in after) == (False, True)
    assert "DS" not in _codes(SEN_NEED.as_at(2023))
    assert "DS" in _codes(SEN_NEED.as_at(2024))
    # Not the same group: a reader must not be led to draw one line through both.
    assert SEN_NEED["BESD"].today == ""


def test_school_action_is_todays_sen_support() -> None:
    assert SEN_PROVISION["A"].today == SEN_PROVISION["P"].today == "sen-support"
    assert SEN_PROVISION["S"].today == "ehc-plan"
    assert all(code.today in GROUPS["sen"] for code in SEN_PROVISION)


def test_an_unknown_code_is_told_with_its_list() -> None:
    with pytest.raises(KeyError, match="SEN provision"):
        _ = SEN_PROVISION["?"]


def test_ethnic_codes_roll_up_to_the_five_major_groups() -> None:
    codes = ethnicity()
    assert codes["WBRI"].within == "White"
    assert len(codes.codes) == len(_codes(codes))
    assert all(code.today and code.within for code in codes)


@pytest.mark.parametrize(
    ("group", "label"),
    [("sen-support", "SEN support"), ("asd", "Autistic spectrum disorder"), ("age-5-to-10", "Age 5 to 10"), ("", "")],
)
def test_a_group_has_words(group: str, label: str) -> None:
    assert group_label(group) == label


@pytest.mark.parametrize(
    ("words", "group"), [("Age 5 to 10", "age-5-to-10"), ("EHC plan", "ehc-plan"), ("  A / B ", "a-b"), ("", "")]
)
def test_a_group_id_is_made_of_the_publishers_words(words: str, group: str) -> None:
    assert group_id(words) == group
    assert group_id(group) == group


@pytest.mark.parametrize(
    ("dimension", "words"), [("need", "Need not recorded"), ("sex", "Sex not recorded"), ("placement", "Placement not known")]
)
def test_an_id_that_several_dimensions_share_is_named_by_the_one_that_is_meant(dimension: str, words: str) -> None:
    others = [group for group in GROUPS[dimension] if group not in ("total", "unknown")]
    assert dimension_of([*others, "unknown"]) == dimension
    assert group_label("unknown", dimension) == words


def test_without_a_dimension_no_need_or_sex_is_claimed() -> None:
    assert dimension_of(["unknown"]) == dimension_of(["mainstream", "female"]) == ""
    assert group_label("unknown") == group_label("unknown", "sen") == "Not known"
