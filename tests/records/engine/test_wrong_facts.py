"""A fact that is declared wrongly is refused at start and by `attainable doctor`, in words with the file and the line."""

import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from attainable import manifest
from attainable.domains.people import facts
from attainable.domains.people.facts import CONSENT, HOME, PROVISION
from attainable.domains.progress.facts import RESULTS
from attainable.manifest import Domain
from attainable.records.checks import faults, refuse_faults
from attainable.records.fact import Evidence, Fact, NotReported, Page
from attainable.records.fact_checks import fact_problems, of_all_facts
from attainable.values.problem import ProblemsError
from attainable.website import checkup
from attainable.website.findings import Verdict
from attainable.website.manifests import system_check

WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"report": ()}, "'consent' has no line in the access report.", "or say why not"),
    ({"report": NotReported("  ")}, "'consent' is left out of the access report without a reason.", "Say why"),
    ({"permission": "moon.view"}, "'consent' names a permission that no domain declares: 'moon.view'.", "Declare it"),
    ({"part": "child-moon"}, "'consent' names a part of the record that does not exist: 'child-moon'.", "Add the part"),
    ({"key": ("moon",)}, "'consent' names a column that its table does not have: 'moon'.", "Correct the name."),
    ({"report": ("how", "moon")}, "'consent' names a column that its table does not have: 'moon'.", "Correct the name."),
    ({"fixed": {"moon": 1}}, "'consent' names a column that its table does not have: 'moon'.", "Correct the name."),
    ({"choices": {"moon": len}}, "'consent' names a column that its table does not have: 'moon'.", "Correct the name."),
    ({"columns": {"moon": ()}}, "'consent' names a column that its table does not have: 'moon'.", "Correct the name."),
    ({"columns": {"organisation": ()}}, "Files can't carry 'organisation' of 'consent'", "Leave it out"),
    (
        {"evidence": Evidence("moon", {})},
        "'consent' becomes an evidence table that is not declared: 'moon'.",
        "Declare the table",
    ),
    ({"evidence": Evidence("school", {"how": "moon"})}, "a column that its table does not have: 'moon'.", "Correct the name."),
]


@pytest.mark.parametrize(("changed", "words", "mend"), WRONG, ids=[row[1][:60] for row in WRONG])
def test_what_is_wrong_is_said_with_file_and_line(changed: dict[str, Any], words: str, mend: str) -> None:
    (found,) = fact_problems([replace(CONSENT, **changed)])
    assert words in found.what
    assert mend in found.mend
    assert (found.is_error, found.file) == (True, _declared('"consent"', "sharing.py"))


def test_a_value_has_a_key() -> None:
    assert [found.what for found in fact_problems([replace(RESULTS, key=())])] == [
        "'results' has one value for each key, and no key."
    ]


def test_everything_that_is_wrong_with_a_fact_is_said_at_once() -> None:
    wrong = replace(CONSENT, report=(), permission="moon.view", part="child-moon", key=("moon",))
    assert len(fact_problems([wrong])) == 4


def test_two_facts_do_not_have_one_name_or_one_event() -> None:
    page = Page("Change of home", "Save", "The home has been changed.", "child.consent-given")
    found = fact_problems([CONSENT, PROVISION, replace(HOME, name="provision", add=page)])
    assert [problem.what for problem in found] == [
        "Two facts are named 'provision'.",
        "The facts 'consent' and 'provision' have one event name, 'child.consent-given'.",
    ]
    assert found[0].file == _declared('"provision"', "record.py")


def test_facts_of_one_table_share_an_event() -> None:
    """The audit calls every characteristic one change."""
    assert fact_problems(list(facts.CHARACTERISTICS.values())) == []


def test_the_facts_that_are_here_are_whole() -> None:
    assert of_all_facts() == []


@pytest.fixture
def declare(monkeypatch: pytest.MonkeyPatch):
    """Adds a domain that hands over these facts."""

    def make(*wrong: Fact) -> None:
        module = ModuleType("facts_of_test")
        module.FACTS = wrong  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "facts_of_test", module)
        package = ModuleType("domain_of_test")
        package.domain = ModuleType("domain_of_test.domain")  # type: ignore[attr-defined]
        package.domain.__file__ = facts.__file__
        package.domain.DOMAIN = Domain(name="scratch", title="Scratch", facts="facts_of_test:FACTS")
        monkeypatch.setitem(sys.modules, "domain_of_test", package)
        monkeypatch.setitem(sys.modules, "domain_of_test.domain", package.domain)
        monkeypatch.setattr(manifest, "DOMAINS", (*manifest.DOMAINS, "domain_of_test"))
        manifest.manifests.cache_clear()

    yield make
    monkeypatch.undo()
    manifest.manifests.cache_clear()


def test_it_is_refused_at_start_and_the_doctor_says_it(declare) -> None:
    declare(replace(CONSENT, name="moon", report=(), add=None, end=None))
    words = "'moon' has no line in the access report."
    with pytest.raises(ProblemsError, match=words):
        refuse_faults()
    assert [message.id for message in system_check()] == ["manifest.fact"]
    assert [problem.what for problem in faults()] == [words]
    (found,) = checkup.findings(lambda what, done, of: None)
    assert (found.check, found.verdict) == ("domains", Verdict.FAULT)
    assert words in found.what
    assert "line " in found.what


def _declared(text: str, name: str) -> str:
    file = Path(facts.__file__).with_name(name)
    line = next(number for number, written in enumerate(file.read_text("utf-8").splitlines(), 1) if text in written)
    return f"attainable/domains/people/facts/{name}, line {line}"
