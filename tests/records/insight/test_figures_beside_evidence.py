"""A governor who puts the figures of today's register beside the evidence pages of the own school learns of no single child."""

import random
from itertools import product

import numpy as np
import pytest
from django.core.cache import cache
from scipy.optimize import linprog
from tests.records.people.made import authority, children, reader, school

from attainable.domains.insight.queries import snapshot
from attainable.domains.insight.queries.register_figures import figures
from attainable.evidence.disclosure.profiles import profile_of
from attainable.evidence.pupils.by_place.definition import load_place_measure
from attainable.values import clock
from attainable.values.school_year import school_year
from attainable.warehouse.records.building import build

pytestmark = pytest.mark.django_db
NEEDS = ("ASD", "SLCN", "SPLD", "SEMH", "MLD", "HI")
RULES = profile_of("la-internal")


@pytest.fixture
def schools(tmp_path, settings):
    """Eight schools with a few children of each need, and a snapshot of them."""
    settings.WAREHOUSE, settings.STORE = tmp_path / "warehouse", tmp_path / "store"
    cache.clear()
    snapshot._now.clear()
    chance, county, made = random.Random(20261130), authority(), []
    for number in range(8):
        own = school(f"Fictional {number}", county)
        lines = [f"2 | F | N | {p} | {need} | {chance.choice((0, 1, 1, 2, 4, 7))}" for p, need in product("KE", NEEDS)]
        made.append((own, "\n".join(["1 | M | N | N | - | 30", *lines])))
    for own, rows in made:
        children(own, rows)
    build()
    return [own for own, _ in made]


def shown_to(actor, own) -> list[tuple[tuple[tuple[str, str], ...], int]]:
    """Every count of children by need and provision on the two pages, as the cells that it is the sum of."""
    found = []

    def add(needs, groups, count) -> None:
        if count is not None:
            found.append((tuple(product(needs, groups)), count))

    both = ("sen-support", "ehc-plan")
    tables = figures(actor).tables
    for row in tables["need"].rows:
        need, _, group = row.group.rpartition(".")
        groups = both if group == "any-sen" else (group,)
        add((need,), groups, row.numerator)
        add(tuple(map(str.lower, NEEDS)), groups, row.denominator)
    for row in tables["sex"].rows:
        place, _, group = row.group.rpartition(".")
        if place == "total":
            add(tuple(map(str.lower, NEEDS)), both if group == "any-sen" else (group,), row.numerator)
    current = snapshot.tables()
    assert current is not None
    kept = current.of_school(load_place_measure("primary-need"), RULES.id, int(own.organisation.code))
    for (year, _, need), (count, of) in kept.counts.items():
        if year == school_year(clock.today()):
            add((need,), both, None if count < 0 else count)
            add(tuple(map(str.lower, NEEDS)), both, None if of < 0 else of)
    return found


def test_no_small_count_comes_out_of_the_two_together(schools):
    cells = [(need.lower(), group) for need, group in product(NEEDS, ("sen-support", "ehc-plan"))]
    asked = 0
    for own in schools:
        said = shown_to(reader("governor", own), own)
        rows = np.array([[float(cell in of) for cell in cells] for of, _ in said])
        values = np.array([count for _, count in said], float)
        known = {of for of, _ in said}
        for target in [((need.lower(), g),) for need, g in product(NEEDS, ("sen-support", "ehc-plan"))] + [
            tuple(product((need.lower(),), ("sen-support", "ehc-plan"))) for need in NEEDS
        ]:
            if target in known:
                continue
            asked += 1
            wanted = np.array([float(cell in target) for cell in cells])
            ends = [linprog(sign * wanted, A_eq=rows, b_eq=values, bounds=(0, None)) for sign in (1, -1)]
            low, high = ends[0].fun, -ends[1].fun
            assert high - low >= 1 - 1e-6, (own.organisation.name, target, low, high)
    assert asked > 20
