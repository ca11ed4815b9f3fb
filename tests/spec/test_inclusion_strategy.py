"""What an inclusion strategy says, its sums to the penny, and what is missing before it is ready."""

import dataclasses
import datetime as dt
import json
from typing import Any

import pytest

from attainable.domains.provision.rules.strategy import (
    Activity,
    Principle,
    Says,
    counted,
    in_pounds,
    missing,
    publish_by,
    says_of,
)

TODAY = dt.date(2026, 11, 26)
# Nine activities, with 14,000 pounds from the fund and 86,000 of notional SEN budget. Figures made up. Case P10.
ACTIVITIES = tuple(
    Activity(f"Barrier {n}", f"Activity {n}", 2026, pence, source)
    for n, (pence, source) in enumerate(
        [
            (500_000, "imf"),
            (433_333, "imf"),
            (466_667, "imf"),
            (3_000_000, "school"),
            (2_500_000, "school"),
            (2_000_000, "school"),
            (1_100_000, "school"),
            (240_050, "premium"),
            (159_950, "premium"),
        ],
        1,
    )
)
PRINCIPLES = tuple(
    Principle(n, f"Wording {n}", "The department’s page, read on 26 November 2026", "We do it.") for n in range(1, 8)
)


def strategy(**more: Any) -> Says:
    given: dict[str, Any] = {
        "school": "Oak Primary School",
        "first_year": 2026,
        "last_year": 2026,
        "review_on": dt.date(2027, 7, 1),
        "summary": "Every pupil reads.",
        "pupils": 210,
        "activities": ACTIVITIES,
        "principles": PRINCIPLES,
        "has": {"2026/imf": 1_400_000, "2026/school": 8_600_000},
    }
    return Says(**{**given, **more})


def test_the_lines_of_the_fund_add_up_to_the_fund_to_the_penny():
    """Case P10."""
    says = strategy()
    assert says.total(source="imf") == 1_400_000
    assert says.total() == sum(one.pence for one in ACTIVITIES) == 10_400_000
    assert list(missing(says, TODAY)) == []


def test_a_penny_less_than_the_fund_is_missing_and_both_amounts_are_said():
    """Case P10."""
    less = (dataclasses.replace(ACTIVITIES[0], pence=499_999), *ACTIVITIES[1:])
    (words,) = missing(strategy(activities=less), TODAY)
    assert "£13,999.99" in words and "£14,000.00" in words


def test_a_fund_that_nobody_entered_is_missing():
    (words,) = missing(strategy(has={}), TODAY)
    assert words.startswith("Enter what the school has from the inclusive mainstream fund in 2026 to 2027")


def test_more_than_a_source_has_is_missing():
    (words,) = missing(strategy(has={"2026/imf": 1_400_000, "2026/school": 8_599_999}), TODAY)
    assert words == (
        "Notional SEN budget: activities of 2026 to 2027 cost £86,000.00, more than the £85,999.99 that the school has."
    )


def test_two_of_the_activities_are_paid_by_the_pupil_premium():
    """Case P10."""
    assert [one.source for one in ACTIVITIES].count("premium") == 2
    assert strategy().total(source="premium") == 400_000


def test_a_principle_without_its_wording_is_not_ready():
    says = strategy(principles=(Principle(1), *PRINCIPLES[1:]))
    assert list(missing(says, TODAY)) == [
        "Enter the official wording of principle 1.",
        "Say how the strategy follows principle 1.",
    ]


def test_a_strategy_of_several_years_has_activities_in_each_and_a_review_within_a_year():
    """Case P10."""
    says = strategy(last_year=2027, review_on=dt.date(2028, 1, 1))
    assert says.several_years
    assert list(missing(says, TODAY)) == [
        "Add the activities of 2027 to 2028.",
        "Enter what the school has from the inclusive mainstream fund in 2027 to 2028, on the page of money.",
        "The yearly review must be today or later, and within a year.",
    ]
    assert "Enter the date of the yearly review." in list(missing(strategy(review_on=None), TODAY))


def test_an_empty_strategy_says_everything_that_is_missing():
    says = strategy(summary=" ", activities=(), principles=tuple(Principle(n) for n in range(1, 8)), has={}, review_on=None)
    assert len(list(missing(says, TODAY))) == 1 + 1 + 1 + 14 + 1


@pytest.mark.parametrize(("year_group", "counts"), [(-2, False), (-1, False), (0, True), (6, True), (11, True), (12, False)])
def test_reception_to_year_11_counts_and_nursery_does_not(year_group, counts):
    """Case P10."""
    assert counted(year_group, TODAY) is counts


def test_the_first_strategy_is_published_by_31_december_2026():
    """Case P10: the date is a parameter."""
    assert publish_by(TODAY) == dt.date(2026, 12, 31)


def test_what_is_kept_of_a_version_says_the_same():
    says = strategy()
    assert says_of(json.loads(json.dumps(says.plain()))) == says
    assert json.loads(json.dumps(says.plain())) == says.plain()
    assert says_of(strategy(review_on=None).plain()).review_on is None


@pytest.mark.parametrize(
    ("pence", "words"), [(0, "£0.00"), (5, "£0.05"), (1_400_000, "£14,000.00"), (123_456_789, "£1,234,567.89")]
)
def test_pence_are_said_in_pounds(pence, words):
    assert in_pounds(pence) == words
