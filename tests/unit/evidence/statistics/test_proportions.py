"""Worked examples from Newcombe (1998), Stat. Med. 17, 857–872, and what must be true at the edges."""

# None where a test did not expect it is a failure as good as any.
# mypy: disable-error-code="union-attr"

import math

import pytest

from attainable.evidence.statistics import Estimate, bounded_mean, rounded_counts, rounded_only, rounded_wilson, wilson, z_for


@pytest.mark.parametrize(
    ("numerator", "denominator", "lower", "upper"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_published_limits(numerator, denominator, lower, upper):
    found = wilson(numerator, denominator)
    assert found.value == numerator / denominator
    assert (round(found.lower, 4), round(found.upper, 4)) == (lower, upper)


def test_wilson_reaches_the_ends_exactly():
    assert wilson(0, 7).lower == 0
    assert wilson(7, 7).upper == 1


def test_wilson_takes_a_derived_numerator():
    assert wilson(2, 9).lower < wilson(2.5, 9).lower < wilson(3, 9).lower


def test_nobody_has_no_proportion():
    assert wilson(0, 0) is None
    assert rounded_wilson(0.3, 0, 0.005) is None
    assert rounded_counts(0, 0, 2.5, 2.5) is None
    assert bounded_mean(40, 0, 0, 90) is None


@pytest.mark.parametrize(
    ("numerator", "denominator", "words"),
    [
        (-1, 10, "numerator must be a number of 0 or more"),
        (1, -10, "denominator must be a number of 0 or more"),
        (11, 10, r"numerator \(11\) is more than the denominator \(10\)"),
        (math.nan, 10, "numerator"),
        (1, math.nan, "denominator"),
        (1, math.inf, "denominator"),
    ],
)
def test_wilson_refuses_in_words(numerator, denominator, words):
    with pytest.raises(ValueError, match=words):
        wilson(numerator, denominator)


@pytest.mark.parametrize("level", [0, 1, 95, -0.5, math.nan])
def test_a_level_lies_between_0_and_1(level):
    with pytest.raises(ValueError, match="level must be between 0 and 1"):
        wilson(1, 2, level)


def test_z_is_the_familiar_number():
    assert round(z_for(0.95), 6) == 1.959964
    assert round(z_for(0.998), 4) == 3.0902


def test_a_rounded_percentage_has_the_union_of_the_wilson_intervals():
    # 31% of 263 stands for anything from 30.5% to 31.5%.
    found = rounded_wilson(0.31, 263, 0.005)
    assert found.value == 0.31
    assert found.lower == pytest.approx(wilson(0.305 * 263, 263).lower, abs=1e-12)
    assert found.upper == pytest.approx(wilson(0.315 * 263, 263).upper, abs=1e-12)


def test_rounding_stops_at_the_ends():
    assert rounded_wilson(0.0, 20, 0.005).lower == 0
    assert rounded_wilson(1.0, 20, 0.005).upper == 1
    assert rounded_only(0.002, 0.005) == Estimate(0.002, 0.0, 0.007)
    assert rounded_only(1.0, 0.005) == Estimate(1.0, 0.995, 1.0)


@pytest.mark.parametrize(("p", "half_width"), [(1.01, 0.005), (-0.1, 0.005), (math.nan, 0.005), (0.5, -0.1)])
def test_a_rounded_percentage_must_be_one(p, half_width):
    with pytest.raises(ValueError, match=r"proportion from 0 to 1|0 or more"):
        rounded_only(p, half_width)
    with pytest.raises(ValueError, match=r"proportion from 0 to 1|0 or more"):
        rounded_wilson(p, 100, half_width)


def test_rounded_counts_take_the_extreme_proportions():
    # 20 of 100, each to the nearest 5: from 17.5 of 102.5 to 22.5 of 97.5.
    found = rounded_counts(20, 100, 2.5, 2.5)
    assert found.value == 0.2
    assert found.lower == pytest.approx(wilson(17.5, 102.5).lower)
    assert found.upper == pytest.approx(wilson(22.5, 97.5).upper)


def test_unrounded_counts_are_plain_wilson():
    assert rounded_counts(81, 263, 0, 0) == wilson(81, 263)


def test_rounded_counts_that_may_meet_reach_1():
    assert rounded_counts(10, 10, 5, 5).upper == 1
    assert rounded_counts(95, 100, 2.5, 2.5).upper == 1
    assert rounded_counts(90, 100, 2.5, 2.5).upper < 1


def test_a_numerator_rounded_past_its_denominator_counts_as_everyone():
    # 7 of 7, one to the nearest 10 and the other to the nearest 5.
    found = rounded_counts(10, 5, 5, 2.5)
    assert (found.value, found.upper) == (1, 1)
    assert found.lower == pytest.approx(wilson(5, 7.5).lower)


def test_rounded_counts_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="more than the denominator"):
        rounded_counts(30, 10, 2.5, 2.5)
    with pytest.raises(ValueError, match="denominator"):
        rounded_counts(3, -10, 2.5, 2.5)
    with pytest.raises(ValueError, match="den half"):
        rounded_counts(3, 10, 2.5, math.nan)


def test_a_bounded_mean_is_wilson_on_its_scale():
    found = bounded_mean(45.0, 100, 0, 90)
    plain = wilson(50, 100)
    assert (found.lower, found.upper) == pytest.approx((90 * plain.lower, 90 * plain.upper))


def test_a_bounded_mean_nears_the_plain_normal_limits_for_large_numbers():
    found = bounded_mean(100.0, 40_000, 80, 120)
    margin = z_for(0.95) * math.sqrt((120 - 100) * (100 - 80) / 40_000)
    assert (found.lower, found.upper) == pytest.approx((100 - margin, 100 + margin), abs=1e-3)


def test_a_mean_at_the_foot_of_the_scale_is_not_certain():
    found = bounded_mean(0.0, 5, 0, 90)
    assert found.lower == 0
    assert 30 < found.upper < 50


@pytest.mark.parametrize(("mean", "low", "high"), [(-1, 0, 90), (91, 0, 90), (5, 5, 5), (math.nan, 0, 90), (1, 0, math.inf)])
def test_a_mean_off_its_scale_is_refused(mean, low, high):
    with pytest.raises(ValueError, match=r"is not on a scale|finite"):
        bounded_mean(mean, 10, low, high)


@pytest.mark.parametrize("limits", [(1, 2, 3), (4, 2, 3), (math.nan, 2, 3), (2, math.nan, 3), (2, 1, math.nan)])
def test_an_estimate_lies_inside_its_limits(limits):
    with pytest.raises(ValueError, match="does not contain"):
        Estimate(*limits)
