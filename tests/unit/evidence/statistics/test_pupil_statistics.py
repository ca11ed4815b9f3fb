"""Funnels, matched comparisons, means and shrinkage against worked examples, scipy and simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from attainable.evidence.statistics import funnel
from attainable.evidence.statistics.funnel import Position
from attainable.evidence.statistics.matching import matched_comparison
from attainable.evidence.statistics.means import mean_of_sums


@given(st.lists(st.integers(-500, 500), min_size=2, max_size=60))
def test_a_mean_of_sums_is_students(values: list[int]) -> None:
    found = mean_of_sums(sum(values), sum(v * v for v in values), len(values))
    assert found is not None
    assert found.value == pytest.approx(np.mean(values))
    if len(set(values)) > 1:
        low, high = stats.t.interval(0.95, len(values) - 1, np.mean(values), stats.sem(values))
        assert (found.lower, found.upper) == pytest.approx((low, high))
    else:
        assert found.lower == found.upper


def test_sums_that_belong_together_only() -> None:
    assert mean_of_sums(5, 25, 1) is None
    with pytest.raises(ValueError, match="do not belong"):
        mean_of_sums(100, 1, 2)


def test_a_matched_comparison_is_weighted_as_the_group_is() -> None:
    found = matched_comparison(np.array([50, 50, 7]), np.array([40, 20, 7]), np.array([100, 400, 0]), np.array([70, 120, 0]))
    assert found.comparison is not None and found.group is not None and found.gap is not None
    assert (found.matched, found.unmatched, found.pool) == (100, 7, 500)
    assert found.comparison.value == pytest.approx(0.5 * 0.7 + 0.5 * 0.3)
    assert found.group.value == pytest.approx(0.6)
    assert found.gap.lower < 0.1 < found.gap.upper


@pytest.mark.parametrize(("group", "pool"), [([20, 9], [500, 500]), ([100, 0], [0, 500]), ([40, 0], [3, 0])])
def test_too_few_to_say(group: list[int], pool: list[int]) -> None:
    found = matched_comparison(np.array(group), np.array(group) // 2, np.array(pool), np.array(pool) // 2)
    assert found.too_few and found.group is None


def test_the_interval_of_a_comparison_covers() -> None:
    """Of many samples with a true difference of 10 points, about 95 in 100 intervals hold it."""
    rng = np.random.default_rng(5)
    n, m, p = np.array([60, 90, 50]), np.array([300, 200, 400]), np.array([0.3, 0.5, 0.7])
    held = 0
    for _ in range(1000):
        found = matched_comparison(n, rng.binomial(n, p + 0.1), m, rng.binomial(m, p))
        assert found.gap is not None
        held += found.gap.lower <= 0.1 <= found.gap.upper
    assert 930 <= held <= 985


def test_schools_that_differ_by_chance_alone_are_not_over_dispersed() -> None:
    rng = np.random.default_rng(1)
    n = rng.integers(100, 900, 400)
    z, s = funnel.arcsine_scores(rng.binomial(n, 0.2).astype(float), np.full(400, 0.2), n.astype(float))
    found = funnel.over_dispersion(z, s)
    assert found.phi < 1.1 and found.tau2 < 0.0002
    assert np.mean(np.abs(z) > funnel.Z95) == pytest.approx(0.05, abs=0.03)


def test_schools_that_do_differ_are() -> None:
    rng = np.random.default_rng(2)
    n = rng.integers(100, 900, 400)
    own = np.sin(np.clip(np.arcsin(np.sqrt(0.2)) + rng.normal(0, 0.08, 400), 0, 1.5)) ** 2
    z, s = funnel.arcsine_scores(rng.binomial(n, own).astype(float), np.full(400, 0.2), n.astype(float))
    found = funnel.over_dispersion(z, s)
    # Winsorising at the 10th and 90th centile draws the spread in: the NHS method.
    assert found.phi > 3 and 0.04**2 < found.tau2 < 0.09**2
    adjusted = z * s / np.sqrt(s**2 + found.tau2)
    assert np.mean(np.abs(adjusted) > funnel.Z998) < 0.03


def test_limits_close_as_schools_grow() -> None:
    low, high = funnel.limits(0.2, np.array([50.0, 200.0, 2000.0]), funnel.Z95)
    assert (np.diff(high - low) < 0).all() and (low < 0.2).all() and (high > 0.2).all()
    exact = stats.binom.ppf([0.025, 0.975], 2000, 0.2) / 2000
    assert (low[2], high[2]) == pytest.approx(tuple(exact), abs=0.002)
    wide = funnel.limits(0.2, np.array([2000.0]), funnel.Z95, tau2=0.01)
    assert wide[0][0] < low[2] and wide[1][0] > high[2]


def test_positions_are_words_without_blame() -> None:
    assert [funnel.position(z) for z in (-4, -2.5, 1.9, 2.5, 4)] == [
        Position.FAR_LOWER,
        Position.LOWER,
        Position.AS_EXPECTED,
        Position.HIGHER,
        Position.FAR_HIGHER,
    ]
    scores = np.array([-4, -3.0902, -2.5, -1.96, 0, 1.9, 1.96, 2.5, 3.0902, 4])
    assert funnel.positions(scores) == {p: [funnel.position(z) for z in scores].count(p) for p in Position}
    assert all("over-" not in position and "under-" not in position for position in Position)


def test_shrinkage_draws_the_small_in_and_leaves_the_order_of_the_large() -> None:
    shares, s = np.array([0.5, 0.5, 0.1]), np.array([0.2, 0.02, 0.02])
    drawn, reliability = funnel.shrunken(shares, s, tau2=0.01)
    assert drawn[2] < drawn[0] < drawn[1] <= 0.5
    assert reliability[0] < reliability[1]
    flat, none = funnel.shrunken(shares, s, tau2=0.0)
    assert np.ptp(flat) == pytest.approx(0) and none.max() == 0
