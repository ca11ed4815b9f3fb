"""`attainable measure` as it is typed: what comes out, and how it ends when it can't."""

import csv
import io
import json
import math
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
from tests.unit.evidence.measures import small
from tests.unit.evidence.measures.small import BOLTON, ENGLAND, LANCASHIRE, ks2, weeks

from attainable.cli.app import main

BRISTOL = ("Local authority", "South West", "E06000023", "801", "Bristol, City of")
KEYS = [
    "measure",
    "statistic",
    "period",
    "area",
    "area_name",
    "group",
    "numerator",
    "denominator",
    "value",
    "lower",
    "upper",
    "basis",
    "unit",
    "mark",
    "doubt",
    "source",
]

type Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("command")
    rows = []
    for place in (LANCASHIRE, BOLTON, BRISTOL, ENGLAND):
        rows += [
            ks2(place, "No SEN", 900, 600),
            ks2(place, "SEN support", 200, 41),
            ks2(place, "EHC plan", 50, 0),
            ks2(place, "All SEN", 250, 41),
        ]
    series = [weeks(LANCASHIRE, 1, 100, 1, m, period=y) for y, m in (("2023", 60), ("2024", 30))]
    small.store(folder, ks2=(small.KS2, rows), weeks=(small.WEEKS, series))
    return folder / "store"


@pytest.fixture
def run(store: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    def _run(*words: str, store: Path = store) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["attainable", "measure", *words, "--store", str(store)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        return int(ended.value.code or 0), out, err

    return _run


def test_the_command_tells_its_version(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["attainable", "--version"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert (ended.value.code or 0, capfd.readouterr().out) == (0, f"attainable {version('attainable')}\n")


def _show(run: Run, *words: str) -> list[dict[str, object]]:
    code, out, err = run("show", *words, "--format", "json")
    assert code == 0, err
    found: list[dict[str, object]] = json.loads(out, parse_constant=lambda text: pytest.fail(f"{text} is no JSON"))
    return found


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--statistic", "gap", "--compare", "england"),
        ("--statistic", "odds-ratio", "--between", "no-sen,ehc-plan"),
        ("--statistic", "risk-ratio", "--between", "ehc-plan,no-sen"),
        ("--statistic", "mantel-haenszel"),
        ("--statistic", "count"),
        ("--statistic", "rank"),
    ],
)
def test_json_is_a_list_of_records_with_the_fixed_keys(run: Run, words: tuple[str, ...]) -> None:
    records = _show(run, "ks2-rwm-expected", "--area", "Lancashire", *words)
    assert isinstance(records, list) and records
    for record in records:
        assert list(record) == KEYS
        assert all(math.isfinite(v) for v in record.values() if isinstance(v, float))
        assert (record["value"] is None) == (record["mark"] is not None)
        assert "ks2.csv" in str(record["source"])


def test_the_groups_are_the_four(run: Run) -> None:
    records = _show(run, "ks2-rwm-expected", "--area", "Lancashire")
    assert [r["group"] for r in records] == ["no-sen", "any-sen", "sen-support", "ehc-plan"]


def test_a_name_with_a_comma_is_one_area(run: Run) -> None:
    records = _show(run, "ks2-rwm-expected", "--area", "Bristol, City of,Lancashire", "--group", "no-sen")
    assert [r["area_name"] for r in records] == ["Bristol, City of", "Lancashire"]


def test_every_problem_of_a_question_is_told_at_once(run: Run) -> None:
    code, out, err = run(
        "show", "ks2-rwm", "--area", "Lancashir", "--statistic", "mean", "--period", "soon", "--compare", "wales"
    )
    assert code == 2 and out == ""
    assert err.count("Problem:") == 5 and "5 problems" in err
    for words in (
        "no measure called 'ks2-rwm'",
        "Did you mean",
        "no area 'Lancashir'",
        "statistic called 'mean'",
        "'soon' is not a year",
        "'wales'",
    ):
        assert words in err
    code, _, err = run("show", "ks2-rwm-expected", "--area", "Lancashire", "--by", "shoe-size")
    assert code == 2 and "not published by 'shoe-size'" in err


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("ks2-rwm-expected", "--period", "2016/17"), 4, "There are figures for 2022/23."),
        (("ehc-20-weeks", "--statistic", "odds-ratio"), 2, "no figures for no-sen or any-sen"),
        (("ehc-plans", "--statistic", "odds-ratio"), 2, "counts, so it has no odds-ratio"),
        (("ehc-plans", "--statistic", "rate"), 2, "counts, so it has no rate"),
        (("attainment-8", "--statistic", "count"), 2, "has no count"),
        (("attainment-8", "--statistic", "odds-ratio"), 2, "not a share of pupils"),
        (("ks2-rwm-expected", "--between", "no-sen,some-sen", "--statistic", "gap"), 2, "no figures for some-sen"),
        (("ks2-rwm-expected", "--between", "no-sen,some-sen", "--statistic", "mantel-haenszel"), 2, "no figures for some-sen"),
        (("ks2-rwm-expected", "--between", "no-sen", "--statistic", "gap"), 2, "does not name two groups"),
        (("ks2-rwm-expected", "--group", "typo"), 2, "Use some of: no-sen, any-sen, sen-support, ehc-plan."),
        (("ehc-plans",), 4, "The store has no table"),
        (("ks2-rwm-expected", "--release", "2001/02"), 4, "release '2001/02'"),
        (("ks2-rwm-expected", "--format", "docx"), 2, "no format 'docx'"),
    ],
)
def test_what_cant_be_answered_ends_with_its_code_and_words(run: Run, words: tuple[str, ...], code: int, told: str) -> None:
    ended, out, err = run("show", *words, "--area", "Lancashire")
    assert (ended, out) == (code, ""), err
    assert told in err


def test_an_area_without_figures_is_told_and_not_called_an_unknown_group(run: Run) -> None:
    code, _, err = run("show", "ks2-rwm-expected", "--area", "York", "--statistic", "gap")
    assert code == 4 and "no figures for York" in err


def test_without_a_store_there_are_no_figures(run: Run, tmp_path: Path) -> None:
    code, _, err = run("show", "ks2-rwm-expected", "--area", "Lancashire", store=tmp_path / "none")
    assert code == 4 and "There is no store" in err


def test_csv_has_the_same_records(run: Run) -> None:
    code, out, _ = run("show", "ks2-rwm-expected", "--area", "Lancashire", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0 and list(rows[0]) == KEYS
    assert [r["value"] for r in rows] == [str(r["value"]) for r in _show(run, "ks2-rwm-expected", "--area", "Lancashire")]


def test_the_table_tells_source_basis_and_break(run: Run) -> None:
    code, out, _ = run("show", "ks2-rwm-expected", "--area", "Lancashire")
    assert code == 0
    for words in (
        "66.7",
        "Intervals are calculated from counts.",
        "Break in the series at 2021/22",
        "Source: Department for Education",
        "version 1.",
    ):
        assert words in out


@pytest.mark.parametrize(("format", "begins"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("html", b"<!")])
def test_pictures_come_out(run: Run, tmp_path: Path, format: str, begins: bytes) -> None:
    path = tmp_path / f"picture.{format}"
    code, _, err = run(
        "show", "ks2-rwm-expected", "--area", "Lancashire", "--compare", "england", "--format", format, "--out", str(path)
    )
    assert code == 0, err
    assert path.read_bytes().lstrip().lower().startswith(begins.lower()) and len(path.read_bytes()) > 1000


def test_a_pair_is_written_and_screened(run: Run, tmp_path: Path) -> None:
    code, _, err = run("show", "ks2-rwm-expected", "--area", "Lancashire", "--format", "ees", "--out", str(tmp_path / "pair.csv"))
    assert code == 0 and "screening: " in err and "screening: fail" not in err.lower()
    assert (tmp_path / "pair.csv").exists() and (tmp_path / "pair.meta.csv").exists()
