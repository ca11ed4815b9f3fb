"""Plans issued within twenty weeks: the series, its break, and what may be compared with what."""

from pathlib import Path

import pytest
from tests.unit.evidence.measures import small
from tests.unit.evidence.measures.small import LANCASHIRE, only, shown, store, weeks

from attainable.evidence.catalogue import Catalogue


@pytest.fixture
def five_years(tmp_path: Path) -> Catalogue:
    """Of a hundred plans each year, exceptions left out, so many were issued in time."""
    in_time = {"2020": 90, "2021": 80, "2022": 30, "2023": 40, "2024": 60}
    rows = [weeks(LANCASHIRE, 120, 100, n, n, period=year) for year, n in in_time.items()]
    return store(tmp_path, weeks=(small.WEEKS, rows))


def test_the_headline_leaves_exceptions_out_and_the_other_measure_counts_them(five_years: Catalogue) -> None:
    without = only(shown(five_years, "ehc-20-weeks", "Lancashire"), period="2024")
    with_all = only(shown(five_years, "ehc-20-weeks-all", "Lancashire"), period="2024")
    assert (without.value, with_all.value) == (60, 50)


def test_the_change_is_since_the_collection_changed(five_years: Catalogue) -> None:
    change = only(shown(five_years, "ehc-20-weeks", "Lancashire", "change"), unit="percentage points")
    assert (change.value, change.note) == (30, "Since 2022.")


def test_a_change_across_the_new_collection_is_refused_unless_insisted_on(five_years: Catalogue) -> None:
    refused = shown(five_years, "ehc-20-weeks", "Lancashire", "change", since="2021")
    assert {(row.value, row.mark) for row in refused} == {(None, "z")}
    insisted = shown(five_years, "ehc-20-weeks", "Lancashire", "change", since="2021", across_breaks=True)
    assert only(insisted, unit="percentage points").value == pytest.approx(-20)


def test_the_trend_is_fifteen_points_a_year_since_the_break(five_years: Catalogue) -> None:
    (row,) = shown(five_years, "ehc-20-weeks", "Lancashire", "trend")
    assert row.value == pytest.approx(15, abs=1) and row.note == "Over 3 periods from 2022."
