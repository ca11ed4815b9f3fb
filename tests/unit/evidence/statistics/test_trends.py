"""The slope of a series: by hand, by statsmodels, and with intervals of no width."""

# None where a test did not expect it is a failure as good as any.
# mypy: disable-error-code="union-attr"

import math

import numpy as np
import pytest
import statsmodels.api as sm

from attainable.evidence.statistics import Estimate, t_for, trend, z_for


def around(value, error):
    return Estimate(value, value - z_for(0.95) * error, value + z_for(0.95) * error)


def as_tuple(estimate):
    return (estimate.value, estimate.lower, estimate.upper)


def test_three_points_by_hand():
    # x̄ = 1, slope = (3 − 1)/2 = 1; residuals 1/3, −2/3, 1/3 give χ² = 2/3 for SE 1, so no inflation.
    found = trend([(0, around(1, 1)), (1, around(1, 1)), (2, around(3, 1))])
    margin = 12.706204736 * math.sqrt(1 / 2)
    assert as_tuple(found) == pytest.approx((1, 1 - margin, 1 + margin))


def test_scatter_beyond_the_intervals_widens_the_interval():
    # The same with SE 0.1: χ² = 66.7 on one degree of freedom.
    found = trend([(0, around(1, 0.1)), (1, around(1, 0.1)), (2, around(3, 0.1))])
    margin = 12.706204736 * math.sqrt(0.01 / 2) * math.sqrt(2 / 3 / 0.01)
    assert as_tuple(found) == pytest.approx((1, 1 - margin, 1 + margin))


@pytest.mark.parametrize("noise", [0.01, 3.0])
def test_a_weighted_slope_agrees_with_statsmodels(noise):
    draw = np.random.default_rng(7)
    xs = np.arange(2015, 2025)
    errors = draw.uniform(0.2, 2.0, 10)
    ys = 0.3 * (xs - 2015) + noise * draw.normal(0, 1, 10)
    fit = sm.WLS(ys, sm.add_constant(xs - 2015.0), weights=1 / errors**2).fit()
    error = fit.bse[1] / math.sqrt(fit.scale) * math.sqrt(max(1.0, fit.scale))
    margin = t_for(0.95, 8) * error
    found = trend([(float(x), around(y, e)) for x, y, e in zip(xs, ys, errors, strict=True)])
    assert as_tuple(found) == pytest.approx((fit.params[1], fit.params[1] - margin, fit.params[1] + margin))


def test_intervals_of_no_width_make_ordinary_least_squares():
    ys = [3.0, 4.5, 4.0, 6.0, 7.5]
    fit = sm.OLS(ys, sm.add_constant([1.0, 2, 3, 4, 5])).fit()
    found = trend([(x, Estimate(y, y, y)) for x, y in zip([1, 2, 3, 4, 5], ys, strict=True)], level=0.9)
    assert as_tuple(found) == pytest.approx((fit.params[1], *fit.conf_int(alpha=0.1)[1]))


def test_one_interval_of_no_width_makes_every_point_count_equally():
    ys = [3.0, 4.5, 4.0, 6.0]
    bare = trend([(x, Estimate(y, y, y)) for x, y in enumerate(ys)])
    mixed = trend([(x, around(y, 0.01 * x)) for x, y in enumerate(ys)])
    assert as_tuple(mixed) == pytest.approx(as_tuple(bare))
    # … but widths beyond the scatter are not forgotten.
    wide = trend([(x, around(y, 10.0 * x)) for x, y in enumerate(ys)])
    carried = math.sqrt(sum(((x - 1.5) * 10 * x) ** 2 for x in range(4))) / 5
    assert wide.value == pytest.approx(bare.value)
    assert wide.upper - wide.value == pytest.approx(t_for(0.95, 2) * carried)


def test_a_perfect_line_is_certain():
    found = trend([(x, Estimate(2.0 * x, 2.0 * x, 2.0 * x)) for x in range(4)])
    assert found == Estimate(2, 2, 2)


def test_too_few_points_have_no_trend():
    point = around(1, 1)
    assert trend([]) is None
    assert trend([(1, point), (2, point)]) is None
    assert trend([(1, point), (1, point), (1, point)]) is None


@pytest.mark.parametrize("bad", [(math.nan, around(1, 1)), (1, Estimate(1, 0, math.inf))])
def test_what_is_not_finite_is_refused(bad):
    with pytest.raises(ValueError, match="finite"):
        trend([(0, around(1, 1)), bad, (2, around(1, 1))])
