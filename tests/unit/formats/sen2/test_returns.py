"""SEN2 returns: read, written and read again, in every year and every shape; what is wrong is named with its place."""

import io
import os
from copy import deepcopy
from pathlib import Path

import pytest
from lxml import etree

from attainable.demo.returns import make
from attainable.formats.sen2.comparing import compare
from attainable.formats.sen2.spec import ITEMS, YEARS, blocks
from attainable.formats.sen2.tables import TABLES, read_tables, write_tables
from attainable.formats.sen2.writing import left_out, write_xml
from attainable.formats.sen2.xml_reading import read_xml
from attainable.formats.spreadsheets.write import Sheet, write_book
from attainable.values.problem import ProblemsError

ROOT = Path(__file__).parents[4]
SAMPLES = Path(os.environ.get("ATTAINABLE_SHARED", ROOT.parent / "shared")) / "reference" / "samples" / "sen2"
with_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"The samples are not at {SAMPLES}; set ATTAINABLE_SHARED")


def written(found, path, year=None):
    with path.open("w", encoding="utf-8") as file:
        write_xml(found, file, year)
    return path


@pytest.mark.parametrize("year", YEARS)
def test_what_is_written_is_read_again_equal(tmp_path, year):
    made = make(60, year)
    found, problems = read_xml(written(made, tmp_path / "return.xml"))
    assert problems == [] and list(compare(made, found)) == []
    assert found.header == made.header and found.year == year


@with_samples
@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_what_is_written_is_valid_by_the_repaired_schema(tmp_path, year):
    schema = etree.XMLSchema(etree.parse(str(SAMPLES / f"sen2_schema_{year}.repaired.xsd")))
    document = etree.parse(str(written(make(60, year), tmp_path / "return.xml")))
    assert schema.validate(document), schema.error_log


@with_samples
@pytest.mark.parametrize("year", [2025, 2026])
def test_the_valid_samples_come_back_equal(tmp_path, year):
    found, problems = read_xml(SAMPLES / f"sen2_valid_{year}.xml")
    again, _ = read_xml(written(found, tmp_path / "again.xml"))
    assert problems == [] and list(compare(found, again)) == [] and len(found.people) == 10


@with_samples
def test_the_faulty_samples_are_read_with_every_fault_of_shape_named():
    found, problems = read_xml(SAMPLES / "sen2_sample_2023.xml")
    assert found.year == 2024 and len(problems) >= 3
    assert all(problem.row and problem.mend for problem in problems)


@pytest.mark.parametrize("year", [2023, 2026])
def test_tables_hold_all_of_it(tmp_path, year):
    made = make(80, year)
    write_tables(made, tmp_path)
    found, problems = read_tables(sorted(tmp_path.iterdir()))
    assert problems == [] and list(compare(made, found)) == [] and found.header == made.header


def test_the_workbook_has_numbers_as_floats_and_flags_as_text(tmp_path):
    """Sheets of the pre-submission workbook: keys as 1.0, headings in another case, no header sheet, an empty unit flag."""
    people = [["1.0", "Fictional", "Ash", "2015-03-02", "M", "WBRI", "AA1 1AA", "", "UN1"]]
    requests = [["7.0", "1.0", "02/03/2025", "1.0", "False", "A"]]
    headings = ["PersonTableID", "surname", "FORENAME", "personbirthdate", "sex", "ethnicity", "postcode", "upn", "upnunknown"]
    asked = ["requeststableid", "persontableid", "receiveddate", "rquestsource", "rya", "requestoutcome"]
    sheets = [
        Sheet("Person", headings, people),
        Sheet("Requests", asked, requests),
        Sheet("Named Plan", ["namedplantableid", "assessmenttableid", "startdate"], []),
    ]
    write_book(tmp_path / "book.xlsx", sheets)
    found, problems = read_tables([tmp_path / "book.xlsx"], 2026)
    assert [problem for problem in problems if problem.is_error] == []
    (person,) = found.people
    (request,) = person["Requests"]
    assert request == {"ReceivedDate": "2025-03-02", "RequestSource": "1", "RYA": "0", "RequestOutcome": "A"}


def test_collect_writes_dates_and_flags_its_own_way(tmp_path):
    (tmp_path / "Blade-Export_01-02-2026_person.csv").write_text(
        "persontableid,NativeId,sen2tableid,surname,forename,personbirthdate,personorderseqcolumn\n"
        "5,x,1,A,B,2015-Sep-28 00:00:00,1\n"
    )
    (tmp_path / "Blade-Export_01-02-2026_requests.csv").write_text(
        "requeststableid,persontableid,receiveddate,rya,requestmediation\n1,5,2025-Jan-13 00:00:00,False,True\n"
    )
    found, problems = read_tables(sorted(tmp_path.iterdir()), 2026)
    assert problems == []
    assert found.people[0]["PersonBirthDate"] == "2015-09-28"
    assert found.people[0]["Requests"] == [{"ReceivedDate": "2025-01-13", "RYA": "0", "RequestMediation": "1"}]


def test_unknown_headings_rows_without_a_person_and_keys_given_twice_are_named(tmp_path):
    (tmp_path / "person.csv").write_text("persontableid,surname,shoesize\n1,A,38\n1,B,39\n")
    (tmp_path / "requests.csv").write_text("requeststableid,persontableid,requestoutcome\n1,9,A\n")
    _, problems = read_tables(sorted(tmp_path.iterdir()), 2026)
    assert [problem.code for problem in problems] == ["unknown-heading", "key-twice", "no-parent"]
    assert "shoesize" in problems[0].what


def test_tables_without_people_or_year_are_refused_with_both(tmp_path):
    (tmp_path / "requests.csv").write_text("requeststableid,persontableid,requestoutcome\n1,9,A\n")
    with pytest.raises(ProblemsError) as raised:
        read_tables([tmp_path / "requests.csv"])
    assert [problem.code for problem in raised.value.problems] == ["no-people", "unknown-year"]


HEADED = "<Header><CollectionDetails><Year>2026</Year></CollectionDetails></Header>"


def text_of(found):
    out = io.StringIO()
    write_xml(found, out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<Surname>", "<Height>2</Height><Surname>", "unknown-item"),
        ("<Forename>Ash</Forename>", "", None),
        ("<PostCode>AA1 1AA</PostCode>\n<UPN>", "<UPN>", None),
        ("<Ethnicity>", "<UPN>X</UPN><Ethnicity>", "wrong-order"),
        ("<RYA>0</RYA>", "<RYA>0</RYA><RYA>1</RYA>", "twice"),
        ("<Sex>", "<GenderCurrent>1</GenderCurrent><Sex>", "other-year"),
        ("<RYA>0</RYA>", "<RYA><x>0</x></RYA>", "not-an-item"),
    ],
)
def test_faults_of_shape_are_named_with_person_and_line(tmp_path, old, new, code):
    path = tmp_path / "return.xml"
    path.write_text(text_of(make(5)).replace(old, new, 1), "utf-8")
    _, problems = read_xml(path)
    assert [problem.code for problem in problems][:1] == ([code] if code else [])
    assert all(problem.row and problem.what.startswith("Person ") for problem in problems)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("not xml", "not-xml"),
        ("<Message><Header>", "not-xml"),
        ("<Message></Message>", "no-sen2"),
        ("<Other/>", "no-sen2"),
        ("<Message><Persons><Person><Surname>A</Surname></Person></Persons></Message>", "no-header"),
        ("<Message><Header><CollectionDetails><Collection>CIN</Collection></CollectionDetails></Header></Message>", "no-sen2"),
        (f"<Message>{HEADED.replace('2026', '2019')}</Message>", "unknown-year"),
        (f"<!DOCTYPE m [<!ENTITY a 'b'>]><Message>{HEADED}</Message>", "dtd"),
    ],
)
def test_what_is_no_return_is_refused_in_words(tmp_path, text, code):
    path = tmp_path / "return.xml"
    path.write_text(text, "utf-8")
    with pytest.raises(ProblemsError) as raised:
        read_xml(path)
    assert [problem.code for problem in raised.value.problems] == [code]


def test_more_than_200_problems_are_said_to_be_more(tmp_path):
    path = tmp_path / "return.xml"
    path.write_text(text_of(make(250)).replace("<Surname>", "<Height>2</Height><Surname>"), "utf-8")
    _, problems = read_xml(path)
    assert len(problems) == 201 and problems[-1].code == "more"


def test_items_of_another_year_are_left_out_and_named_and_sex_is_translated(tmp_path):
    made = make(40, 2026)
    gone = left_out(made, 2023)
    assert set(gone) >= {"RequestSource", "ReviewMeeting", "PhaseTransferDueDate"} and "Sex" not in gone
    found, problems = read_xml(written(made, tmp_path / "old.xml", 2023))
    assert problems == []
    assert [person["GenderCurrent"] for person in found.people] == [{"M": "1", "F": "2"}[p["Sex"]] for p in made.people]


def test_comparing_says_each_difference_and_no_name():
    first = make(10)
    second = deepcopy(first)
    second.people[3]["Ethnicity"] = "BAFR" if first.people[3]["Ethnicity"] != "BAFR" else "WBRI"
    second.people[4]["Requests"].append({"RequestOutcome": "W", "ReceivedDate": "2025-02-03"})
    del second.people[9]
    found = list(compare(first, second))
    assert {one.where for one in found} == {"Person/Ethnicity", "Person/Requests[2]", "Person"}
    assert not any("Fictional" in part for one in found for part in (one.person, one.first, one.second))


def test_every_item_is_in_a_block_and_every_block_has_a_table():
    listed = {part for year in YEARS for block in blocks(year).values() for part in block.parts}
    assert set(ITEMS) <= listed and set(TABLES.values()) == set(blocks(2026))
