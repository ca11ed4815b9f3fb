"""Common Transfer Files: what is hostile is refused in words, what is older is read."""

import datetime as dt
import os
from pathlib import Path

import pytest

from attainable.formats.ctf import read
from attainable.values.problem import ProblemsError

TODAY = dt.date(2026, 11, 26)
SAMPLES = Path(os.environ.get("ATTAINABLE_SAMPLES", "../shared/reference/samples"))
PUPIL = "<Pupil><Surname>Example</Surname><Forename>Ann</Forename><DOB>2016-03-04</DOB>{}</Pupil>"
FILE = "<CTfile><Header><CTFversion>{}</CTFversion></Header><CTFpupilData>{}</CTFpupilData></CTfile>"


def people(path: Path, text: str | bytes):
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    read.origin(path)
    return list(read.people(path, TODAY))


def test_an_older_version_with_gender_is_read(tmp_path):
    (found,) = people(tmp_path / "a.xml", FILE.format("15.0", PUPIL.format("<Gender>F</Gender>")))
    assert (found.person.sex, found.refused) == ("F", False)


def test_parts_that_are_not_kept_are_told(tmp_path):
    path = tmp_path / "a.xml"
    path.write_text(FILE.format("25.0", PUPIL.format("<Hobbies>chess</Hobbies>")))
    (note,) = read.origin(path).notes
    assert "Hobbies" in note.what


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><CTfile>&b;</CTfile>',
        '<?xml version="1.0"?><!DOCTYPE CTfile SYSTEM "http://127.0.0.1/x.dtd"><CTfile/>',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><CTfile><Header>&e;</Header></CTfile>',
    ],
)
def test_entities_and_document_types_are_refused(tmp_path, text):
    for data in (text.encode(), text.encode("utf-16")):
        with pytest.raises(ProblemsError, match="may be harmful"):
            people(tmp_path / "a.xml", data)


@pytest.mark.parametrize(
    "text", ["<CTfile><Header>", "<a/>", "<CTfile></CTfile>", "<CTfile><b></CTfile>", "<?xml", "<" * 100, "<CTfile>&e;</CTfile>"]
)
def test_what_is_no_whole_file_is_refused(tmp_path, text):
    with pytest.raises(ProblemsError):
        people(tmp_path / "a.xml", text)


def test_deep_nesting_is_refused(tmp_path):
    with pytest.raises(ProblemsError):
        people(tmp_path / "a.xml", "<CTfile>" + "<a>" * 5000 + "</a>" * 5000 + "</CTfile>")


@pytest.mark.real
def test_the_sample_of_the_reference_is_read():
    path = SAMPLES / "ctf/ctf25_invented.xml"
    if not path.is_file():
        pytest.skip(f"{path} is not here")
    (found,) = read.people(path, TODAY)
    assert [(p.code, p.from_date.isoformat()) for p in found.person.provisions if p.from_date] == [
        ("K", "2021-11-01"),
        ("E", "2025-06-02"),
    ]
    assert not found.problems


def test_a_pupil_under_another_prefix_is_named_and_not_read(tmp_path):
    pupils = PUPIL.format("") + PUPIL.format("").replace("Pupil>", "x:Pupil>") + "<Student>Bob</Student>" + PUPIL.format("")
    text = FILE.format("25.0", pupils + "<Teacher/>").replace("<CTfile>", '<CTfile xmlns:x="urn:x">')
    found = people(tmp_path / "a.xml", text)
    assert [row.refused for row in found].count(False) == 2
    named = [problem.what.split("”")[0][1:] for row in found for problem in row.problems if problem.is_error]
    assert sorted(named) == ["Student", "Teacher", "x:Pupil"]


def test_a_file_whose_root_has_a_namespace_is_read(tmp_path):
    text = FILE.format("25.0", PUPIL.format("<Sex>F</Sex>")).replace("<CTfile>", '<CTfile xmlns="urn:ctf">')
    (found,) = people(tmp_path / "a.xml", text)
    assert (found.person.surname, found.person.sex, found.refused) == ("Example", "F", False)


@pytest.mark.parametrize(
    ("more", "column"),
    [
        ("<Surname>Other</Surname>", "surname"),
        ("<Forename>Bea</Forename>", "forename"),
        ("<DOB>2016-03-05</DOB>", "date_of_birth"),
        ("<Sex>F</Sex><Gender>M</Gender>", "sex"),
        ("<UPN>B801200005001</UPN><UPN>A123</UPN>", "upn"),
    ],
)
def test_what_a_pupil_has_once_and_the_file_twice_is_refused(tmp_path, more, column):
    (found,) = people(tmp_path / "a.xml", FILE.format("25.0", PUPIL.format(more)))
    assert column in [problem.column for problem in found.problems if problem.code == "twice"]
    assert ";" in found.person.unread[column]


def test_the_same_thing_said_twice_is_no_fault(tmp_path):
    (found,) = people(tmp_path / "a.xml", FILE.format("25.0", PUPIL.format("<Surname> Example\u200b</Surname>")))
    assert not found.refused


def test_nothing_of_a_contact_or_of_attendance_is_dropped_in_silence(tmp_path):
    more = "<Contacts><Contact><Email>a@b.example</Email></Contact><Contact><Surname>Bee</Surname><Title>Dr</Title>"
    more += "<Relationship>Great aunt</Relationship></Contact></Contacts><Attendance><YearData><Year>2025</Year>"
    more += "<Sessions><Code>I</Code><Number>²</Number></Sessions></YearData></Attendance>"
    path = tmp_path / "a.xml"
    (found,) = people(path, FILE.format("25.0", PUPIL.format(more)))
    assert [p.code for p in found.problems] == ["carer-without-name", "relationship", "sessions-unread"]
    assert [carer.name for carer in found.person.carers] == ["Bee"]
    (note,) = read.origin(path).notes
    assert "“Contacts/Contact/Title”" in note.what
