"""Small files of every kind, made for these tests. Their figures are nobody's."""

import gzip
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import openpyxl

from attainable.formats.containers import Content, contents_of
from attainable.formats.tables import Sheet, sheets_of
from attainable.values.problem import Problem, ProblemsError

KS2 = (
    "time_period,geographic_level,region_name,new_la_code,old_la_code,la_name,characteristic,"
    "t_rwm_eligible_pupils,t_rwm_met_expected_standard,pt_rwm_met_expected_standard\n"
)
LANCASHIRE = "202223,Local authority,North West,E10000017,888,Lancashire,"
SMALL = KS2 + f"{LANCASHIRE}All SEN,200,50,25\n{LANCASHIRE}EHC plan,80,8,10\n"


def made(folder: Path, content: str | bytes, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def zipped(folder: Path, members: Mapping[str, str | bytes], name: str = "files.zip") -> Path:
    path = folder / name
    path.write_bytes(zip_bytes(members))
    return path


def zip_bytes(members: Mapping[str, str | bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return held.getvalue()


def workbook(folder: Path, sheets: Mapping[str, Iterable[Sequence[object]]], name: str = "book.xlsx", hidden: str = "") -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        sheet.sheet_state = "hidden" if title == hidden else "visible"
    book.save(folder / name)
    book.close()
    return folder / name


def rezipped(path: Path, changed: dict[str, bytes], left_out: tuple[str, ...] = ()) -> Path:
    """A workbook with some of its members changed or left out, in its place."""
    held = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            if name not in left_out:
                new.writestr(name, changed.get(name, old.read(name)))
    path.write_bytes(held.getvalue())
    return path


def rows_of_text(text: str) -> list[list[object]]:
    """The rows of simple CSV, numbers as numbers, for a workbook."""
    return [[int(c) if c.isdigit() else c for c in line.split(",")] for line in text.splitlines()]


def gz(text: str | bytes) -> bytes:
    return gzip.compress(text.encode() if isinstance(text, str) else text, mtime=0)


def contents(path: Path) -> list[Content]:
    return list(contents_of(path))


def sheet_of(path: Path) -> Sheet:
    (sheet,) = [sheet for content in contents_of(path) for sheet in sheets_of(content)]
    return sheet


def problem_of(error: ProblemsError) -> Problem:
    (problem,) = error.problems
    assert problem.what
    assert problem.mend
    return problem
