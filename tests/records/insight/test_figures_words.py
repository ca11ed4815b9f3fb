"""Sentences of figures without names."""

import pytest
from tests.unit.evidence.charts.builders import protected, sure

from attainable.domains.insight.web import figures_words

SCHOOL_AGE = {"reception": 8.5, "year-3": 25.1, "year-9": 27.2}
ONLY_SEN = {"nursery": 100.0, "year-12": 100.0}


def said(shares, by=1.0):
    rows = [sure(share, by, group=f"{value}.any-sen") for value, share in shares.items()]
    return figures_words._most("year", protected(*rows, sure(21.7, group="total.any-sen")))


def test_the_lowest_and_the_highest_share():
    assert said(SCHOOL_AGE) == "The share on the register ranges from 8.5% (Reception) to 27.2% (Year 9)."


@pytest.mark.parametrize("by", [1.0, 14.0])
def test_groups_of_whom_only_children_on_the_register_are_known_are_not_compared(by):
    text = said({**ONLY_SEN, **SCHOOL_AGE}, by)
    assert "8.5% (Reception) to 27.2% (Year 9)" in text
    assert text.endswith("Nursery and Year 12: only children on the register are recorded.")
    assert ("no more than chance could explain" in text) == (by > 9)


def test_ranges_that_overlap_may_still_differ_by_more_than_chance():
    """20 and 27 with 4 on each side overlap from 23 to 24; their difference, 7 with 5.7 on each side, does not hold 0."""
    assert "chance" not in said({"year-3": 20.0, "year-9": 27.0}, 4.0)
    assert "no more than chance" in said({"year-3": 20.0, "year-9": 25.0}, 4.0)


def test_nothing_is_said_of_one_group_alone():
    assert said({"year-3": 25.1}) == ""
    assert said(ONLY_SEN) == ""
