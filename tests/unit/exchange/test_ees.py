"""A result as a pair for Explore education statistics: it passes screening and says what it left out."""

import csv
from pathlib import Path

import pytest
from tests.unit.evidence.measures import small
from tests.unit.evidence.measures.small import BLACKPOOL, BOLTON, ENGLAND, LANCASHIRE, ehc, ks2, shown, weeks

from attainable.evidence.catalogue import Catalogue
from attainable.exchange.ees import Export, export_ees
from attainable.formats.ees.screen import screen

NEED_CELLS = [100, *([8] * 12), 4, *(["8"] * 12), "4"]


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    rows = []
    for place, met in ((LANCASHIRE, 600), (BLACKPOOL, 500), (BOLTON, 550), (ENGLAND, 580)):
        for period in ("202122", "202223"):
            rows += [ks2(place, "No SEN", 1000, met, period=period), ks2(place, "SEN support", 200, 40, period=period)]
            rows += [ks2(place, "EHC plan", "c", "c", "c", period=period)]
    # One authority fewer in the earlier year: ranks of 3 and of 2.
    rows = [r for r in rows if not (r[5] == "Bolton" and r[0] == "202122")]
    return small.store(
        tmp_path_factory.mktemp("ees"),
        ks2=(small.KS2, rows),
        need=(small.NEEDS, [ehc(LANCASHIRE, "All EHC plans", *NEED_CELLS, period="202425", kind="Academic year")]),
        weeks=(small.WEEKS, [weeks(LANCASHIRE, 1, 100, 1, m, period=y) for y, m in (("2021", 60), ("2022", 30), ("2024", 45))]),
        near=(small.NEIGHBOURS, small.neighbours(LANCASHIRE, BLACKPOOL)),
    )


def _export(
    catalogue: Catalogue, path: Path, measure: str, statistic: str | None = None, **asking: object
) -> tuple[Export, list[dict[str, str]], str]:
    export = export_ees(shown(catalogue, measure, "Lancashire", statistic, **asking), path / "figures.csv", catalogue.register)
    assert screen(export.pair.data_path).passed
    with export.pair.data_path.open(encoding="utf-8", newline="") as file:
        return export, list(csv.DictReader(file)), export.pair.meta_path.read_text("utf-8")


def test_a_rate_by_sen_has_counts_and_marks(catalogue: Catalogue, tmp_path: Path) -> None:
    _, rows, _ = _export(catalogue, tmp_path, "ks2-rwm-expected", compare=["england"])
    assert {row["sen_provision"] for row in rows} == {
        "No SEN provision",
        "SEN support / SEN without an EHC plan",
        "Education, health and care plan",
    }
    hidden = [row for row in rows if row["sen_provision"].startswith("Education")]
    assert hidden and all(row["rate_percent"] == row["numerator_count"] == row["lower_95_ci"] == "c" for row in hidden)
    assert {row["geographic_level"] for row in rows} == {"Local authority", "National"}


def test_needs_with_one_not_recorded_have_a_column_of_their_own(catalogue: Catalogue, tmp_path: Path) -> None:
    _, rows, _ = _export(catalogue, tmp_path, "ehc-primary-need")
    assert len(rows) == 13
    assert {"Need not recorded", "Autistic spectrum disorder"} <= {row["group"] for row in rows}


def test_one_group_alone_is_named_in_the_labels(catalogue: Catalogue, tmp_path: Path) -> None:
    _, _, meta = _export(catalogue, tmp_path, "ks2-rwm-expected", groups=["sen-support"])
    assert "SEN support / SEN without an EHC plan" in meta
    _, _, meta = _export(catalogue, tmp_path, "ks2-rwm-expected", "gap", between="no-sen,sen-support")
    assert "No SEN against SEN support" in meta and "gap_points" in meta


def test_ranks_of_more_and_of_fewer_authorities_stay_together(catalogue: Catalogue, tmp_path: Path) -> None:
    export, rows, _ = _export(catalogue, tmp_path, "ks2-rwm-expected", "rank", groups=["no-sen"], periods=["2021/22", "2022/23"])
    assert [(row["time_period"], row["rank_value"]) for row in rows] == [("202122", "1.0"), ("202223", "1.0")]
    assert export.notes == ("Only rows in rank of authorities were kept: a column has one unit.",)


def test_a_refused_change_leaves_as_a_mark(catalogue: Catalogue, tmp_path: Path) -> None:
    _, rows, _ = _export(catalogue, tmp_path, "ehc-20-weeks", "change", since="2021")
    assert [row["change_value"] for row in rows] == ["z"]
    _, rows, _ = _export(catalogue, tmp_path, "ehc-20-weeks", "change")
    assert [row["change_value"] for row in rows] == ["15.0"]


def test_neighbours_together_are_left_out_and_told(catalogue: Catalogue, tmp_path: Path) -> None:
    export, rows, _ = _export(catalogue, tmp_path, "ks2-rwm-expected", compare=["neighbours"])
    assert "All statistical neighbours together" in export.notes[0]
    assert {row["la_name"] for row in rows} == {"Lancashire", "Blackpool"}
