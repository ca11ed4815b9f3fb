"""Somebody else changes the record while a form is open: what was typed is kept, what changed is named, and it can be sent
again."""

import datetime as dt

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse
from tests.records.people.changes.case import Case, typed
from tests.records.people.changes.desk import Desk, paper_of, text_of
from tests.records.people.changes.every_case import CASES
from tests.records.world import World, small

from attainable.audit.models import Entry

pytestmark = pytest.mark.django_db
EACH = tuple({case.page: case for case in CASES}.values())


@pytest.fixture
def world() -> World:
    return small()


@pytest.mark.parametrize("case", EACH, ids=lambda case: case.page)
def test_what_was_typed_is_kept_and_what_changed_is_named(world: World, case: Case) -> None:
    desk, other = Desk(world, case.by), Desk(world, case.meanwhile)
    paper = desk.opens(desk.address(case.page, case.child, case.about))
    elsewhere = "change-disability" if case.page == "change-young-carer" else "change-young-carer"
    sent = {"code": "N", "from_date": world.on}
    if case.page == "without-school":  # no school has the record: the other one is of the authority too
        elsewhere = "decide-plan"
        sent = {"provision": "Cease the plan. SEN support goes on", "from_date": world.on, "why": "Outcomes met."}
    another = other.opens(other.address(elsewhere, case.child, ""))
    assert other.sends(another, sent).status_code == 302
    entered = typed(world, case.typed)
    answer = desk.sends(paper, entered)
    assert answer.status_code == 409
    assert (
        not Entry.objects.filter(child=world.ref(case.child), action=case.action).exclude(account=other_of(world, case)).exists()
    )
    said = text_of(answer)
    assert ("You changed this record" in said) == (case.by == case.meanwhile)
    assert world.accounts[case.meanwhile].name in said
    assert ("provision" if case.page == "without-school" else "characteristic") in said
    # The page holds everything that was typed, and the record as it is now: sent as it stands, it is saved.
    again = paper_of(answer, paper.address)
    assert without_marks(again.values) == without_marks(paper.filled(entered))
    assert desk.sends(again).status_code == 302
    mine = Entry.objects.filter(child=world.ref(case.child), account=world.accounts[case.by].pk)
    assert mine.exclude(action="child.viewed").latest("number").action == (case.action, *case.also)[-1]


def other_of(world: World, case: Case) -> int:
    return world.accounts[case.meanwhile].pk if case.action == "child.characteristic-changed" else 0


def without_marks(values: dict[str, list[str]]) -> dict[str, list[str]]:
    """What somebody entered: without the version of the record, the mark against forgery, and what was left empty."""
    hidden = ("version", "csrfmiddlewaretoken")
    return {name: sent for name, sent in values.items() if name not in hidden and any(sent)}


def test_a_form_that_is_sent_twice_is_saved_once(world: World) -> None:
    desk = Desk(world, "senco_oak")
    paper = desk.opens(desk.address("add-carer", "oak_support", ""))
    entered = {"name": "Jo Carer", "relationship": "Mother", "email": "jo.carer@family.example"}
    assert [desk.sends(paper, entered).status_code for _ in range(2)] == [302, 409]
    family = desk.reads("child-family", world.ref("oak_support"))
    assert family.count("jo.carer@family.example") == 1


def test_a_record_that_went_out_of_sight_meanwhile_is_not_there(world: World) -> None:
    desk, other = Desk(world, "senco_oak"), Desk(world, "head_oak")
    paper = desk.opens(desk.address("change-needs", "oak_support", ""))
    restriction = other.opens(other.address("restrict", "oak_support", ""))
    assert other.sends(restriction, {"why": "Moved for safety."}).status_code == 302
    answer = desk.sends(paper, {"need_1": "Hearing impairment", "why": "Tested."})
    assert answer.status_code == 404
    assert world.children["oak_support"].forename not in answer.content.decode()


def test_without_being_signed_in_nothing_is_changed(world: World) -> None:
    case = EACH[0]
    desk = Desk(world, case.by)
    paper = desk.opens(desk.address(case.page, case.child, case.about))
    answer = Client().post(paper.address, paper.filled(typed(world, case.typed)))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
    assert not Entry.objects.filter(action=case.action).exists()


def test_why_a_restriction_was_lifted_is_not_told_to_others(world: World) -> None:
    desk, other = Desk(world, "senco_oak"), Desk(world, "head_oak")
    paper = desk.opens(desk.address("change-needs", "oak_support", ""))
    restriction = other.opens(other.address("restrict", "oak_support", ""))
    assert other.sends(restriction, {"why": "Moved for safety."}).status_code == 302
    lifting = other.opens(reverse("lift-restriction", args=[world.ref("oak_support")]))
    assert other.sends(lifting, {"why": "The refuge was left."}).status_code == 302
    answer = desk.sends(paper, {"need_1": "Hearing impairment", "why": "Tested."})
    assert answer.status_code == 409
    assert "restriction lifted" in text_of(answer)
    assert "refuge" not in text_of(answer)


def test_a_responsibility_that_is_to_end_can_end_sooner(world: World) -> None:
    desk = Desk(world, "senco_oak")
    address = desk.address("end-carer", "split", "Quinn Split")
    later, sooner = world.on + dt.timedelta(30), world.on - dt.timedelta(1)
    assert desk.sends(desk.opens(address), {"until_date": later}).status_code == 302
    assert "Quinn Split" in desk.reads("child-family", world.ref("split"))
    assert desk.sends(desk.opens(address), {"until_date": sooner}).status_code == 302
    assert "Quinn Split" not in desk.reads("child-family", world.ref("split"))


def test_who_changes_the_provision_returns_to_the_summary(world: World) -> None:
    desk = Desk(world, "senco_oak")
    paper = desk.opens(desk.address("change-provision", "oak_support", ""))
    answer = desk.sends(paper, {"provision": "No SEN", "why": "The support has done its work."})
    assert answer["Location"] == reverse("child", args=[world.ref("oak_support")])


def test_a_report_made_meanwhile_is_not_called_a_change(world: World) -> None:
    desk, other = Desk(world, "senco_oak"), Desk(world, "head_oak")
    ref = world.ref("oak_support")
    paper = desk.opens(desk.address("edit-child", "oak_support", ""))
    assert other.sends(other.opens(other.address("edit-child", "oak_support", "")), {"known_as": "Ollie"}).status_code == 302
    report = desk.opens(reverse("child-report", args=[ref]))
    assert desk.sends(report, {"why": "The mother, by letter.", "kind": "html"}).status_code == 200
    answer = desk.sends(paper, {"known_as": "Oli"})
    assert answer.status_code == 409
    assert "Somebody else changed this record" in text_of(answer)
    assert f"{world.accounts['head_oak'].name}: edited" in text_of(answer)
    assert "by letter" not in text_of(answer)


def test_a_home_that_is_still_to_come_is_not_called_the_home_of_now(world: World) -> None:
    desk, ref = Desk(world, "senco_oak"), world.ref("oak_support")
    moves = desk.opens(desk.address("change-home", "oak_support", ""))
    entered = {"address": "1 New Lane", "authority": "Neighbourshire", "from_date": world.on + dt.timedelta(10)}
    assert desk.sends(moves, entered).status_code == 302
    page = lxml.html.fromstring(desk.client.get(reverse("child-details", args=[ref])).content)
    rows = page.xpath("//h2[normalize-space()='Home']/following-sibling::dl[1]/div")
    homes = {row.xpath("string(dt)").strip(): row.xpath("string(dd)") for row in rows}
    assert list(homes) == ["Next", "Now"]
    assert "1 New Lane" in homes["Next"]
    assert "until" in homes["Now"]
