"""The home page: what it says to whom, and that it asks the database as often whatever is due."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.records.world import World, small

from attainable.domains.people.models import AttendancePattern, Child, Enrolment, ProvisionChange
from attainable.domains.people.standing import restate


@pytest.fixture
def world(db) -> World:
    return small()


def home(client, world: World, key: str) -> str:
    client.force_login(world.accounts[key])
    return str(client.get(reverse("home")).content.decode())


def attends_part_of_the_week(world: World, key: str, review_on: dt.date) -> None:
    enrolment = Enrolment.objects.get(child=world.children[key], until_date=None)
    AttendancePattern.objects.create(
        enrolment=enrolment,
        sessions=6,
        why="Agreed while he settles.",
        review_on=review_on,
        from_date=world.on - dt.timedelta(days=20),
    )


@pytest.mark.parametrize("key", ["senco_oak", "head_oak"])
def test_it_asks_as_often_whether_or_not_reviews_of_attendance_are_due(client, world, key):
    home(client, world, key)
    asked = []
    for child in (None, "oak_support", "oak_plan"):
        if child:
            attends_part_of_the_week(world, child, world.on + dt.timedelta(days=5))
        with CaptureQueriesContext(connection) as queries:
            text = client.get(reverse("home")).content.decode()
        asked.append(len(queries))
    assert "2 children attend part-time and a review is due" in text
    assert len(set(asked)) == 1, asked
    assert asked[0] <= 28


def test_the_review_that_is_due_first_stands_first(client, world):
    attends_part_of_the_week(world, "oak_support", world.on + dt.timedelta(days=9))
    attends_part_of_the_week(world, "oak_plan", world.on - dt.timedelta(days=2))
    text = home(client, world, "senco_oak")
    assert "Overdue" in text
    assert text.index(world.children["oak_plan"].name) < text.index(world.children["oak_support"].name)


def test_a_young_person_finds_their_own_record_and_a_parent_their_children(client, world):
    assert "Your record" in home(client, world, "young_person")
    assert "Your children" in home(client, world, "parent")


def test_those_who_see_no_names_are_shown_where_to_go(client, world):
    governor = home(client, world, "governor_oak").split("<main")[1]
    assert reverse("figures") in governor and reverse("evidence") in governor
    administrator = home(client, world, "administrator_county").split("<main")[1]
    assert reverse("people") in administrator and reverse("audit") in administrator
    assert reverse("figures") not in administrator


KINDS = ("needs-missing", "patterns-due", "consent-missing", "turning-16")


def undecided(world: World, number: int) -> None:
    """More children on Oak's register without a need."""
    oak = world.organisations["oak"].school
    for place in range(number):
        child = Child.objects.create(forename="Many", surname=f"More{place}", date_of_birth=dt.date(2018, 1, 1), sex="F")
        Enrolment.objects.create(child=child, school=oak, from_date=dt.date(2024, 9, 1), status="C")
        ProvisionChange.objects.create(child=child, provision="K", from_date=dt.date(2025, 9, 1), why="Slow to read.")
    restate([child.pk for child in Child.objects.filter(forename="Many")])


def test_what_is_too_much_for_the_home_page_is_a_page_of_its_own(client, world):
    assert "more<span" not in home(client, world, "senco_oak")
    undecided(world, 12)
    text = home(client, world, "senco_oak")
    link = reverse("to-do", args=["needs-missing"])
    assert f'href="{link}"' in text
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            page = client.get(link).content.decode()
        asked.append(len(queries))
        assert page.count("More") >= 12
        undecided(world, 12)
    assert asked[0] == asked[1]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("key", "status"), [("senco_oak", 200), ("governor_oak", 403), ("parent", 403), ("teacher_oak", 403)])
def test_whose_page_of_work_it_is(client, world, kind, key, status):
    client.force_login(world.accounts[key])
    assert client.get(reverse("to-do", args=[kind])).status_code == status
    assert client.get("/to-do/anything/").status_code == 404


def test_a_neighbours_children_are_not_in_it(client, world):
    undecided(world, 12)
    client.force_login(world.accounts["senco_elm"])
    assert "More" not in client.get(reverse("to-do", args=["needs-missing"])).content.decode().partition("<main")[2]
