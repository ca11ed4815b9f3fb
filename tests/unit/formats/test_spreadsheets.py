"""Spreadsheets of children: any order of columns, headings in one row or two, and every bad cell named."""

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from attainable.formats.people.cells import plain
from attainable.formats.people.rows import Person, Read
from attainable.formats.spreadsheets import columns_in_doubt, mapping, read
from attainable.formats.spreadsheets.mapping import ColumnMap
from attainable.formats.spreadsheets.opening import open_sheets
from attainable.formats.spreadsheets.spec import FIELDS
from attainable.values.problem import ProblemsError

TODAY = dt.date(2026, 11, 26)
HEAD = ["UPN", "Surname", "Forename", "DOB", "Gender", "SEN status", "Primary need"]
ROW = ["B801200005001", "Example", "Ann", "04/03/2016", "F", "K", "SLCN"]


def table(path: Path, *rows: list[Any]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def book(path: Path, *rows: list[Any], title: str = "Register") -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    sheet: Any = made.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    made.save(path)
    return made


def people(path: Path, columns: ColumnMap | None = None) -> list[Read]:
    sheet = open_sheets(path)[0]
    return list(read.people(sheet, columns or mapping.guess(sheet.header), TODAY))


def one(path: Path) -> Person:
    (found,) = people(path)
    assert not found.refused, found.problems
    return found.person


def columns(found: Read) -> list[str | None]:
    return [problem.column for problem in found.problems if problem.is_error]


def test_no_heading_means_two_fields():
    seen: dict[str, str] = {}
    for field in FIELDS:
        for words in (field.id, field.title, *field.others):
            told = plain(words)
            assert seen.setdefault(told, field.id) == field.id, (told, seen[told], field.id)


def test_title_lines_above_the_heading_and_rows_below_are_told_apart(tmp_path):
    path = table(tmp_path / "a.csv", ["SEN register of Example School"], [], HEAD, ROW)
    assert one(path).surname == "Example"


def test_two_heading_rows_are_read_as_one(tmp_path):
    path = tmp_path / "a.xlsx"
    made = openpyxl.Workbook()
    sheet: Any = made.active
    sheet.append(["Pupil", None, None, None, "SEN", "Needs", None])
    sheet.append(["Surname", "Forename", "DOB", "Sex", "SEN status", "Primary", "Secondary"])
    sheet.append(["Example", "Ann", dt.date(2016, 3, 4), "F", "K", "SLCN", "ASD"])
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("F1:G1")
    made.save(path)
    person = one(path)
    assert (person.date_of_birth, [need.code for need in person.needs]) == (dt.date(2016, 3, 4), ["SLCN", "ASD"])


def test_rows_with_merged_cells_are_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    made = book(
        path, HEAD, ROW, ["", "Other", "Bob", "05/03/2016", "M", "K", "ASD"], ["", "Third", "Cy", "05/03/2016", "M", "K", "ASD"]
    )
    sheet: Any = made.active
    sheet.merge_cells("G2:G3")
    made.save(path)
    assert [found.refused for found in people(path)] == [True, True, False]


def test_hidden_sheets_are_passed_over_and_the_likeliest_sheet_is_first(tmp_path):
    path = tmp_path / "a.xlsx"
    made = book(path, ["Notes", "More"], ["a", "b"], title="Notes")
    for title, state in (("Hidden", "hidden"), ("Register", "visible")):
        sheet: Any = made.create_sheet(title)
        sheet.sheet_state = state
        sheet.append(HEAD)
        sheet.append(ROW)
    made.save(path)
    assert [sheet.name for sheet in open_sheets(path)] == ["Register", "Notes"]


def test_a_formula_without_a_saved_result_is_told(tmp_path):
    path = tmp_path / "a.xlsx"
    book(path, HEAD, ["", '=CONCATENATE("Ex","ample")', "Ann", "04/03/2016", "F", "K", "SLCN"])
    (found,) = people(path)
    assert "formula" in [problem.code for problem in found.problems]


def test_of_two_columns_for_one_field_the_first_is_read_and_that_is_told(tmp_path):
    path = table(tmp_path / "a.csv", [*HEAD, "Last name"], [*ROW, "Different"])
    sheet = open_sheets(path)[0]
    assert [note.code for note in sheet.notes] == ["column-twice"]
    assert one(path).surname == "Example"


def test_two_columns_of_one_name_are_noted(tmp_path):
    path = table(tmp_path / "a.csv", [*HEAD, HEAD[1]], [*ROW, "Different"])
    (note,) = open_sheets(path)[0].notes
    assert (note.code, note.what) == ("column-twice", f'Two columns are called "{HEAD[1]}". We used the first one.')


@pytest.mark.parametrize("preferred_first", [True, False])
def test_legal_names_come_before_preferred_ones(tmp_path, preferred_first):
    """The headings of a school system that prints both."""
    names = [("Legal surname", "Example"), ("Legal first name", "Annabel"), ("Preferred surname", "Other")]
    names += [("Preferred first name", "Ann"), ("Surname", "Third")]
    names = names[::-1] if preferred_first else names
    rest = [("Date of birth", "04/03/2016"), ("Legal sex", "F")]
    head, row = zip(*names, *rest, strict=True)
    path = table(tmp_path / "a.csv", list(head), list(row))
    child = one(path)
    assert (child.surname, child.forename, child.known_as, child.sex) == ("Example", "Annabel", "Ann", "F")
    assert [note.code for note in open_sheets(path)[0].notes] == ["column-twice", "column-twice"]


@pytest.mark.parametrize(
    ("status", "need", "codes"),
    [
        ("E - Education, Health and Care Plan", "SEMH", ("E", "SEMH")),
        ("K - SEN Support", "SLCN - Speech, Language and Communication Needs", ("K", "SLCN")),
        ("K – SEN Support", "ASD: Autistic Spectrum Disorder", ("K", "ASD")),
        ("SEN Support", "Other Difficulty/Disability", ("K", "OTH")),
        ("N - No Special Educational Need", "", ("N", "")),
        ("Monitoring", "", ("N", "")),
    ],
)
def test_words_as_school_systems_print_them_are_read(tmp_path, status, need, codes):
    head = ["UPN", "Legal surname", "Legal forename", "DOB", "Gender", "SEN Status", "Primary need"]
    (found,) = people(table(tmp_path / "a.csv", head, [*ROW[:5], status, need]))
    assert columns(found) == []
    assert (found.person.provisions[0].code, *(n.code for n in found.person.needs)) == tuple(code for code in codes if code)


def test_a_code_that_contradicts_its_description_is_refused(tmp_path):
    (found,) = people(table(tmp_path / "a.csv", HEAD, [*ROW[:5], "E - SEN Support", "SLCN"]))
    assert "code" in [problem.code for problem in found.problems]


def test_swapped_columns_are_told(tmp_path):
    rows = [["04/03/2016", f"Example{n}", "Ann", "B801200005001", "F", "K", "SLCN"] for n in range(8)]
    sheet = open_sheets(table(tmp_path / "a.csv", HEAD, *rows))[0]
    (problem,) = columns_in_doubt.swapped_columns(sheet, mapping.guess(sheet.header))
    assert problem.code == "columns-swapped"


def test_dates_with_the_month_first_are_told_and_read_where_it_is_said(tmp_path):
    path = table(tmp_path / "a.csv", HEAD, ["", "Example", "Ann", "03/25/2016", "F", "K", "SLCN"])
    sheet = open_sheets(path)[0]
    guess = mapping.guess(sheet.header)
    assert [note.code for note in columns_in_doubt.month_first(sheet, guess)] == ["month-first"]
    assert columns(people(path)[0]) == ["date_of_birth"]
    said = ColumnMap(guess.columns, month_first=True)
    assert people(path, said)[0].person.date_of_birth == dt.date(2016, 3, 25)


@pytest.mark.parametrize(("encoding", "name"), [("utf-8", "Zoë"), ("cp1252", "Zoë"), ("utf-16", "Zoë"), ("utf-8-sig", "Łucja")])
def test_encodings(tmp_path, encoding, name):
    path = tmp_path / "a.csv"
    path.write_bytes(f"Surname,Forename,DOB,Sex\r\nExample,{name},4/3/2016,F\r\n".encode(encoding))
    assert one(path).forename == name


def test_a_name_in_one_column(tmp_path):
    head = ["Name", "DOB", "Sex"]
    path = table(
        tmp_path / "a.csv",
        head,
        ["Van Example, Ann May", "4/3/2016", "F"],
        ["Ann Example", "4/3/2016", "F"],
        ["Ann May Example", "4/3/2016", "F"],
    )
    first, second, third = people(path)
    assert (first.person.surname, first.person.forename) == ("Van Example", "Ann May")
    assert (second.person.surname, second.person.forename) == ("Example", "Ann")
    assert third.refused


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({0: "A801200005001"}, "upn"),
        ({1: ""}, "surname"),
        ({3: "31/02/2016"}, "date_of_birth"),
        ({3: "4/3/1916"}, "date_of_birth"),
        ({4: "X"}, "sex"),
        ({5: "Z"}, "provision"),
        ({6: "SL"}, None),
        ({6: "???"}, "need_1"),
        ({5: "N"}, "needs"),
        ({5: "E", 6: "NSA"}, "needs"),
        ({1: "=cmd|' /C calc'!A0"}, "surname"),
        ({2: "@SUM(A1)"}, "forename"),
        ({1: "x" * 101}, "surname"),
        ({1: "y" * 6000}, "surname"),
    ],
)
def test_every_bad_cell_is_named_with_how_to_mend_it(tmp_path, changed, column):
    row = [changed.get(place, cell) for place, cell in enumerate(ROW)]
    (found,) = people(table(tmp_path / "a.csv", HEAD, row))
    assert columns(found) == ([column] if column else [])
    assert all(problem.what and problem.mend and problem.row == 2 for problem in found.problems if problem.is_error)


def test_ten_thousand_columns_are_refused(tmp_path):
    path = table(tmp_path / "a.csv", [*HEAD, *(f"c{n}" for n in range(10_000))], [*ROW, *("x" for _ in range(10_000))])
    with pytest.raises(ProblemsError, match="more than 300 columns"):
        open_sheets(path)


def test_a_workbook_with_macros_is_refused(tmp_path):
    import zipfile

    path = tmp_path / "a.xlsx"
    book(path, HEAD, ROW)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    with pytest.raises(ProblemsError, match="macros"):
        open_sheets(path)


def test_a_sheet_that_expands_far_is_refused(tmp_path):
    import zipfile

    path = tmp_path / "a.xlsx"
    book(path, HEAD, ROW)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b" " * (80 * 1024 * 1024))
    with pytest.raises(ProblemsError, match="may be harmful"):
        open_sheets(path)
