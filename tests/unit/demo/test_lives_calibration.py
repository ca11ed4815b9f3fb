"""What was made is what was published: every figure, both Codes of Practice."""

import csv
from pathlib import Path

import pytest

from attainable.demo.lives.calibration import FILE, Part, compare, targets
from attainable.demo.lives.nation import make_nation
from attainable.values.problem import ProblemsError

# Figures that only a larger nation has enough schools or children for.
RARE = {"school-most", "pmld-ks2"}


@pytest.fixture(scope="module")
def nations(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("nations")
    make_nation(folder / "levels", scale=0.05, years=tuple(range(1998, 2010)))
    make_nation(folder / "scores", scale=0.05, years=tuple(range(2015, 2025)))
    return [folder / "levels", folder / "scores"]


def test_every_figure_is_within_its_tolerance(nations: list[Path]) -> None:
    rows = [row for nation in nations for row in compare(nation) if row.found is not None]
    outside = [(row.id, row.wanted, row.found, row.tolerance) for row in rows if not row.ok]
    assert outside == []
    assert {target.id for target in targets()} - {row.id for row in rows} <= RARE


def test_the_table_beside_the_data_says_the_same(nations: list[Path]) -> None:
    with (nations[0] / FILE).open(encoding="utf-8", newline="") as opened:
        written = [(row["id"], row["verdict"]) for row in csv.DictReader(opened)]
    assert written == [(row.id, row.verdict) for row in compare(nations[0])]


def test_a_wrong_nation_is_found_out(nations: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attainable.demo.lives.rates.MEALS_RATE", 1000)
    make_nation(tmp_path / "n", scale=0.05, years=(2008,))
    verdicts = {row.id: row.verdict for row in compare(tmp_path / "n")}
    assert verdicts["meals-and-sen-ks4"] == "OUTSIDE"
    assert verdicts["ks4-gap-2005"] == "no figure"


def test_figures_are_declared_with_their_sources() -> None:
    ids = [target.id for target in targets()]
    assert len(ids) == len(set(ids))
    for target in targets():
        assert target.source and target.text
        assert target.tolerance > 0 or target.side != "near", target.id
        assert sum(isinstance(part, Part) for part in (target.minus, target.over, target.odds)) <= 1


def test_real_tables_are_not_compared(nations: list[Path], tmp_path: Path) -> None:
    for name in ("area.parquet", "school.parquet"):
        (tmp_path / name).write_bytes((nations[0] / name).read_bytes())
    (tmp_path / "pupil_year").mkdir()
    (tmp_path / "pupil_year" / "2008.parquet").write_bytes((nations[0] / "pupil_year" / "2008.parquet").read_bytes())
    with pytest.raises(ProblemsError, match="fictional"):
        compare(tmp_path)
