"""What was hidden stays hidden, what is missing is not guessed, and parts are added only when all are there."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.unit.evidence.measures import small
from tests.unit.evidence.measures.small import (
    BLACKPOOL,
    BOLTON,
    CAMDEN,
    CUMBERLAND,
    CUMBRIA,
    ENGLAND,
    INNER,
    LANCASHIRE,
    LONDON,
    NEW_BUCKS,
    NORTH_EAST,
    OLD_BUCKS,
    ehc,
    ks2,
    only,
    shown,
    store,
)

from attainable.evidence.disclosure.protected_results import protect_published
from attainable.evidence.measures.answering import answer
from attainable.evidence.measures.question import ask
from attainable.evidence.result import ProtectedResult, RawResult
from attainable.values.figures import Mark
from attainable.values.problem import ProblemsError

KS2 = "ks2-rwm-expected"


def _region(folder: Path, *, without: int = -1, hidden: int = -1, own: list[list[str]] | None = None) -> Any:
    rows = list(own or [])
    for i, place in enumerate(NORTH_EAST):
        if i != without:
            cells = ("c", "c", "c") if i == hidden else (100 + i, 10 * i, None)
            rows.append(ks2(place, "No SEN", *cells))
    return store(folder, ks2=(small.KS2, rows), near=(small.NEIGHBOURS, small.neighbours(LANCASHIRE, *NORTH_EAST[:3])))


def test_a_region_without_a_row_is_its_authorities_counts_added(tmp_path: Path) -> None:
    (row,) = shown(_region(tmp_path), KS2, "North East")
    met, of = sum(10 * i for i in range(12)), sum(100 + i for i in range(12))
    assert (row.numerator, row.denominator) == (met, of)
    assert row.value == pytest.approx(100 * met / of)
    mean = sum(100 * 10 * i / (100 + i) for i in range(12)) / 12
    assert abs((row.value or 0) - mean) > 0.05
    assert row.note == "Sum of the counts of 12 authorities."


def test_a_region_with_a_row_in_one_year_is_added_up_in_another(tmp_path: Path) -> None:
    own = [ks2(("Regional", "North East", "", "", ""), "No SEN", 1100, 700, period="202122")]
    result = shown(_region(tmp_path, own=own), KS2, "North East")
    assert [(r.period.label, r.denominator) for r in result] == [("2021/22", 1100), ("2022/23", 1266)]


@pytest.mark.parametrize("fault", [{"without": 3}, {"hidden": 3}])
def test_nothing_is_added_when_an_authority_is_missing_or_hidden(tmp_path: Path, fault: dict[str, Any]) -> None:
    catalogue = _region(tmp_path, **fault)
    with pytest.raises(ProblemsError, match="no figures for North East"):
        shown(catalogue, KS2, "North East")
    assert len(shown(catalogue, KS2, "Gateshead", compare=["region"])) == 1


def test_a_hidden_region_is_not_worked_out_from_its_authorities(tmp_path: Path) -> None:
    own = [ks2(("Regional", "North East", "", "", ""), "No SEN", "c", "c", "c")]
    (row,) = shown(_region(tmp_path, own=own), KS2, "North East")
    assert (row.value, row.mark) == (None, Mark.SUPPRESSED)


def test_any_sen_is_added_from_its_parts_and_not_with_one_hidden(tmp_path: Path) -> None:
    rows = [
        ks2(LANCASHIRE, "SEN support", 100, 30),
        ks2(LANCASHIRE, "EHC plan", 40, 5),
        ks2(BOLTON, "SEN support", 100, 30),
        ks2(BOLTON, "EHC plan", "c", "c", "c"),
    ]
    catalogue = store(tmp_path, ks2=(small.KS2, rows))
    added = only(shown(catalogue, KS2, "Lancashire"), group="any-sen")
    assert (added.numerator, added.denominator) == (35, 140)
    assert {row.group for row in shown(catalogue, KS2, "Bolton")} == {"sen-support", "ehc-plan"}


def test_a_hidden_any_sen_is_not_worked_out_from_its_parts(tmp_path: Path) -> None:
    rows = [
        ks2(LANCASHIRE, "SEN support", 100, 30),
        ks2(LANCASHIRE, "EHC plan", 40, 5),
        ks2(LANCASHIRE, "All SEN", "c", "c", "c"),
    ]
    row = only(shown(store(tmp_path, ks2=(small.KS2, rows)), KS2, "Lancashire"), group="any-sen")
    assert (row.value, row.numerator, row.mark) == (None, None, Mark.SUPPRESSED)


def test_neighbours_with_one_hidden_are_not_pooled(tmp_path: Path) -> None:
    rows = [ks2(LANCASHIRE, "No SEN", 100, 60), ks2(BLACKPOOL, "No SEN", 100, 50), ks2(BOLTON, "No SEN", "c", "c", "c")]
    catalogue = store(tmp_path, ks2=(small.KS2, rows), near=(small.NEIGHBOURS, small.neighbours(LANCASHIRE, BLACKPOOL, BOLTON)))
    result = shown(catalogue, KS2, "Lancashire", compare=["neighbours"])
    assert [(r.area.name, r.mark) for r in result] == [("Lancashire", None), ("Blackpool", None), ("Bolton", Mark.SUPPRESSED)]


def test_neighbours_with_one_missing_are_not_pooled(tmp_path: Path) -> None:
    rows = [ks2(LANCASHIRE, "No SEN", 100, 60), ks2(BLACKPOOL, "No SEN", 100, 50)]
    near = small.neighbours(LANCASHIRE, BLACKPOOL, BOLTON)
    catalogue = store(tmp_path, ks2=(small.KS2, rows), near=(small.NEIGHBOURS, near))
    result = shown(catalogue, KS2, "Lancashire", compare=["neighbours"])
    assert [r.area.name for r in result] == ["Lancashire", "Blackpool"]


@pytest.mark.parametrize("statistic", ["gap", "odds-ratio", "risk-ratio"])
def test_a_comparison_with_a_hidden_group_is_hidden(tmp_path: Path, statistic: str) -> None:
    catalogue = store(tmp_path, ks2=(small.KS2, [ks2(LANCASHIRE, "No SEN", 100, 60), ks2(LANCASHIRE, "All SEN", "c", "c", "c")]))
    (row,) = shown(catalogue, KS2, "Lancashire", statistic)
    assert (row.value, row.lower, row.upper, row.mark) == (None, None, None, Mark.SUPPRESSED)
    assert row.as_record()["mark"] == "c" and row.as_record()["value"] is None


def test_the_door_hides_what_was_made_from_hidden_rows_and_stops_rows_without_sources(tmp_path: Path) -> None:
    catalogue = store(tmp_path, ks2=(small.KS2, [ks2(LANCASHIRE, "No SEN", 100, 60), ks2(LANCASHIRE, "All SEN", 50, 9)]))
    raw = answer(catalogue, ask(catalogue, KS2, ["Lancashire"], statistic="gap"))
    (row,) = raw.rows
    hidden = replace(row.compared[0], value=None, mark=Mark.SUPPRESSED)
    made = replace(row, compared=(hidden, row.compared[1]))
    (left,) = protect_published(RawResult(raw.subject, (made, replace(row, sources=()))))
    assert (left.value, left.lower, left.upper, left.mark) == (None, None, None, Mark.SUPPRESSED)


def test_a_protected_result_is_made_at_the_door_alone(tmp_path: Path) -> None:
    catalogue = store(tmp_path, ks2=(small.KS2, [ks2(LANCASHIRE, "No SEN", 100, 60)]))
    result = shown(catalogue, KS2, "Lancashire")
    with pytest.raises(TypeError, match=r"evidence\.disclosure"):
        ProtectedResult(result.subject, result.rows, "published")
    with pytest.raises(TypeError):
        replace(result, door=object())


def test_minus_nine_is_never_counted(tmp_path: Path) -> None:
    def row(place: small.Place, *cells: object) -> list[str]:
        return ehc(place, "All annual reviews", *cells)

    rows = [
        row(LANCASHIRE, 500, 400, -9, 100, -9, 52.1),
        row(BOLTON, 500, -9, 10, 60, 40, 60),
        row(BLACKPOOL, 500, 400, 300, -9, -9, -9),
    ]
    catalogue = store(tmp_path, reviews=(small.REVIEWS, rows))
    for measure, area in (
        ("annual-reviews-held", "Lancashire"),
        ("annual-review-decision-4-weeks", "Lancashire"),
        ("annual-reviews-held", "Bolton"),
        ("annual-review-decision-4-weeks", "Blackpool"),
    ):
        (found,) = shown(catalogue, measure, area)
        assert (found.value, found.numerator, found.mark) == (None, None, Mark.NOT_AVAILABLE), (measure, area)
    (right,) = shown(catalogue, "annual-review-decision-4-weeks", "Bolton")
    assert right.value == 60


def test_london_stands_beside_inner_london_and_is_camdens_region(tmp_path: Path) -> None:
    rows = [
        ks2(LONDON, "No SEN", 90, 70),
        ks2(INNER, "No SEN", 40, 30),
        ks2(CAMDEN, "No SEN", 10, 6),
        ks2(ENGLAND, "No SEN", 900, 600),
    ]
    catalogue = store(tmp_path, ks2=(small.KS2, rows))
    result = shown(catalogue, KS2, ["Camden", "Inner London"], compare=["region", "england"])
    assert [(r.area.name, r.denominator) for r in result] == [
        ("Camden", 10),
        ("Inner London", 40),
        ("London", 90),
        ("England", 900),
    ]


def test_buckinghamshire_is_one_series_over_its_change_of_code(tmp_path: Path) -> None:
    rows = [ks2(OLD_BUCKS, "No SEN", 100, 60, period="201819"), ks2(NEW_BUCKS, "No SEN", 110, 70)]
    catalogue = store(tmp_path, ks2=(small.KS2, rows))
    for text in ("E10000002", "E06000060", "825", "Buckinghamshire"):
        result = shown(catalogue, KS2, text)
        assert [(r.period.label, r.area.code, r.denominator) for r in result] == [
            ("2018/19", "E06000060", 100),
            ("2022/23", "E06000060", 110),
        ]


def test_cumberland_is_not_given_cumbrias_figures(tmp_path: Path) -> None:
    rows = [ks2(CUMBRIA, "No SEN", 500, 300, period="201819"), ks2(CUMBERLAND, "No SEN", 240, 150)]
    result = shown(store(tmp_path, ks2=(small.KS2, rows)), KS2, "Cumberland")
    assert [(r.period.label, r.denominator) for r in result] == [("2022/23", 240)]
    assert result.notes == (
        "Cumbria was split into Cumberland and Westmorland and Furness. Figures before April 2023 are not for Cumberland.",
    )


def test_a_declared_fault_leaves_the_authorities_out_and_keeps_the_region(tmp_path: Path) -> None:
    def row(
        level: str, code: str, old: str, name: str, n: int, period: str = "2022", region: str = "Yorkshire and The Humber"
    ) -> list[str]:
        return ehc((level, region, code, old, name), "New EHC plans", n, 1, 1, 0, period=period)

    rows = [
        row("Regional", "", "", "", 6078),
        row("Local authority", "E06000014", "816", "York", 6078),
        row("Local authority", "E06000014", "816", "York", 120, "2023"),
        row("Local authority", "E10000017", "888", "Lancashire", 900, region="North West"),
    ]
    catalogue = store(tmp_path, newplans=(small.NEW_PLANS, rows))
    result = shown(catalogue, "ehc-new-plans", ["York", "Lancashire"], compare=["region"], periods=["2022"])
    york = only(result, area="York")
    assert (york.value, york.mark, york.numerator) == (None, Mark.NOT_AVAILABLE, None)
    assert "6,078, for each of its authorities" in york.note
    assert only(result, area="Yorkshire and The Humber").value == 6078
    assert only(result, area="Lancashire").value == 900
    assert only(shown(catalogue, "ehc-new-plans", "York", periods=["2023"]), area="York").value == 120
    # What is left out is not ranked either.
    (ranked,) = shown(catalogue, "ehc-new-plans", "Lancashire", "rank", periods=["2022"])
    assert ranked.denominator == 1
