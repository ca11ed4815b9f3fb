"""A manifest that names what is not there, or declares what is there already, is refused in words, with the file and the line."""

import itertools

import pytest

from attainable import manifest
from attainable.accounts import roles
from attainable.records import checks
from attainable.records.checks import faults, refuse_faults
from attainable.values.problem import ProblemsError
from attainable.website.manifests import system_check

_number = itertools.count()
_TEXT = '''"""A domain of a test."""

from attainable.manifest import Domain, HomeLinks, Link, Nightly, Permission, RecordPart, Task, Tile

DOMAIN = Domain(
    name="scratch",
    title="Scratch",
{members}
)
'''


@pytest.fixture
def declare(tmp_path, monkeypatch):
    """Declares a domain with these members beside the others, and returns the file of its manifest."""

    def make(members: str):
        name = f"scratch_of_test_{next(_number)}"
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
        file = tmp_path / name / "domain.py"
        file.write_text(_TEXT.format(members=members), "utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.setattr(manifest, "DOMAINS", (*manifest.DOMAINS, name))
        _forget()
        return file

    yield make
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    for known in (manifest.manifests, roles.table, roles._by_id):
        known.cache_clear()


def test_the_domains_that_are_here_are_whole():
    assert faults() == []


FAULTS = [
    (
        'navigation=(Link("Moon", "home", ("moon.view",)),),',
        "unknown-permission",
        "The navigation of “scratch” name",
        "moon.view",
    ),
    ('search_box=Link("Moon", "home", ("moon.view",)),', "unknown-permission", "The search_box of “scratch” name", "moon.view"),
    (
        'home_links=(HomeLinks("A", (Link("B", "home", ("moon.view",)),)),),',
        "unknown-permission",
        "The home_links of",
        "moon.view",
    ),
    ('tasks=(Task("a", "{} b", "{} c", "moon.do", "builtins:len"),),', "unknown-permission", "The tasks of “scratch”", "moon.do"),
    ('parts=(RecordPart("child-moon", "Moon", "moon.view"),),', "unknown-permission", "The parts of “scratch”", "moon.view"),
    ('groups={"figures": ("moon.view",)},', "unknown-permission", "The groups of “scratch”", "moon.view"),
    ('tasks=(Task("a", "{} b", "{} c", "child.view", "builtins:moon"),),', "not-loaded", "builtins:moon, which can't", ":moon"),
    ('urls="no_such_package.urls:urlpatterns",', "not-loaded", "The urls of “scratch” name no_such_package.urls", "urls="),
    (
        'nightly=(Nightly("Moon", "builtins:moon"),),',
        "not-loaded",
        "The nightly of “scratch” name builtins:moon",
        "builtins:moon",
    ),
    ('commands={"moon": "builtins:moon"},', "not-loaded", "The commands of “scratch” name builtins:moon", "builtins:moon"),
    ('tiles=(Tile("moon.html", "builtins:len"),),', "not-loaded", "names the template moon.html, and there is none", "moon.html"),
    (
        'permissions=(Permission("child.view", "See"),),',
        "permission-twice",
        "declared twice: here and in the manifest of",
        "child.view",
    ),
    (
        'permissions=(Permission("audit.view", "See"),),',
        "permission-twice",
        "declared twice: here and in roles.yaml",
        "audit.view",
    ),
    (
        'commands={"retention": "builtins:len"},',
        "command-twice",
        "“retention” is there twice: of people and of scratch",
        "retention",
    ),
    ('commands_without_site={"own": "builtins:len"},', "command-twice", "is there twice: of the platform", '"own"'),
]


@pytest.mark.parametrize(("members", "code", "words", "text"), FAULTS, ids=[f"{row[1]}-{row[3]}" for row in FAULTS])
def test_what_is_wrong_in_a_manifest_is_said_with_file_and_line(declare, members, code, words, text):
    file = declare("    # A line before it.\n    " + members)
    found = faults(own_commands=("own",))
    assert [problem.code for problem in found] == [code]
    assert words in found[0].what
    line = next(n for n, written in enumerate(file.read_text("utf-8").splitlines(), 1) if text in written)
    assert found[0].file == f"{file}, line {line}"
    assert found[0].mend


def test_two_domains_of_one_name_are_refused(declare):
    declare("")
    second = declare("")
    with pytest.raises(ProblemsError) as refused:
        refuse_faults()
    assert str(refused.value.problems[0]) == (
        f"{second}, line 6: There are two domains with the name “scratch”. Give one of them another name."
    )


def test_a_domain_without_a_manifest_is_refused_where_it_is_listed(monkeypatch):
    monkeypatch.setattr(manifest, "DOMAINS", (*manifest.DOMAINS, "no_such_domain"))
    manifest.manifests.cache_clear()
    with pytest.raises(ProblemsError, match=r"attainable/manifest\.py, line \d+: The manifest of no_such_domain can't be loaded"):
        manifest.manifests()
    monkeypatch.undo()
    manifest.manifests.cache_clear()


def test_two_pages_of_one_name_are_refused(tmp_path, monkeypatch, settings):
    (tmp_path / "urls_of_test.py").write_text(
        "from django.urls import path\n\n\ndef moon(request): ...\n\n\n"
        'urlpatterns = [\n    path("a/", moon, name="moon"),\n    path("b/", moon, name="moon"),\n]\n'
    )
    monkeypatch.syspath_prepend(tmp_path)
    settings.ROOT_URLCONF = "urls_of_test"
    found = [problem for problem in faults() if problem.code == "page-twice"]
    assert [problem.what for problem in found] == ["There are two pages with the name “moon”: a/ and b/."]
    assert found[0].file == f"{tmp_path / 'urls_of_test.py'}, line 9"


def test_the_system_check_and_further_checks_say_it_too(declare):
    file = declare('    parts=(RecordPart("child-moon", "Moon", "moon.view"),),')
    found = system_check()
    assert [message.id for message in found] == ["manifest.unknown-permission"]
    assert found[0].msg.startswith(f"{file}, line 8: The parts of “scratch” name the permission “moon.view”")


def test_whoever_adds_a_declaration_adds_its_check(monkeypatch):
    def further():
        raise AssertionError("it was asked")

    monkeypatch.setattr(checks, "CHECKS", [*checks.CHECKS, further])
    with pytest.raises(AssertionError, match="it was asked"):
        faults()
