"""Each interval says what it is based on: in every export, and never as more than it is."""

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.unit.evidence.measures import small, twins
from tests.unit.evidence.measures.small import BLACKPOOL, LANCASHIRE, ks2, only, shown, store

from attainable.cli.figures import as_table
from attainable.evidence import words
from attainable.evidence.measures.cell import Key, PublishedCell
from attainable.evidence.measures.definition import all_measures, load_measure
from attainable.evidence.measures.estimates import estimate
from attainable.evidence.papers.export import csv_of
from attainable.evidence.result import Basis, Row, Statistic, weakest
from attainable.values.areas import england
from attainable.values.periods import parse_period

KEY = Key(parse_period("2024"), "E10000017", "total")


def cell(**more: Any) -> PublishedCell:
    return PublishedCell(KEY, "Local authority", (), **more)


def row(value: float, by: float, basis: Basis) -> Row:
    limits: dict[str, Any] = {"value": value, "lower": value - by, "upper": value + by, "basis": basis}
    return Row("attainment-8", Statistic.RATE, KEY.period, england()["E10000017"], "total", "score", 1, (), **limits)


@pytest.mark.parametrize(
    ("measure", "figures", "basis"),
    [
        ("ehc-20-weeks", {"numerator": 297, "denominator": 1718}, "counts"),
        ("ks2-rwm-expected", {"numerator": 50, "denominator": 100, "rounded": 10}, "rounded counts"),
        ("ks2-rwm-expected", {"value": 9, "borrowed": 200}, "borrowed"),
        ("ks2-rwm-expected", {"value": 9}, "rounding"),
        ("ehc-plans", {"numerator": 12317}, "variation"),
        ("progress-8", {"value": -0.5, "lower": -0.6, "upper": -0.4}, "published"),
        ("attainment-8", {"value": 12.2, "denominator": 500}, "bounds"),
        ("attendance", {"numerator": 936988, "denominator": 1083230}, "bounds"),
        ("suspension-rate", {"numerator": 35640, "denominator": 213385}, "none"),
        ("permanent-exclusion-rate", {"numerator": 40, "denominator": 21338}, "counts"),
    ],
)
def test_every_kind_of_figure_has_its_basis(measure: str, figures: dict[str, float], basis: str) -> None:
    found, kind = estimate(load_measure(measure), cell(**figures))
    assert found is not None and kind.value == basis


def test_half_days_are_no_more_sure_than_their_pupils() -> None:
    """936,988 of 1,083,230 half-days: of at least 2,850 pupils, and not of a million children."""
    found, _ = estimate(load_measure("attendance"), cell(numerator=936988, denominator=1083230))
    assert found is not None
    pupils = 1083230 / 380
    assert (found.value, found.lower, found.upper) == pytest.approx(twins.share(936988 / 380, pupils))
    assert found.upper - found.lower > 2.4  # and not 0.1, as if each half-day were a child of its own


def test_the_same_pupil_may_be_suspended_again_so_there_is_no_interval(tmp_path: Path) -> None:
    measure = load_measure("suspension-rate")
    found, basis = estimate(measure, cell(numerator=35640, denominator=213385))
    assert found is not None and found.value == pytest.approx(100 * 35640 / 213385) and basis is Basis.NONE
    repeated = {m.id: m.cases for m in all_measures() if m.cases != "each"}
    assert repeated == {
        "attendance": "sessions",
        "overall-absence": "sessions",
        "absence-two-terms": "sessions",
        "suspension-rate": "repeated",
    }


def test_the_interval_of_a_comparison_is_as_good_as_the_weaker_of_the_two(tmp_path: Path) -> None:
    assert weakest([Basis.COUNTS, Basis.BORROWED, Basis.ROUNDED_COUNTS]) is Basis.BORROWED
    assert weakest(Basis) is Basis.NONE
    rows = [ks2(LANCASHIRE, "No SEN", 500, 300), ks2(LANCASHIRE, "All SEN", 501, 100)]
    catalogue = store(tmp_path, ks2=(small.KS2, rows))
    gap = only(shown(catalogue, "ks2-rwm-expected", "Lancashire", "gap"))
    assert gap.basis is Basis.COUNTS


def test_every_export_says_it(tmp_path: Path) -> None:
    rows = [ks2(place, "EHC plan", 200, met) for place, met in ((LANCASHIRE, 20), (BLACKPOOL, 30))]
    catalogue = store(tmp_path, ks2=(small.KS2, rows))
    result = shown(catalogue, "ks2-rwm-expected", "Lancashire")
    (record,) = csv.DictReader(io.StringIO(csv_of(result)))
    assert record["basis"] == "counts" == only(result).as_record()["basis"]
    assert "basis" in as_table(result) and "Intervals are calculated from counts." in as_table(result)


def test_limits_of_rounding_are_exported_with_their_basis_and_never_shown_as_an_interval(tmp_path: Path) -> None:
    lait = [["NEW_KS2_RWM_Sen_Withsta", "2024", "Lancashire", "888", "North West", "9"]]
    result = shown(store(tmp_path, lait=(small.LAIT, lait)), "ks2-rwm-expected", "Lancashire")
    figure = only(result)
    record = figure.as_record()
    assert (record["lower"], record["upper"], record["basis"]) == (8.5, 9.5, "rounding")
    assert not figure.has_interval and words.range_of(figure, result.subject) == "" and "not known" in as_table(result)


def test_a_difference_within_the_widest_possible_interval_cannot_be_judged() -> None:
    """12.2 against 14.8 may well be clear: the spread of scores that could tell is not published."""
    subject = load_measure("attainment-8").subject()
    ours, theirs = row(12.2, 3, Basis.BOUNDS), row(14.8, 0.5, Basis.BOUNDS)
    assert words.compared_with(ours, theirs, subject) == "we cannot judge the difference from"
    assert words.compared_with(row(12.2, 3, Basis.COUNTS), theirs, subject) == "we cannot judge the difference from"
    sure = (replace(ours, basis=Basis.COUNTS), replace(theirs, basis=Basis.COUNTS))
    assert words.compared_with(*sure, subject) == "no clear difference from"
    # Clear of even the widest interval is clear.
    assert words.compared_with(row(6, 3, Basis.BOUNDS), theirs, subject) == "lower than"
