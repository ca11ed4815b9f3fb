"""Every statistic against a slow and obvious twin, against scipy or statsmodels, and in its properties."""

# None where a test did not expect it is a failure as good as any.
# mypy: disable-error-code="union-attr, call-arg, call-overload"

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import StratifiedTable, Table2x2
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from attainable.evidence.statistics import (
    Estimate,
    bounded_mean,
    difference,
    mantel_haenszel,
    newcombe,
    odds_ratio,
    odds_ratio_bounds,
    poisson,
    rank,
    ratio_mover,
    ratio_of_counts,
    risk_ratio,
    risk_ratio_bounds,
    rounded_counts,
    rounded_only,
    rounded_wilson,
    t_for,
    trend,
    wilson,
    z_for,
)

LEVELS = st.sampled_from([0.8, 0.9, 0.95, 0.99, 0.998])
CELLS = st.integers(0, 500)
FULL_CELLS = st.integers(1, 500)
TABLES = st.tuples(CELLS, CELLS, CELLS, CELLS)
HALF_WIDTHS = st.sampled_from([0.0, 0.00005, 0.0005, 0.005])


@st.composite
def counted(draw):
    denominator = draw(st.integers(1, 5_000))
    return draw(st.integers(0, denominator)), denominator


@st.composite
def estimates(draw, low=0.0, high=1.0):
    limits = st.floats(low, high, allow_subnormal=False).map(lambda x: round(x, 6))
    lower, value, upper = sorted([draw(limits), draw(limits), draw(limits)])
    return Estimate(value, lower, upper)


def limits(estimate):
    return (estimate.lower, estimate.upper)


def root(function, low, high):
    """Where an increasing function crosses 0, by halving."""
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) < 0 else (low, middle)
    return (low + high) / 2


# Proportions


@given(counted(), LEVELS)
def test_wilson_limits_are_where_the_score_statistic_reaches_z(counts, level):
    x, n = counts
    p, z = x / n, z_for(level)

    def score(q):
        return (q - p) * math.sqrt(n) - z * math.sqrt(q * (1 - q))

    def mirrored(q):
        return (q - p) * math.sqrt(n) + z * math.sqrt(q * (1 - q))

    found = wilson(x, n, level)
    assert found.upper == pytest.approx(root(score, p, 1), abs=1e-9)
    assert found.lower == pytest.approx(root(mirrored, 0, p), abs=1e-9)


@given(counted(), LEVELS)
def test_wilson_agrees_with_statsmodels(counts, level):
    expected = proportion_confint(*counts, alpha=1 - level, method="wilson")
    assert limits(wilson(*counts, level)) == pytest.approx(expected, abs=1e-12)


@given(counted())
def test_wilson_mirrors(counts):
    x, n = counts
    found, other = wilson(x, n), wilson(n - x, n)
    assert found.lower == pytest.approx(1 - other.upper, abs=1e-15)


@given(counted(), st.integers(2, 9))
def test_more_pupils_make_a_narrower_interval(counts, times):
    x, n = counts
    assert wilson(times * x, times * n).width < wilson(x, n).width


@given(st.integers(0, 100), st.integers(1, 60), HALF_WIDTHS, LEVELS)
def test_a_rounded_percentage_is_the_union_of_a_scan(percentage, n, half_width, level):
    p = percentage / 100
    span = np.linspace(max(0, p - half_width), min(1, p + half_width), 41)
    scanned = [wilson(min(q * n, n), n, level) for q in span]
    found = rounded_wilson(p, n, half_width, level)
    assert found.lower == pytest.approx(min(e.lower for e in scanned), abs=1e-12)
    assert found.upper == pytest.approx(max(e.upper for e in scanned), abs=1e-12)


@given(counted(), st.sampled_from([0, 1, 2]))
def test_what_was_rounded_lies_inside_the_rounded_interval(counts, places):
    exact = wilson(*counts)
    found = rounded_wilson(round(exact.value, places + 2), counts[1], 0.5 * 10 ** -(places + 2))
    assert found.lower <= exact.lower + 1e-12
    assert found.upper >= exact.upper - 1e-12


@given(st.floats(0, 1), st.floats(0, 0.2), st.floats(0, 0.2), st.integers(1, 1000))
def test_coarser_rounding_never_narrows(p, one, two, n):
    fine, coarse = sorted([one, two])
    assert rounded_only(p, coarse).width >= rounded_only(p, fine).width
    assert rounded_wilson(p, n, coarse).lower <= rounded_wilson(p, n, fine).lower
    assert rounded_wilson(p, n, coarse).upper >= rounded_wilson(p, n, fine).upper


@given(st.integers(0, 12), st.integers(1, 12), st.sampled_from([5, 10]), st.sampled_from([5, 10]))
def test_rounded_counts_are_the_union_of_a_scan(x, n, x_unit, n_unit):
    x, n = x * x_unit, n * n_unit
    possible = [
        wilson(a, b)
        for a in np.linspace(max(0, x - x_unit / 2), x + x_unit / 2, 21)
        for b in np.linspace(n - n_unit / 2, n + n_unit / 2, 21)
        if a <= b
    ]
    assume(possible)
    found = rounded_counts(x, n, x_unit / 2, n_unit / 2)
    # The scan may miss a corner where the numerator meets the denominator between two of its steps.
    assert found.lower == pytest.approx(min(e.lower for e in possible), abs=1e-12)
    assert found.upper == pytest.approx(max(e.upper for e in possible), abs=1e-12)


@given(st.floats(-50, 50), st.floats(0.1, 100), st.floats(0, 1), st.integers(1, 5000), LEVELS)
def test_a_bounded_mean_is_where_the_widest_spread_puts_it_z_errors_away(low, span, share, n, level):
    high = low + span
    mean = min(high, low + share * span)
    z = z_for(level)

    def away(sign):
        return lambda m: (m - mean) - sign * z * math.sqrt(max(0.0, (high - m) * (m - low)) / n)

    found = bounded_mean(mean, n, low, high, level)
    assert low <= found.lower <= found.value <= found.upper <= high
    assert found.upper == pytest.approx(root(away(1), mean, high), abs=1e-6)
    assert found.lower == pytest.approx(root(away(-1), low, mean), abs=1e-6)


# Counts


@given(st.integers(0, 140), LEVELS)
def test_poisson_limits_leave_the_tails_that_they_should(count, level):
    def at_most(most, mean):
        return math.fsum(math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1)) for k in range(most + 1))

    found = poisson(count, level)
    tail = (1 - level) / 2
    assert at_most(count, found.upper) == pytest.approx(tail, rel=1e-9)
    if count:
        assert 1 - at_most(count - 1, found.lower) == pytest.approx(tail, rel=1e-9)


@given(st.floats(0.01, 100_000), LEVELS)
def test_poisson_agrees_with_scipy(count, level):
    tail = (1 - level) / 2
    expected = (stats.chi2.ppf(tail, 2 * count) / 2, stats.chi2.isf(tail, 2 * count + 2) / 2)
    assert limits(poisson(count, level)) == pytest.approx(expected, rel=1e-8)


@given(st.floats(0.0001, 0.99999), st.integers(1, 300))
def test_t_agrees_with_scipy(level, degrees):
    # SciPy loses digits where the level is next to nothing (0.0001 with 4 degrees), so it is not held to more.
    assert t_for(level, degrees) == pytest.approx(stats.t.ppf((1 + level) / 2, degrees), rel=1e-7)


# Differences


@given(counted(), counted(), LEVELS)
def test_newcombe_agrees_with_statsmodels(a, b, level):
    expected = confint_proportions_2indep(*a, *b, method="newcomb", compare="diff", alpha=1 - level)
    assert limits(newcombe(*a, *b, level)) == pytest.approx(expected, abs=1e-9)


@given(estimates(-5, 5), estimates(-5, 5))
def test_swapping_the_groups_negates_a_difference(a, b):
    one, other = difference(a, b), difference(b, a)
    assert (one.value, one.lower, one.upper) == (-other.value, -other.upper, -other.lower)


# Ratios


@given(st.tuples(FULL_CELLS, FULL_CELLS, FULL_CELLS, FULL_CELLS), LEVELS)
def test_ratios_agree_with_statsmodels(cells, level):
    table = Table2x2(np.array(cells).reshape(2, 2))
    odds, risks = odds_ratio(*cells, level), risk_ratio(*cells, level)
    assert odds.value == pytest.approx(table.oddsratio)
    assert limits(odds) == pytest.approx(table.oddsratio_confint(1 - level))
    assert risks.value == pytest.approx(table.riskratio)
    assert limits(risks) == pytest.approx(table.riskratio_confint(1 - level))


def assert_inverse(one, other):
    if one is None or other is None:
        assert one is other
        return
    inverted = [1 / x if x else math.inf for x in (other.value, other.upper, other.lower)]
    assert [one.value, one.lower, one.upper] == pytest.approx(inverted, rel=1e-9)


@given(TABLES)
def test_swapping_the_groups_inverts_a_ratio_of_counts(cells):
    a, b, c, d = cells
    assert_inverse(odds_ratio(a, b, c, d), odds_ratio(c, d, a, b))
    assert_inverse(risk_ratio(a, b, c, d), risk_ratio(c, d, a, b))
    assert_inverse(ratio_of_counts(a, b), ratio_of_counts(b, a))


@given(estimates(0, 5), estimates(0, 5), estimates(), estimates())
def test_swapping_the_groups_inverts_a_ratio_of_estimates(a, b, p, q):
    assert_inverse(ratio_mover(a, b), ratio_mover(b, a))
    assert_inverse(odds_ratio_bounds(p, q), odds_ratio_bounds(q, p))
    assert_inverse(risk_ratio_bounds(p, q), risk_ratio_bounds(q, p))


@given(estimates(0.1, 5), estimates(0.1, 5))
def test_the_limits_of_a_ratio_of_means_leave_a_difference_of_nothing(a, b):
    # At the upper limit R the difference a − R·b has its upper limit at 0; at the lower, its lower limit.
    def scaled(times):
        return Estimate(times * b.value, times * b.lower, times * b.upper)

    found = ratio_mover(a, b)
    assert difference(a, scaled(found.upper)).upper == pytest.approx(0, abs=1e-5)
    assert difference(a, scaled(found.lower)).lower == pytest.approx(0, abs=1e-5)


@given(estimates(0.01, 0.99), estimates(0.01, 0.99))
def test_bounds_are_the_extremes_of_a_scan(a, b):
    def odds(p):
        return p / (1 - p)

    pairs = [(p, q) for p in np.linspace(*limits(a), 9) for q in np.linspace(*limits(b), 9)]
    odds_ratios = [odds(p) / odds(q) for p, q in pairs]
    risk_ratios = [p / q for p, q in pairs]
    assert limits(odds_ratio_bounds(a, b)) == pytest.approx((min(odds_ratios), max(odds_ratios)))
    assert limits(risk_ratio_bounds(a, b)) == pytest.approx((min(risk_ratios), max(risk_ratios)))


# Strata


@given(st.lists(TABLES, min_size=1, max_size=8), LEVELS)
def test_mantel_haenszel_is_its_sums(tables, level):
    kept = [(a, b, c, d) for a, b, c, d in tables if (a + b) * (c + d) * (a + c) * (b + d) > 0]
    found = mantel_haenszel(tables, level)
    if not kept:
        assert found is None
        return
    n = [sum(table) for table in kept]
    r = [a * d / m for (a, b, c, d), m in zip(kept, n, strict=True)]
    s = [b * c / m for (a, b, c, d), m in zip(kept, n, strict=True)]
    assert found.strata == len(kept)
    if not sum(r) or not sum(s):
        assert found.odds_ratio == Estimate(0 if not sum(r) else math.inf, 0, math.inf)
        return
    p = [(a + d) / m for (a, b, c, d), m in zip(kept, n, strict=True)]
    q = [(b + c) / m for (a, b, c, d), m in zip(kept, n, strict=True)]
    variance = (
        sum(pi * ri for pi, ri in zip(p, r, strict=True)) / (2 * sum(r) ** 2)
        + sum(pi * si + qi * ri for pi, si, qi, ri in zip(p, s, q, r, strict=True)) / (2 * sum(r) * sum(s))
        + sum(qi * si for qi, si in zip(q, s, strict=True)) / (2 * sum(s) ** 2)
    )
    ratio = sum(r) / sum(s)
    margin = z_for(level) * math.sqrt(variance)
    assert found.odds_ratio.value == pytest.approx(ratio)
    expected = (math.exp(math.log(ratio) - margin), math.exp(math.log(ratio) + margin))
    assert limits(found.odds_ratio) == pytest.approx(expected)


@given(st.lists(st.tuples(FULL_CELLS, FULL_CELLS, FULL_CELLS, FULL_CELLS), min_size=2, max_size=8), LEVELS)
def test_mantel_haenszel_agrees_with_statsmodels(tables, level):
    table = StratifiedTable([np.array(cells, dtype=float).reshape(2, 2) for cells in tables])
    found = mantel_haenszel(tables, level)
    assert found.odds_ratio.value == pytest.approx(table.oddsratio_pooled)
    assert limits(found.odds_ratio) == pytest.approx(table.oddsratio_pooled_confint(1 - level))
    # statsmodels solves its quadratic by the plain formula, which loses digits near a ratio of 1.
    if abs(found.odds_ratio.value - 1) < 1e-3:
        return
    expected = table.test_equal_odds(adjust=True)
    assert (found.heterogeneity, found.p_value) == (
        pytest.approx(expected.statistic, rel=1e-5, abs=1e-5),
        pytest.approx(expected.pvalue, rel=1e-3, abs=1e-6),
    )


# Trends


@given(st.lists(st.tuples(st.integers(0, 20), estimates(0, 100)), min_size=3, max_size=12))
def test_a_trend_is_the_weighted_fit(points):
    xs = np.array([x for x, _ in points], dtype=float)
    ys = np.array([e.value for _, e in points])
    errors = np.array([(e.upper - e.lower) / (2 * z_for(0.95)) for _, e in points])
    assume(errors.min() > 0.01 and len(set(xs)) > 1)
    weights = 1 / errors**2
    design = np.column_stack([np.ones_like(xs), xs - xs.mean()])
    covariance = np.linalg.inv(design.T @ (weights[:, None] * design))
    intercept, slope = covariance @ design.T @ (weights * ys)
    chi2 = float(np.sum(weights * (ys - intercept - slope * (xs - xs.mean())) ** 2))
    error = math.sqrt(covariance[1, 1] * max(1, chi2 / (len(xs) - 2)))
    margin = stats.t.ppf(0.975, len(xs) - 2) * error
    found = trend(points)
    scale = 1e-6 * max(1.0, margin)
    assert found.value == pytest.approx(slope, abs=scale)
    assert limits(found) == pytest.approx((slope - margin, slope + margin), abs=scale)


@given(st.lists(st.tuples(st.integers(0, 20), estimates(0, 100)), min_size=3, max_size=12))
def test_a_series_turned_round_has_the_opposite_trend(points):
    found = trend(points)
    turned = trend([(-x, e) for x, e in points])
    if found is None:
        assert turned is None
        return
    assert (turned.value, *limits(turned)) == pytest.approx((-found.value, -found.upper, -found.lower))


# Ranks


@given(st.lists(estimates(0, 10).map(lambda e: Estimate(*(round(x) for x in (e.value, e.lower, e.upper))))))
def test_ranks_are_those_of_a_count_by_pairs(units):
    for higher_is_better in (True, False):
        found = rank(units, higher_is_better)
        for i, unit in enumerate(units):
            gaps = [difference(unit, other) for j, other in enumerate(units) if j != i]
            if not higher_is_better:
                gaps = [Estimate(-g.value, -g.upper, -g.lower) for g in gaps]
            assert found[i].rank == 1 + sum(g.value < 0 for g in gaps)
            assert found[i].lowest == 1 + sum(g.upper < 0 for g in gaps)
            assert found[i].highest == len(units) - sum(g.lower > 0 for g in gaps)
            assert 1 <= found[i].lowest <= found[i].rank <= found[i].highest <= len(units)
