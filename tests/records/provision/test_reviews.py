"""The half-termly round: one form a child, and one page after the meeting (case P11)."""

import datetime as dt
import io
from collections.abc import Mapping

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.records.people.changes.desk import Desk, errors_of, text_of
from tests.records.world import World, small

from attainable.audit.models import Entry
from attainable.domains.people.models import Child
from attainable.domains.provision.models import Given, PlanReview, SupportPlan, Target

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return small()


def review(world: World, child: str, entered: Mapping[str, object], who: str = "senco_oak"):
    desk = Desk(world, who)
    return desk.sends(desk.opens(reverse("review-plan", args=[world.ref(child)])), entered)


def names(world: World) -> dict[str, str]:
    """The fields of the tiny world's one target and one intervention."""
    target, given = Target.objects.get().pk, Given.objects.get(child=world.children["oak_plan"]).pk
    return {"result": f"outcome-{target}", "evidence": f"evidence-{target}", "given": f"given-{given}", "why": f"why-{given}"}


def plans_for(world: World, count: int) -> list[Child]:
    """Children of one school with a plan each, besides the child who has one."""
    rows = [child for key, child in sorted(world.children.items()) if key != "oak_plan"]
    here = [child for child in rows if child.standing.school_id == world.children["oak_plan"].standing.school_id]
    here = [child for child in here if not child.standing.restricted][:count]
    for child in here:
        SupportPlan.objects.create(child=child, from_date=world.on - dt.timedelta(30), review_on=world.on + dt.timedelta(30))
    return here


def test_targets_interventions_and_the_next_cycle_are_one_step(world):
    fields, today = names(world), world.on
    entered = {
        fields["result"]: "Partly met",
        fields["evidence"]: "30 words on two Mondays.",
        fields["given"]: "Ends",
        fields["why"]: "A teacher takes over in class.",
        "decided": "Theo Teacher meets the parents by 4 December.",
        "present": "Sena Oakes, Theo Teacher, the mother",
        "review_on": today + dt.timedelta(80),
    }
    assert review(world, "oak_plan", entered).status_code == 302
    row, child = PlanReview.objects.get(), world.children["oak_plan"]
    assert row.results == "Reads 45 words of the list without help: partly met"
    assert row.interventions == "Precision reading: ends. A teacher takes over in class."
    assert row.plan and (row.reviewed_by, row.from_date, row.plan.until_date) == ("Sena Oakes", today, today - dt.timedelta(1))
    assert SupportPlan.objects.get(child=child, until_date=None).review_on == today + dt.timedelta(80)
    given = Given.objects.get(child=child)
    assert (given.until_date, given.why_ended) == (today, "A teacher takes over in class.")
    actions = set(Entry.objects.filter(child=child.ref).values_list("action", flat=True))
    assert {"plan.reviewed", "plan.begun", "target.changed", "intervention.ended"} <= actions


def test_every_problem_of_a_review_is_said_at_once_beside_its_field_and_nothing_is_written(world):
    fields = names(world)
    given = {fields["result"]: "Met", fields["given"]: "Ends", "review_on": world.on - dt.timedelta(1)}
    answer = review(world, "oak_plan", given)
    errors = errors_of(answer)
    assert answer.status_code == 422 and errors.keys() == {fields["evidence"], fields["why"], "review_on"}
    answer = review(world, "oak_plan", {fields["why"]: "Because."})
    assert "Choose what becomes of the intervention" in errors_of(answer)[fields["given"]]
    assert not PlanReview.objects.exists() and Given.objects.filter(until_date=None).count() == 1
    assert Target.objects.get().outcome == ""


def test_an_intervention_that_goes_on_with_changes_says_which(world):
    fields = names(world)
    answer = review(world, "oak_plan", {fields["given"]: "Goes on with changes"})
    assert errors_of(answer) == {fields["why"]: "Say what changes."}
    assert review(world, "oak_plan", {fields["given"]: "Goes on"}).status_code == 302
    assert PlanReview.objects.get().interventions == "Precision reading: goes on"
    assert Given.objects.get(child=world.children["oak_plan"]).until_date is None


def test_a_review_after_its_day_is_a_review_and_the_next_cycle_begins_on_the_day_it_was_held(world):
    SupportPlan.objects.update(review_on=world.on - dt.timedelta(12))
    text = text_of(Desk(world, "senco_oak").client.get(reverse("review-plan", args=[world.ref("oak_plan")])))
    assert "12 days late" in text
    review(world, "oak_plan", {"review_on": world.on + dt.timedelta(60)})
    first, last = SupportPlan.objects.order_by("from_date")
    assert (first.until_date, last.from_date) == (world.on - dt.timedelta(1), world.on)


def test_a_review_that_is_sent_twice_is_kept_once(world):
    desk = Desk(world, "senco_oak")
    paper = desk.opens(reverse("review-plan", args=[world.ref("oak_plan")]))
    given = {"decided": "Goes on."}
    assert desk.sends(paper, given).status_code == 302
    assert desk.sends(paper, given).status_code == 409
    assert review(world, "oak_plan", given).status_code == 422
    assert PlanReview.objects.count() == 1


def test_after_a_meeting_one_page_says_what_was_decided_about_each_child_and_who_was_not_reached(world):
    """Case P11: fifteen children have a plan, and the meeting came to nine."""
    children = plans_for(world, 14)
    assert len(children) >= 8
    fields = names(world)
    review(
        world, "oak_plan", {fields["result"]: "Met", fields["evidence"]: "46 words.", "review_on": world.on + dt.timedelta(80)}
    )
    reached = children[: len(children) // 2]
    for child in reached:
        PlanReview.objects.create(child=child, decided="Talk group from Monday", reviewed_by="Sena Oakes", from_date=world.on)
    senco = Desk(world, "senco_oak").client
    page = text_of(senco.get(reverse("review-meeting")))
    decided, waiting = page.split("Children without a decision")
    assert "Reads 45 words of the list without help: met" in decided and "Sena Oakes" in decided
    assert f"{world.on:%-d %B %Y}" in decided
    for child in children:
        assert child.listed_name in (decided if child in reached else waiting)
    address = reverse("review-meeting")
    file = senco.post(address, {"kind": "docx"})
    words = docx.Document(io.BytesIO(file.content))
    text = " ".join([*(p.text for p in words.paragraphs), *(c.text for t in words.tables for row in t.rows for c in row.cells)])
    for child in (*children, world.children["oak_plan"]):
        assert child.listed_name in text
    assert senco.post(address, {"kind": "pdf"}).content.startswith(b"%PDF")
    assert Entry.objects.filter(action="register.exported", subject="decisions of a meeting").count() == 2


def test_decisions_of_other_days_are_found_by_their_days(world):
    child = plans_for(world, 1)[0]
    PlanReview.objects.create(
        child=child, decided="Seen in spring", reviewed_by="Sena Oakes", from_date=world.on - dt.timedelta(200)
    )
    senco, day = Desk(world, "senco_oak").client, world.on - dt.timedelta(200)
    assert "Seen in spring" not in text_of(senco.get(reverse("review-meeting")))
    asked = {"first_day": day.day, "first_month": day.month, "first_year": day.year}
    assert "Seen in spring" in text_of(senco.get(reverse("review-meeting"), asked))
    backwards = {**asked, "last_day": 1, "last_month": 1, "last_year": day.year - 1}
    answer = senco.get(reverse("review-meeting"), backwards)
    assert answer.status_code == 422 and "or later" in errors_of(answer)["last"]


@pytest.mark.parametrize("who", ["teacher_oak", "governor_oak", "parent"])
def test_the_page_is_for_those_who_keep_plans(world, who):
    assert Desk(world, who).client.get(reverse("review-meeting")).status_code == 403


def test_another_school_and_restricted_children_are_not_on_the_page(world):
    hidden = world.children["restricted"]
    SupportPlan.objects.create(child=hidden, from_date=world.on, review_on=world.on + dt.timedelta(30))
    PlanReview.objects.create(child=hidden, decided="Something to hide", reviewed_by="Somebody", from_date=world.on)
    assert "Something to hide" not in text_of(Desk(world, "head_oak").client.get(reverse("review-meeting")))
    assert "OakPlan" not in text_of(Desk(world, "senco_elm").client.get(reverse("review-meeting")))


def test_the_page_asks_the_same_questions_however_many_children_there_are(world):
    senco = Desk(world, "senco_oak").client

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert senco.get(reverse("review-meeting")).status_code == 200
        return len(found)

    few = (asked(), asked())[1]
    for child in plans_for(world, 10):
        PlanReview.objects.create(child=child, decided="Goes on", reviewed_by="Sena Oakes", from_date=world.on)
    assert asked() == few <= 20
