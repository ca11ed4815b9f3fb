"""Pages of schools and of figures: public facts for everybody, figures for those they are for, and the file beside them."""

import csv
import io
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.records.people.made import authority, school
from tests.records.world import World, small

from attainable.audit.models import Entry
from attainable.domains.people.queries.schools import SchoolQuestion, schools

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    cache.clear()
    return small()


def page(client: Client, world: World, who: str, name: str, *args: object, **asked: str) -> str:
    client.force_login(world.accounts[who])
    response = client.get(reverse(name, args=args), asked)
    assert response.status_code == 200, (who, name, response.status_code)
    return response.content.decode() if not response.streaming else b"".join(response).decode()


def names(world: World, **asked: Any) -> list[str]:
    return [row.name for row in schools(world.actor("parent"), SchoolQuestion(**asked)).rows]


def test_schools_are_found_by_name_number_phase_and_authority(world):
    assert names(world) == ["Elm Secondary School", "Far Primary School", "Oak Primary School"]
    assert names(world, name="oak prim") == ["Oak Primary School"]
    assert names(world, name="100001") == ["Oak Primary School"]
    assert names(world, name="999/2001") == ["Oak Primary School"]
    assert names(world, phase="SS") == ["Elm Secondary School"]
    assert names(world, authority=world.organisations["neighbour"].ref) == ["Far Primary School"]
    assert names(world, name="nothing") == []


def test_closed_schools_are_not_in_the_list(world):
    oak = world.organisations["oak"]
    oak.closed_on = world.on
    oak.save()
    assert "Oak Primary School" not in names(world)


def test_a_page_of_fifty_and_a_page_beyond_the_last_is_the_last(world):
    county = world.organisations["county"]
    for number in range(60):
        school(f"Many {number:02}", county)
    found = schools(world.actor("parent"), SchoolQuestion(name="many", page=9))
    assert (found.total, found.page, found.pages, len(found.rows)) == (60, 2, 2, 10)


def test_the_list_asks_as_often_for_many_as_for_few(world, client):
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            page(client, world, "parent", "schools")
        return len(found)

    asked()
    few = asked()
    for number in range(40):
        school(f"Many {number:02}", authority(f"Shire {number}"))
    assert asked() == few


@pytest.mark.parametrize("who", ["parent", "teacher_oak", "health_a", "young_person", "administrator_oak"])
def test_everybody_sees_the_public_facts_of_a_school_and_no_counts(world, client, who):
    text = page(client, world, who, "school", world.organisations["oak"].ref)
    assert "100001" in text
    assert "On roll" not in text


@pytest.mark.parametrize(
    "who", ["senco_oak", "head_oak", "governor_oak", "governor_federation", "analyst_county", "officer_county"]
)
def test_those_whose_figures_reach_it_see_the_counts_of_a_school(world, client, who):
    assert "On the SEN register" in page(client, world, who, "school", world.organisations["oak"].ref)


@pytest.mark.parametrize("who", ["senco_elm", "officer_neighbour", "board_member"])
def test_others_do_not(world, client, who):
    assert "On the SEN register" not in page(client, world, who, "school", world.organisations["oak"].ref)


def test_a_school_that_is_not_there_is_not_found(world, client):
    client.force_login(world.accounts["parent"])
    assert client.get(reverse("school", args=["nosuchschool"])).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("governor_oak", 200),
        ("board_member", 200),
        ("planner_county", 200),
        ("analyst_county", 200),
        ("head_oak", 200),
        ("adviser_county", 200),
        ("teacher_oak", 403),
        ("parent", 403),
        ("health_a", 403),
        ("administrator_oak", 403),
    ],
)
def test_whose_page_of_figures_it_is(world, client, who, status):
    client.force_login(world.accounts[who])
    assert client.get(reverse("figures")).status_code == status


def test_the_page_of_figures_says_everything_beside_the_numbers(world, client):
    text = page(client, world, "senco_oak", "figures")
    for part in (
        "As at",
        "true numbers",
        "By year group",
        "Primary need by provision",
        "Movement",
        "By sex",
        "By free school meals",
        "What is counted",
        "Denominator",
        "Source: SEN register of Oak Primary School",
        'class="app-drawing__narrow"',
        "Download all figures",
    ):
        assert part in text, part


def test_no_name_of_a_child_stands_in_figures(world, client):
    for who in ("senco_oak", "governor_oak", "analyst_county"):
        text = page(client, world, who, "figures") + page(client, world, who, "figures-download")
        for child in world.children.values():
            assert child.forename not in text
            assert child.ref not in text


def test_the_file_holds_the_figures_of_the_page_and_that_it_left_is_noted(world, client):
    oak = world.organisations["oak"]
    oak.name = "=cmd|' /C calc'!A0"
    oak.save()
    rows = list(csv.DictReader(io.StringIO(page(client, world, "governor_oak", "figures-download").removeprefix("\ufeff"))))
    assert {row["table"] for row in rows} >= {"By year group", "Movement", "By sex"}
    assert {row["disclosure"] for row in rows} == {"la-internal"}
    assert all(row["definition"] and row["source"] and row["as_at"] for row in rows)
    assert {row["about"] for row in rows} == {"'=cmd|' /C calc'!A0"}
    assert all(row["numerator"] not in ("1", "2") for row in rows)
    last = Entry.objects.select_related("details").latest("number")
    assert (last.action, last.details.values["profile"]) == ("figures.exported", "la-internal")


def test_figures_of_somebody_elses_organisation_are_not_there(world, client):
    client.force_login(world.accounts["governor_oak"])
    for name in ("figures", "figures-download"):
        assert client.get(reverse(name), {"of": world.organisations["elm"].ref}).status_code == 404
        assert client.get(reverse(name), {"school": world.organisations["elm"].ref}).status_code == 404


def test_a_federations_governor_asks_for_one_school(world, client):
    text = page(client, world, "governor_federation", "figures", school=world.organisations["oak"].ref)
    assert "Figures: Oak Primary School" in text
