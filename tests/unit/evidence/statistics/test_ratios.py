"""Odds and risk ratios: the worked example of our reference, published ones, and the empty cells."""

# None where a test did not expect it is a failure as good as any.
# mypy: disable-error-code="union-attr"

import math

import pytest

from attainable.evidence.statistics import (
    Estimate,
    odds_ratio,
    odds_ratio_bounds,
    ratio_mover,
    ratio_of_counts,
    risk_ratio,
    risk_ratio_bounds,
)

INF = math.inf


def rounded(estimate, places=2):
    return tuple(round(x, places) for x in (estimate.value, estimate.lower, estimate.upper))


def test_the_worked_odds_ratio():
    assert rounded(odds_ratio(40, 160, 60, 540)) == (2.25, 1.45, 3.48)


def test_the_worked_risk_ratio():
    assert rounded(risk_ratio(40, 160, 60, 540)) == (2.0, 1.39, 2.89)


def test_ratios_of_the_physicians_health_study():
    # Agresti (2007), section 2.2–2.3: heart attacks on placebo (189 of 11,034) and aspirin (104 of 11,037).
    assert rounded(odds_ratio(189, 10_845, 104, 10_933)) == (1.83, 1.44, 2.33)
    # Printed from rounded logarithms, so good to one in the last place.
    assert rounded(risk_ratio(189, 10_845, 104, 10_933)) == pytest.approx((1.82, 1.43, 2.30), abs=0.0101)


def test_an_empty_cell_adds_a_half_to_every_cell():
    assert odds_ratio(0, 20, 5, 15) == odds_ratio(0.5, 20.5, 5.5, 15.5)
    assert odds_ratio(20, 0, 5, 15) == odds_ratio(20.5, 0.5, 5.5, 15.5)
    assert risk_ratio(5, 15, 0, 20) == risk_ratio(5.5, 15.5, 0.5, 20.5)
    assert ratio_of_counts(0, 8) == ratio_of_counts(0.5, 8.5)


@pytest.mark.parametrize("cells", [(0, 0, 3, 4), (3, 4, 0, 0), (0, 10, 0, 1000)])
def test_an_empty_margin_has_no_ratio(cells):
    assert odds_ratio(*cells) is None
    assert risk_ratio(*cells) is None


def test_when_everybody_has_the_outcome_risks_compare_but_odds_do_not():
    assert odds_ratio(10, 0, 12, 0) is None
    everyone = risk_ratio(10, 0, 12, 0)
    assert everyone.lower < 1 < everyone.upper


@pytest.mark.parametrize("function", [odds_ratio, risk_ratio])
@pytest.mark.parametrize("bad", [-1, math.nan, INF])
@pytest.mark.parametrize("cell", range(4))
def test_a_bad_cell_is_refused(function, bad, cell):
    cells = [5.0, 5.0, 5.0, 5.0]
    cells[cell] = bad
    with pytest.raises(ValueError, match=f"the {'abcd'[cell]} must be a number of 0 or more"):
        function(*cells)


def test_times_as_many():
    # 120 then 80: log ratio ± 1.96 √(1/120 + 1/80).
    margin = 1.959963984540054 * math.sqrt(1 / 120 + 1 / 80)
    found = ratio_of_counts(120, 80)
    assert found.value == 1.5
    assert found.lower == pytest.approx(1.5 * math.exp(-margin))
    assert found.upper == pytest.approx(1.5 * math.exp(margin))


def test_nothing_over_nothing_is_no_ratio():
    nought = Estimate(0, 0, 0.005)
    assert ratio_of_counts(0, 0) is None
    assert ratio_mover(nought, nought) is None
    assert odds_ratio_bounds(nought, nought) is None
    assert risk_ratio_bounds(nought, nought) is None
    assert odds_ratio_bounds(Estimate(1, 0.995, 1), Estimate(1, 0.995, 1)) is None


def test_counts_cannot_be_negative():
    with pytest.raises(ValueError, match="second count"):
        ratio_of_counts(3, -1)


def test_a_ratio_of_means_with_a_fixed_denominator_is_a_scaled_interval():
    assert ratio_mover(Estimate(6, 4, 9), Estimate(2, 2, 2)) == Estimate(3, 2, 4.5)


def test_a_ratio_of_means_whose_denominator_may_be_nothing_is_unbounded():
    found = ratio_mover(Estimate(6, 4, 9), Estimate(2, 0, 3))
    assert (found.value, found.upper) == (3, INF)
    assert 1 < found.lower < 3


def test_a_ratio_of_means_over_nothing_is_infinite_with_a_lower_limit():
    found = ratio_mover(Estimate(6, 4, 9), Estimate(0, 0, 3))
    assert (found.value, found.upper) == (INF, INF)
    assert found.lower == pytest.approx(math.sqrt(4 * (12 - 4)) / 3)
    assert ratio_mover(Estimate(6, 4, 9), Estimate(0, 0, 0)) == Estimate(INF, INF, INF)


def test_nothing_over_something_is_nothing():
    found = ratio_mover(Estimate(0, 0, 2), Estimate(4, 4, 4))
    assert found == Estimate(0, 0, 0.5)


def test_a_ratio_of_means_needs_a_true_zero():
    with pytest.raises(ValueError, match="first lower limit must be a number of 0 or more"):
        ratio_mover(Estimate(1, -1, 2), Estimate(2, 1, 3))
    with pytest.raises(ValueError, match="second value"):
        ratio_mover(Estimate(1, 1, 2), Estimate(INF, 1, INF))


def test_rounded_percentages_bound_a_ratio_by_their_extremes():
    a, b = Estimate(0.20, 0.195, 0.205), Estimate(0.10, 0.095, 0.105)
    odds = odds_ratio_bounds(a, b)
    assert odds.value == pytest.approx(2.25)
    assert odds.lower == pytest.approx((0.195 / 0.805) / (0.105 / 0.895))
    assert odds.upper == pytest.approx((0.205 / 0.795) / (0.095 / 0.905))
    risks = risk_ratio_bounds(a, b)
    assert (risks.value, risks.lower, risks.upper) == pytest.approx((2, 0.195 / 0.105, 0.205 / 0.095))


@pytest.mark.parametrize(
    ("a", "b", "lower", "upper"),
    [
        ((0.5, 0.5, 0.5), (0.002, 0, 0.5), 1, INF),  # the second may be 0
        ((0.002, 0, 0.5), (0.5, 0.5, 0.5), 0, 1),  # the first may be 0
        ((0.998, 0.5, 1), (0.5, 0.5, 0.5), 1, INF),  # the first may be everyone
        ((0.5, 0.5, 0.5), (0.998, 0.5, 1), 0, 1),  # the second may be everyone
        ((0.002, 0, 0.01), (0.002, 0, 0.01), 0, INF),  # both may be 0
        ((0.998, 0.99, 1), (0.998, 0.99, 1), 0, INF),  # both may be everyone
        ((0, 0, 0), (0.002, 0, 0.5), 0, INF),  # 0/0 bounds nothing
        ((1, 1, 1), (0.5, 0.5, 1), 0, INF),  # inf/inf bounds nothing
    ],
)
def test_odds_are_unbounded_where_the_rounding_allows_it(a, b, lower, upper):
    found = odds_ratio_bounds(Estimate(*a), Estimate(*b))
    assert (found.lower, found.upper) == (lower, upper)


def test_something_over_nought_per_cent_still_has_a_lower_limit():
    found = risk_ratio_bounds(Estimate(0.3, 0.295, 0.305), Estimate(0, 0, 0.005))
    assert (found.value, found.upper) == (INF, INF)
    assert found.lower == pytest.approx(59)


@pytest.mark.parametrize("function", [odds_ratio_bounds, risk_ratio_bounds])
def test_percentages_must_be_scaled_first(function):
    with pytest.raises(ValueError, match="proportion from 0 to 1"):
        function(Estimate(20, 19.5, 20.5), Estimate(0.1, 0.1, 0.1))
    with pytest.raises(ValueError, match="proportion from 0 to 1"):
        function(Estimate(0.1, 0.1, 0.1), Estimate(0.1, -0.1, 0.1))
