"""Cycles of plans, in sentences: a class at once, and what a SENCO would find fair where cycles meet."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.records.people.changes.desk import Desk, errors_of, text_of
from tests.records.world import World, small

from attainable.audit.models import Entry
from attainable.domains.people.models import Child, Enrolment
from attainable.domains.provision.models import Given, SupportPlan, Target

pytestmark = pytest.mark.django_db
WHY = "The start of the school year."


@pytest.fixture
def world() -> World:
    made = small()
    SupportPlan.objects.create(
        child=made.children["oak_support"], from_date=made.on - dt.timedelta(90), review_on=made.on, hopes="To swim"
    )
    return made


def begin(world: World, who: str = "senco_oak", **typed: object):
    desk = Desk(world, who)
    return desk.sends(desk.opens(reverse("next-cycles")), {"review_on": world.on + dt.timedelta(80), "why": WHY, **typed})


def test_the_next_cycle_of_a_class_begins_for_all_who_are_ticked_and_targets_go_on(world):
    assert begin(world).status_code == 302
    for key in ("oak_plan", "oak_support"):
        first, last = SupportPlan.objects.filter(child=world.children[key]).order_by("from_date")
        assert (first.until_date, last.from_date) == (world.on - dt.timedelta(1), world.on)
        assert (last.hopes, last.strengths) == (first.hopes, first.strengths)
    assert Target.objects.get().until_date is None
    entries = Entry.objects.filter(action="plan.begun")
    assert entries.count() == 2 and set(entries.values_list("why", flat=True)) == {WHY}


def test_only_the_children_who_are_ticked_begin(world):
    assert begin(world, children=[world.ref("oak_support")]).status_code == 302
    assert SupportPlan.objects.get(child=world.children["oak_plan"]).until_date is None


def test_a_day_that_can_not_be_begins_nothing_for_anybody(world):
    answer = begin(world, review_on=world.on)
    assert answer.status_code == 422 and "must be after" in errors_of(answer)["review_on"]
    assert SupportPlan.objects.count() == 2 and not SupportPlan.objects.exclude(until_date=None).exists()


def test_a_child_whose_cycle_began_today_is_not_offered_again(world):
    begin(world)
    assert "No child here has a plan that began before today" in text_of(
        Desk(world, "senco_oak").client.get(reverse("next-cycles"))
    )


def test_a_child_of_another_school_can_not_be_slipped_in(world):
    senco = Desk(world, "senco_elm")
    SupportPlan.objects.create(child=world.children["moved_to_elm"], from_date=world.on - dt.timedelta(9), review_on=world.on)
    paper = senco.opens(reverse("next-cycles"))
    answer = senco.sends(paper, {"children": [world.ref("oak_plan")], "review_on": world.on + dt.timedelta(80), "why": WHY})
    assert answer.status_code == 422
    assert SupportPlan.objects.get(child=world.children["oak_plan"]).until_date is None


def test_the_page_asks_the_same_questions_however_many_children_there_are(world):
    senco = Desk(world, "senco_oak").client

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert senco.get(reverse("next-cycles")).status_code == 200
        return len(found)

    few = (asked(), asked())[1]
    for key in ("oak_none", "oak_taught", "twin_one"):
        SupportPlan.objects.create(child=world.children[key], from_date=world.on - dt.timedelta(9), review_on=world.on)
    assert asked() == few <= 20


def test_two_cycles_of_one_kind_never_overlap_and_plans_of_two_kinds_may(world):
    """Overlapping cycles: a new one of the same kind ends the one before; another kind goes on beside it."""
    senco, child = Desk(world, "senco_oak"), world.children["oak_plan"]
    address = reverse("add-support-plan", args=[child.ref])
    early = {"review_on": world.on + dt.timedelta(60), "from_date": world.on - dt.timedelta(60), "hopes": "New"}
    answer = senco.sends(senco.opens(address), early)
    assert answer.status_code == 422 and "must be after" in errors_of(answer)["from_date"]
    other = {"kind": "Individual education plan (IEP)", "review_on": world.on + dt.timedelta(60), "strengths": "Kind."}
    assert senco.sends(senco.opens(address), other).status_code == 302
    assert SupportPlan.objects.filter(child=child, until_date=None).count() == 2


def test_a_plan_that_two_people_edit_is_kept_and_the_second_sees_what_the_first_did(world):
    row = SupportPlan.objects.get(child=world.children["oak_plan"])
    address = reverse("change-support-plan", args=[row.child.ref, row.pk])
    one, two = Desk(world, "senco_oak"), Desk(world, "head_oak")
    papers = one.opens(address), two.opens(address)
    assert one.sends(papers[0], {"hopes": "To read"}).status_code == 302
    answer = two.sends(papers[1], {"hopes": "To swim"})
    assert answer.status_code == 409 and "Sena Oakes" in text_of(answer) and "To swim" in answer.content.decode()
    row.refresh_from_db()
    assert row.hopes == "To read"


def test_a_child_who_leaves_in_mid_cycle_keeps_the_plan_and_is_in_no_list_of_the_school_that_was_left(world):
    child = world.children["oak_plan"]
    senco = Desk(world, "senco_oak")
    assert child.listed_name in text_of(senco.client.get(reverse("reviews")))
    paper = senco.opens(reverse("leave-school", args=[child.ref, world.organisations["oak"].ref]))
    assert senco.sends(paper, {"until_date": world.on - dt.timedelta(1), "reason": "Moved"}).status_code == 302
    assert child.listed_name not in text_of(senco.client.get(reverse("reviews")))
    row = SupportPlan.objects.get(child=child)
    assert row.until_date is None and Given.objects.get(child=child).until_date is None


def test_a_child_of_two_schools_has_one_plan_that_both_schools_review(world):
    child = Child.objects.get(ref=world.ref("dual_oak_far"))
    assert Enrolment.objects.filter(child=child, until_date=None).count() == 2
    SupportPlan.objects.create(child=child, from_date=world.on - dt.timedelta(9), review_on=world.on)
    for who in ("senco_oak", "senco_far"):
        assert child.listed_name in text_of(Desk(world, who).client.get(reverse("reviews")))


def test_days_outside_the_school_year_are_days_of_a_plan(world):
    """A review in the summer holidays is odd, and allowed: a year of a plan is a year of days."""
    senco = Desk(world, "senco_oak")
    paper = senco.opens(reverse("add-support-plan", args=[world.ref("oak_plan")]))
    day = dt.date(world.on.year + 1, 8, 20)
    assert senco.sends(paper, {"review_on": day}).status_code == 302
    assert SupportPlan.objects.get(child=world.children["oak_plan"], until_date=None).review_on == day


def test_a_parent_who_must_not_see_finds_no_plan_of_the_child(world):
    child = world.children["split"]
    row = SupportPlan.objects.create(child=child, from_date=world.on, review_on=world.on + dt.timedelta(30))
    barred = Desk(world, "parent_barred").client
    for name, keys in (
        ("child-support-plan", []),
        ("compare-plans", []),
        ("print-plan", [row.pk]),
        ("share-plan", [row.pk]),
        ("review-plan", []),
        ("send-plan", [row.pk]),
    ):
        assert barred.get(reverse(name, args=[child.ref, *keys])).status_code in (403, 404), name
