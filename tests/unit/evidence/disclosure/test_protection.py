"""Nothing hidden comes out: checked by an intruder of the tests' own (scipy) and by exact fractions."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from attainable.evidence.disclosure.elimination import eliminate
from attainable.evidence.disclosure.profiles import Profile, profile_of, profiles
from attainable.evidence.disclosure.protection import Protected, protect
from attainable.evidence.disclosure.system import Space, System
from attainable.values.problem import ProblemsError

THREE = Profile("three", threshold=3, smallest_group=3, interval=2, source="test")


def table(counts: np.ndarray) -> tuple[System, Space, dict[tuple[int | None, ...], int]]:
    """A table with every margin, and the id of each published cell (None is a total)."""
    system = System()
    places = np.indices(counts.shape).reshape(counts.ndim, -1)
    attributes = {f"d{axis}": np.array([str(p) for p in row], object) for axis, row in enumerate(places)}
    space = system.space("table", attributes, {"n": counts.ravel()})
    ids = {}
    for combination in product(*[(None, *range(size)) for size in counts.shape]):
        where = {f"d{axis}": (str(p),) for axis, p in enumerate(combination) if p is not None}
        ids[combination] = space.cell(where, ("n",))
    return system, space, ids


def reach(
    counts: np.ndarray, ids: dict[tuple[int | None, ...], int], protected: Protected, target: tuple[int | None, ...]
) -> tuple[float, float]:
    """The tests' own intruder: least and greatest value of a cell over every inner table that fits what is shown."""
    flat = counts.ravel()

    def row(combination: tuple[int | None, ...]) -> np.ndarray:
        mask = np.ones(counts.shape, bool)
        for axis, place in enumerate(combination):
            if place is not None:
                mask &= np.arange(counts.shape[axis]).reshape([-1 if a == axis else 1 for a in range(counts.ndim)]) == place
        return mask.ravel().astype(float)

    shown = [(row(c), protected.value(i)) for c, i in ids.items() if protected.value(i) is not None]
    matrix, values = np.array([r for r, _ in shown]), np.array([v for _, v in shown], float)
    bounds = [(0, 0 if value == 0 else None) for value in flat]  # it knows the zeros
    # Zeros are printed, so what is hidden is 1 or more.
    hidden = [row(c) for c, i in ids.items() if protected.value(i) is None and protected.system.values[i]]
    found = []
    for sign in (1, -1):
        answer = linprog(
            sign * row(target),
            A_eq=matrix if len(shown) else None,
            b_eq=values if len(shown) else None,
            A_ub=-np.array(hidden) if hidden else None,
            b_ub=-np.ones(len(hidden)) if hidden else None,
            bounds=bounds,
        )
        found.append(sign * answer.fun if answer.status == 0 else float("inf"))
    return found[0], found[1]


def test_one_unsafe_cell_of_a_three_by_three_hides_a_block() -> None:
    system, _, ids = table(np.array([[2, 20, 30], [25, 40, 22], [31, 28, 35]]))
    protected = protect(system, THREE)
    assert protected.value(ids[0, 0]) is None
    assert len(protected.reasons) >= 4
    low, high = reach(np.array([[2, 20, 30], [25, 40, 22], [31, 28, 35]]), ids, protected, (0, 0))
    assert high - low >= 2 and high >= 3


def test_a_zero_does_not_protect() -> None:
    """A hidden 2 beside nothing but zeros would be known from its total, so the total goes too."""
    counts = np.array([[0, 2], [30, 40]])
    system, _, ids = table(counts)
    protected = protect(system, THREE)
    assert protected.value(ids[0, 1]) is None
    assert protected.value(ids[0, None]) is None
    assert protected.value(ids[0, 0]) == 0


def test_a_zero_stays_a_zero_and_a_hidden_count_is_none() -> None:
    system, _, ids = table(np.array([[0, 50], [2, 40], [30, 60]]))
    protected = protect(system, THREE)
    assert protected.value(ids[0, 0]) == 0
    assert protected.value(ids[1, 0]) is None


def test_a_hierarchy_gives_no_level_away() -> None:
    """Schools in districts in a county: one unsafe school, and its district has only one more."""
    system = System()
    space = system.space(
        "schools",
        {"school": np.array(list("abcd"), object), "district": np.array(list("xxyy"), object)},
        {"n": np.array([2, 40, 30, 35])},
    )
    schools = [space.cell({"school": (s,)}, ("n",)) for s in "abcd"]
    districts = [space.cell({"district": (d,)}, ("n",)) for d in "xy"]
    county = space.cell({}, ("n",))
    protected = protect(system, THREE)
    shown = {i: protected.value(i) for i in (*schools, *districts, county)}
    assert shown[schools[0]] is None
    assert shown[schools[1]] is None or shown[districts[0]] is None
    if shown[districts[0]] is None:
        assert shown[districts[1]] is None or shown[county] is None


def test_equal_cells_of_two_tables_are_hidden_together() -> None:
    """The same pupils asked about twice: the second table may not give away what the first hides."""
    system = System()
    by_sex = system.space("by sex", {"sex": np.array(["F", "M"], object)}, {"n": np.array([2, 98])})
    by_meals = system.space(
        "by meals", {"fsm": np.array(["0", "1"], object), "sex": np.array(["F", "F"], object)}, {"n": np.array([1, 1])}
    )
    girls, boys, all_pupils = (by_sex.cell(w, ("n",)) for w in ({"sex": "F"}, {"sex": "M"}, {}))
    again = by_meals.cell({}, ("n",))
    system.same(girls, again)
    protected = protect(system, THREE)
    assert protected.value(girls) is None and protected.value(again) is None
    assert protected.value(boys) is None or protected.value(all_pupils) is None


def test_a_share_hides_its_count_when_the_rest_is_small() -> None:
    system = System()
    space = system.space(
        "share", {"need": np.array(["HI", "ASD"], object)}, {"met": np.array([58, 300]), "not met": np.array([2, 200])}
    )
    one = space.share({"need": ("HI",)}, ("met",), ("met", "not met"))
    other = space.share({"need": ("ASD",)}, ("met",), ("met", "not met"))
    everyone = space.share({}, ("met",), ("met", "not met"))
    protected = protect(system, THREE)
    assert protected.value(one.numerator) is None
    assert protected.value(one.denominator) == 60
    assert protected.value(other.numerator) is None or protected.value(everyone.numerator) is None


def test_a_share_of_too_few_is_hidden_with_its_size() -> None:
    profile = Profile("ten", threshold=3, smallest_group=10, interval=2, source="test")
    system = System()
    space = system.space(
        "share", {"need": np.array(["MSI", "ASD"], object)}, {"met": np.array([4, 300]), "not met": np.array([4, 200])}
    )
    few = space.share({"need": ("MSI",)}, ("met",), ("met", "not met"))
    protected = protect(system, profile)
    assert protected.value(few.numerator) is None and protected.value(few.denominator) is None


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 4), st.integers(2, 4), st.integers(0, 2**31), st.booleans())
def test_no_intruder_comes_near(rows: int, columns: int, seed: int, deep: bool) -> None:
    rng = np.random.default_rng(seed)
    shape = (rows, columns, 2) if deep else (rows, columns)
    counts = rng.poisson(rng.choice([1.5, 4, 12]), shape)
    system, _, ids = table(counts)
    protected = protect(system, THREE)
    shown = {c: protected.value(i) for c, i in ids.items()}
    for combination, id in ids.items():
        value = system.values[id]
        assert shown[combination] in (None, value)
        if 0 < value < 3:
            assert shown[combination] is None
            low, high = reach(counts, ids, protected, combination)
            if protected.report.too_near == 0:
                assert high - low >= 2 - 1e-6 and high >= 3 - 1e-6, (combination, low, high)


def in_span(rows: list[list[int]], target: list[int]) -> bool:
    """Exact: whether a row is a sum of multiples of others."""
    basis: list[list[Fraction]] = []

    def reduced(row: list[Fraction]) -> list[Fraction]:
        for base in basis:
            lead = next(i for i, x in enumerate(base) if x)
            if row[lead]:
                factor = row[lead] / base[lead]
                row = [a - factor * b for a, b in zip(row, base, strict=True)]
        return row

    for row in rows:
        left = reduced([Fraction(x) for x in row])
        if any(left):
            basis.append(left)
    return not any(reduced([Fraction(x) for x in target]))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_elimination_against_fractions(data: st.DataObject) -> None:
    """Published rows never span an unsafe one, and each hidden row would have made them."""
    width = data.draw(st.integers(2, 6))
    row = st.lists(st.integers(0, 1), min_size=width, max_size=width).filter(any)
    candidates, unsafe = (data.draw(st.lists(row, min_size=1, max_size=8)), data.draw(st.lists(row, min_size=1, max_size=3)))
    pattern = eliminate(np.array(candidates), np.array(unsafe), np.zeros((0, width), int))
    shown = [c for c, is_shown in zip(candidates, pattern.shown, strict=True) if is_shown]
    assert not any(in_span(shown, u) for u in unsafe)
    for place, candidate in enumerate(candidates):
        if not pattern.shown[place]:
            earlier = [c for at, c in enumerate(candidates[:place]) if pattern.shown[at]]
            assert any(in_span([*earlier, candidate], u) for u in unsafe)


def test_the_internal_profile_hides_nothing_and_says_so() -> None:
    system, _, ids = table(np.array([[1, 2], [3, 4]]))
    protected = protect(system, profile_of("internal"))
    assert protected.value(ids[0, 0]) == 1
    assert "do not release anything here" in protected.report.in_words()[0]


def test_profiles_say_where_they_come_from() -> None:
    assert all(profile.source for profile in profiles().values())
    with pytest.raises(ProblemsError, match="no profile 'loose'"):
        profile_of("loose")


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        System().space("wrong", {"a": np.array(["x"], object)}, {"n": np.array([-1])})


def test_counts_that_are_hidden_are_known_to_be_at_least_one() -> None:
    """A row of 60, c, c, c with a total of 63, where zeros are printed: each c would be 1 for certain."""
    counts = np.array([[60, 1, 1, 1], [70, 30, 40, 50], [80, 35, 45, 55]])
    system, _, ids = table(counts)
    protected = protect(system, THREE)
    for column in (1, 2, 3):
        low, high = reach(counts, ids, protected, (0, column))
        assert high - low >= THREE.interval - 1e-6 and high >= THREE.threshold - 1e-6
    assert protected.report.too_near == protected.report.unfinished == 0
