"""Effects of interventions against scipy, statsmodels and slow twins, and what is said when there are too few."""

import math
import random

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.meta_analysis import effectsize_smd

from attainable.domains.provision.rules.effect import MINIMUM, Pair, difference, mean_change, ratio_gain, small_sample

MISSING = "no usable pair of scores"


def drawn(seed: int, n: int = 25, gain: float = 4) -> list[tuple[float, float]]:
    chance = random.Random(seed)
    return [(before, before + chance.gauss(gain, 5)) for before in (chance.gauss(90, 12) for _ in range(n))]


def arrays(pairs: list[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([before for before, _ in pairs]), np.array([after for _, after in pairs])


@pytest.mark.parametrize("seed", range(5))
def test_the_mean_change_is_what_numpy_and_scipy_make_of_it(seed: int):
    pairs = drawn(seed)
    before, after = arrays(pairs)
    n, found = len(pairs), mean_change(pairs)
    value = small_sample(n - 1) * (after - before).mean() / before.std(ddof=1)
    # Becker's variance, with the correlation worked out from spreads in the rule and by numpy here.
    s, t, r = before.std(ddof=1), after.std(ddof=1), np.corrcoef(before, after)[0, 1]
    assert 2 * s * t * r == pytest.approx(s**2 + t**2 - (after - before).var(ddof=1))
    half = stats.t.ppf(0.975, n - 1) * math.sqrt(2 * (1 - r) / n + value**2 / (2 * n))
    assert found.gain == pytest.approx((after - before).mean())
    assert (found.effect, found.lower, found.upper) == pytest.approx((value, value - half, value + half))


@pytest.mark.parametrize("seed", range(5))
def test_the_difference_of_two_groups_is_hedges_g_as_statsmodels_has_it(seed: int):
    ours, theirs = drawn(seed, 30, 6), drawn(seed + 100, 22, 2)
    mine, other = (after - before for before, after in (arrays(ours), arrays(theirs)))
    # statsmodels approximates the correction, which is exact here: they differ in the fourth place.
    value, _ = effectsize_smd(mine.mean(), mine.std(ddof=1), 30, other.mean(), other.std(ddof=1), 22)
    found = difference(ours, theirs)
    assert found.n == 52
    assert found.gain == pytest.approx(mine.mean() - other.mean())
    assert found.effect == pytest.approx(value, rel=2e-4)
    assert found.effect is not None
    half = stats.t.ppf(0.975, 50) * math.sqrt(1 / 30 + 1 / 22 + found.effect**2 / (2 * 52))
    assert (found.lower, found.upper) == pytest.approx((found.effect - half, found.effect + half))


def test_the_ratio_gain_with_one_interval_between_tests_is_students_interval_of_the_gain():
    pairs = drawn(3)
    before, after = arrays(pairs)
    found = ratio_gain(pairs, [4.0] * 25)
    low, high = stats.t.interval(0.95, 24, (after - before).mean() / 4, stats.sem(after - before) / 4)
    assert (found.effect, found.lower, found.upper) == pytest.approx(((after - before).mean() / 4, low, high))


def test_the_ratio_gain_adds_months_up_before_it_divides():
    found = ratio_gain([(60, 66), (70, 88)], [3, 9])
    assert found.effect == pytest.approx(24 / 12)


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    chance = random.Random(1)
    held = 0
    for _ in range(400):
        gains = [(before, before + 5 + chance.gauss(0, 6)) for before in (chance.gauss(100, 10) for _ in range(20))]
        found = mean_change(gains)
        held += found.lower is not None and found.upper is not None and found.lower <= 0.5 <= found.upper
    assert 0.92 <= held / 400 <= 0.99


def test_too_few_children_is_said_and_pairs_that_are_missing_are_counted():
    pairs: list[Pair] = [*drawn(1, MINIMUM - 1), (80.0, None), (None, 90.0)]
    found = mean_change(pairs)
    assert found.n == MINIMUM - 1
    assert any(note.startswith("Too few to say") for note in found.notes)
    assert any(note.startswith(f"2 rows have {MISSING}") for note in found.notes)
    assert not any("Too few" in note for note in mean_change(drawn(1, MINIMUM)).notes)


@pytest.mark.parametrize("pairs", [[], [(1.0, 2.0)], [(1.0, 2.0)] * 12, [(None, 2.0)]])
def test_scores_without_a_spread_have_no_effect(pairs: list[Pair]):
    found = mean_change(pairs)
    assert (found.effect, found.lower, found.upper) == (None, None, None)
    assert any("do not differ enough" in note for note in found.notes)


def test_tests_that_are_out_of_order_are_not_counted():
    found = ratio_gain([(60, 66), (70, 76), (70, 76)], [6, -2, None])
    assert found.n == 1
    assert any(MISSING in note for note in found.notes)


def test_each_answer_says_that_it_does_not_show_a_cause():
    assert any("no comparison group" in note for note in mean_change(drawn(2)).notes)
    assert any("other causes" in note for note in difference(drawn(2), drawn(3)).notes)
