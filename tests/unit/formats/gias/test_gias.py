"""Registers of schools of every known layout to rows, and every fault told at once."""

import csv
import gzip
import io
import os
from datetime import date
from pathlib import Path

import pytest

from attainable.formats.gias.links import read_successors
from attainable.formats.gias.read import read_register
from attainable.formats.gias.spec import Status
from attainable.values.problem import ProblemsError, Severity

FULL = {
    "URN": "100001",
    "LA (code)": "888",
    "LA (name)": "Lancashire",
    "EstablishmentNumber": "2001",
    "EstablishmentName": "Madeup Primary School",
    "TypeOfEstablishment (name)": "Community school",
    "EstablishmentTypeGroup (name)": "Local authority maintained schools",
    "EstablishmentStatus (name)": "Open",
    "OpenDate": "01-09-1998",
    "CloseDate": "",
    "PhaseOfEducation (name)": "Primary",
    "StatutoryLowAge": "4",
    "StatutoryHighAge": "11",
    "SchoolCapacity": "210",
    "TypeOfResourcedProvision (name)": "SEN unit",
    "DistrictAdministrative (code)": "E07000117",
    "DistrictAdministrative (name)": "Burnley",
    "Postcode": "pr1  1aa",
}
SHORT = {
    "urn": "100001",
    "la_code": "888",
    "dfe_number": "888/2001",
    "school_name": "Madeup Primary School",
    "establishment_type": "Academy converter",
    "school_status": "Open, but proposed to close",
    "open_date": "1900-01-01",
    "close_date": "2022-08-31",
    "phase_type": "Middle deemed primary",
    "statutory_low_age": "4",
    "statutory_high_age": "11",
    "postcode": "PR1 1AA",
    "school_capacity": "",
}
SPINE = {
    "URN": "100001",
    "LA": "888",
    "ESTAB": "7001",
    "LAESTAB": "8887001",
    "SCHNAME": "Madeup School",
    "POSTCODE": "PR1 1AA",
    "ICLOSE": "2",
    "OPENDATE": "",
    "CLOSEDATE": "2018-08-31 00:00:00",
    "MINORGROUP": "Maintained School",
    "NFTYPE": "Community school",
    "ISPRIMARY": "1",
    "ISSECONDARY": "1",
    "AGEL": "3",
    "AGEH": "18",
    "OTHERURN": "145000",
}


def written(path: Path, *rows: dict[str, str], encoding: str = "utf-8") -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def test_the_full_layout(tmp_path: Path) -> None:
    register = read_register(written(tmp_path / "gias.csv", FULL))
    (row,) = register.rows
    assert (row.urn, row.name, row.authority, row.laestab) == ("100001", "Madeup Primary School", "888", "8882001")
    assert (row.phase, row.status, row.opened, row.closes) == ("PS", Status.OPEN, date(1998, 9, 1), None)
    assert (row.postcode, row.district, row.district_name) == ("PR1 1AA", "E07000117", "Burnley")
    assert (row.low_age, row.high_age) == (4, 11)
    assert (row.capacity, row.resourced_provision, row.row) == (210, "SEN unit", 2)
    assert (register.layout.id, register.problems) == ("establishments", ())


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8", "utf-8-sig"])
def test_names_with_accents_of_either_encoding(tmp_path: Path, encoding: str) -> None:
    register = read_register(written(tmp_path / "gias.csv", {**FULL, "EstablishmentName": "Thérèse’s"[:7]}, encoding=encoding))
    assert register.rows[0].name == "Thérèse"


def test_the_list_of_open_mainstream_schools(tmp_path: Path) -> None:
    register = read_register(written(tmp_path / "x.csv", SHORT))
    (row,) = register.rows
    assert (row.laestab, row.phase, row.status, row.closes) == ("8882001", "MP", Status.CLOSING, date(2022, 8, 31))
    assert (row.opened, row.capacity, row.type) == (None, None, "Academy converter")
    assert "resourced_provision" not in register.given


def test_the_performance_tables_list(tmp_path: Path) -> None:
    path = tmp_path / "spine.csv.gz"
    path.write_bytes(gzip.compress(written(tmp_path / "s.csv", SPINE, {**SPINE, "URN": "NAT"}).read_bytes()))
    (row,) = read_register(path).rows
    assert (row.phase, row.status, row.closes, row.successor) == ("AT", Status.CLOSED, date(2018, 8, 31), "145000")


@pytest.mark.parametrize(
    ("kind", "group", "phase", "code"),
    [
        ("Community special school", "Special schools", "Not applicable", "SP"),
        ("Free schools special", "Free Schools", "Not applicable", "SP"),
        ("Pupil referral unit", "Local authority maintained schools", "Not applicable", "PR"),
        ("Academy alternative provision converter", "Academies", "Not applicable", "PR"),
        ("Local authority nursery school", "Local authority maintained schools", "Nursery", "NS"),
        ("Further education", "Colleges", "16 plus", "NO"),
        ("Community school", "Local authority maintained schools", "Secondary", "SS"),
    ],
)
def test_the_phase_is_a_census_code(tmp_path: Path, kind: str, group: str, phase: str, code: str) -> None:
    changed = {"TypeOfEstablishment (name)": kind, "EstablishmentTypeGroup (name)": group, "PhaseOfEducation (name)": phase}
    assert read_register(written(tmp_path / "gias.csv", {**FULL, **changed})).rows[0].phase == code


def test_every_fault_is_told_at_once_with_its_row_and_column(tmp_path: Path) -> None:
    bad = {
        **FULL,
        "URN": "12",
        "EstablishmentName": " ",
        "OpenDate": "31-02-1998",
        "SchoolCapacity": "many",
        "EstablishmentStatus (name)": "Opened",
        "PhaseOfEducation (name)": "Lower",
        "LA (code)": "Kent",
    }
    other = {**FULL, "URN": "100002", "StatutoryLowAge": "11", "StatutoryHighAge": "4"}
    register = read_register(written(tmp_path / "gias.csv", FULL, bad, other, FULL))
    assert [row.urn for row in register.rows] == ["100001"]
    told = {(p.row, p.column) for p in register.errors}
    assert told == {
        (3, "URN"),
        (3, "EstablishmentName"),
        (3, "EstablishmentStatus (name)"),
        (3, "LA (code)"),
        (3, "EstablishmentNumber"),
        (4, None),
        (5, "URN"),
    }
    odd = {(p.row, p.column) for p in register.problems if p.severity is Severity.WARNING}
    assert odd == {(3, "OpenDate"), (3, "SchoolCapacity"), (3, "PhaseOfEducation (name)")}
    assert all(problem.mend and problem.file == "gias.csv" for problem in register.errors)
    assert "is already in row 2" in register.errors[-2].what + register.errors[-1].what


def test_what_is_odd_but_usable_is_noted(tmp_path: Path) -> None:
    odd = {**FULL, "LA (code)": "199", "Postcode": "unknown", "EstablishmentStatus (name)": "Closed"}
    register = read_register(written(tmp_path / "gias.csv", odd))
    assert len(register.rows) == 1
    assert {p.code for p in register.problems} == {"school-authority-unknown", "school-postcode", "school-closing-date"}
    assert {p.severity for p in register.problems} == {Severity.NOTE}


def test_a_file_that_is_no_register_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as caught:
        read_register(written(tmp_path / "x.csv", {"a": "1", "b": "2"}))
    assert caught.value.problems[0].code == "unknown-register"


def test_successors_out_of_the_file_of_links(tmp_path: Path) -> None:
    links = [
        {"URN": "100001", "LinkURN": "145000", "LinkName": "New", "LinkType": "Successor"},
        {"URN": "145000", "LinkURN": "100001", "LinkName": "Old", "LinkType": "Predecessor"},
        {"URN": "100002", "LinkURN": "145001", "LinkName": "New", "LinkType": "Successor - merged"},
    ]
    assert read_successors(written(tmp_path / "links.csv", *links)) == {"100001": "145000", "100002": "145001"}
    with pytest.raises(ProblemsError):
        read_successors(written(tmp_path / "other.csv", FULL))


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "rows", "layout"),
    [
        ("gias_hampshire_surrey_20220420.csv", 1096, "establishments"),
        ("gias_open_mainstream_schools_20220425.csv.gz", 20185, "open-mainstream"),
        ("england_spine_2017_18.csv.gz", 26078, "spine"),
    ],
)
def test_real_registers_are_read_without_a_fault(name: str, rows: int, layout: str) -> None:
    data = Path(os.environ.get("ATTAINABLE_DATA") or Path(__file__).resolve().parents[5] / "shared/data")
    if not (data / "schools" / name).is_file():
        pytest.skip(f"the real file schools/{name} is not in {data}")
    register = read_register(data / "schools" / name)
    assert (len(register.rows), register.layout.id, register.errors) == (rows, layout, ())


ODD = ["²", "9" * 5000, "-1", "1e309", "٤٤", "many", "31-02-1998", "\x0b"]


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize(
    ("column", "field"),
    [("SchoolCapacity", "capacity"), ("StatutoryLowAge", "low_age"), ("StatutoryHighAge", "high_age"), ("OpenDate", "opened")],
)
def test_an_odd_cell_is_left_out_and_named_and_its_school_read(tmp_path: Path, text: str, column: str, field: str) -> None:
    register = read_register(written(tmp_path / "gias.csv", FULL, {**FULL, "URN": "100002", column: text}))
    assert [row.urn for row in register.rows] == ["100001", "100002"]
    if text.strip():
        assert [(p.row, p.column, p.severity) for p in register.problems] == [(3, column, Severity.WARNING)]
        assert register.rows[1].unread == {field}
        assert getattr(register.rows[1], field) is None


@pytest.mark.parametrize("column", list(FULL))
@pytest.mark.parametrize("text", ODD)
def test_no_odd_cell_stops_the_reading(tmp_path: Path, column: str, text: str) -> None:
    register = read_register(written(tmp_path / "gias.csv", FULL, {**FULL, "URN": "100002", column: text}))
    assert register.rows[0].urn == "100001"


def test_establishments_that_never_opened_are_left_out_and_counted(tmp_path: Path) -> None:
    never = ["Proposed to open", "Created in Error", "Pending Approval", "Quarantine", "De-registered as EY Setting"]
    rows = [{**FULL, "URN": f"10001{place}", "EstablishmentStatus (name)": text} for place, text in enumerate([*never, never[0]])]
    register = read_register(written(tmp_path / "gias.csv", FULL, *rows))
    assert [row.urn for row in register.rows] == ["100001"]
    (note,) = register.problems
    assert note.severity is Severity.NOTE
    assert note.what.startswith("6 establishments never opened as a school")
    assert "2 proposed to open" in note.what
