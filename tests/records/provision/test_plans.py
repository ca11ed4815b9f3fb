"""Kinds of plan, signing and sharing, and cycles side by side, as the people who use them see them."""

import datetime as dt

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.records.people.changes.desk import Desk, errors_of, text_of
from tests.records.world import World, small

from attainable.domains.provision.models import PlanAgreement, SupportPlan, Target
from attainable.domains.provision.rules import plan_kinds

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return small()


def page(world: World, name: str, child: str, *more: object, who: str = "senco_oak") -> str:
    return text_of(Desk(world, who).client.get(reverse(name, args=[world.ref(child), *more])))


def plan(world: World) -> SupportPlan:
    return SupportPlan.objects.get(child=world.children["oak_plan"])


def next_cycle(world: World) -> SupportPlan:
    """The plan of the tiny world is reviewed today: one strategy stays, one is new, the target goes on."""
    SupportPlan.objects.update(strategies="One step at a time\nA timer")
    senco = Desk(world, "senco_oak")
    paper = senco.opens(reverse("add-support-plan", args=[world.ref("oak_plan")]))
    answer = senco.sends(paper, {"review_on": world.on + dt.timedelta(80), "strategies": "One step at a time\nA quiet seat"})
    assert answer.status_code == 302
    return SupportPlan.objects.get(child=world.children["oak_plan"], until_date=None)


def test_a_new_plan_begins_with_what_the_plan_before_it_says(world):
    row = next_cycle(world)
    assert (row.strengths, row.strategies) == ("Kind to younger children.", "One step at a time\nA quiet seat")


def test_the_page_offers_the_kinds_in_force_and_the_sections_of_each(world):
    text = page(world, "add-support-plan", "oak_support")
    assert "Provision plan" in text and "Individual education plan (IEP)" in text and "Individual Support Plan" not in text
    assert "Not part of: Individual education plan (IEP)." in text


def test_a_section_that_is_not_part_of_the_kind_is_refused_and_kept(world):
    senco = Desk(world, "senco_oak")
    paper = senco.opens(reverse("add-support-plan", args=[world.ref("oak_support")]))
    given = {"kind": "Individual education plan (IEP)", "review_on": world.on + dt.timedelta(60), "hopes": "A dog"}
    answer = senco.sends(paper, given)
    assert answer.status_code == 422 and "not part of the kind of plan" in errors_of(answer)["hopes"]
    assert "A dog" in answer.content.decode() and not SupportPlan.objects.filter(child=world.children["oak_support"]).exists()


def test_a_council_with_a_kind_of_its_own_offers_that_to_its_children(world, monkeypatch):
    code = world.organisations["county"].code
    given = {"id": "isp", "label": "Fictionshire plan", "first": dt.date(2026, 9, 1), "review_within": 90, "authorities": (code,)}
    general = plan_kinds.plan_kind("provision-plan")
    own = msgspec.structs.replace(general, **given, instead_of="provision-plan")
    known = (*plan_kinds.plan_kinds()[:2], own)
    monkeypatch.setattr(plan_kinds, "plan_kinds", lambda: known)
    text = page(world, "add-support-plan", "oak_support")
    assert "Fictionshire plan" in text and "Provision plan" not in text
    senco = Desk(world, "senco_oak")
    paper = senco.opens(reverse("add-support-plan", args=[world.ref("oak_support")]))
    answer = senco.sends(paper, {"kind": "Fictionshire plan", "review_on": world.on + dt.timedelta(200)})
    assert "reviewed within 90 days" in errors_of(answer)["review_on"]


def test_the_plan_says_who_has_signed_and_who_has_not(world):
    row = plan(world)
    assert "Signed: Parent or carer Not yet" in page(world, "child-support-plan", "oak_plan")
    PlanAgreement.objects.create(
        child=row.child, plan=row, what="signed", as_whom="senco", name="Sena Oakes", how="meeting", from_date=world.on
    )
    text = page(world, "child-support-plan", "oak_plan")
    assert f"Signed: SENCO Sena Oakes, {world.on:%-d %B %Y}" in text and "Signed: Class teacher or tutor Not yet" in text


def test_a_plan_is_shared_with_staff_and_family_who_may_see_it_and_with_nobody_who_may_not(world):
    child = world.children["split"]
    row = SupportPlan.objects.create(child=child, from_date=world.on, review_on=world.on + dt.timedelta(60))
    senco = Desk(world, "senco_oak")
    address = reverse("share-plan", args=[child.ref, row.pk])
    paper = senco.opens(address)
    text = text_of(senco.client.get(address))
    assert "Bram Split" not in text
    answer = senco.sends(paper, {"name": "bram split", "how": "On paper"})
    assert answer.status_code == 422 and "may not see" in errors_of(answer)["name"]
    assert not PlanAgreement.objects.exists()


def test_a_plan_that_is_shared_twice_with_somebody_is_noted_once(world):
    senco, row = Desk(world, "senco_oak"), plan(world)
    paper = senco.opens(reverse("share-plan", args=[world.ref("oak_plan"), row.pk]))
    given = {"name": "Gran Plan", "how": "On paper"}
    assert senco.sends(paper, given).status_code == 302
    again = senco.sends(senco.opens(reverse("share-plan", args=[world.ref("oak_plan"), row.pk])), given)
    assert again.status_code == 422 and PlanAgreement.objects.count() == 1


def test_cycles_are_compared_target_by_target_and_line_by_line(world):
    next_cycle(world)
    Target.objects.create(
        child=world.children["oak_plan"],
        from_date=world.on,
        area="language",
        wording="Asks for help in 4 of 5 lessons.",
        baseline="1",
        success="A tally",
        owner="Theo Teacher",
        due=world.on + dt.timedelta(60),
    )
    text = page(world, "compare-plans", "oak_plan")
    for words in (
        "Target Reads 45 words of the list without help. Reads 45 words of the list without help. Same",
        "Target – Asks for help in 4 of 5 lessons. New",
        "Strategies for every lesson One step at a time One step at a time Same",
        "Strategies for every lesson A timer – Left out",
        "Strategies for every lesson – A quiet seat New",
    ):
        assert words in text


def test_the_comparison_is_for_people_who_read_the_plan_and_of_this_child(world):
    row = next_cycle(world)
    address = reverse("compare-plans", args=[world.ref("oak_plan")])
    assert Desk(world, "senco_elm").client.get(address).status_code == 404
    assert Desk(world, "parent").client.get(address).status_code == 404
    assert "nothing to compare" in page(world, "compare-plans", "oak_support")
    other = reverse("compare-plans", args=[world.ref("oak_support")])
    assert Desk(world, "senco_oak").client.get(other, {"later": row.pk}).status_code == 404


def test_the_pages_ask_the_same_questions_however_many_cycles_there_are(world):
    next_cycle(world)
    senco = Desk(world, "senco_oak").client
    pages = [reverse(name, args=[world.ref("oak_plan")]) for name in ("compare-plans", "child-support-plan")]

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert senco.get(address).status_code == 200
        return len(found)

    few = [(asked(address), asked(address))[1] for address in pages]
    for years in range(1, 6):
        day = world.on - dt.timedelta(days=365 * years)
        SupportPlan.objects.create(
            child=world.children["oak_plan"], from_date=day, until_date=day + dt.timedelta(90), review_on=day + dt.timedelta(90)
        )
    assert [asked(address) for address in pages] == few and max(few) <= 30
