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
