from itertools import pairwise

import pytest

from attainable.evidence import words
from attainable.evidence.charts import theme
from attainable.evidence.result import Statistic
from attainable.evidence.words import Notation

from .builders import protected, row, subject, sure


@pytest.mark.parametrize(
    ("value", "kind", "decimals", "said"),
    [
        (45.64, Notation.PERCENT, 1, "45.6%"),
        (12317, Notation.NUMBER, 0, "12,317"),
        (-3.25, Notation.POINTS, 1, "−3.2 percentage points"),
        (1.0, Notation.POINTS, 0, "1 percentage point"),
        (9.34, Notation.TIMES, 1, "9.3 times"),
        (-0.04, Notation.PERCENT, 1, "0.0%"),
        (111, Notation.RANK, 0, "111th"),
    ],
)
def test_figures_are_written_as_people_write_them(value, kind, decimals, said):
    assert words.written(value, kind, decimals) == said


def test_a_gap_between_percentages_is_in_points():
    assert words.value_of(row(12.34, statistic=Statistic.GAP), subject()) == "12.3 percentage points"


def test_a_gap_between_scores_is_in_points_of_the_score():
    gap = row(2.89, statistic=Statistic.GAP, unit="points")
    assert words.value_of(gap, subject(unit="points", decimals=2)) == "2.89 points"


def test_a_mark_is_written_as_its_symbol():
    assert words.value_of(row(), subject()) == "c"


def test_intervals_that_meet_are_no_clear_difference():
    assert words.compared_with(sure(10), sure(11.2), subject()) == "no clear difference from"
    assert words.compared_with(sure(10), row(12.5), subject()) == "lower than"
    assert words.compared_with(row(10), row(12.5), subject()) == "lower than"
    assert words.compared_with(row(10.01), row(10.02), subject()) == "the same as"


def test_names_wrap_to_even_lines():
    assert words.wrapped("Speech, language and communication needs", 200, 13) == ["Speech, language and", "communication needs"]
    assert words.wrapped("", 200, 13) == [""]


LINES_AND_WORDS = [
    theme.INK,
    theme.SOFT_INK,
    theme.FOCUS,
    theme.ENGLAND,
    theme.REGION,
    theme.NEIGHBOURS,
    theme.TARGET,
    *theme.SERIES,
]


@pytest.mark.parametrize("colour", LINES_AND_WORDS)
def test_words_hold_on_white(colour):
    assert theme.contrast(colour) >= 4.5


@pytest.mark.parametrize("colour", [theme.OTHERS, theme.COMPARATOR_BAR, theme.AXIS])
def test_marks_hold_on_white(colour):
    assert theme.contrast(colour) >= 3


def test_contrast_is_the_one_of_wcag():
    assert theme.contrast("#000000") == pytest.approx(21)
    assert theme.contrast("#777777") == pytest.approx(4.48, abs=0.01)


def test_shades_of_the_map_darken_step_by_step():
    steps = [theme.contrast(shade) for shade in theme.SEQUENTIAL]
    assert all(b / a > 1.3 for a, b in pairwise(steps))


def test_a_group_is_named_by_the_dimension_of_the_result_it_is_in():
    """`unknown` is a need, a sex or a placement: the other groups say which."""
    by_placement = protected(row(90.0, group="mainstream"), row(10.0, group="unknown"))
    assert [r.group for r in by_placement.in_words()] == ["Mainstream schools", "Placement not known"]
    by_need = protected(row(90.0, group="asd"), row(10.0, group="unknown"))
    assert [r.group for r in by_need.in_words()] == ["Autistic spectrum disorder", "Need not recorded"]
    assert [r.group for r in protected(row(10.0, group="unknown")).in_words()] == ["Not known"]
