"""Newcombe (1998), Stat. Med. 17, 873–890, table II, method 10."""

# None where a test did not expect it is a failure as good as any.
# mypy: disable-error-code="union-attr"

import math

import pytest

from attainable.evidence.statistics import Estimate, difference, newcombe


@pytest.mark.parametrize(
    ("first", "second", "lower", "upper"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe_gives_the_published_limits(first, second, lower, upper):
    found = newcombe(*first, *second)
    assert found.value == pytest.approx(first[0] / first[1] - second[0] / second[1])
    assert (round(found.lower, 4), round(found.upper, 4)) == (lower, upper)


def test_a_difference_takes_each_side_from_the_right_limits():
    # Below: 3 under the first and 4 over the second; above: 5 over the first and 12 under the second.
    assert difference(Estimate(20, 17, 25), Estimate(15, 3, 19)) == Estimate(5, 0, 18)


def test_an_empty_group_has_no_difference():
    assert newcombe(0, 0, 3, 10) is None
    assert newcombe(3, 10, 0, 0) is None


def test_an_unbounded_estimate_makes_an_unbounded_difference():
    assert difference(Estimate(2, 1, math.inf), Estimate(1, 1, 1)) == Estimate(1, 0, math.inf)


def test_infinite_values_have_no_difference():
    with pytest.raises(ValueError, match="second value must be a finite number"):
        difference(Estimate(2, 1, 3), Estimate(math.inf, 1, math.inf))


def test_newcombe_refuses_as_wilson_does():
    with pytest.raises(ValueError, match="more than the denominator"):
        newcombe(3, 10, 11, 10)
