"""The fictional children: true to what was published, the same on every run, and never half-written."""

import json
from pathlib import Path

import numpy as np
import pytest

from attainable.demo.lives.calibration import compare, targets
from attainable.demo.lives.nation import make_county, make_nation
from attainable.evidence.backends import backend
from attainable.evidence.tables.checking import check_tables
from attainable.evidence.tables.reading import open_tables
from attainable.records.making.draws import Draws
from attainable.values.problem import ProblemsError


def hashes(folder: Path) -> dict[str, str]:
    return dict(json.loads((folder / "about.json").read_text("utf-8"))["files"])


def test_the_nation_is_true_to_what_was_published(tmp_path: Path) -> None:
    make_nation(tmp_path / "nation", scale=0.03)
    found = compare(tmp_path / "nation")
    assert len(found) == len(targets()) >= 20
    assert sum(c.found is not None for c in found) >= 30
    assert [c for c in found if c.verdict == "OUTSIDE"] == []


def test_every_target_has_its_source() -> None:
    assert all(target.source and (target.tolerance > 0 or target.side != "near") for target in targets())


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        make_nation(tmp_path / name, scale=0.001, years=(2007, 2008))
    make_nation(tmp_path / "other", scale=0.001, years=(2007, 2008), seed=7)
    assert hashes(tmp_path / "one") == hashes(tmp_path / "two") != hashes(tmp_path / "other")


def test_draws_are_whole_numbers_known_beforehand() -> None:
    """If this changes, every fictional table changes: on another machine it must not."""
    assert Draws(1, "a").shares(4).tolist() == Draws(1, "a").shares(4).tolist()
    assert Draws(1, "a").shares(3).dtype == np.int32
    assert abs(Draws(2, "b").normal(100_000).mean()) < 15


def test_the_county_keeps_every_constraint(tmp_path: Path) -> None:
    make_county(tmp_path / "county", scale=0.02, years=(2012, 2013, 2014, 2015))
    tables = open_tables(tmp_path / "county")
    with backend() as opened:
        assert check_tables(tables, opened) == []
    assert set(tables.tables) == {
        "area",
        "school",
        "pupil_year",
        "attainment",
        "attendance",
        "suspension",
        "plan_event",
        "place",
        "provision_given",
    }
    assert tables.is_fictional


def test_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(ProblemsError, match="did not make"):
        make_nation(tmp_path / "mine", scale=0.001, years=(2008,))
    assert (tmp_path / "mine" / "letter.txt").is_file()


def test_a_failure_leaves_the_old_tables_and_nothing_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_nation(tmp_path / "nation", scale=0.001, years=(2008,))
    before = hashes(tmp_path / "nation")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("attainable.demo.lives.nation.write_about", full)
    with pytest.raises(ProblemsError, match="No space left"):
        make_nation(tmp_path / "nation", scale=0.001, years=(2008,), seed=3)
    assert hashes(tmp_path / "nation") == before
    assert [p.name for p in tmp_path.iterdir()] == ["nation"]
