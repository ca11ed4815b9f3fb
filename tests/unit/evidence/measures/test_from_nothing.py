"""From a figure of 0 there is no change in per cent and no number of times: the change in the unit is all that can be said."""

from pathlib import Path

import pytest
from tests.unit.evidence.measures import small
from tests.unit.evidence.measures.small import LANCASHIRE, ehc, shown, store, weeks


def changes(rows) -> dict[str, float | None]:
    return {row.unit: row.value for row in rows}


@pytest.mark.parametrize(("first", "units"), [(0, {"percentage points"}), (1, {"percentage points", "%", "times"})])
def test_a_share(tmp_path: Path, first: int, units: set[str]) -> None:
    rows = [weeks(LANCASHIRE, 1, 100, 1, met, period=year) for year, met in (("2023", first), ("2024", 40))]
    found = changes(shown(store(tmp_path, weeks=(small.WEEKS, rows)), "ehc-20-weeks", "Lancashire", "change"))
    assert found.keys() == units
    assert found["percentage points"] == 40 - first


@pytest.mark.parametrize(("first", "units"), [(0, {"plans"}), (20, {"plans", "%", "times"})])
def test_a_count(tmp_path: Path, first: int, units: set[str]) -> None:
    rows = [ehc(LANCASHIRE, "New EHC plans", n, 1, 1, 0, period=year) for year, n in (("2023", first), ("2024", 40))]
    found = changes(shown(store(tmp_path, plans=(small.NEW_PLANS, rows)), "ehc-new-plans", "Lancashire", "change"))
    assert found.keys() == units
    assert found["plans"] == 40 - first
