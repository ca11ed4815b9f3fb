"""Chance among many comparisons: the false discovery rate equals a slow twin and statsmodels, p-values agree with intervals."""

import random

import pytest
from statsmodels.stats.multitest import multipletests

from attainable.evidence.statistics import Estimate, discoveries, newcombe, p_value


def slow(p_values: list[float], rate: float) -> list[bool]:
    """For each comparison: is there a limit under which it falls, and of all under that limit few enough expected by chance?"""
    n = len(p_values)
    limits = [limit for limit in p_values if limit * n <= rate * sum(p <= limit for p in p_values)]
    return [any(p <= limit for limit in limits) for p in p_values]


@pytest.mark.parametrize("seed", range(200))
def test_equals_its_slow_twin_and_statsmodels(seed: int) -> None:
    draw = random.Random(seed)
    p_values = [round(draw.random() ** draw.choice((1, 4, 12)), draw.choice((2, 9))) for _ in range(draw.randint(1, 40))]
    rate = draw.choice((0.01, 0.05, 0.2))
    found = discoveries(p_values, rate)
    assert found == slow(p_values, rate) == list(multipletests(p_values, alpha=rate, method="fdr_bh")[0])


def test_of_nothing_there_is_nothing() -> None:
    assert discoveries([]) == []


def test_one_comparison_alone_is_clear_at_five_per_cent_and_hardly_among_twenty() -> None:
    assert discoveries([0.04]) == [True]
    assert not any(discoveries([0.04, *[0.5] * 19]))


@pytest.mark.parametrize(
    ("a", "b"), [((297, 1718), (39407, 84866)), ((9, 10), (1, 10)), ((50, 100), (49, 100)), ((0, 40), (5, 40))]
)
def test_a_p_value_is_below_five_per_cent_exactly_where_the_interval_leaves_out_no_difference(
    a: tuple[int, int], b: tuple[int, int]
) -> None:
    gap = newcombe(*a, *b)
    assert gap is not None
    assert (p_value(gap) < 0.05) == (gap.lower > 0 or gap.upper < 0)


def test_p_values_at_the_ends() -> None:
    assert p_value(Estimate(0, -1, 1)) == 1
    assert p_value(Estimate(2, 2, 2)) == 0
    assert p_value(Estimate(-2, -5, 0)) == pytest.approx(0.05)
    # Two standard errors and a half, by the table of the normal distribution.
    assert p_value(Estimate(2.5, 2.5 - 1.959964, 9)) == pytest.approx(0.012419, abs=1e-6)
