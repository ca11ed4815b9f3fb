"""The class briefing, the review pack and the SENCO's year."""

import datetime as dt

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from tests.records.world import World, small

from attainable.accounts.actor import actor_for, system_actor
from attainable.documents.html import html
from attainable.documents.model import Heading, Table
from attainable.domains.people.models import Child, GroupMember, RestrictionException
from attainable.domains.provision.models import (
    Adjustment,
    AgencyReferral,
    Concern,
    Conversation,
    FamilyContact,
    SupportPlan,
    Target,
    TransitionMeeting,
)
from attainable.domains.provision.papers.class_briefing import class_briefing
from attainable.domains.provision.papers.review_pack import review_pack
from attainable.domains.provision.papers.senco_year import CHASE, senco_year
from attainable.domains.provision.queries.papers_school import class_known, year_known
from attainable.records.papers import Asked, make_by_urn
from attainable.values import clock
from attainable.values.problem import ProblemsError

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    made = small()
    child = Child.objects.get(ref=made.ref("oak_plan"))
    Child.objects.filter(pk=child.pk).update(forename="Zebedee", surname="Quince")
    SupportPlan.objects.filter(child=child).update(
        strategies="One instruction at a time.\nA picture for each step.", important="Trains."
    )
    for member in ("oak_plan", "oak_support", "oak_none"):
        GroupMember.objects.get_or_create(
            group=made.groups["oak"],
            child=made.children[member],
            until_date=None,
            defaults={"from_date": clock.today() - dt.timedelta(30)},
        )
    return made


def senco(world: World):
    return actor_for(world.accounts["senco_oak"], clock.today())


def briefing(world: World):
    return class_briefing(senco(world), Asked(world.organisations["oak"], group=world.groups["oak"].ref))


def test_a_briefing_has_the_children_with_support_and_no_other(world):
    titles = [block.text for block in briefing(world).document.blocks if isinstance(block, Heading)]
    assert "Zebedee Quince" in titles
    assert world.children["oak_support"].name in titles
    assert world.children["oak_none"].name not in titles


def test_a_briefing_says_needs_strategies_targets_and_interventions(world):
    text = html(briefing(world).document)
    for words in (
        "Autistic",
        "One instruction at a time.",
        "Important to the child",
        "“Trains”",
        "Reads 45 words",
        "5 × 30 minutes a week",
    ):
        assert words in text


def test_a_strategy_of_several_children_is_named_for_the_class(world):
    SupportPlan.objects.create(
        child=world.children["oak_support"],
        from_date=clock.today() - dt.timedelta(9),
        review_on=clock.today() + dt.timedelta(60),
        strategies="One instruction at a time.",
    )
    assert "One instruction at a time. (2 children)" in html(briefing(world).document)


def test_a_child_who_left_the_class_is_not_in_its_briefing(world):
    GroupMember.objects.filter(child=world.children["oak_plan"]).update(until_date=clock.today() - dt.timedelta(1))
    assert "Quince" not in html(briefing(world).document)


def test_a_class_is_found_by_its_name_and_one_of_another_school_is_not(world):
    oak, name = world.organisations["oak"], world.groups["oak"].name
    assert class_known(senco(world), oak, name.upper()).name == name
    for group in (world.groups["elm"].ref, "", "no such class"):
        with pytest.raises(Http404):
            class_known(senco(world), oak, group)
    with pytest.raises(ProblemsError) as refused:
        make_by_urn("class-briefing", by=system_actor("x"), urn="100001", group="9Z", formats=("pdf",))
    assert refused.value.problems[0].what.startswith("There is no class 9Z")


def test_a_restricted_child_is_in_no_briefing_of_somebody_who_is_not_named(world):
    assert GroupMember.objects.filter(group=world.groups["oak"], child=world.children["restricted"]).exists()
    RestrictionException.objects.all().delete()
    assert world.children["restricted"].name not in html(briefing(world).document)


def test_a_review_pack_has_what_the_meeting_needs(world):
    made = review_pack(senco(world), Asked(world.organisations["oak"], world.ref("oak_plan")))
    text = html(made.document)
    for words in ("A picture for each step", "Reads 45 words", "Precision reading", "He likes trains", "What was decided"):
        assert words in text
    tables = [block.caption for block in made.document.blocks if isinstance(block, Table)]
    assert tables == ["Targets to review", "Interventions, sessions and cost to date", "What is decided about each intervention"]
    assert "Quince" not in made.stem


def test_a_child_without_a_plan_has_a_pack_that_says_so(world):
    made = review_pack(senco(world), Asked(world.organisations["oak"], world.ref("oak_support")))
    text = html(made.document)
    for words in ("No support plan is open.", "No target is open.", "No intervention is given now."):
        assert words in text


def test_the_year_has_everything_with_a_day_once(world):
    child, today = world.children["oak_plan"], clock.today()
    Concern.objects.filter(child=child).update(outcome="watch", why="x", look_again_on=today + dt.timedelta(5))
    Conversation.objects.filter(child=child).update(next_on=today - dt.timedelta(3))
    for model in (Adjustment, TransitionMeeting, FamilyContact):
        model.objects.all().delete()
    begun = {"child": child, "from_date": today}
    Adjustment.objects.create(**begun, kind="lessons", what="A slope", why="Tires.", owner="T", review_on=today + dt.timedelta(9))
    TransitionMeeting.objects.create(
        **begun, kind="into", attended="Both", agreed="Two visits.", look_again_on=today + dt.timedelta(8)
    )
    FamilyContact.objects.create(
        **begun, way="phone", person="X", about="Asks why.", by_name="S", answer_on=today + dt.timedelta(1)
    )
    FamilyContact.objects.create(
        **begun, way="phone", person="X", about="Done.", by_name="S", answer_on=today, answered="Called."
    )
    found = [(one.kind, one.day) for one in year_known(senco(world), world.organisations["oak"]).ahead]
    plan, target = SupportPlan.objects.get(child=child), Target.objects.get(child=child)
    referral = AgencyReferral.objects.get(child=child)
    assert sorted(found) == sorted(
        [
            ("review", plan.review_on),
            ("target", target.due),
            ("concern", today + dt.timedelta(5)),
            ("conversation", today - dt.timedelta(3)),
            ("report", referral.from_date),
            ("adjustment", today + dt.timedelta(9)),
            ("move", today + dt.timedelta(8)),
            ("answer", today + dt.timedelta(1)),
        ]
    )


def test_what_is_done_is_not_due_any_more(world):
    child, today = world.children["oak_plan"], clock.today()
    Conversation.objects.filter(child=child).update(next_on=today - dt.timedelta(3))
    Conversation.objects.create(
        child=child, from_date=today, stage="focus", attended="The mother", family_said="He sleeps better."
    )
    Target.objects.update(outcome="met", evidence="Seen.")
    AgencyReferral.objects.update(report_on=today)
    SupportPlan.objects.update(until_date=today)
    for model in (Adjustment, TransitionMeeting, FamilyContact):
        model.objects.all().delete()
    assert year_known(senco(world), world.organisations["oak"]).ahead == ()


def test_a_report_is_asked_for_again_after_half_a_term(world):
    referral = AgencyReferral.objects.get()
    rows = senco_year(senco(world), Asked(world.organisations["oak"])).sheets[0].rows
    assert [row[0] for row in rows if row[3].startswith("Ask for a report")] == [referral.from_date + CHASE]


def test_what_was_done_is_counted_by_month(world):
    begun = clock.today() - dt.timedelta(40)
    done = year_known(senco(world), world.organisations["oak"]).done
    assert done[begun.replace(day=1)]["Concerns raised"] == Concern.objects.filter(from_date=begun).count() == 1


def test_the_year_of_another_school_is_its_own(world):
    elm = actor_for(world.accounts["senco_elm"], clock.today())
    assert "Quince" not in html(senco_year(elm, Asked(world.organisations["elm"])).document)


@pytest.mark.parametrize("make", [briefing, lambda world: senco_year(senco(world), Asked(world.organisations["oak"]))])
def test_it_takes_the_same_queries_however_many_children_there_are(world, make):
    make(world)
    with CaptureQueriesContext(connection) as few:
        make(world)
    for n, child in enumerate(
        Child.objects.filter(standing__school=world.organisations["oak"].pk).exclude(pk=world.children["oak_plan"].pk)
    ):
        GroupMember.objects.get_or_create(
            group=world.groups["oak"], child=child, until_date=None, defaults={"from_date": clock.today() - dt.timedelta(30)}
        )
        SupportPlan.objects.create(child=child, from_date=clock.today(), review_on=clock.today() + dt.timedelta(60 + n))
    with CaptureQueriesContext(connection) as many:
        make(world)
    assert len(many) == len(few)
