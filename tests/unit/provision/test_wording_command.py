"""`attainable wording check`: what it prints, and how it ends."""

import json
from pathlib import Path

import docx
import pytest
from typer.testing import CliRunner

from attainable.domains.provision.commands import wording
from attainable.values.problem import ProblemsError

OPEN = "He will have access to a quiet space as needed."


def run(*arguments: str, given: bytes | None = None):
    result = CliRunner().invoke(wording, ["check", *arguments], input=given)
    return result.exit_code, result.stdout, result.exception


def test_findings_come_as_json_with_positions_in_the_text(tmp_path: Path):
    plan = tmp_path / "plan.txt"
    plan.write_text(f"Plan\n{OPEN}", "utf-8")
    code, out, _ = run(str(plan), "--format", "json")
    found = json.loads(out)
    assert code == 5
    assert [(f["kind"], f["text"], f["start"], f["end"]) for f in found] == [
        ("vague-provision", "access to", 18, 27),
        ("conditional", "as needed", 42, 51),
    ]
    assert all(f["why"] and f["mend"] for f in found)


def test_a_text_without_findings_ends_with_0_from_standard_input():
    assert run("-", given=b"The nurse checks his tube at 10:00 each day.")[0] == 0


def test_a_word_document_is_read_with_its_tables(tmp_path: Path):
    document = docx.Document()
    document.add_paragraph("Section F")
    document.add_table(1, 1).cell(0, 0).text = OPEN
    document.save(str(tmp_path / "plan.docx"))
    code, out, _ = run(str(tmp_path / "plan.docx"))
    assert code == 5
    assert "conditional\tas needed" in out


@pytest.mark.parametrize(
    ("name", "content"), [("a.docx", b"PK no"), ("a.txt", b"\xff\xfe\xff"), ("a.pdf", b"x"), ("gone.md", None)]
)
def test_files_that_cannot_be_read_are_refused_in_words(tmp_path: Path, name: str, content: bytes | None):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    code, out, error = run(str(tmp_path / name))
    assert isinstance(error, ProblemsError)
    assert (code, out) == (1, "")


def test_an_unknown_format_is_not_understood(tmp_path: Path):
    (tmp_path / "a.txt").write_text(OPEN, "utf-8")
    error = run(str(tmp_path / "a.txt"), "--format", "yaml")[2]
    assert isinstance(error, ProblemsError)
    assert error.problems[0].code == "unknown-format"
