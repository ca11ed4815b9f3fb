"""Who answers for a record that is due, and what holding, lifting and erasing do, as the pages show it."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from tests.records.people.changes.desk import Desk, errors_of
from tests.records.people.test_retention import leaver
from tests.records.world import World, small

from attainable.audit.models import Entry
from attainable.domains.people.models import Child, Enrolment, Residence
from attainable.domains.people.standing import restate

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return small()


def due(world: World, who: str) -> set[str]:
    """References that somebody can choose to erase."""
    page = Desk(world, who).client.get(reverse("retention")).content.decode()
    return {ref for ref in Child.objects.values_list("ref", flat=True) if f'value="{ref}"' in page}


def held(world: World, who: str, child: Child) -> bool:
    """Whether the list of holds names the record: each of its rows has a link to lift it."""
    page = Desk(world, who).client.get(reverse("retention")).content.decode()
    return f"the hold of {child.ref}" in page


def holds(world: World, who: str, child: Child, why: str = "Asked for by the inquiry."):
    return Desk(world, who).client.post(reverse("retention-hold"), {"child": child.ref, "why": why})


def lifts(world: World, who: str, why: str = "The inquiry has ended."):
    """Sends the form to which the link beside the only hold leads."""
    page = Desk(world, "head_oak").client.get(reverse("retention")).content.decode()
    (address,) = re.findall(r'href="(/retention/hold/\d+/lift/)"', page)
    return Desk(world, who).client.post(address, {"why": why})


def born(child: Child, day: dt.date) -> Child:
    Child.objects.filter(pk=child.pk).update(date_of_birth=day)
    restate([child.pk])
    return child


def years_ago(day: dt.date, years: int) -> dt.date:
    return day.replace(year=day.year - years, day=min(day.day, 28))


def test_a_record_is_due_on_the_25th_birthday_and_not_the_day_before(world: World) -> None:
    today = world.on
    there, not_yet = leaver(world, 26), leaver(world, 26)
    born(there, years_ago(today, 25))
    born(not_yet, today.replace(year=today.year - 25, day=1) + dt.timedelta(40))
    assert due(world, "head_oak") == {there.ref}


def test_the_last_main_school_answers_and_a_second_school_does_not(world: World) -> None:
    child = leaver(world, 26)
    ended = child.date_of_birth.replace(year=child.date_of_birth.year + 12)
    Enrolment.objects.create(child=child, school=world.schools["far"], from_date=ended, until_date=ended, status="S")
    assert due(world, "head_oak") == {child.ref}
    later = ended + dt.timedelta(1)
    Enrolment.objects.create(child=child, school=world.schools["elm"], from_date=later, until_date=later)
    assert due(world, "head_oak") == set()
    assert due(world, "head_elm") == {child.ref}


def test_where_there_never_was_a_school_the_authority_of_the_last_home_answers(world: World) -> None:
    child = leaver(world, 26)
    Enrolment.objects.filter(child=child).delete()
    assert due(world, "administrator_county") == {child.ref}
    Residence.objects.filter(child=child).update(until_date=child.date_of_birth)
    moved = child.date_of_birth + dt.timedelta(1)
    Residence.objects.create(child=child, authority=world.organisations["neighbour"], from_date=moved)
    assert due(world, "administrator_county") == set()


def test_an_administrator_of_another_organisation_sees_nothing_that_is_due(world: World) -> None:
    child = leaver(world, 26)
    assert due(world, "administrator_oak") == {child.ref}
    assert due(world, "administrator_county") == due(world, "head_elm") == set()


def test_a_record_is_held_by_those_who_answer_for_it_and_can_not_be_chosen(world: World) -> None:
    child = leaver(world, 26)
    assert holds(world, "head_elm", child).status_code == 404
    assert holds(world, "head_oak", child).status_code == 302
    assert held(world, "administrator_oak", child)
    assert not held(world, "head_elm", child)
    assert due(world, "head_oak") == set()
    entry = Entry.objects.get(child=child.ref)
    assert (entry.action, entry.why, entry.account) == ("child.held", "Asked for by the inquiry.", world.accounts["head_oak"].pk)


def test_a_hold_that_came_while_somebody_looked_again_keeps_the_record(world: World) -> None:
    child, desk = leaver(world, 26), Desk(world, "head_oak")
    assert desk.client.post(reverse("retention"), {"children": [child.ref]}).status_code == 302
    assert holds(world, "administrator_oak", child).status_code == 302
    answer = desk.client.post(reverse("retention-erase"), {"expected": "1", "why": "Agreed."})
    assert answer.status_code == 200
    assert "can't erase" in " ".join(errors_of(answer).values())
    assert Child.objects.filter(pk=child.pk).exists()


def test_a_record_can_be_held_before_it_is_due(world: World) -> None:
    child = world.children["oak_support"]
    assert holds(world, "head_oak", child).status_code == 302
    assert held(world, "head_oak", child)


@pytest.mark.parametrize(("why", "says"), [("", "why"), ("  ", "why")])
def test_a_hold_has_a_reason(world: World, why: str, says: str) -> None:
    child = leaver(world, 26)
    assert errors_of(holds(world, "head_oak", child, why)).keys() == {says}
    assert due(world, "head_oak") == {child.ref}
    assert not Entry.objects.filter(child=child.ref).exists()


def test_a_record_is_not_held_twice(world: World) -> None:
    child = leaver(world, 26)
    assert holds(world, "head_oak", child).status_code == 302
    assert "already" in errors_of(holds(world, "head_oak", child))["child"]
    assert Entry.objects.filter(child=child.ref).count() == 1


def test_a_hold_that_is_lifted_holds_no_longer_that_same_day(world: World) -> None:
    child = leaver(world, 26)
    holds(world, "head_oak", child)
    assert errors_of(lifts(world, "head_oak", why=" ")).keys() == {"why"}
    assert lifts(world, "head_elm").status_code == 404
    assert held(world, "head_oak", child)
    assert lifts(world, "administrator_oak").status_code == 302
    assert not held(world, "head_oak", child)
    assert due(world, "head_oak") == {child.ref}
    entry = Entry.objects.filter(child=child.ref).latest("number")
    assert (entry.action, entry.why) == ("child.hold-lifted", "The inquiry has ended.")


def test_erasing_has_a_reason_and_leaves_who_approved_it(world: World) -> None:
    child, desk = leaver(world, 26), Desk(world, "administrator_oak")
    desk.client.post(reverse("retention"), {"children": [child.ref]})
    assert errors_of(desk.client.post(reverse("retention-erase"), {"expected": "1", "why": " "})).keys() == {"why"}
    assert Child.objects.filter(pk=child.pk).exists()
    done = desk.client.post(reverse("retention-erase"), {"expected": "1", "why": "Agreed on 3 March."}, follow=True)
    page = done.content.decode()
    assert child.ref in page
    assert world.accounts["administrator_oak"].name in page
    assert not Child.objects.filter(pk=child.pk).exists()
    entry = Entry.objects.latest("number")
    assert (entry.action, entry.child, entry.why) == ("child.erased", child.ref, "Agreed on 3 March.")
    # Somebody else of the same school sees that it was erased; another school doesn't.
    assert child.ref in Desk(world, "head_oak").client.get(reverse("retention")).content.decode()
    assert child.ref not in Desk(world, "head_elm").client.get(reverse("retention")).content.decode()
