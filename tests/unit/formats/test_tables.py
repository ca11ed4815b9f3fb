"""Text cells and row numbers out of CSV and workbooks, however they were written."""

import codecs
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from tests.unit.formats.made_files import contents, gz, made, problem_of, rezipped, sheet_of, workbook

from attainable.formats import workbooks
from attainable.formats.tables import RESERVED, rows_of, sheets_of
from attainable.values.problem import Problem, ProblemsError

TEXT = "name,rate\nÉcole,1\n“Quoted” – name,2\n"


def _refused(path: Path, *, short_rows: bool = False) -> tuple[Problem, ...]:
    with pytest.raises(ProblemsError) as refused:
        list(rows_of(sheet_of(path), short_rows=short_rows))
    assert all(p.file == path.name for p in refused.value.problems)
    return refused.value.problems


@pytest.mark.parametrize(
    "encoded",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("cp1252"),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode(),
        TEXT.replace(",", "|").encode("cp1252"),
        TEXT.removesuffix("\n").encode(),
        gz(codecs.BOM_UTF8 + TEXT.encode()),
    ],
)
def test_a_table_is_the_same_however_it_was_written(tmp_path: Path, encoded: bytes) -> None:
    sheet = sheet_of(made(tmp_path, encoded))
    assert sheet.header == ("name", "rate")
    assert sheet.first_row == ("École", "1")
    assert list(rows_of(sheet)) == [(2, ["École", "1"]), (3, ["“Quoted” – name", "2"])]


def test_latin_1_is_told_even_when_it_stands_at_the_end_of_a_long_file(tmp_path: Path) -> None:
    path = made(tmp_path, b"name,rate\n" + b"plain,1\n" * 200_000 + "é,2\n".encode("cp1252"))
    sheet = sheet_of(path)
    assert sheet.encoding == "cp1252"
    *_, last = rows_of(sheet)
    assert last == (200_002, ["é", "2"])


def test_a_character_cut_between_two_blocks_is_still_utf_8(tmp_path: Path) -> None:
    # The file is read in blocks of 4 bytes and then of 1 MiB.
    path = made(tmp_path, "a,bé,c\n1,2,3\n")
    assert sheet_of(path).header == ("a", "bé", "c")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "picture"),
        (b"a,b\n1,2\x00\n", "not-text"),
    ],
)
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(ProblemsError) as refused:
        sheet_of(made(tmp_path, content))
    assert problem_of(refused.value).code == code


def test_utf_16_that_breaks_off_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path, TEXT.encode("utf-16")[:-1])
    (problem,) = _refused(path)
    assert problem.code == "broken-text"


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("rate,rate,rate", ("rate", "rate (2)", "rate (3)")),
        ("rate,rate (2),rate", ("rate", "rate (2)", "rate (3)")),
        ("rate,rate,rate (2)", ("rate", "rate (3)", "rate (2)")),
        ("a,,c", ("a", "column 2", "c")),
        ("a,,column 2", ("a", "column 2", "column 2 (2)")),
        ("a, b ,c,,", ("a", "b", "c")),
        ("a,_row,_period", ("a", "_row (2)", "_period (2)")),
    ],
)
def test_every_column_has_a_name_of_its_own(tmp_path: Path, heading: str, names: tuple[str, ...]) -> None:
    sheet = sheet_of(made(tmp_path, heading + "\n" + ",".join("1" * (heading.count(",") + 1)) + "\n"))
    assert len(set(sheet.header)) == len(sheet.header)
    assert not set(sheet.header) & set(RESERVED)
    assert sheet.header == names


def test_blank_rows_and_empty_cells_after_the_last_are_no_fault(tmp_path: Path) -> None:
    sheet = sheet_of(made(tmp_path, "a,b,,\n1,2\n\n,\n3,4,,,\n"))
    assert list(rows_of(sheet)) == [(2, ["1", "2"]), (5, ["3", "4"])]


def test_uneven_rows_are_told_by_number(tmp_path: Path) -> None:
    problems = _refused(made(tmp_path, "a,b\n1,2\n1\n1,2,3\n4,5\n"))
    assert [(p.code, p.row) for p in problems] == [("uneven-row", 3), ("uneven-row", 4)]
    assert "1 cells but the heading has 2" in problems[0].what
    assert "incomplete" in problems[0].what
    assert "incomplete" not in problems[1].what


def test_uneven_rows_beyond_the_cap_are_counted(tmp_path: Path) -> None:
    problems = _refused(made(tmp_path, "a,b\n" + "1\n" * 1_234))
    assert [p.row for p in problems[:10]] == list(range(2, 12))
    assert problems[10].what.startswith("1,224 more rows")
    assert len(problems) == 11


def test_short_rows_are_filled_only_where_the_publisher_is_known_to_cut_them(tmp_path: Path) -> None:
    path = made(tmp_path, "a,b,c\n1\n1,2,3\n")
    assert next(rows_of(sheet_of(path), short_rows=True)) == (2, ["1", "", ""])
    assert _refused(path)[0].row == 2
    assert _refused(made(tmp_path, "a,b,c\n1,2,3,4\n"), short_rows=True)[0].row == 2


def test_a_quotation_mark_that_is_never_closed_is_told_where_it_opens(tmp_path: Path) -> None:
    (problem,) = _refused(made(tmp_path, 'a,b\n1,2\n"3,4\n5,6\n'))
    assert (problem.code, problem.row) == ("broken-quotes", 3)
    (long,) = _refused(made(tmp_path, 'a,b\n1,2\n"3,4\n' + "5,6\n" * 50_000))
    assert (long.code, long.row) == ("broken-quotes", 3)


def test_quoted_cells_may_hold_commas_quotes_and_line_ends(tmp_path: Path) -> None:
    sheet = sheet_of(made(tmp_path, 'a,b\n"x, ""y""","line\none"\n2,3\n'))
    assert list(rows_of(sheet)) == [(2, ['x, "y"', "line\none"]), (4, ["2", "3"])]


MIDNIGHT = datetime(2024, 3, 1)  # noqa: DTZ001  (a worksheet knows no time zones)


def test_a_worksheet_gives_the_text_that_a_person_sees(tmp_path: Path) -> None:
    row: list[object] = ["a", 1, 2.0, 2.5, None, date(2024, 3, 1), MIDNIGHT, MIDNIGHT.replace(hour=9, minute=30), True]
    sheet = sheet_of(workbook(tmp_path, {"Data": [list("abcdefghi"), list(row)]}))
    assert list(rows_of(sheet)) == [(2, ["a", "1", "2", "2.5", "", "2024-03-01", "2024-03-01", "2024-03-01 09:30:00", "True"])]


def test_the_heading_of_a_worksheet_may_stand_below_a_title(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Table 1: a title"], [], [None, None], ["a", "b"], [1, 2], [], [3, 4]]
    sheet = sheet_of(workbook(tmp_path, {"Data": rows}))
    assert (sheet.header_row, sheet.header) == (4, ("a", "b"))
    assert list(rows_of(sheet)) == [(5, ["1", "2"]), (7, ["3", "4"])]


def test_sheets_that_are_hidden_or_empty_are_passed_by(tmp_path: Path) -> None:
    path = workbook(
        tmp_path, {"Cover": [["A title"]], "Data": [["a", "b"], [1, 2]], "Old": [["c", "d"]], "Empty": []}, hidden="Old"
    )
    (content,) = contents(path)
    assert [sheet.sheet_name for sheet in sheets_of(content)] == ["Data"]


@pytest.mark.parametrize(
    ("changed", "left_out"),
    [
        ({"xl/workbook.xml": b"<broken"}, ()),
        ({"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row><c>"}, ()),
        ({}, ("[Content_Types].xml",)),
    ],
)
def test_a_broken_workbook_is_refused(tmp_path: Path, changed: dict[str, bytes], left_out: tuple[str, ...]) -> None:
    path = rezipped(workbook(tmp_path, {"Data": [["a", "b"], [1, 2]]}), changed, left_out)
    (content,) = contents(path)
    with pytest.raises(ProblemsError) as refused:
        for sheet in sheets_of(content):
            list(rows_of(sheet))
    assert problem_of(refused.value).code == "broken-workbook"


def test_a_worksheet_that_counts_to_a_billion_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MAX_SHEET_ROWS", 1_000)
    book = workbook(tmp_path, {"Data": [["a", "b"], [1, 2]]})
    with zipfile.ZipFile(book) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    far = xml
    for mark in (b'<row r="', b'"A', b'"B'):
        far = far.replace(mark + b'2"', mark + b'1000000000"')
    assert far != xml
    (content,) = contents(rezipped(book, {"xl/worksheets/sheet1.xml": far}))
    with pytest.raises(ProblemsError) as refused:
        for sheet in sheets_of(content):
            list(rows_of(sheet))
    assert problem_of(refused.value).code == "broken-workbook"


def test_rows_beyond_the_size_that_the_worksheet_states_are_read(tmp_path: Path) -> None:
    book = workbook(tmp_path, {"Data": [["a", "b", "c"], [1, 2], [3, 4, 5]]})
    with zipfile.ZipFile(book) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    assert b'<dimension ref="A1:C3"' in xml
    book = rezipped(book, {"xl/worksheets/sheet1.xml": xml.replace(b'ref="A1:C3"', b'ref="A1"')})
    assert list(rows_of(sheet_of(book))) == [(2, ["1", "2", ""]), (3, ["3", "4", "5"])]
