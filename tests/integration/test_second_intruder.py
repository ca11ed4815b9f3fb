"""Somebody with nothing but the files of a pack, who knows the rules, narrows down no hidden number; a planted leak is found."""

import csv
from itertools import product
from pathlib import Path

import pytest
from tests.second_intruder import Said, attack, said_of

from attainable.demo.lives.nation import make_county
from attainable.evidence.backends import backend
from attainable.evidence.disclosure.profiles import profile_of
from attainable.evidence.papers.pack_files import make_pack
from attainable.evidence.tables.reading import open_tables

STAGES = ("ks2", "ks4")


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("intruder") / "county"
    make_county(out, scale=0.1, years=(2024, 2025))
    return out


@pytest.fixture(scope="module", params=["public", "partner", "la-internal"])
def pack(request: pytest.FixtureRequest, tables: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    out = tmp_path_factory.mktemp("packs") / "pack"
    with backend("duckdb") as opened:
        make_pack(open_tables(tables), opened, profile_of(request.param), out, formats=(), charts=("1", "6", "8", "14"))
    return out, request.param


def said(folder: Path, stage: str) -> list[Said]:
    with (folder / "08-attainment-by-need.csv").open(encoding="utf-8") as opened:
        year = max(row["period"] for row in csv.DictReader(opened))
    return said_of(folder, year, stage)


@pytest.mark.parametrize("stage", STAGES)
def test_no_hidden_number_of_pupils_is_narrowed_down_by_putting_tables_side_by_side(pack: tuple[Path, str], stage: str) -> None:
    folder, profile = pack
    rules = profile_of(profile)
    found = attack(said(folder, stage), threshold=rules.threshold, interval=rules.interval)
    assert found.asked > 50
    assert {one: reach for one, reach in found.near.items() if not one.met} == {}
    if rules.whole_group:
        assert found.near == {}, "nor whether none or all of a group met the standard"


def test_a_planted_leak_is_found(pack: tuple[Path, str]) -> None:
    """A table that nobody protected says how many pupils a hidden need and a shown one have together."""
    folder, profile = pack
    rules = profile_of(profile)
    by_need = [one for one in said(folder, "ks2") if one.file.startswith("08") and not one.met]
    hidden = next(one for one in by_need if one.count is None)
    shown = next(one for one in by_need if one.count and dict(one.where)["need"] != dict(hidden.where)["need"])
    both = {name: cells | dict(hidden.where)[name] for name, cells in shown.where}
    others = {"need": both["need"], "sen": both["sen"]}
    planted = Said(tuple(sorted(others.items())), False, (shown.count or 0) + 2, "planted")
    rest = [
        Said(tuple(sorted({"need": need, "sen": sen}.items())), False, 0, "planted")
        for need, sen in product(*({frozenset([c]) for c in cells} for cells in others.values()))
        if {"need": need, "sen": sen} not in (dict(hidden.where), dict(shown.where))
    ]
    found = attack([hidden, shown, planted, *rest], threshold=rules.threshold, interval=rules.interval)
    assert list(found.near) == [hidden]
    assert found.near[hidden] == pytest.approx((2.0, 2.0))
