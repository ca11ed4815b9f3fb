"""Sums of money: what one school spent must not come out, neither by itself nor by subtraction."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from attainable.evidence.disclosure.profiles import Profile, profile_of
from attainable.evidence.disclosure.protection import Protected, protect
from attainable.evidence.disclosure.system import System

RULES = Profile("money", threshold=3, smallest_group=3, interval=2, source="test", contributors=3, dominance=(2, 85), percent=10)


@pytest.mark.parametrize(
    ("given_by", "why"),
    [
        ((500,), "one school alone"),
        ((300, 290), "two schools: each knows the other's"),
        ((900, 50, 30, 20), "two make up more than 85 per cent"),
        ((1000, 800, 90), "the second can tell the first to within a tenth"),
    ],
)
def test_an_unsafe_sum(given_by: tuple[int, ...], why: str) -> None:
    assert RULES.room_needed(given_by) is not None, why


def test_a_sum_of_many_alike_is_safe_and_so_is_none_at_all() -> None:
    assert RULES.room_needed((200, 190, 180, 170)) is None
    assert RULES.room_needed(()) is None
    assert RULES.room_needed((0, 0)) is None


def test_an_internal_profile_hides_no_money() -> None:
    assert profile_of("internal").room_needed((500,)) is None


@given(st.lists(st.integers(1, 10_000), min_size=3, max_size=8))
def test_the_percent_rule_says_how_near_the_second_school_comes(given_by: list[int]) -> None:
    """Told slowly: the second takes its own from the total; what is left over the first is its error."""
    amounts = sorted(given_by, reverse=True)
    error = sum(amounts) - amounts[1] - amounts[0]
    only_percent = Profile("p", threshold=3, smallest_group=3, interval=2, source="test", percent=10)
    found = only_percent.room_needed(amounts)
    assert (found is not None) == (error < amounts[0] / 10)
    if found is not None:
        # What the second would then think that the first may have spent, in whole numbers.
        assert 10 * (int(found) - amounts[1]) >= 11 * amounts[0]


def spent(seed: int) -> tuple[System, dict[tuple[int | None, int | None], int], np.ndarray]:
    """Costs of six schools by four interventions and three subjects, with every margin."""
    rng = np.random.default_rng(seed)
    places = np.indices((4, 3, 6)).reshape(3, -1)
    cost = rng.integers(0, 90_000, places.shape[1]) * (rng.random(places.shape[1]) < 0.6)
    system = System()
    attributes = {name: row.astype(str).astype(object) for name, row in zip("is", places[:2], strict=True)}
    space = system.space("costs", attributes, {"cost": cost}, places[2])
    ids = {}
    for i, s in product((None, *range(4)), (None, *range(3))):
        where = {name: (str(p),) for name, p in (("i", i), ("s", s)) if p is not None}
        ids[i, s] = space.cell(where, ("cost",))
    return system, ids, cost.reshape(4, 3, 6)


def highest(
    ids: dict[tuple[int | None, int | None], int], protected: Protected, cost: np.ndarray, target: tuple[int | None, int | None]
) -> float:
    """The tests' own intruder: the most that a hidden sum may be, given every sum that is shown."""
    cells = cost.sum(axis=2)

    def row(at: tuple[int | None, int | None]) -> np.ndarray:
        mask = np.zeros(cells.shape)
        mask[slice(None) if at[0] is None else at[0], slice(None) if at[1] is None else at[1]] = 1
        return mask.ravel()

    shown = [(row(at), protected.value(id)) for at, id in ids.items() if protected.value(id) is not None]
    bounds = [(0, 0 if value == 0 else None) for value in cells.ravel()]
    answer = linprog(
        -row(target),
        A_eq=np.array([r for r, _ in shown]) if shown else None,
        b_eq=np.array([v for _, v in shown], float) if shown else None,
        bounds=bounds,
    )
    return float("inf") if answer.status == 3 else -float(answer.fun)


@pytest.mark.parametrize("seed", range(12))
def test_no_hidden_sum_can_be_told_from_the_others(seed: int) -> None:
    system, ids, cost = spent(seed)
    protected = protect(system, RULES)
    unsafe = 0
    for at, id in ids.items():
        given_by = system.contributions[id]
        room = RULES.room_needed(given_by)
        if room is None:
            continue
        unsafe += 1
        assert protected.value(id) is None
        assert highest(ids, protected, cost, at) >= room * (1 - 1e-4)
    assert unsafe, "the table has nothing to protect: choose another seed"
    assert any(protected.value(id) is not None for id in ids.values())
    assert protected.report.too_near == 0


def test_contributions_are_added_up_by_school() -> None:
    system, ids, cost = spent(3)
    twin = sorted((int(x) for x in cost.sum(axis=(0, 1))), reverse=True)
    assert list(system.contributions[ids[None, None]]) == twin
