"""The check of plain English finds an idiom where it is planted, with its line, and leaves good uses and code alone."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _script() -> ModuleType:
    found = importlib.util.spec_from_file_location("words_script", ROOT / "scripts/words.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules["words_script"] = module
    found.loader.exec_module(module)
    return module


words = _script()


def _found(tmp_path: Path, name: str, text: str) -> list[tuple[int, str]]:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return [(finding.line, finding.idiom) for finding in words.findings(path)]


@pytest.mark.parametrize(
    ("text", "idiom"),
    [
        ("A file is told by its columns.", "told"),
        ("Build the tables anew.", "anew"),
        ("Nothing is erased by itself.", "by itself"),
        ("The interval rests\non counts.", "rests on"),
        ("Each pupil stands in one region.", "stands"),
        ("Of each record, children of whom nothing is known.", "of whom"),
        ("Say who teaches whom.", "whom"),
        ("Rows that were passed over.", "passed over"),
        ("Whoever looks after the child.", "Whoever"),
        ("by the rules of who looks", "of who looks"),
        ("The engagement model is no scale.", "is no"),
        ("Somebody changed it meanwhile.", "meanwhile"),
        ("what would give them away", "give them away"),
        ("Your role does not reach this record.", "role does not reach"),
        ("The health body is involved.", "body"),
        ("Staff asked by name to help.", "asked by name"),
    ],
)
def test_an_idiom_is_found(text: str, idiom: str) -> None:
    assert [finding.idiom for finding in words.find(text)] == [idiom]


@pytest.mark.parametrize(
    "text",
    [
        "Parents must be told before the school makes special educational provision.",
        "The governing body agrees the report.",
        "The body of the request is too long.",
        "There is no plan. The child is no longer on roll.",
        "Four schools stand out.",
        "Young people reach the end of compulsory school age.",
        "The child goes to another school.",
        "Who may see what",
    ],
)
def test_good_uses_pass(text: str) -> None:
    assert words.find(text) == []


def test_python_is_read_for_its_strings_and_docstrings(tmp_path: Path) -> None:
    code = (
        '"""Counts.\n\nRows are told apart.\n"""\n\n\n'
        'def told(body: str) -> str:\n    key = "told"\n    return f"{body} rests on {key}"\n'
    )
    assert _found(tmp_path, "code.py", code) == [(3, "told"), (9, "rests on")]


def test_templates_are_read_for_their_text_and_the_words_in_their_expressions(tmp_path: Path) -> None:
    template = (
        '{# told #}\n{% set told = row.stands %}\n<body class="told-by">\n{{ button("Build anew") }}\n<p>It stands here.</p>\n'
    )
    assert _found(tmp_path, "page.html", template) == [(4, "anew"), (5, "stands")]


def test_yaml_is_read_for_its_values(tmp_path: Path) -> None:
    assert _found(tmp_path, "a.yaml", "alone: 1\nwords: >-\n  Shown\n  alone.\n") == [(4, "alone")]


def test_guides_are_read_without_code(tmp_path: Path) -> None:
    assert _found(tmp_path, "a.md", "`told`\n```\ntold\n```\n[told](told.md)\n") == [(5, "told")]


def test_findings_name_file_line_and_what_to_write(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("README.md", "GLOSSARY.md"):
        (tmp_path / name).write_text("Plain.\n", "utf-8")
    (tmp_path / "CHANGELOG.md").write_text("# Changes\n\nTold.\n\n## 0.1.0\n\nTold.\n", "utf-8")
    monkeypatch.setattr(words, "ROOT", tmp_path)
    monkeypatch.setattr(words, "NOT_YET", ())
    monkeypatch.setattr(words.texts, "__defaults__", (tmp_path,))
    assert words.main([]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "CHANGELOG.md:3: “Told”: write recognised, shown, reported, matched",
        "1 idiom to rewrite in plain English",
    ]
