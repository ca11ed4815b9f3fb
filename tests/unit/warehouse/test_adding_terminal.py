"""`attainable data add` and `list`: exit codes, every problem on standard error, no traceback for a user."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.unit.warehouse.adding_files import file, ks2

from attainable.cli import app
from attainable.cli.exits import Exit, as_json, code_for
from attainable.values.problem import Problem, Severity
from attainable.warehouse import adding

Done = tuple[int, str, str]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]):
    """Runs the command line as its entry point does."""
    monkeypatch.delenv("ATTAINABLE_DEBUG", raising=False)

    def main(*arguments: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["attainable", *map(str, arguments)])
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as ended:
            app.main()
        out, err = capfdbinary.readouterr()
        return int(ended.value.code or 0), out.decode(), err.decode()

    return main


def test_what_was_added_is_told_and_listed(tmp_path: Path, run) -> None:
    store = tmp_path / "store"
    file(tmp_path, "in/one.csv", ks2("202122", rows=1_200))
    file(tmp_path, "in/README.md", "read me")
    code, out, err = run("data", "add", tmp_path / "in", "--store", store)
    assert code == 0
    assert err == "Note: one.csv: 1,199 rows appear twice, with the same figures. You do not need to do anything.\n"
    assert "Added 1 table with 1,200 rows" in out
    assert "Ignored, because they have no data: README.md." in out
    code, out, _ = run("data", "add", tmp_path / "in", file(tmp_path, "two.csv", ks2("202223")), "--store", store)
    assert code == 0
    assert "Superseded by a newer release: Key stage 2" in out
    assert "Already in the store: one.csv." in out
    code, out, err = run("data", "list", "--store", store, "--format", "json")
    assert (code, err) == (0, "")
    assert [(r["release"], r["current"], r["rows"]) for r in json.loads(out)] == [
        ("2021/22", "superseded", 1200),
        ("2022/23", "yes", 1),
    ]
    code, out, _ = run("data", "list", "--store", store, "--format", "csv")
    assert [row["file"] for row in csv.DictReader(io.StringIO(out))] == ["one.csv", "two.csv"]
    code, out, _ = run("data", "list", "--store", store)
    assert (code, out.count("ks2-rwm-by-sen")) == (0, 2)


def test_every_problem_of_every_file_is_told_and_the_code_is_3(tmp_path: Path, run) -> None:
    paths = [
        file(tmp_path, "a.csv", ks2(figure="lots")),
        file(tmp_path, "b.csv", "<html>"),
        file(tmp_path, "c.csv", ks2()),
        file(tmp_path, "d.csv", ks2(code="E06000099")),
    ]
    code, out, err = run("data", "add", *paths, "--store", tmp_path / "store")
    assert (code, out) == (3, "")
    lines = err.splitlines()
    assert lines[-2:] == ["Note: Nothing was added. The store has not changed.", "3 problems."]
    assert len([line for line in lines if line.startswith("Problem: ")]) == 3
    assert "Problem: a.csv, row 2, column \"t_rwm_eligible_pupils\": 'lots' is not a number" in err
    assert "Traceback" not in err


def test_an_unknown_authority_in_a_file_is_a_refusal_and_not_a_misunderstanding(tmp_path: Path, run) -> None:
    path = file(tmp_path, "d.csv", ks2(code="E06000099"))
    assert run("data", "add", path, "--store", tmp_path / "store")[0] == 3


def test_bad_files_left_out_are_told_and_the_code_is_3(tmp_path: Path, run) -> None:
    paths = [file(tmp_path, "a.csv", ks2()), file(tmp_path, "b.csv", "<html>")]
    code, out, err = run("data", "add", *paths, "--skip-bad", "--store", tmp_path / "store")
    assert code == 3
    assert "Added 1 table with 1 row to" in out
    assert "Problem: b.csv: This is a web page" in err
    assert "Nothing was added" not in err


def test_a_store_that_is_not_there_holds_no_figures(tmp_path: Path, run) -> None:
    code, out, err = run("data", "list", "--store", tmp_path / "none")
    assert (code, out) == (4, "")
    assert err.startswith("Problem: There is no store in ")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    "arguments", [("data", "add", "x.csv", "--period", "soon"), ("data", "add"), ("data", "ad"), ("--no-such",)]
)
def test_what_is_not_understood_ends_with_2(tmp_path: Path, run, arguments: tuple[str, ...]) -> None:
    code, _, err = run(*arguments)
    assert code == 2
    assert err
    assert "Traceback" not in err


def test_an_accident_is_told_without_a_traceback_or_a_cell(tmp_path: Path, run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise LookupError("a child's name")

    monkeypatch.setattr(adding, "add", fail)
    code, out, err = run("data", "add", "x.csv")
    assert (code, out) == (Exit.OUR_FAULT, "")
    assert err.startswith("Something went wrong in Attainable (LookupError).")
    assert "a child's name" not in err
    assert "Traceback" not in err
    monkeypatch.setenv("ATTAINABLE_DEBUG", "1")
    monkeypatch.setattr(sys, "argv", ["attainable", "data", "add", "x.csv"])
    with pytest.raises(LookupError):
        app.main()


def test_a_heading_can_not_write_to_the_terminal(tmp_path: Path, run) -> None:
    path = file(tmp_path, "a.csv", "\x1b[2Jname,\x07age\n1,2\n")
    code, _, err = run("data", "add", path, "--store", tmp_path / "store")
    assert code == 3
    assert "\x1b" not in err
    assert "\x07" not in err


def test_stopping_by_hand_ends_with_130_and_changes_nothing(tmp_path: Path) -> None:
    path, store = file(tmp_path, "a.csv", ks2(rows=200_000)), tmp_path / "store"
    command = "from attainable.cli.app import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", command, "data", "add", str(path), "--store", str(store)], stderr=subprocess.PIPE
    ) as running:
        began = time.monotonic()
        while not list(store.glob("incoming-*/*")) and time.monotonic() - began < 30:
            time.sleep(0.01)
        os.kill(running.pid, signal.SIGINT)
        _, err = running.communicate(timeout=30)
    assert running.returncode == 130
    assert b"Traceback" not in err
    assert not (store / "catalogue.json").exists()
    assert not list(store.glob("incoming-*"))


def _problem(code: str, row: int | None = None, severity: Severity = Severity.ERROR) -> Problem:
    return Problem(code, "What.", "Mend.", row=row, severity=severity)


@pytest.mark.parametrize(
    ("problems", "code"),
    [
        ([_problem("no-figures")], Exit.NO_FIGURES),
        ([_problem("no-store")], Exit.NO_FIGURES),
        ([_problem("unknown-area")], Exit.NOT_UNDERSTOOD),
        ([_problem("unknown-area", row=2)], Exit.REFUSED),
        ([_problem("uneven-row", row=2)], Exit.REFUSED),
        ([_problem("no-figures", severity=Severity.WARNING), _problem("empty")], Exit.REFUSED),
        ([_problem("no-figures"), _problem("not-a-period")], Exit.NOT_UNDERSTOOD),
    ],
)
def test_the_exit_code_says_what_kind_of_problem_it_was(problems: list[Problem], code: Exit) -> None:
    assert code_for(problems) is code


def test_the_exit_codes_are_fixed() -> None:
    assert {e.name: e.value for e in Exit} == {
        "OK": 0,
        "NOT_UNDERSTOOD": 2,
        "REFUSED": 3,
        "NO_FIGURES": 4,
        "FAULTS_FOUND": 5,
        "OUR_FAULT": 70,
        "NO_ROOM": 74,
        "INTERRUPTED": 130,
    }


def test_problems_can_be_given_to_a_machine() -> None:
    (record,) = json.loads(as_json([Problem("empty", "What.", "Mend.", file="a.csv", row=1_234, column="URN")]))
    assert record == {
        "code": "empty",
        "severity": "error",
        "where": 'a.csv, row 1,234, column "URN"',
        "what": "What.",
        "mend": "Mend.",
    }
