"""Equipment over its life, and bands of a council that come from hours."""

import datetime as dt
from fractions import Fraction

import pytest

from attainable.domains.provision.rules.costs import Band, OneOff, band_of
from attainable.domains.provision.rules.prices import cost_of_run, pounds

BANDS = (
    Band("none", 0, 0, 0),
    Band("1", Fraction(131, 10), 0, 3000),
    Band("2", 20, 3000, 7000),
    Band("3", 29, 7000, 10_000),
    Band("4", 35, 10_000, None),
)
MONDAY = dt.date(2026, 9, 7)


@pytest.mark.parametrize(
    ("hours", "name"), [(0, "none"), (13, "none"), (14, "1"), (Fraction(39, 2), "1"), (28, "2"), (34, "3"), (50, "4")]
)
def test_a_band_comes_from_hours(hours: int | Fraction, name: str):
    band = band_of(reversed(BANDS), hours)
    assert band is not None
    assert band.name == name


def test_a_band_does_not_come_from_our_cost():
    """Case P9: 13 hours cost 8,516.56 at our rate, and the table gives no top-up for them."""
    cost = cost_of_run([(MONDAY, 1724)], MONDAY, 60, 13, 38, 1)
    band = band_of(BANDS, 13)
    assert cost is not None
    assert band is not None
    assert (str(pounds(cost)), band.most) == ("8516.56", 0)


def test_fewer_hours_than_any_band_have_none():
    assert band_of(BANDS[1:], 5) is None


def test_a_year_bears_its_share_of_equipment():
    assert OneOff(50_000, 3).a_year == Fraction(50_000, 3)


@pytest.mark.parametrize(("pence", "years"), [(-1, 1), (100, 0)])
def test_equipment_that_cannot_be_is_refused(pence: int, years: int):
    with pytest.raises(ValueError, match="a year or more"):
        OneOff(pence, years)
