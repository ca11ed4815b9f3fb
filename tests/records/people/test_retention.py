"""How long records are kept, what is due, and erasing it: approved by somebody, whole or not at all."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.records.world import World, small

from attainable.accounts.models import Account
from attainable.audit.actions import Event, record
from attainable.audit.models import Details, Entry
from attainable.audit.queries import faults
from attainable.domains.people.actions.retention import add_hold, erase, lift_hold
from attainable.domains.people.models import (
    Carer,
    Characteristic,
    Child,
    Enrolment,
    Erasure,
    NameWord,
    ProvisionChange,
    Residence,
    Responsibility,
    Standing,
)
from attainable.domains.people.queries.retention import preview
from attainable.domains.people.retention import Facts, kept_until, rules
from attainable.domains.people.standing import restate
from attainable.values.problem import ProblemsError, Severity

pytestmark = pytest.mark.days

# Rules, without a database.


def kept(born: str, **facts: object) -> str:
    found = kept_until(Facts(dt.date.fromisoformat(born), facts.get("sen", False), facts.get("care", False)))  # type: ignore[arg-type]
    return f"{found.rule.id} until {found.due}"


def test_an_educational_record_is_kept_for_25_years_from_birth():
    assert kept("2001-05-04") == "pupil-record until 2026-05-04"


def test_the_record_of_a_child_who_was_ever_on_the_register_is_kept_for_31_years():
    assert kept("1995-05-04", sen=True) == "sen-file until 2026-05-04"


def test_the_record_of_a_looked_after_child_is_kept_for_75_years():
    assert kept("1950-05-04", sen=True, care=True) == "looked-after until 2025-05-04"


def test_who_was_born_on_29_february_is_due_on_1_march():
    assert kept("2000-02-29") == "pupil-record until 2025-03-01"


def test_each_rule_says_its_source_and_how_sure_it_is():
    for rule in rules():
        assert rule.source
        assert rule.mark in ("source", "knowledge")


# What is due, and erasing it.


@pytest.fixture
def world(db) -> World:
    return small()


def leaver(world: World, age: int, school: str = "oak", *, sen: bool = False) -> Child:
    """Somebody of this age who left the school at eleven."""
    today = timezone.localdate()
    born = today.replace(year=today.year - age, day=1) - dt.timedelta(40)
    child = Child.objects.create(forename="Old", surname="Leaver", date_of_birth=born, sex="F")
    Enrolment.objects.create(
        child=child,
        school=world.schools[school],
        from_date=born.replace(year=born.year + 4),
        until_date=born.replace(year=born.year + 11),
    )
    Residence.objects.create(child=child, authority=world.organisations["county"], from_date=born)
    if sen:
        ProvisionChange.objects.create(
            child=child, provision="K", from_date=born.replace(year=born.year + 6), why="x", decided_by_name="x"
        )
    restate([child.pk])
    return child


def refs(found) -> list[str]:
    return [row.ref for row in found.due]


def test_what_is_due_is_seen_by_those_who_answer_for_it(world):
    mine, elms = leaver(world, 26), leaver(world, 26, "elm")
    assert refs(preview(world.actor("head_oak"))) == [mine.ref]
    assert refs(preview(world.actor("administrator_oak"))) == [mine.ref]
    assert refs(preview(world.actor("head_elm"))) == [elms.ref]
    assert refs(preview(world.actor("governor_oak"))) == []


def test_a_sen_file_is_not_due_at_26_nor_a_child_who_is_on_roll(world):
    leaver(world, 26, sen=True)
    assert refs(preview(world.actor("head_oak"))) == []
    old = leaver(world, 32, sen=True)
    assert refs(preview(world.actor("head_oak"))) == [old.ref]
    Enrolment.objects.create(child=old, school=world.schools["oak"], from_date=timezone.localdate())
    assert refs(preview(world.actor("head_oak"))) == []


def test_a_school_that_has_closed_hands_over_to_its_authority(world):
    gone = leaver(world, 26)
    oak = world.organisations["oak"]
    oak.closed_on = timezone.localdate() - dt.timedelta(1)
    oak.save()
    assert refs(preview(world.actor("administrator_county"))) == [gone.ref]


def test_a_looked_after_childs_record_is_not_due(world):
    child = leaver(world, 40)
    Characteristic.objects.create(child=child, kind="looked-after", code="Y", from_date=child.date_of_birth)
    assert refs(preview(world.actor("head_oak"))) == []


def test_the_preview_tells_no_name(world):
    leaver(world, 26)
    (row,) = preview(world.actor("head_oak")).due
    assert (row.initials, row.kept.rule.id) == ("OL", "pupil-record")
    assert "Leaver" not in repr(row)


def test_the_preview_asks_as_often_for_many_as_for_one(world):
    actor = world.actor("head_oak")
    leaver(world, 26)
    with CaptureQueriesContext(connection) as one:
        preview(actor)
    for _ in range(5):
        leaver(world, 27)
    with CaptureQueriesContext(connection) as many:
        preview(actor)
    assert len(many) == len(one) == 2


def test_erasing_takes_everything_and_leaves_a_stub_and_a_chain_that_verifies(world):
    child = leaver(world, 26)
    carer = Carer.objects.create(name="Only Hers", email="only@family.example")
    shared = world.carers["parent"]
    for one in (carer, shared):
        Responsibility.objects.create(child=child, carer=one, relationship="mother", from_date=child.date_of_birth)
    past = Event("child.edited", child=child.ref, details={"surname": ["Before", "Leaver"]})
    record(world.actor("head_oak"), past)
    (stub,) = erase(by=world.actor("head_oak"), children=[child.ref], why="Agreed on 3 March.", expected=1)
    assert (stub.child, stub.rule, stub.approved_by_name) == (child.ref, "pupil-record", "Hanna Oakley")
    assert stub.rows["audit details"] == 1
    for model in (Standing, NameWord, Enrolment, Residence, Responsibility):
        assert not model.objects.filter(child_id=child.pk).exists()
    assert not Child.objects.filter(ref=child.ref).exists()
    assert not Carer.objects.filter(pk=carer.pk).exists()
    assert Carer.objects.filter(pk=shared.pk).exists()
    assert not Details.objects.filter(entry__child=child.ref, values__has_key="surname").exists()
    assert [problem for problem in faults() if problem.severity is Severity.ERROR] == []
    last = Entry.objects.latest("number")
    assert (last.action, last.child, last.why) == ("child.erased", child.ref, "Agreed on 3 March.")
    assert "Leaver" not in repr(vars(stub))


def words(caught: pytest.ExceptionInfo[ProblemsError]) -> str:
    return str(caught.value)


def test_if_one_record_can_not_be_erased_none_is(world):
    due, young = leaver(world, 26), world.children["oak_support"]
    with pytest.raises(ProblemsError) as caught:
        erase(by=world.actor("head_oak"), children=[due.ref, young.ref], why="Agreed.", expected=2)
    assert "We can't erase 1 of the records" in words(caught)
    assert Child.objects.filter(ref=due.ref).exists()
    assert not Erasure.objects.exists()


def test_the_number_that_was_confirmed_must_be_the_number_that_is_erased(world):
    due = leaver(world, 26)
    with pytest.raises(ProblemsError) as caught:
        erase(by=world.actor("head_oak"), children=[due.ref], why="Agreed.", expected=2)
    assert "Enter that number to confirm it" in words(caught)


@pytest.mark.parametrize("who", ["senco_oak", "governor_oak", "officer_county", "parent"])
def test_who_does_not_answer_for_records_erases_none(world, who):
    due = leaver(world, 26)
    with pytest.raises(PermissionDenied):
        erase(by=world.actor(who), children=[due.ref], why="Agreed.", expected=1)


def test_another_schools_record_is_not_erased(world):
    due = leaver(world, 26)
    with pytest.raises(ProblemsError):
        erase(by=world.actor("head_elm"), children=[due.ref], why="Agreed.", expected=1)
    assert Child.objects.filter(ref=due.ref).exists()


def test_a_hold_keeps_a_record_until_it_is_lifted(world):
    due, head = leaver(world, 26), world.actor("head_oak")
    hold = add_hold(by=head, child=due.ref, why="Asked for by the inquiry.")
    found = preview(head)
    assert (found.due, [row.ref for row in found.held]) == ([], [due.ref])
    with pytest.raises(ProblemsError):
        erase(by=head, children=[due.ref], why="Agreed.", expected=1)
    with pytest.raises(ProblemsError):
        add_hold(by=head, child=due.ref, why="Again.")
    lift_hold(by=head, hold=hold.pk, why="The inquiry has ended.")
    assert refs(preview(head)) == [due.ref]
    assert [e.action for e in Entry.objects.filter(child=due.ref)] == ["child.held", "child.hold-lifted"]


def test_a_hold_of_somebody_elses_record_is_not_there(world):
    due = leaver(world, 26)
    with pytest.raises(Http404):
        add_hold(by=world.actor("head_elm"), child=due.ref, why="x")
    with pytest.raises(PermissionDenied):
        add_hold(by=world.actor("senco_oak"), child=due.ref, why="x")


# Pages.


def signed_in(client: Client, account: Account) -> Client:
    client.force_login(account)
    return client


def test_erasing_is_two_steps_on_pages(world, client):
    due = leaver(world, 26)
    client = signed_in(client, world.accounts["head_oak"])
    page = client.get(reverse("retention")).content.decode()
    assert due.ref in page
    assert "Leaver" not in page
    assert client.post(reverse("retention"), {}).status_code == 200
    response = client.post(reverse("retention"), {"children": [due.ref]})
    assert response["Location"] == reverse("retention-erase")
    assert Child.objects.filter(ref=due.ref).exists()
    wrong = client.post(reverse("retention-erase"), {"expected": "2", "why": "Agreed."})
    assert "Enter that number to confirm it" in wrong.content.decode()
    done = client.post(reverse("retention-erase"), {"expected": "1", "why": "Agreed."})
    assert done["Location"] == reverse("retention")
    assert not Child.objects.filter(ref=due.ref).exists()
    assert client.get(reverse("retention-erase")).status_code == 302


@pytest.mark.parametrize("who", ["senco_oak", "governor_oak", "teacher_oak", "parent"])
def test_others_have_no_page_of_retention(world, client, who):
    client = signed_in(client, world.accounts[who])
    for name in ("retention", "retention-erase", "retention-hold"):
        assert client.get(reverse(name)).status_code == 403


def test_a_record_that_is_not_due_can_not_be_chosen_on_the_page(world, client):
    client = signed_in(client, world.accounts["head_oak"])
    response = client.post(reverse("retention"), {"children": [world.ref("oak_support")]})
    assert response.status_code == 200
    assert "erase" not in client.session
