"""A plan leaves as a file and is taken in by another school: matched, shown first, never half-written, and kept in the audit."""

import datetime as dt
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.records.people.changes.desk import Desk, paper_of, text_of
from tests.records.world import World, small

from attainable.audit.models import Entry
from attainable.domains.people.models import Child
from attainable.domains.provision.models import SupportPlan, Target

pytestmark = pytest.mark.django_db
SECTIONS = {"strengths": "Kind to younger children.", "strategies": "One step at a time\nA timer", "hopes": "To read — يقرأ"}
WHY = {"why": "By email from Oak Primary."}


@pytest.fixture
def world() -> World:
    made = small()
    SupportPlan.objects.update(**SECTIONS)
    return made


def sent(world: World, kind: str = "json", who: str = "senco_oak"):
    address = reverse("send-plan", args=[world.ref("oak_plan"), SupportPlan.objects.order_by("pk")[0].pk])
    return Desk(world, who).client.post(address, {"why": "For the next school.", "kind": kind})


def shown(world: World, content: bytes, who: str = "senco_oak"):
    file = SimpleUploadedFile("plan.json", content, "application/json")
    return Desk(world, who).client.post(reverse("take-in-plan"), {"file": file})


def changed(world: World, **parts: object) -> bytes:
    return json.dumps({**json.loads(sent(world).content), **parts}).encode()


def forget_the_plan() -> None:
    SupportPlan.objects.all().delete()
    Target.objects.all().delete()


def test_what_leaves_is_the_plan_and_no_more_of_the_child_than_is_needed_to_find_the_record(world):
    answer = sent(world)
    given = json.loads(answer.content)
    child = Child.objects.get(ref=world.ref("oak_plan"))
    assert given["child"] == {
        "forename": child.forename,
        "surname": child.surname,
        "date_of_birth": child.date_of_birth.isoformat(),
        "upn": child.upn,
    }
    assert given.keys() == {"format", "version", "made_on", "school", "child", "plan", "targets", "interventions"}
    assert given["plan"]["sections"] == SECTIONS and child.surname not in answer["Content-Disposition"]
    entry = Entry.objects.get(action="plan.sent")
    assert (entry.why, entry.child, entry.details.values) == ("For the next school.", child.ref, {"form": "json"})
    assert sent(world, "pdf").content.startswith(b"%PDF")


def test_a_plan_that_was_sent_is_taken_in_as_it_was(world):
    content, before = sent(world).content, Target.objects.values("area", "wording", "baseline", "success", "owner", "due").get()
    forget_the_plan()
    answer = shown(world, content)
    page = text_of(answer)
    assert answer.status_code == 200 and "Nothing is saved yet" in page and "Reads 45 words" in page
    assert "Intervention: Precision reading" in page and not SupportPlan.objects.exists()
    desk = Desk(world, "senco_oak")
    answer = desk.sends(paper_of(answer, reverse("take-in-plan")), WHY)
    assert answer.status_code == 302
    plan = SupportPlan.objects.get()
    assert {name: getattr(plan, name) for name in SECTIONS} == SECTIONS
    assert (plan.from_date, plan.review_on, plan.child.ref) == (world.on, world.on + dt.timedelta(50), world.ref("oak_plan"))
    assert Target.objects.values("area", "wording", "baseline", "success", "owner", "due").get() == before
    entry = Entry.objects.get(action="plan.taken-in")
    assert (entry.why, entry.account) == (WHY["why"], world.accounts["senco_oak"].pk)


def test_the_plan_that_is_open_ends_the_day_before_and_its_target_is_not_there_twice(world):
    plan = json.loads(sent(world).content)["plan"]
    answer = shown(world, changed(world, plan={**plan, "sections": {"strategies": "A quiet seat"}}))
    assert "ends the day before" in text_of(answer)
    assert Desk(world, "senco_oak").sends(paper_of(answer, reverse("take-in-plan")), WHY).status_code == 302
    first, last = SupportPlan.objects.order_by("from_date")
    assert first.until_date == world.on - dt.timedelta(1) and (last.strategies, last.strengths) == ("A quiet seat", "")
    assert Target.objects.count() == 1


def test_a_file_that_says_what_the_record_says_begins_no_new_cycle(world):
    answer = shown(world, sent(world).content)
    assert Desk(world, "senco_oak").sends(paper_of(answer, reverse("take-in-plan")), WHY).status_code == 302
    assert SupportPlan.objects.count() == Target.objects.count() == 1


def test_targets_with_a_result_stay_out_and_a_day_that_has_passed_becomes_the_day_of_the_review(world):
    target = json.loads(sent(world).content)["targets"][0]
    late = (world.on - dt.timedelta(3)).isoformat()
    rows = [{**target, "wording": "Done.", "outcome": "met", "evidence": "Yes"}, {**target, "wording": "Late.", "due": late}]
    content = changed(world, targets=rows)
    forget_the_plan()
    answer = shown(world, content)
    assert "Target with a result: Done (met)." in text_of(answer)
    Desk(world, "senco_oak").sends(paper_of(answer, reverse("take-in-plan")), WHY)
    row = Target.objects.get()
    assert (row.wording, row.due) == ("Late.", world.on + dt.timedelta(50))


def test_every_problem_of_a_file_is_said_at_once_in_words(world):
    target = json.loads(sent(world).content)["targets"][0]
    bad = [{**target, "due": "soon", "area": "maths"}, {name: value for name, value in target.items() if name != "wording"}, 7]
    answer = shown(world, changed(world, targets=bad, plan={"kind": "provision-plan", "from_date": "2026-09-01"}))
    text = text_of(answer)
    assert answer.status_code == 422
    for words in (
        "Target 1: “due” is not a date.",
        "Target 1: “area” is not a value that can be read.",
        "Target 2: “wording” is missing.",
        "Target 3 is not there or not readable.",
        "Plan: “review on” is missing.",
    ):
        assert words in text
    assert SupportPlan.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[]", b"{}", b'{"format": "other"}', b"[" * 100_000, b"x" * 1_100_000])
def test_what_is_not_a_transfer_file_is_refused_in_words(world, content):
    answer = shown(world, content)
    assert answer.status_code == 422
    assert "There is a problem" in text_of(answer)


def test_a_later_version_is_not_read_as_if_it_were_this_one(world):
    assert "of version 2" in text_of(shown(world, changed(world, version=2)))


def test_a_child_who_is_not_here_is_not_found_and_neither_is_another_child_of_the_same_name(world):
    content = sent(world).content
    assert "No child whose plans you keep" in text_of(shown(world, content, "senco_elm"))
    given = json.loads(content)
    assert "No child" in text_of(shown(world, changed(world, child={**given["child"], "date_of_birth": "2001-01-01"})))
    assert "No child" in text_of(shown(world, changed(world, child={**given["child"], "upn": "A123456789012"})))
    without = changed(world, child={**given["child"], "upn": ""})
    assert "Take in this plan?" in text_of(shown(world, without))


def test_a_record_that_somebody_changed_while_the_plan_was_looked_at_is_not_written(world):
    content = sent(world).content
    forget_the_plan()
    answer = shown(world, content)
    Child.objects.filter(ref=world.ref("oak_plan")).update(version=99)
    again = Desk(world, "senco_oak").sends(paper_of(answer, reverse("take-in-plan")), WHY)
    assert again.status_code == 422 and "Somebody changed this record" in text_of(again)
    assert not SupportPlan.objects.exists()


def test_a_review_that_can_not_be_leaves_nothing_half_written(world):
    content = sent(world).content
    forget_the_plan()
    paper = paper_of(shown(world, content), reverse("take-in-plan"))
    answer = Desk(world, "senco_oak").sends(paper, {**WHY, "review_on": world.on})
    assert answer.status_code == 422 and "must be after" in text_of(answer)
    assert not SupportPlan.objects.exists() and not Target.objects.exists()


def test_only_those_who_keep_plans_send_and_take_in(world):
    assert sent(world, who="adviser_county").status_code == 403
    assert sent(world, who="senco_elm").status_code == 404
    for who in ("teacher_oak", "governor_oak", "parent"):
        assert Desk(world, who).client.get(reverse("take-in-plan")).status_code == 403
