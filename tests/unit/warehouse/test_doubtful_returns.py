"""A return that can't be right beside the years next to it is found and remembered, and nothing is concluded from it."""

from pathlib import Path

import pytest
from tests.unit.evidence.measures import small
from tests.unit.evidence.measures.small import BLACKPOOL, LANCASHIRE, ehc, only, shown

from attainable.evidence.catalogue import Catalogue
from attainable.values.figures import Mark
from attainable.warehouse.check_returns import _is_doubtful
from attainable.warehouse.checking import check_store

REQUESTS = (
    *small._EHC,
    "requests_received_in_year",
    "requests_decided_to_assess",
    "requests_decided_not_to_assess",
    "request_outcome_six_weeks",
    "request_not_assess_pc",
)
ALL = "All requests for EHC needs assessments"
YEARS = {"2021": (1270, 291), "2022": (972, 0), "2023": (2560, 177), "2024": (3658, 876)}


@pytest.fixture
def store(tmp_path: Path) -> Catalogue:
    """Lancashire as it was published, with the return of 2022; Blackpool without a fault."""
    rows = [ehc(LANCASHIRE, ALL, n, "x", no, "x", "x", period=year) for year, (n, no) in YEARS.items()]
    rows += [ehc(BLACKPOOL, ALL, 100 + place, "x", 25, "x", "x", period=year) for place, year in enumerate(YEARS)]
    return small.store(tmp_path, requests=(REQUESTS, rows))


@pytest.mark.parametrize(
    ("before", "value", "after", "doubtful"),
    [
        (291, 0, 177, True),  # none refused between two years of hundreds
        (19, 0, 177, False),  # fewer than twenty a year may come and go
        (1270, 972, 2560, False),  # fewer than in both years, but not wildly
        (6, 6078, 400, False),  # the two years do not agree themselves
        (302, 6078, 493, True),
        (359, 65, 496, True),
        (359, 90, 496, False),  # a quarter and a little
        (193, 7, None, True),  # the last year: ten times fewer
        (177, 876, None, False),  # five times as many can be true
        (15, 160, None, False),  # and more than ten times as many, where there were few
        (20, 0, None, False),
        (100, 0, None, True),
    ],
)
def test_the_rule(before: float, value: float, after: float | None, doubtful: bool) -> None:
    assert _is_doubtful(value, before, after) is doubtful


def test_checking_shows_the_return(store: Catalogue) -> None:
    (result,) = [r for r in check_store(store).results if "follow on from year to year" in r.check]
    assert [f.sentence for f in result.findings] == [
        "Lancashire, 2022, All requests for EHC needs assessments (row 3): 0 requests refused, but 291 in 2021 and 177 in 2023."
    ]
    # The first year of each count of each authority can't be tested; of requests agreed there are no numbers at all.
    assert (result.tested, result.failed, result.not_testable) == (12, 1, 4 + 8)


def test_every_figure_of_the_return_is_marked_and_stays_as_published(store: Catalogue) -> None:
    for measure, value in (("ehc-requests", 972), ("ehc-requests-refused", 0.0)):
        result = shown(store, measure, ["Lancashire", "Blackpool"])
        row = only(result, area="Lancashire", period="2022")
        assert row.value == value and row.as_record()["doubt"] == "0 requests refused, but 291 in 2021 and 177 in 2023."
        assert row.note == f"Doubtful return: {row.doubt}"
        assert [r.period.label for r in result if r.doubt] == ["2022"]


def test_no_change_is_counted_from_it(store: Catalogue) -> None:
    (points, *_) = shown(store, "ehc-requests-refused", "Lancashire", "change")
    assert points.compared[1].period.label == "2023"  # 2022 is the first year after the break, but doubtful
    for row in shown(store, "ehc-requests-refused", "Lancashire", "change", since="2022"):
        assert (row.value, row.mark) == (None, Mark.NOT_APPLICABLE)
        assert row.note.startswith("No conclusion is drawn. Doubtful return of 2022: 0 requests refused")


def test_it_has_no_rank_and_no_place_in_a_trend(store: Catalogue) -> None:
    rank, other = shown(store, "ehc-requests-refused", ["Lancashire", "Blackpool"], "rank", periods=["2022"])
    assert {rank.area.name, other.area.name} == {"Lancashire", "Blackpool"}
    mine, theirs = (rank, other) if rank.area.name == "Lancashire" else (other, rank)
    assert mine.value is None and mine.note.startswith("No rank. Doubtful return:")
    assert (theirs.value, theirs.denominator) == (1, 1)


def test_a_small_slip_is_a_finding_but_no_doubt(tmp_path: Path) -> None:
    heading = (*small.WEEKS[:-2], "plans_issued_gt20weeks_ltYear", *small.WEEKS[-2:])
    rows = [
        ehc(place, "All EHC plans issued", all_, all_, 60, 60, "x", "x", late, 0, "x")
        for place, all_, late in ((LANCASHIRE, 1720, 1659), (BLACKPOOL, 1720, 1212))
    ]
    catalogue = small.store(tmp_path, weeks=(heading, rows))
    assert check_store(catalogue).failed == 2
    assert [doubt.why for doubt in catalogue.doubts] == [
        "a total in it is not the sum of its parts: plans_issued_den is 1,720, but its 3 parts add up to 1,272."
    ]
