"""Names are found as people write them: by a part, without marks and strokes, and with a letter wrong."""

import pytest
from django.urls import reverse
from tests.records.people.changes.desk import Desk
from tests.records.world import World, small

from attainable.domains.people.standing import restate

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return small()


def finds(world: World, typed: str) -> bool:
    answer = Desk(world, "senco_oak").client.post(reverse("search"), {"q": typed})
    return f"/children/{world.ref('twin_two')}/" in answer.content.decode()


@pytest.mark.parametrize("typed", ["Twin-O'Hara", "twin hara", "O'Hara", "ohara", "twin ohara"])
def test_a_surname_is_found_by_its_parts(world: World, typed: str) -> None:
    assert finds(world, typed)


def renamed(world: World, forename: str, surname: str) -> None:
    child = world.children["twin_two"]
    child.forename, child.surname = forename, surname
    child.save()
    restate([child.pk])


@pytest.mark.parametrize(
    ("forename", "typed"),
    [
        ("Małgosia", "Malgosia"),
        ("Łukasz", "lukasz"),
        ("Søren", "soren"),
        ("Đorđe", "dorde"),
        ("Ægir", "aegir"),
        ("Þóra", "thora"),
        ("Işıl", "isil"),
        ("Weiß", "weiss"),
        ("Małgosia", "małgosia"),
    ],
)
def test_a_plain_spelling_finds_a_name_with_marks_and_strokes(world: World, forename: str, typed: str) -> None:
    renamed(world, forename, "Twin")
    assert finds(world, typed)


@pytest.mark.parametrize("typed", ["Scardon", "scardn", "csarden", "scarrden", "carden"])
def test_a_name_with_a_letter_wrong_is_found_and_said_to_be_alike(world: World, typed: str) -> None:
    renamed(world, "Ada", "Scarden")
    answer = Desk(world, "senco_oak").client.post(reverse("search"), {"q": typed}).content.decode()
    assert f"/children/{world.ref('twin_two')}/" in answer
    assert "These names are nearly the same" in answer


def test_what_is_far_from_every_name_finds_nobody(world: World) -> None:
    renamed(world, "Ada", "Scarden")
    assert not finds(world, "Scordin")
    assert not finds(world, "Bda")


def test_a_name_that_is_alike_is_found_only_by_those_who_may_see_the_child(world: World) -> None:
    renamed(world, "Ada", "Scarden")
    answer = Desk(world, "senco_elm").client.post(reverse("search"), {"q": "Scardon"}).content.decode()
    assert world.ref("twin_two") not in answer
    assert "nearly the same" not in answer
