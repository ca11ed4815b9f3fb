"""`attainable provision effect`: figures from files, and everything that is wrong in a file at once."""

import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from attainable.domains.provision.commands import provision
from attainable.domains.provision.rules.effect import difference, mean_change
from attainable.values.problem import ProblemsError

SCORES = [(80 + n % 7, 84 + n % 5 + n % 3) for n in range(24)]


def run(file: Path, *more: str):
    return CliRunner().invoke(provision, ["effect", str(file), "--before", "Before", "--after", "after", *more])


def written(tmp_path: Path, lines: list[str]) -> Path:
    file = tmp_path / "scores.csv"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return file


def test_a_csv_file_gives_the_effect_as_json(tmp_path: Path):
    file = written(tmp_path, ["before,after", *(f"{a},{b}" for a, b in SCORES), "80,"])
    found = json.loads(run(file, "--format", "json").stdout)
    assert set(found) == {"n", "gain", "effect", "lower", "upper", "basis", "notes"}
    assert (found["n"], found["effect"]) == (24, pytest.approx(mean_change(list(SCORES)).effect))
    assert found["lower"] < found["effect"] < found["upper"]
    assert any("1 row has no usable pair" in note for note in found["notes"])


def test_an_excel_file_with_a_comparison_group_gives_hedges_g(tmp_path: Path):
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Scores", 0)
    sheet.append(["before", "after", "Set"])
    for n, (a, b) in enumerate(SCORES):
        sheet.append([a, b, "waiting" if n % 2 else "given"])
    book.save(tmp_path / "scores.xlsx")
    found = json.loads(run(tmp_path / "scores.xlsx", "--group", "set", "--comparison", "Waiting", "--format", "json").stdout)
    assert found["effect"] == pytest.approx(difference(SCORES[::2], SCORES[1::2]).effect)


@pytest.mark.parametrize(("first", "second"), [("96", "102"), ("8:00", "8:06"), ("2026-01-01", "2026-07-02")])
def test_ages_or_dates_give_the_ratio_gain(tmp_path: Path, first: str, second: str):
    file = written(tmp_path, ["before,after,first,second", *(["6:00,7:00," + f"{first},{second}"] * 3)])
    found = json.loads(run(file, "--ages", "first,second", "--format", "json").stdout)
    assert found["gain"] == 12
    assert found["effect"] == pytest.approx(2, rel=0.01)
    assert any("Too few to say" in note for note in found["notes"])


def test_text_has_a_line_for_each_figure(tmp_path: Path):
    assert run(written(tmp_path, ["before,after", "80,84", "81,83", "79,90"])).stdout.startswith("n\t3\ngain\t5.67\n")


def test_every_cell_that_cannot_be_read_is_named_without_its_content(tmp_path: Path):
    error = run(written(tmp_path, ["before,after", "Rose,1e5", "80,nan", "80,84"])).exception
    assert isinstance(error, ProblemsError)
    assert [(problem.row, problem.column) for problem in error.problems] == [(2, "Before"), (2, "after"), (3, "after")]
    assert "Rose" not in str(error)


def test_every_option_that_does_not_fit_the_file_is_named_at_once(tmp_path: Path):
    error = run(written(tmp_path, ["before,score", "80,84"]), "--group", "set", "--ages", "one").exception
    assert isinstance(error, ProblemsError)
    assert [problem.code for problem in error.problems] == [
        "no-column",
        "no-column",
        "no-column",
        "half-a-group",
        "two-ages",
        "ages-and-group",
    ]


def test_a_comparison_group_that_is_not_in_the_file_is_refused(tmp_path: Path):
    error = run(written(tmp_path, ["before,after,set", "80,84,given"]), "--group", "set", "--comparison", "other").exception
    assert isinstance(error, ProblemsError)
    assert error.problems[0].code == "no-comparison-group"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path):
    assert isinstance(run(tmp_path / "none.csv").exception, ProblemsError)
