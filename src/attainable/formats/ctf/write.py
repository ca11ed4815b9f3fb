"""People as a Common Transfer File of version 25, streamed: read back, they are the same."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lxml import etree

from attainable.formats.ctf.spec import UNKNOWN_SCHOOL, VERSION
from attainable.formats.people.rows import Person

_PLAIN = (
    ("UPN", "upn"),
    ("FormerUPN", "former_upn"),
    ("UniqueLearnerNumber", "uln"),
    ("Surname", "surname"),
    ("Forename", "forename"),
    ("MiddleNames", "middle_names"),
    ("PreferredForename", "known_as"),
    ("DOB", "date_of_birth"),
    ("Sex", "sex"),
    ("NCyearActual", "year_group"),
    ("Ethnicity", "ethnicity"),
    ("Language", "language"),
    ("ServiceChild", "service_child"),
    ("EnrolStatus", "enrolment"),
)


def write_ctf(
    path: Path, people: Iterable[Person], *, source: str, made: dt.datetime, school_name: str = "", dest: str = UNKNOWN_SCHOOL
) -> None:
    """`source` and `dest` are DfE numbers of seven characters."""
    with etree.xmlfile(str(path), encoding="utf-8") as file:
        file.write_declaration()
        with file.element("CTfile"):
            file.write(_header(source, dest, school_name, made), pretty_print=True)
            with file.element("CTFpupilData"):
                for person in people:
                    file.write(_pupil(person, dest), pretty_print=True)


def _header(source: str, dest: str, name: str, made: dt.datetime) -> Any:
    root = etree.Element("Header")
    for tag, text in (
        ("DocumentName", "Common Transfer File"),
        ("CTFversion", VERSION),
        ("DateTime", made.strftime("%Y-%m-%dT%H:%M:%S")),
        ("DocumentQualifier", "full"),
        ("SupplierID", "Attainable"),
    ):
        _add(root, tag, text)
    school = etree.SubElement(root, "SourceSchool")
    year = made.year if made.month >= 9 else made.year - 1
    for tag, text in (("LEA", source[:3]), ("Estab", source[3:]), ("SchoolName", name), ("AcademicYear", str(year))):
        _add(school, tag, text)
    to = etree.SubElement(root, "DestSchool")
    _add(to, "LEA", dest[:3])
    _add(to, "Estab", dest[3:])
    return root


def _pupil(person: Person, dest: str) -> Any:
    root = etree.Element("Pupil")
    for tag, field in _PLAIN:
        _add(root, tag, getattr(person, field))
    if person.looked_after:
        _add(etree.SubElement(root, "LookedAfter"), "InCare", "true" if person.looked_after == "Y" else "false")
    _rows(
        root,
        "FSMhistory",
        "FSM",
        ({"FSMstartDate": p.start, "FSMendDate": p.end, "UKcountry": p.country} for p in person.fsm_periods),
    )
    _rows(root, "SENhistory", "SEN", ({"StartDate": p.from_date, "SENprovision": p.code} for p in person.provisions))
    _rows(
        root,
        "SENneeds",
        "SENneed",
        (
            {"NeedStartDate": n.from_date, "NeedEndDate": n.until_date, "SENtypeRank": n.rank, "SENtype": n.code}
            for n in person.needs
        ),
    )
    _family(root, person)
    _attendance(root, person)
    _results(root, person)
    if person.entered or person.left:
        place = etree.SubElement(etree.SubElement(root, "SchoolHistory"), "School")
        for tag, value in (("LEA", dest[:3]), ("Estab", dest[3:]), ("EntryDate", person.entered), ("LeavingDate", person.left)):
            _add(place, tag, value)
    return root


def _family(root: Any, person: Person) -> None:
    if person.address or person.postcode:
        home = etree.SubElement(root, "Address")
        for line in person.address.splitlines():
            _add(home, "AddressLine", line)
        _add(home, "PostCode", person.postcode)
    _rows(
        root,
        "Contacts",
        "Contact",
        (
            {
                "Order": order,
                "Surname": c.name.rpartition(" ")[2],
                "Forename": c.name.rpartition(" ")[0],
                "Relationship": c.relationship,
                "Responsibility": "true" if c.responsible else "false",
                "Phone": c.telephone,
                "Email": c.email,
            }
            for order, c in enumerate(person.carers, 1)
        ),
    )


def _attendance(root: Any, person: Person) -> None:
    if not person.attendance:
        return
    holder = etree.SubElement(root, "Attendance")
    for part in dict.fromkeys(sessions.part for sessions in person.attendance):
        year = etree.SubElement(holder, "YearData")
        _add(year, "Year", part)
        for sessions in person.attendance:
            if sessions.part == part:
                row = etree.SubElement(year, "Sessions")
                _add(row, "Code", sessions.code)
                _add(row, "Number", sessions.sessions)


def _results(root: Any, person: Person) -> None:
    if not person.results:
        return
    holder = etree.SubElement(root, "StageAssessments")
    for name in dict.fromkeys(result.stage for result in person.results):
        stage = etree.SubElement(holder, "KeyStage")
        _add(stage, "Stage", name)
        for r in person.results:
            if r.stage == name:
                row = etree.SubElement(stage, "StageAssessment")
                for tag, text in (
                    ("Locale", r.locale),
                    ("Year", r.year),
                    ("Subject", r.subject),
                    ("Method", r.method),
                    ("Component", r.component),
                    ("ResultStatus", r.status),
                    ("ResultQualifier", r.qualifier),
                    ("Result", r.result),
                ):
                    _add(row, tag, text)


def _rows(root: Any, holder: str, tag: str, rows: Iterable[dict[str, Any]]) -> None:
    parent = None
    for row in rows:
        parent = etree.SubElement(root, holder) if parent is None else parent
        element = etree.SubElement(parent, tag)
        for name, value in row.items():
            _add(element, name, value)


def _add(parent: Any, tag: str, value: Any) -> None:
    """An element, left out when it is empty."""
    if value is None or value == "":
        return
    text = value.isoformat() if isinstance(value, dt.date) else str(value)
    etree.SubElement(parent, tag).text = "".join(mark for mark in text if mark >= " " or mark in "\t\n")
