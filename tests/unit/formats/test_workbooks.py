"""Cells of workbooks: the same text as openpyxl gives, whatever wrote them, and nothing from a file that is a trap."""

import datetime as dt
import random
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from tests.unit.formats.made_files import problem_of, rezipped

from attainable.formats.workbooks import Cells, Workbook, _shown
from attainable.values.problem import ProblemsError

SHEET = "xl/worksheets/sheet1.xml"
MORNING = dt.datetime(2016, 3, 4, 9, 30)  # noqa: DTZ001  (a worksheet knows no time zones)
# What a cell can hold, with the formats under which a number is a date, a time or a length of time.
VALUES: tuple[Any, ...] = (
    "Ann",
    "",
    " two  words ",
    "line\nline",
    "007",
    "<&>\"'",
    "Seán 🙂",
    "x005F_",
    0,
    7,
    -3,
    2.0,
    2.5,
    1e21,
    1.5e-7,
    True,
    False,
    dt.date(2016, 3, 4),
    MORNING,
    dt.time(9, 30),
    dt.timedelta(hours=30),
    None,
)
FORMATS = ("General", "0.00", "d/m/yyyy", "h:mm", "[h]:mm", "@")


def twin(path: Path) -> dict[str, list[Cells]]:
    """The slow way: openpyxl's own reading of every visible sheet."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    found = {}
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            sheet.reset_dimensions()
            found[sheet.title] = [[_shown(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    book.close()
    return found


def read(path: Path) -> dict[str, list[Cells]]:
    book = Workbook("a.xlsx", lambda: path.open("rb"))
    found: dict[str, list[Cells]] = {}
    for title in book.members:
        rows = list(book.rows(title))
        assert [number for number, _ in rows] == list(range(1, len(rows) + 1))
        found[title] = [cells for _, cells in rows]
    return found


@pytest.mark.filterwarnings("ignore:Cell .* is marked as a date")
@pytest.mark.parametrize("seed", range(5))
def test_cells_are_as_openpyxl_reads_them_when_openpyxl_wrote_them(tmp_path: Path, seed: int) -> None:
    draw, path = random.Random(seed), tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904 if seed % 2 else book.epoch
    for title in ("First", "Second"):
        sheet = book.create_sheet(title)
        for row in range(1, 40, draw.choice((1, 2, 5))):
            for column in draw.sample(range(1, 60), draw.randrange(12)):
                cell = sheet.cell(row, column, draw.choice(VALUES))
                if not draw.randrange(3):
                    cell.number_format = draw.choice(FORMATS)
    rich = CellRichText("plain ", TextBlock(InlineFont(b=True), "bold"), " plain")
    book["Second"]["B2"] = rich
    book.create_sheet("Hidden").sheet_state = "hidden"
    book.save(path)
    assert read(path) == twin(path)
    assert "Hidden" not in read(path)


@pytest.mark.parametrize("constant_memory", [True, False])
def test_cells_are_as_openpyxl_reads_them_when_another_program_wrote_them(tmp_path: Path, constant_memory: bool) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": constant_memory, "default_date_format": "d/m/yyyy"}) as book:
        sheet = book.add_worksheet("Register")
        bold = book.add_format({"bold": True})
        for row, value in enumerate(VALUES):
            sheet.write(row, row % 5, value)
            sheet.write_blank(row, 8, None, bold)
        sheet.write_rich_string(30, 0, "a", bold, "b", "c")
        sheet.write_formula(31, 0, "=1+1", value=2)
        sheet.write_formula(31, 1, '=CONCATENATE("a","b")', value="ab")
        sheet.write_formula(31, 2, "=1/0", value="#DIV/0!")
        sheet.write_formula(31, 3, "=TRUE()", value=True)
    found = read(path)
    assert found == twin(path)
    assert found["Register"][30][0] == "abc"
    assert found["Register"][31] == ["2", "ab", "#DIV/0!", "True"]


def changed(folder: Path, rows: bytes, before: bytes = b"") -> Path:
    """A workbook whose only sheet holds these rows; `before` stands before its root."""
    path = folder / "a.xlsx"
    openpyxl.Workbook().save(path)
    main = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return rezipped(path, {SHEET: before + main + rows + b"</sheetData></worksheet>"})


def test_cells_that_do_not_say_where_they_stand_follow_one_another(tmp_path: Path) -> None:
    rows = b'<row><c><v>1</v></c><c t="d"><v>2016-03-04</v></c></row><row r="3"><c r="C3"><v>2</v></c><c><v>3</v></c></row>'
    path = changed(tmp_path, rows)
    assert read(path) == {"Sheet": [["1", "2016-03-04"], [], ["", "", "2", "3"]]}
    assert read(path) == twin(path)


@pytest.mark.parametrize(
    ("rows", "before"),
    [
        (b'<row r="2"><c><v>1</v></c></row><row r="1"><c><v>1</v></c></row>', b""),
        (b'<row r="2"><c><v>1</v></c></row><row r="2"><c><v>2</v></c></row>', b""),
        (b'<row r="1.5"><c><v>1</v></c></row>', b""),
        (b'<row r="1048577"><c><v>1</v></c></row>', b""),
        (b'<row><c r="?1"><v>1</v></c></row>', b""),
        (b'<row><c t="s"><v>1</v></c></row>', b""),
        (b"<row><c><v>one</v></c></row>", b""),
        (b"<row><c><v>1</c></row>", b""),
        (b'<row><c t="inlineStr"><is><t>&a;</t></is></c></row>', b'<!DOCTYPE a [<!ENTITY a "aaaa">]>'),
        (b'<row><c t="inlineStr"><is><t>' + b"a" * 11_000_000 + b"</t></is></c></row>", b""),
    ],
)
def test_what_is_no_sheet_is_refused_in_words(tmp_path: Path, rows: bytes, before: bytes) -> None:
    with pytest.raises(ProblemsError) as refused:
        read(changed(tmp_path, rows, before))
    assert problem_of(refused.value).code == "broken-workbook"


def test_columns_far_out_are_left_out_and_take_no_room(tmp_path: Path) -> None:
    rows = b'<row><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>'
    assert read(changed(tmp_path, rows)) == {"Sheet": [["1"]]}


def test_a_long_sheet_is_read_in_little_memory(tmp_path: Path) -> None:
    row = b'<row><c t="inlineStr"><is><t>Example</t></is></c><c><v>1</v></c></row>'
    path = changed(tmp_path, row * 60_000)
    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo(SHEET).file_size > 4_000_000
    book = Workbook("a.xlsx", lambda: path.open("rb"))
    tracemalloc.start()
    try:
        assert sum(1 for _ in book.rows("Sheet")) == 60_000
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
