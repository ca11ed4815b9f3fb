"""What interventions of a school changed: the figures, the comparison, what is too few to say, and who sees them."""

import datetime as dt
import math
from fractions import Fraction
from io import BytesIO

import numpy as np
import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from scipy import stats
from tests.records.people.changes.desk import text_of
from tests.records.signing import gave_the_password
from tests.records.world import World, small

from attainable.domains.people.models import Standing
from attainable.domains.provision.models import Given, Intervention, Session
from attainable.domains.provision.queries.effects import effects
from attainable.domains.provision.rules.measured import Run, is_age, summarised

DAY = dt.timedelta(1)
PLAN = {"minutes": 30, "sessions_per_week": 2, "weeks": 10, "group_size": 3}


def run(before: float | None, after: float | None, **more) -> Run:
    return Run(**{"measure": "Words read", "before": before, "after": after, "days": 90, "planned": 20, "given": 15, **more})


@pytest.mark.parametrize("seed", range(4))
def test_the_effect_is_that_of_a_slow_twin(seed):
    draw = np.random.default_rng(seed)
    before = draw.normal(20, 5, 24)
    after = before + draw.normal(4, 3, 24)
    others = draw.normal(1, 3, 15)
    found = summarised(
        [run(float(a), float(b)) for a, b in zip(before, after, strict=True)], [run(10.0, 10.0 + float(g)) for g in others]
    )
    # Becker's standardised mean change with Hedges' correction.
    assert found.effect.effect == pytest.approx(_correction(23) * (after - before).mean() / before.std(ddof=1))
    gains = after - before
    pooled = np.sqrt((23 * gains.var(ddof=1) + 14 * others.var(ddof=1)) / 37)
    assert found.compared is not None and found.compared.effect == pytest.approx(
        _correction(37) * (gains.mean() - others.mean()) / pooled
    )
    # The raw difference and its sign agree with a t test of the two groups.
    test = stats.ttest_ind(gains, others)
    assert found.compared.effect is not None
    assert np.sign(found.compared.effect) == np.sign(test.statistic)
    assert found.compared.effect / _correction(37) == pytest.approx(test.statistic * np.sqrt(1 / 24 + 1 / 15))


def _correction(degrees: int) -> float:
    return float(np.exp(math.lgamma(degrees / 2) - math.lgamma((degrees - 1) / 2)) / np.sqrt(degrees / 2))


def test_an_age_in_months_gives_a_ratio_gain():
    runs = [run(80 + n, 84 + n + n % 3, measure="Reading age in months", days=61) for n in range(12)]
    found = summarised(runs, [])
    gained, months = sum(4 + n % 3 for n in range(12)), 12 * 61 / (365.2425 / 12)
    assert found.in_months and found.effect.effect == pytest.approx(gained / months)
    assert [is_age(text) for text in ("Spelling age (months)", "Words in two months", "Months of reading age")] == [
        True,
        False,
        True,
    ]


def test_children_without_both_measures_are_not_counted_and_few_give_no_effect():
    found = summarised([run(1.0, 2.0), run(2.0, None), run(None, None), run(2.0, 4.0)], [run(1.0, 2.0)] * 12)
    assert (found.children, found.effect.n, found.enough, found.compared) == (4, 2, False, None)
    assert any("Too few to say" in note for note in found.effect.notes)


def test_cost_of_a_gain_is_the_whole_cost_by_the_whole_gain():
    found = summarised(
        [run(1.0, 3.0, cost=Fraction(1000)), run(1.0, 2.0, cost=Fraction(2000)), run(1.0, None, cost=Fraction(9))], []
    )
    assert (found.cost_a_child, found.cost_a_point) == (Fraction(1500), Fraction(1000))
    assert summarised([run(1.0, 3.0, cost=None)], []).cost_a_child is None
    assert summarised([run(3.0, 1.0, cost=Fraction(5))], []).cost_a_point is None


def test_attendance_is_rounded_half_up_and_no_plan_gives_none():
    assert summarised([run(1.0, 2.0, planned=8, given=1)], []).attended == 13
    assert summarised([run(1.0, 2.0, planned=0, given=0)], []).attended is None


def test_the_judgement_of_teachers_is_counted_and_changes_no_figure():
    plain = [run(float(n), float(n + 2 + n % 2)) for n in range(12)]
    judged = [run(one.before, one.after, judged="less") for one in plain]
    assert summarised(judged, []).judged == {"more": 0, "expected": 0, "less": 12}
    assert summarised(judged, []).effect == summarised(plain, []).effect


@pytest.fixture
def world(db) -> World:
    return small()


def measured(world: World, size: int = 12) -> Intervention:
    """Children of one school who were taught the same way, each measured before and after."""
    what = Intervention.objects.get(name="Number gap")
    first = world.on - 100 * DAY
    children = Standing.objects.filter(school=world.schools["oak"]).order_by("pk")[:size]
    for place, one in enumerate(children):
        row = Given.objects.create(
            child=one.child, intervention=what, from_date=first, until_date=first + 70 * DAY, measure="Sums right",
            before=3 + place % 4, after=6 + place % 5, judged="more" if place < 4 else "", **PLAN,
        )  # fmt: skip
        for week in range(3):
            Session.objects.create(given=row, day=first + (7 * week + 1) * DAY, logged_by_name="x")
    return what


def desk(world: World, who: str = "senco_oak") -> Client:
    client = Client()
    client.force_login(world.accounts[who])
    gave_the_password(client, world.accounts[who])
    return client


def test_the_page_shows_figures_interval_attendance_cost_and_judgement(world):
    what = measured(world)
    size = Given.objects.filter(intervention=what).count()
    assert size >= 10
    (found,) = [one for one in effects(world.actor("senco_oak")) if one.intervention == what]
    (summary,) = found.summaries
    assert (summary.effect.n, summary.given, summary.planned) == (size, 3 * size, 20 * size)
    text = text_of(desk(world).get(reverse("effects")))
    assert f"{summary.effect.effect:.2f}, between {summary.effect.lower:.2f} and {summary.effect.upper:.2f}" in text
    assert "(15%)" in text and "More progress than expected: 4" in text and "No comparison" in text
    # Three sessions of half an hour, a third of 17.24 pounds.
    assert "£8.62" in text
    text = text_of(desk(world).get(reverse("effect", args=[what.ref])))
    assert "There is no comparison group" in text and "+3.0" in text


def test_few_children_have_no_effect_on_the_page_and_no_count_in_the_file(world):
    measured(world, 2)
    assert "Too few to say" in text_of(desk(world).get(reverse("effects")))
    answer = desk(world).post(reverse("effects-download"), {"why": "Governors"})
    rows = list(openpyxl.load_workbook(BytesIO(answer.content))["Effect of interventions"].values)
    assert [row[3:6] for row in rows if row[1] == "Number gap"] == [("Fewer than 3", None, "Too few to say")]
    assert not any(str(child.surname) in str(cell) for child in world.children.values() for row in rows[1:] for cell in row)


def test_another_school_sees_nothing_of_it(world):
    what = measured(world)
    assert "Number gap" not in text_of(desk(world, "senco_elm").get(reverse("effects")))
    assert desk(world, "senco_elm").get(reverse("effect", args=[what.ref])).status_code == 404
    assert desk(world, "teacher_oak").get(reverse("effects")).status_code == 403


def test_a_year_narrows_the_runs(world):
    measured(world)
    year = (world.on - 100 * DAY).year if (world.on - 100 * DAY).month >= 9 else (world.on - 100 * DAY).year - 1
    assert "Sums right" in text_of(desk(world).get(reverse("effects"), {"year": year}))
    assert "Sums right" not in text_of(desk(world).get(reverse("effects"), {"year": year - 3}))


def test_the_page_takes_as_many_queries_for_many_children_as_for_few(world):
    client = desk(world)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("effects"))
        return len(asked)

    measured(world, 1)
    queries()
    few = queries()
    Given.objects.filter(intervention__name="Number gap").delete()
    measured(world, 12)
    assert queries() == few
