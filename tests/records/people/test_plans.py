"""Who may change an EHC plan follows the law: the council decides, the school sees it; a school records what a council decided
that doesn't use the product."""

import datetime as dt

import pytest
from django.urls import reverse
from tests.records.people.changes.desk import Desk, errors_of, text_of
from tests.records.world import World, small

from attainable.accounts.models import Membership
from attainable.domains.people.models import Assignment, ProvisionChange

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return small()


def without_council(world: World) -> None:
    Membership.objects.filter(role__in=("case-officer", "delegated-officer")).delete()


def ceases(desk: Desk, **more):
    paper = desk.opens(desk.address("change-provision", "oak_plan", ""))
    return desk.sends(paper, {"provision": "SEN support", "from_date": desk.world.on, "why": "The council ceased it.", **more})


def test_a_school_records_with_its_letter_what_a_council_decided_that_does_not_use_the_product(world: World) -> None:
    without_council(world)
    desk = Desk(world, "senco_oak")
    refused = ceases(desk)
    assert refused.status_code == 422
    assert "date and reference of the council's letter" in errors_of(refused)["evidence"]
    assert ceases(desk, evidence="Letter of 3 November 2026, ref 77.").status_code == 302
    row = ProvisionChange.objects.filter(child=world.children["oak_plan"]).latest("from_date")
    assert (row.provision, row.evidence) == ("K", "Letter of 3 November 2026, ref 77.")


def test_the_council_ceases_a_plan_and_the_school_is_shown_it_on_its_home_page(world: World) -> None:
    school, council = Desk(world, "senco_oak"), Desk(world, "officer_county")
    said = "The council made a decision about 1 child’s EHC plan"
    assert said not in text_of(school.client.get("/"))
    paper = council.opens(council.address("decide-plan", "oak_plan", ""))
    typed = {"provision": "Cease the plan. SEN support goes on", "from_date": world.on, "why": "Outcomes met."}
    assert council.sends(paper, typed).status_code == 302
    assert said in text_of(school.client.get("/"))
    assert "SEN support" in text_of(school.client.get(reverse("child", args=[world.ref("oak_plan")])))
    assert "decision about" not in text_of(council.client.get("/")), "what the council itself decided is no news to it"


def test_the_council_is_shown_what_a_school_recorded_while_it_did_not_use_the_product(world: World) -> None:
    posts = list(Membership.objects.filter(role__in=("case-officer", "delegated-officer")))
    without_council(world)
    assert ceases(Desk(world, "senco_oak"), evidence="Letter 1.").status_code == 302
    Membership.objects.bulk_create(posts)
    assert "A school recorded a decision about 1 child’s EHC plan" in text_of(Desk(world, "officer_county").client.get("/"))


def test_a_decision_is_news_for_two_weeks(world: World) -> None:
    council = Desk(world, "officer_county")
    paper = council.opens(council.address("decide-plan", "oak_plan", ""))
    council.sends(paper, {"provision": "Cease the plan. SEN support goes on", "from_date": world.on, "why": "Outcomes met."})
    row = ProvisionChange.objects.filter(child=world.children["oak_plan"]).latest("from_date")
    ProvisionChange.objects.filter(pk=row.pk).update(recorded_at=row.recorded_at - dt.timedelta(days=15))
    assert "decision about" not in text_of(Desk(world, "senco_oak").client.get("/"))


def test_a_school_cannot_end_the_work_of_the_councils_own_staff(world: World) -> None:
    row = Assignment.objects.create(
        child=world.children["oak_plan"],
        account=world.accounts["writer_county"],
        organisation=world.organisations["county"],
        part="support",
        from_date=world.on,
    )
    desk = Desk(world, "senco_oak")
    answer = desk.sends(desk.opens(reverse("end-assignment", args=[world.ref("oak_plan"), row.pk])), {})
    assert answer.status_code == 422
    assert "Only the organisation that the person works for can end this support." in text_of(answer)
    row.refresh_from_db()
    assert row.until_date is None


def test_the_page_says_who_decides_about_a_plan(world: World) -> None:
    said = "Fictionshire decides about the EHC plan"
    address = reverse("child", args=[world.ref("oak_plan")])
    assert said in text_of(Desk(world, "senco_oak").client.get(address))
    without_council(world)
    assert said not in text_of(Desk(world, "senco_oak").client.get(address))
