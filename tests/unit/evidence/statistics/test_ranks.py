"""Ranks, the ranks that cannot be ruled out, and their quarters."""

# None where a test did not expect it is a failure as good as any.
# mypy: disable-error-code="arg-type"

import math
import random
import time

import pytest

from attainable.evidence.statistics import Estimate, Rank, quarter, rank, wilson


def exact(*values):
    return [Estimate(v, v, v) for v in values]


def test_ties_share_the_better_rank():
    assert [r.rank for r in rank(exact(50, 40, 40, 30), True)] == [1, 2, 2, 4]


def test_lower_can_be_better():
    assert [r.rank for r in rank(exact(50, 40, 40, 30), False)] == [4, 2, 2, 1]


def test_order_is_that_given():
    assert [r.rank for r in rank(exact(3, 9, 1, 5), True)] == [3, 1, 4, 2]


def test_exact_figures_have_one_rank_and_ties_have_several():
    assert rank(exact(50, 40, 40, 30), True) == [Rank(1, 1, 1, 4), Rank(2, 2, 3, 4), Rank(2, 2, 3, 4), Rank(4, 4, 4, 4)]


def test_ranks_that_cannot_be_ruled_out():
    # The first is clear of the third but not of the second; the second is clear of neither.
    units = [Estimate(50, 44, 56), Estimate(44, 38, 50), Estimate(40, 35, 45)]
    assert rank(units, True) == [Rank(1, 1, 2, 3), Rank(2, 1, 3, 3), Rank(3, 2, 3, 3)]


def test_a_lopsided_interval_counts_on_the_side_that_faces_the_other():
    # 60 falls at most 5 and 50 rises at most 5, so 10 is clear though their other limits are far away.
    units = [Estimate(60, 55, 99), Estimate(50, 1, 55)]
    assert [(r.lowest, r.highest) for r in rank(units, True)] == [(1, 1), (2, 2)]
    assert [(r.lowest, r.highest) for r in rank(units, False)] == [(2, 2), (1, 1)]


def test_nobody_is_ranked_without_complaint():
    assert rank([], True) == []
    assert rank(exact(5), True) == [Rank(1, 1, 1, 1)]


def test_an_infinite_value_has_no_rank():
    with pytest.raises(ValueError, match="finite"):
        rank([Estimate(math.inf, 1, math.inf)], True)


def test_all_authorities_are_ranked_within_30_ms():
    draw = random.Random(4)
    units = [wilson(draw.randint(0, 400), 400) for _ in range(160)]
    times = []
    for _ in range(5):
        start = time.perf_counter()
        rank(units, True)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.03


@pytest.mark.parametrize(
    ("lowest", "highest", "words"),
    [
        (1, 38, "top quarter"),
        (1, 39, "top or second quarter"),
        (39, 76, "second quarter"),
        (77, 114, "third quarter"),
        (115, 152, "bottom quarter"),
        (2, 100, "top to third quarter"),
        (60, 130, "second to bottom quarter"),
        (1, 152, "any quarter"),
    ],
)
def test_quarters_in_words(lowest, highest, words):
    assert quarter(Rank(lowest, lowest, highest, 152)) == words


def test_fewer_than_four_have_no_quarters():
    assert quarter(Rank(1, 1, 1, 3)) is None
    assert [quarter(Rank(n, n, n, 4)) for n in (1, 2, 3, 4)] == [
        "top quarter",
        "second quarter",
        "third quarter",
        "bottom quarter",
    ]
