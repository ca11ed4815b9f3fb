"""Whatever is given to be screened, the answer is a Problem in words and never a traceback."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.formats.ees.pair_files import PairFiles

from attainable.formats.ees.screen import screen
from attainable.values.problem import ProblemsError

BAD = {
    "ees-data-empty": b"",
    "ees-data-no-rows": b"time_period,time_identifier\n",
    "ees-data-not-utf8": "time_period,country_name\n2024,Cymru £\n".encode("cp1252"),
    "ees-data-not-csv": b"<!DOCTYPE html><html><body>Sign in</body></html>",
    "ees-data-ragged": b"time_period,country_name\n2024,England\n2025\n",
    "ees-data-separator": b"time_period;country_name\n2024;England\n",
    "ees-data-broken": b'time_period,country_name\n2024,"England\n2025,England\n',
}


@pytest.mark.parametrize("code", BAD)
def test_a_file_that_cannot_be_read_is_a_problem(code: str, tmp_path: Path) -> None:
    path = PairFiles().write(tmp_path)
    path.write_bytes(BAD[code])
    with pytest.raises(ProblemsError) as error:
        screen(path)
    assert [p.code for p in error.value.problems] == [code]
    assert all(p.mend and p.file == "pupils.csv" for p in error.value.problems)


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\xff\xfea\x00", b"%PDF-1.4"])
def test_another_kind_of_file_is_named(start: bytes, tmp_path: Path) -> None:
    path = PairFiles().write(tmp_path)
    path.write_bytes(start)
    with pytest.raises(ProblemsError, match=r"not a CSV file|not UTF-8"):
        screen(path)


def test_missing_files_are_said_together(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as error:
        screen(tmp_path / "none.csv")
    assert [p.code for p in error.value.problems] == ["ees-data-missing", "ees-meta-missing"]


def test_the_metadata_file_alone_is_recognised(tmp_path: Path) -> None:
    PairFiles().write(tmp_path)
    with pytest.raises(ProblemsError, match="is a metadata file"):
        screen(tmp_path / "pupils.meta.csv")


def test_a_folder_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match="can't be read"):
        screen(tmp_path, tmp_path)


def test_many_ragged_rows_are_counted(tmp_path: Path) -> None:
    path = PairFiles().write(tmp_path)
    path.write_text("a,b\n" + "1\n" * 100)
    with pytest.raises(ProblemsError) as error:
        screen(path)
    assert error.value.problems[0].row == 2
    assert "80 more rows" in error.value.problems[-1].what


def test_a_byte_order_mark_and_blank_lines_do_no_harm(tmp_path: Path) -> None:
    path = PairFiles().write(tmp_path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes() + b"\r\n\r\n")
    assert screen(path).passed


CELLS = st.sampled_from(
    ["", "x", "z", "Total", "National", "202425", "E92000001", "Academic year", "Filter", "Indicator", "NA", "é\n,"]
) | st.text(max_size=6)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.lists(st.tuples(st.integers(1, 6), st.integers(0, 12), CELLS), max_size=6), meta=st.booleans())
def test_any_cells_give_a_screening_or_problems(tmp_path: Path, rows, meta) -> None:
    files = PairFiles()
    for row, column, value in rows:
        cells = (files.meta if meta else files.data)[row % len(files.meta if meta else files.data)]
        cells[column % len(cells)] = value.encode("utf-8", "ignore").decode()
    try:
        screening = screen(files.write(tmp_path))
    except ProblemsError as error:
        assert error.problems
    else:
        assert screening.results
