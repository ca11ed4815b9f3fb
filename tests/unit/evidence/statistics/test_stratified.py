"""Mantel–Haenszel on the Berkeley admissions of 1973, as R prints them, and on tables that say nothing."""

# None where a test did not expect it is a failure as good as any.
# mypy: disable-error-code="union-attr"

import math
from fractions import Fraction

import pytest
from scipy import stats

from attainable.evidence.statistics import Estimate, mantel_haenszel, odds_ratio
from attainable.evidence.statistics.stratified import _expected

# Admitted and rejected men, admitted and rejected women, by department.
BERKELEY = [
    (512, 313, 89, 19),
    (353, 207, 17, 8),
    (120, 205, 202, 391),
    (138, 279, 131, 244),
    (53, 138, 94, 299),
    (22, 351, 24, 317),
]


def test_berkeley_has_the_published_pooled_ratio():
    found = mantel_haenszel(BERKELEY).odds_ratio
    assert (found.value, found.lower, found.upper) == pytest.approx((0.9046968, 0.7719074, 1.0603298), abs=5e-8)


def test_berkeley_departments_differ():
    found = mantel_haenszel(BERKELEY)
    assert found.heterogeneity == pytest.approx(18.83, abs=0.01)
    assert (found.degrees, found.strata) == (5, 6)
    assert found.p_value == pytest.approx(stats.chi2.sf(found.heterogeneity, 5))


def test_one_stratum_is_woolf():
    found = mantel_haenszel([(40, 160, 60, 540)])
    plain = odds_ratio(40, 160, 60, 540)
    pooled = found.odds_ratio
    assert (pooled.value, pooled.lower, pooled.upper) == pytest.approx((plain.value, plain.lower, plain.upper))
    assert found.heterogeneity == pytest.approx(0, abs=1e-12)
    assert found.p_value is None


def test_strata_that_share_a_ratio_are_not_heterogeneous():
    # Odds ratios of 4 under quite different margins.
    found = mantel_haenszel([(20, 10, 10, 20), (40, 100, 10, 100), (80, 20, 50, 50)])
    assert found.odds_ratio.value == pytest.approx(4)
    assert found.heterogeneity == pytest.approx(0, abs=1e-9)
    assert found.p_value == pytest.approx(1)


@pytest.mark.parametrize("empty", [(0, 0, 5, 6), (5, 6, 0, 0), (0, 9, 0, 7), (9, 0, 7, 0), (0, 0, 0, 0)])
def test_a_stratum_with_an_empty_margin_contributes_nothing(empty):
    assert mantel_haenszel([*BERKELEY, empty]) == mantel_haenszel(BERKELEY)
    assert mantel_haenszel([empty, empty]) is None


@pytest.mark.parametrize("ratio", [1e-9, 0.01, 1 - 1e-12, 1, 1 + 1e-12, 100, 1e9])
@pytest.mark.parametrize("margins", [(1000, 10, 900), (10, 1000, 900), (50, 50, 50)])
def test_expected_cells_lose_no_digits(margins, ratio):
    def odds_ratio_less(cell):
        return cell * (second - outcomes + cell) - Fraction(ratio) * (first - cell) * (outcomes - cell)

    first, second, outcomes = margins
    low, high = Fraction(max(0, outcomes - second)), Fraction(min(first, outcomes))
    for _ in range(120):
        middle = (low + high) / 2
        low, high = (middle, high) if odds_ratio_less(middle) < 0 else (low, middle)
    assert _expected(first, second, outcomes, ratio) == pytest.approx(float(low), rel=1e-11)


def test_a_ratio_past_all_precision_has_no_heterogeneity():
    found = mantel_haenszel([(1e10, 1, 1, 1e10), (1e9, 100, 5, 5)])
    assert found.odds_ratio.value > 1
    assert found.heterogeneity is None


def test_no_strata_have_no_ratio():
    assert mantel_haenszel([]) is None


@pytest.mark.parametrize(("tables", "value"), [([(0, 5, 3, 5), (0, 8, 2, 2)], 0), ([(3, 5, 0, 5), (2, 2, 0, 8)], math.inf)])
def test_a_ratio_that_is_nought_or_infinite_everywhere_is_unbounded(tables, value):
    found = mantel_haenszel(tables)
    assert found.odds_ratio == Estimate(value, 0, math.inf)
    assert (found.heterogeneity, found.p_value, found.strata) == (None, None, 2)


def test_a_negative_cell_is_refused():
    with pytest.raises(ValueError, match="the c must be"):
        mantel_haenszel([(1, 2, -3, 4)])
