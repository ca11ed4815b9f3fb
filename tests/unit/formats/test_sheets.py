"""CSV for spreadsheets: no cell runs as a formula, nothing else is changed."""

import csv
import io

import pytest

from attainable.formats.sheets import safe, sheet_lines


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u00a0=1", "\n=1", "\u200b=1", " \r\n@x"]
)
def test_what_would_be_a_formula_is_set_off(cell):
    assert safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["plain", "a=b", "1-2", "", "O'Brien", "né"])
def test_other_text_is_left_alone(cell):
    assert safe(cell) == cell


def test_numbers_stay_numbers_and_nothing_is_empty():
    assert (safe(-3), safe(1.5), safe(None)) == (-3, 1.5, "")


def test_a_file_reads_back():
    text = "".join(sheet_lines(["a", "b"], [["x, y", "line\nend"], ['q"q', -2]]))
    assert text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text.removeprefix("\ufeff")))) == [["a", "b"], ["x, y", "line\nend"], ['q"q', "-2"]]
