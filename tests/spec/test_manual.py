"""Every example of the manual is so."""

import pytest
from tests.spec.manual.chapters import CHAPTERS
from tests.spec.manual.page import Rule

RULES = [rule for chapter in CHAPTERS for rule in chapter.rules]


def test_every_rule_names_its_source_and_has_more_than_one_answer() -> None:
    for rule in RULES:
        assert rule.source and rule.text.endswith("."), rule.title
        assert all(len(example) == len(rule.given) + 1 for example in rule.examples), rule.title
        assert len(set(rule.examples)) == len(rule.examples), rule.title
    assert len({rule.title for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", [rule for rule in RULES if not rule.needs], ids=lambda rule: rule.title)
def test_the_examples_are_so(rule: Rule) -> None:
    assert rule.wrong() == []


@pytest.mark.django_db
def test_the_examples_are_so_in_the_records() -> None:
    from tests.records.world import small

    world = small()
    assert {rule.title: found for rule in RULES if rule.needs and (found := rule.wrong(world))} == {}
