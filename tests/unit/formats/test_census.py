"""Census tables: rows that are cut off, too long or about nobody are named, and nothing else is lost by them."""

import datetime as dt
import zipfile
from pathlib import Path

import pytest

from attainable.formats.census import read
from attainable.formats.people.rows import Read

TODAY = dt.date(2026, 11, 26)
HEAD = "pupilonrolltableid,upn,surname,forename,dob,sex,senprovision"
PUPILS = [f"{n},,Sur{n},Fore{n},2015-Mar-0{n},F,K" for n in (1, 2, 3)]
NEEDS = "senneedstableid,pupilonrolltableid,sentype,sentyperank"


def people(folder: Path, pupils: str, **tables: str) -> list[Read]:
    path = folder / "census.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("pupilonroll.csv", pupils)
        for name, text in tables.items():
            archive.writestr(f"{name}.csv", text)
    return list(read.people(path, TODAY))


def table(*rows: str) -> str:
    return "\r\n".join([HEAD, *rows, ""])


def codes(found: list[Read]) -> list[list[str]]:
    return [[problem.code for problem in row.problems if problem.code != "no-needs"] for row in found]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (table(*PUPILS), [[], [], []]),
        (table(PUPILS[0], PUPILS[1].removesuffix(",K"), PUPILS[2]), [[], ["short-row"], []]),
        (table(PUPILS[0], PUPILS[1] + ",x", PUPILS[2]), [[], ["long-row"], []]),
        (table(*PUPILS).rpartition(",")[0], [[], [], ["cut-off"]]),
        (table(*(f"{row},," for row in PUPILS)), [[], [], []]),
    ],
)
def test_rows_with_too_few_or_too_many_cells_are_named(tmp_path, text, said):
    found = people(tmp_path, text)
    assert codes(found) == said
    assert [row.refused for row in found] == [bool(set(row) - {"short-row"}) for row in said]


def test_rows_about_no_pupil_are_one_fault_for_their_table(tmp_path):
    needs = f"{NEEDS}\r\n1,1,ASD,1\r\n2,7,SLCN,1\r\n3,8,SLCN,1\r\n"
    found = people(tmp_path, table(*PUPILS), senneeds=needs)
    assert codes(found) == [[], [], [], ["no-pupil"]]
    assert found[-1].problems[0].what.startswith("2 rows of the table senneeds (from row 3)")
    assert [need.code for need in found[0].person.needs] == ["ASD"]


def test_tables_that_are_not_read_are_named(tmp_path):
    people(tmp_path, table(*PUPILS), staff="a,b\r\n1,2\r\n")
    (note,) = read.origin(tmp_path / "census.zip").notes
    assert "“staff”" in note.what


def test_a_cell_that_can_not_be_read_is_kept(tmp_path):
    found = people(tmp_path, table(PUPILS[0], "2,,Sur\u200b2,Fore2,²,X,9"))
    assert (codes(found)[0], found[1].person.surname) == ([], "Sur2")
    assert found[1].person.unread == {"date_of_birth": "²", "sex": "X", "provision": "9"}
