"""The exact limits of a Poisson count, as tabled since Garwood (1936)."""

# None where a test did not expect it is a failure as good as any.
# mypy: disable-error-code="union-attr"

import math

import pytest
from scipy import stats

from attainable.evidence.statistics import chi_squared_tail, poisson, rate, t_for


@pytest.mark.parametrize(
    ("count", "lower", "upper"),
    [(0, 0.0, 3.689), (1, 0.025, 5.572), (2, 0.242, 7.225), (10, 4.795, 18.390), (100, 81.364, 121.627)],
)
def test_a_count_has_the_tabled_limits(count, lower, upper):
    found = poisson(count)
    assert (found.value, round(found.lower, 3), round(found.upper, 3)) == (count, lower, upper)


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95, 0.99, 0.998])
@pytest.mark.parametrize("count", [0, 0.3, 1, 3.7, 17, 140, 149, 150, 151, 1_000, 12_345, 1e6, 1e9])
def test_small_and_large_counts_agree_with_scipy(count, level):
    found = poisson(count, level)
    tail = (1 - level) / 2
    assert found.lower == pytest.approx(stats.chi2.ppf(tail, 2 * count) / 2 if count else 0, rel=1e-8)
    assert found.upper == pytest.approx(stats.chi2.isf(tail, 2 * count + 2) / 2, rel=1e-8)


def test_a_rate_may_pass_1():
    found = rate(10, 4)
    assert found.value == 2.5
    assert (round(found.lower, 4), round(found.upper, 4)) == (1.1988, 4.5976)


def test_no_base_has_no_rate():
    assert rate(3, 0) is None


@pytest.mark.parametrize(("count", "base"), [(-1, 10), (math.nan, 10), (1, -1), (1, math.nan), (math.inf, 1)])
def test_a_rate_refuses_in_words(count, base):
    with pytest.raises(ValueError, match="must be a number of 0 or more"):
        rate(count, base)


def test_a_count_refuses_a_level_that_is_a_percentage():
    with pytest.raises(ValueError, match="level"):
        poisson(3, 95)


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.99, 0.998, 0.9999])
@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 5, 10, 11, 30, 151, 1_000])
def test_t_agrees_with_scipy(level, degrees):
    assert t_for(level, degrees) == pytest.approx(stats.t.ppf((1 + level) / 2, degrees), rel=1e-9)


@pytest.mark.parametrize("degrees", [1, 2, 5, 38, 151])
@pytest.mark.parametrize("statistic", [0, 0.001, 1, 3.84, 40, 150, 700])
def test_the_chi_squared_tail_agrees_with_scipy(statistic, degrees):
    assert chi_squared_tail(statistic, degrees) == pytest.approx(stats.chi2.sf(statistic, degrees), rel=1e-9)


def test_degrees_of_freedom_start_at_1():
    with pytest.raises(ValueError, match="degrees of freedom"):
        t_for(0.95, 0)
    with pytest.raises(ValueError, match="degrees of freedom"):
        chi_squared_tail(1, 0)
