"""No line over a break, and no interval narrower than what was published allows."""

from pathlib import Path
from typing import Any

import pytest
from tests.unit.evidence.measures import small, twins
from tests.unit.evidence.measures.small import BOLTON, LANCASHIRE, NORTH_WEST, ks2, only, shown, store, weeks

from attainable.evidence.catalogue import Catalogue
from attainable.evidence.result import Basis
from attainable.values.figures import Mark
from attainable.values.problem import ProblemsError

WEEKS = "ehc-20-weeks"
KS2 = "ks2-rwm-expected"


@pytest.fixture
def series(tmp_path: Path) -> Catalogue:
    """Two years before the break of 2022 and three from it on."""
    rows = [weeks(LANCASHIRE, 1, 100, 1, met, period=str(2020 + i)) for i, met in enumerate((90, 80, 30, 40, 60))]
    return store(tmp_path, weeks=(small.WEEKS, rows))


def test_change_stays_on_this_side_of_the_break(series: Catalogue) -> None:
    row = only(shown(series, WEEKS, "Lancashire", "change"), unit="percentage points")
    assert (row.value, row.note) == (30, "Since 2022.")


def test_change_over_the_break_is_refused_and_says_why(series: Catalogue) -> None:
    result = shown(series, WEEKS, "Lancashire", "change", since="2021")
    assert [(r.value, r.lower, r.mark) for r in result] == [(None, None, Mark.NOT_APPLICABLE)] * 3
    assert all(r.note.startswith("Not comparable: From 2023 SEN2 collects") for r in result)


def test_change_over_the_break_is_given_when_it_is_asked_for(series: Catalogue) -> None:
    for since, change in (("2021", -20), (None, -30)):
        row = only(shown(series, WEEKS, "Lancashire", "change", since=since, across_breaks=True), unit="percentage points")
        assert row.value == pytest.approx(change)


def test_change_up_to_the_year_before_the_break(series: Catalogue) -> None:
    row = only(shown(series, WEEKS, "Lancashire", "change", periods=["2021"]), unit="percentage points")
    assert (row.value, row.note) == (-10, "Since 2020.")


def test_the_first_year_after_a_break_has_no_change_and_says_what_it_needs(series: Catalogue) -> None:
    with pytest.raises(ProblemsError, match="no break in the series between"):
        shown(series, WEEKS, "Lancashire", "change", periods=["2022"])


def test_trend_is_over_the_last_unbroken_stretch(series: Catalogue) -> None:
    (row,) = shown(series, WEEKS, "Lancashire", "trend")
    assert row.note == "Over 3 periods from 2022." and row.value is not None and row.value > 0
    (joined,) = shown(series, WEEKS, "Lancashire", "trend", across_breaks=True)
    assert joined.note == "Over 5 periods from 2020." and joined.value is not None and joined.value < 0


def test_two_years_are_no_trend(series: Catalogue) -> None:
    (row,) = shown(series, WEEKS, "Lancashire", "trend", periods=["2023", "2024"])
    assert (row.value, row.mark) == (None, Mark.NOT_AVAILABLE)


def _lait(*rows: tuple[str, str, str]) -> tuple[Any, Any]:
    """Lines of the interactive tool: measure, year, value, for Lancashire."""
    return small.LAIT, [[what, year, "Lancashire", "888", "North West", value] for what, year, value in rows]


def test_a_rounded_percentage_alone_is_as_unsure_as_its_rounding(tmp_path: Path) -> None:
    catalogue = store(tmp_path, lait=_lait(("NEW_KS2_RWM_Sen_Withsta", "2024", "9")))
    row = only(shown(catalogue, KS2, "Lancashire"), group="ehc-plan")
    assert (row.value, row.lower, row.upper) == pytest.approx((9, 8.5, 9.5))
    assert row.basis is Basis.ROUNDED
    assert row.printed == 0


def test_a_borrowed_base_widens_the_interval_and_says_so(tmp_path: Path) -> None:
    catalogue = store(
        tmp_path, lait=_lait(("NEW_KS2_RWM_Sen_Withsta", "2024", "9")), ks2=(small.KS2, [ks2(LANCASHIRE, "EHC plan", 200, 20)])
    )
    row = only(shown(catalogue, KS2, "Lancashire"), group="ehc-plan", period="2023/24")
    assert row.basis is Basis.BORROWED and "nearest year" in row.basis.words
    low, high = twins.share(0.085 * 200, 200)[1], twins.share(0.095 * 200, 200)[2]
    assert (row.value, row.lower, row.upper) == pytest.approx((9, low, high))
    assert row.numerator is None and row.denominator is None


def test_rounded_counts_widen_the_interval(tmp_path: Path) -> None:
    rows = [ks2(NORTH_WEST, "No SEN", 500, 300), ks2(BOLTON, "No SEN", 500, 300), ks2(NORTH_WEST, "All SEN", 501, 300)]
    catalogue = store(tmp_path, ks2=(small.KS2, rows))
    rounded = only(shown(catalogue, KS2, "North West"), group="no-sen")
    exact = only(shown(catalogue, KS2, "Bolton"), group="no-sen")
    assert (rounded.basis, exact.basis) == (Basis.ROUNDED_COUNTS, Basis.COUNTS)
    assert rounded.value == exact.value == 60
    assert rounded.lower == pytest.approx(twins.share(295, 505)[1]) and rounded.upper == pytest.approx(twins.share(305, 495)[2])
    # A count that is no multiple of ten was not rounded to ten.
    assert only(shown(catalogue, KS2, "North West"), group="any-sen").basis is Basis.COUNTS


def test_a_gap_of_rounded_figures_is_at_least_as_wide_as_the_rounding(tmp_path: Path) -> None:
    catalogue = store(tmp_path, lait=_lait(("NEW_KS2_RWM_Sen_Withsta", "2024", "9"), ("NoID_SEN_NEW_KS2_RWM", "2024", "70")))
    (row,) = shown(catalogue, KS2, "Lancashire", "gap", between="no-sen,ehc-plan")
    assert row.value == 61 and row.basis is Basis.ROUNDED
    assert row.upper is not None and row.lower is not None and row.upper - row.lower >= 1


def test_a_ratio_of_tiny_groups_is_not_given(tmp_path: Path) -> None:
    catalogue = store(tmp_path, ks2=(small.KS2, [ks2(LANCASHIRE, "No SEN", 100, 60), ks2(LANCASHIRE, "All SEN", 5, 0)]))
    for statistic in ("odds-ratio", "risk-ratio"):
        (row,) = shown(catalogue, KS2, "Lancashire", statistic)
        assert row.value is None and row.note.startswith("Too few to say")
