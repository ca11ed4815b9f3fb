"""A school beside schools like it, in words that never say more than the numbers do."""

import math

import numpy as np
import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.records.people.made import authority, children, reader, school

from attainable.domains.insight.queries import similar_schools
from attainable.domains.insight.queries.register_counts import RawSchool, count_schools, raw_schools
from attainable.domains.insight.queries.similar_schools import VERDICTS, SchoolComparison, compare, nearest
from attainable.domains.people.models import Characteristic, Standing
from attainable.evidence.statistics.funnel import Position

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_cache():
    cache.clear()


def compared(who, of) -> SchoolComparison:
    found = compare(who, of)
    assert found is not None
    return found


def line(of: int, support: int, plan: int = 0, meals: str = "N") -> str:
    """A school of so many children, of whom so many have support and a plan."""
    none = of - support - plan
    return f"1 | F | {meals} | N | - | {none}\n2 | M | N | K | SLCN | {support}\n2 | F | N | E | ASD | {plan}"


def ten_others(county, support=(5, 6, 7, 8, 6, 7, 5, 6, 7, 6)) -> None:
    for number, some in enumerate(support):
        children(school(f"School {number}", county), line(40, some, 3))


def test_a_school_like_the_others_is_told_so():
    county = authority()
    oak = school("Oak", county)
    children(oak, line(40, 7, 3))
    ten_others(county)
    found = compared(reader("senco", oak), oak)
    beside = found.beside["any-sen"]
    assert found.schools == 10
    assert (beside.own.numerator, beside.own.denominator) == (10, 40)
    assert beside.verdict == "This is about what we would expect from chance and the usual differences between schools."
    assert beside.lower_quarter <= beside.middle <= beside.upper_quarter


def test_a_school_that_identifies_far_more_is_asked_why_and_not_judged():
    county = authority()
    oak = school("Oak", county)
    children(oak, line(60, 40, 3))
    ten_others(county)
    verdict = compared(reader("senco", oak), oak).beside["any-sen"].verdict
    assert verdict.startswith("This is much higher than we would expect for similar schools.")
    assert "a question, not a judgement" in verdict


def test_where_schools_differ_much_anyway_the_same_share_is_not_called_higher():
    """Twelve of forty beside schools of six: unusual among schools that are alike, ordinary among schools that differ."""
    county = authority()
    oak = school("Oak", county)
    children(oak, line(60, 22))
    for number, some in enumerate((3, 6, 8, 25, 1, 12, 18, 9, 30, 2)):
        children(school(f"School {number}", county), line(60, some))
    assert compared(reader("senco", oak), oak).beside["any-sen"].verdict == VERDICTS[Position.AS_EXPECTED]


def test_few_schools_or_few_children_are_too_few_to_say():
    county = authority()
    oak, tiny = school("Oak", county), school("Tiny", county)
    children(oak, line(40, 7))
    children(tiny, line(12, 3))
    assert compared(reader("senco", oak), oak).too_few.startswith("Too few to say. There are fewer than 8 similar schools")
    assert compared(reader("senco", tiny), tiny).too_few.startswith("Too few to say. There are fewer than 30 children")


def test_a_school_that_records_only_its_register_has_no_share_and_is_no_measure_for_others():
    county = authority()
    oak, register_only = school("Oak", county), school("Register", county)
    children(oak, line(40, 7, 3))
    children(register_only, line(40, 36, 4))
    ten_others(county)
    assert "A share of such a roll says nothing." in compared(reader("senco", register_only), register_only).too_few
    found = compared(reader("senco", oak), oak)
    assert found.schools == 10 and found.beside["any-sen"].upper_quarter < 50


def test_special_schools_are_not_compared():
    county = authority()
    special = school("Special", county, phase="SP")
    children(special, line(40, 0, 40))
    assert "do not compare" in compared(reader("senco", special), special).too_few


def test_a_governor_is_not_told_of_two_children_by_way_of_the_comparison():
    county = authority()
    oak = school("Oak", county)
    children(oak, line(40, 7, 2))
    ten_others(county)
    found = compared(reader("governor", oak), oak)
    assert "ehc-plan" not in found.beside
    assert next(row for row in found.result if row.group == "ehc-plan").numerator is None


def test_no_other_school_is_named_or_told_by_itself():
    county = authority()
    oak = school("Oak", county)
    children(oak, line(40, 7, 3))
    ten_others(county)
    found = compared(reader("governor", oak), oak)
    assert not any(f"School {number}" in repr(found) for number in range(10))
    beside = found.beside["any-sen"]
    assert all(share == round(share) for share in (beside.lower_quarter, beside.middle, beside.upper_quarter))


def test_who_sees_no_figures_of_a_school_sees_no_comparison():
    county, other = authority(), authority("Neighbourshire")
    oak, elm = school("Oak", county), school("Elm", county)
    children(oak, line(40, 7, 3))
    assert compare(reader("senco", elm), oak) is None
    assert compare(reader("class-teacher", oak), oak) is None
    assert compare(reader("analyst", other), oak) is None


def test_schools_like_one_are_of_its_phase_and_nearest_in_meals_and_size():
    every = {
        1: RawSchool("PS", roll=200, fsm=40),
        2: RawSchool("PS", roll=210, fsm=42),
        3: RawSchool("PS", roll=200, fsm=160),
        4: RawSchool("PS", roll=900, fsm=180),
        5: RawSchool("SS", roll=200, fsm=40),
        6: RawSchool("PS", roll=20, fsm=4),
        7: RawSchool("PS", roll=190, fsm=36),
    }
    assert nearest(1, every, 2) == [every[2], every[7]]
    assert every[5] not in nearest(1, every, 20)
    assert every[6] not in nearest(1, every, 20)


def test_the_score_is_that_of_its_formula():
    """Slow twin of the verdict: Spiegelhalter's z with the additive variance, worked out step by step."""
    others = [RawSchool("PS", roll=40, support=s, plan=0) for s in (5, 6, 7, 8, 6, 7, 5, 6, 12, 1)]
    row = type("Row", (), {"numerator": 20, "denominator": 50})()
    found = similar_schools._beside(row, "any-sen", others)
    mu = math.asin(math.sqrt(sum(o.support for o in others) / 400))
    s = 1 / (2 * math.sqrt(40))
    z = [(math.asin(math.sqrt(o.support / 40)) - mu) / s for o in others]
    low, high = np.quantile(z, [0.1, 0.9])
    phi = sum(min(max(v, low), high) ** 2 for v in z) / 10
    tau2 = max(0.0, (10 * phi - 9) / (10 / s**2 - (10 / s**4) / (10 / s**2)))
    own = (math.asin(math.sqrt(0.4)) - mu) / math.sqrt(1 / 200 + tau2)
    expected = Position.FAR_HIGHER if own > 3.09 else Position.HIGHER if own > 1.96 else Position.AS_EXPECTED
    assert found.verdict == VERDICTS[expected]


def test_the_counts_of_schools_are_those_of_the_children_in_two_grouped_queries():
    county = authority()
    oak, elm = school("Oak", county), school("Elm", county, phase="SS")
    children(oak, "1 | F | Y | N | - | 7\n1 | M | Y | K | SLCN | 3\n2 | M | N | E | ASD | 2")
    children(elm, "8 | F | N | N | - | 4")
    day = reader("senco", oak).on
    count_schools(day)
    with CaptureQueriesContext(connection) as queries:
        found = count_schools(day)
    assert len(queries) == 3
    for key in (oak.pk, elm.pk):
        rows = list(Standing.objects.filter(school=key))
        meals = Characteristic.objects.filter(child__standing__school=key, kind="fsm", code="Y").count()
        assert (found[key].roll, found[key].fsm) == (len(rows), meals)
        assert found[key].support == sum(row.provision == "K" for row in rows)
        assert found[key].plan == sum(row.provision == "E" for row in rows)
    raw_schools(day)
    with CaptureQueriesContext(connection) as queries:
        raw_schools(day)
    assert not [q for q in queries if "people_standing" in q["sql"]]
