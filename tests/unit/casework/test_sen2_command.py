"""The command `attainable sen2`: files in, files out, findings and refusals in words."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from attainable.demo.returns import make
from attainable.domains.casework.commands.sen2 import sen2
from attainable.formats.containers import contents_of
from attainable.formats.sen2.writing import write_xml
from attainable.formats.tables import rows_of, sheets_of
from attainable.values.problem import ProblemsError


def run(*words):
    result = CliRunner().invoke(sen2, [str(word) for word in words], catch_exceptions=False)
    return result.exit_code, result.stdout


@pytest.fixture
def xml(tmp_path: Path) -> Path:
    path = tmp_path / "return.xml"
    with path.open("w", encoding="utf-8") as file:
        write_xml(make(40), file)
    return path


def refused(*words):
    with pytest.raises(ProblemsError) as raised:
        run(*words)
    assert all(problem.mend for problem in raised.value.problems)
    return [problem.code for problem in raised.value.problems]


def test_a_return_goes_into_tables_and_out_again_equal(xml, tmp_path):
    assert run("read", xml, "--out", tmp_path / "tables")[0] == 0
    assert len(list((tmp_path / "tables").iterdir())) == 9
    assert run("write", "--year", "2026", "--from", tmp_path / "tables", "--out", tmp_path / "again.xml")[0] == 0
    assert run("compare", xml, tmp_path / "again.xml") == (0, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.xml", "return.xml", "tables"]


def test_what_is_found_has_seven_keys_and_ends_with_5(xml, tmp_path):
    xml.write_text(xml.read_text("utf-8").replace("<PostCode>AA1 1AA</PostCode>", "<PostCode>?</PostCode>", 3), "utf-8")
    code, out = run("check", xml, "--format", "json")
    rows = json.loads(out)
    assert code == 5 and [row["person"] for row in rows if row["check"] == "S110"] == [1, 2, 3]
    assert all(set(row) == {"check", "level", "table", "person", "row", "what", "mend"} for row in rows)
    assert len(list(csv.DictReader(run("check", xml, "--format", "csv")[1].splitlines()))) == len(rows)
    assert len(run("check", xml)[1].splitlines()) == len(rows)
    book = tmp_path / "checks.xlsx"
    assert run("check", xml, "--format", "xlsx", "--out", book)[0] == 5
    (sheet,) = (sheet for content in contents_of(book) for sheet in sheets_of(content))
    assert len(list(rows_of(sheet, short_rows=True))) == len(rows)


def test_a_return_without_findings_ends_with_0(tmp_path):
    path = tmp_path / "return.xml"
    made = make(1, seed=2)
    made.people[0]["Requests"] = [{"RequestOutcome": "W", "ReceivedDate": "2025-02-03", "RequestSource": "1", "RYA": "0"}]
    with path.open("w", encoding="utf-8") as file:
        write_xml(made, file)
    assert run("check", path)[0] == 0


def test_differences_end_with_5_and_are_said_by_number(xml, tmp_path):
    other = tmp_path / "other.xml"
    other.write_text(xml.read_text("utf-8").replace("<Ethnicity>WBRI", "<Ethnicity>WIRI", 1), "utf-8")
    code, out = run("compare", xml, other, "--format", "json")
    (row,) = json.loads(out)
    assert code == 5 and (row["where"], row["first"], row["second"]) == ("Person/Ethnicity", "WBRI", "WIRI")


def test_measures_say_their_counts(xml):
    rows = json.loads(run("measures", xml, "--format", "json")[1])
    assert {"id", "title", "numerator", "denominator", "value", "note"} == set(rows[0])
    assert "of" in run("measures", xml)[1]


def test_a_register_of_schools_runs_its_checks(xml, tmp_path):
    schools = tmp_path / "gias.csv"
    schools.write_text("URN,TypeOfResourcedProvision (name)\n100002,SEN unit\n")
    rows = json.loads(run("check", xml, "--schools", schools, "--format", "json")[1])
    assert "S405" in {row["check"] for row in rows}
    schools.write_text("Number\n1\n")
    assert refused("check", xml, "--schools", schools) == ["no-urn"]


def test_wrong_options_and_files_are_refused_before_anything_is_written(xml, tmp_path):
    out = tmp_path / "out"
    assert refused("check", xml, "--format", "html") == ["unknown-format"]
    assert refused("check", xml, "--format", "xlsx") == ["out"]
    assert refused("check", xml, "--on", "15 January") == ["bad-option"]
    assert refused("check", xml, "--year", "2025") == ["other-year"]
    assert refused("check", xml, xml) == ["several"]
    assert refused("read", tmp_path / "a", tmp_path / "b", "--out", out) == ["not-there", "not-there"]
    assert refused("read", xml, "--out", tmp_path / "no" / "out") == ["no-folder"]
    assert refused("read", xml, "--out", xml) == ["out-exists"]
    assert refused("write", "--year", "2019", "--from", xml, "--out", xml) == ["unknown-year", "out-exists"]
    assert refused("compare", xml, xml, "--format", "x") == refused("measures", xml, "--format", "x") == ["unknown-format"]
    assert [path.name for path in tmp_path.iterdir()] == ["return.xml"]


def test_a_broken_file_writes_nothing(xml, tmp_path):
    xml.write_text(xml.read_text("utf-8")[:-20], "utf-8")
    assert refused("write", "--year", "2026", "--from", xml, "--out", tmp_path / "new.xml") == ["not-xml"]
    assert refused("read", xml, "--out", tmp_path / "tables") == ["not-xml"]
    assert [path.name for path in tmp_path.iterdir()] == ["return.xml"]
