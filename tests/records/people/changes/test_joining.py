"""A child joins a school: a new record, or the one that is here already."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.records.people.changes.desk import Desk, errors_of, paper_of
from tests.records.world import World, small

from attainable.audit.models import Entry
from attainable.domains.people.models import Child

pytestmark = pytest.mark.django_db
UPN = "B801200005001"


@pytest.fixture
def world() -> World:
    return small()


def entered(world: World, **more: Any) -> dict[str, Any]:
    born = dt.date(world.on.year - 6, 3, 1)
    return {
        "forename": "Nova",
        "surname": "Newcomer",
        "date_of_birth": born,
        "sex": "Female",
        "upn": UPN,
        "status": "Only school",
        "from_date": world.on,
        **more,
    }


def known(world: World, child: str, **more: Any) -> dict[str, Any]:
    """What a school enters of a child who has a record here."""
    row = world.children[child]
    return entered(world, forename=row.forename, surname=row.surname, date_of_birth=row.date_of_birth, upn=row.upn, **more)


def joins(world: World, who: str, values: dict[str, Any]):
    desk = Desk(world, who)
    return desk.sends(desk.opens(reverse("add-child")), values)


def test_a_new_child_has_a_record_that_the_school_sees_and_another_does_not(world: World) -> None:
    desk = Desk(world, "senco_oak")
    paper = desk.opens(reverse("add-child"))
    with CaptureQueriesContext(connection) as asked:
        answer = desk.sends(paper, entered(world))
    queries = len(asked)
    assert answer.status_code == 302
    page = desk.client.get(answer["Location"])
    assert "Nova Newcomer" in page.content.decode()
    ref = answer["Location"].split("/")[2]
    assert UPN in desk.reads("child-details", ref)
    assert "Oak Primary School" in desk.reads("child-history", ref)
    for who, sees in (("head_oak", 200), ("senco_federation", 200), ("senco_elm", 404), ("officer_county", 404)):
        assert Desk(world, who).client.get(reverse("child", args=[ref])).status_code == sees, who
    found = desk.client.post(reverse("search"), {"q": "newc"}).content.decode()
    assert f"/children/{ref}/" in found
    entry = Entry.objects.select_related("details").get(child=ref, action="child.created")
    assert (entry.account, entry.subject_kind, entry.subject) == (world.accounts["senco_oak"].pk, "child", ref)
    born = dt.date(world.on.year - 6, 3, 1).isoformat()
    filled = {"forename": "Nova", "surname": "Newcomer", "date_of_birth": born, "sex": "F", "upn": UPN}
    details = {name: new for name, (old, new) in entry.details.values.items() if new}
    assert details == filled
    assert queries <= 40


def test_a_child_who_has_a_record_brings_it_along_and_the_school_before_no_longer_sees_it(world: World) -> None:
    child = world.ref("oak_support")
    answer = joins(world, "senco_elm", known(world, "oak_support"))
    assert answer.status_code == 302
    assert child in answer["Location"]
    new, old = Desk(world, "senco_elm"), Desk(world, "senco_oak")
    assert new.sees("oak_support")
    assert not old.sees("oak_support")
    history = new.reads("child-history", child)
    assert "Joined Elm Secondary School" in history
    assert "Left Oak Primary School" in history
    entry = Entry.objects.select_related("details").get(child=child, action="child.enrolled")
    places = [world.organisations[key].pk for key in ("oak", "elm")]
    assert entry.details.values == {"school": places, "from": world.on.isoformat()}
    assert (entry.subject_kind, entry.subject) == ("school", world.organisations["elm"].ref)


def test_a_second_school_sees_the_record_beside_the_first(world: World) -> None:
    assert joins(world, "senco_elm", known(world, "oak_support", status="Second school")).status_code == 302
    assert Desk(world, "senco_elm").sees("oak_support")
    assert Desk(world, "senco_oak").sees("oak_support")


def test_a_surname_in_other_letters_is_the_same(world: World) -> None:
    surname = world.children["oak_support"].surname.upper()
    assert joins(world, "senco_elm", {**known(world, "oak_support"), "surname": surname}).status_code == 302
    assert Desk(world, "senco_elm").sees("oak_support")


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"date_of_birth": dt.date(2015, 1, 1)}, {"upn": "surname or date of birth"}),
        ({"surname": "Somebody"}, {"upn": "surname or date of birth"}),
    ],
)
def test_a_upn_with_another_surname_or_date_of_birth_joins_nothing(world: World, values: dict, says: dict) -> None:
    is_refused(world, "senco_elm", {**known(world, "oak_support"), **values}, says)
    assert not Desk(world, "senco_elm").sees("oak_support")
    assert Desk(world, "senco_oak").sees("oak_support")


def test_what_can_not_be_right_is_refused(world: World) -> None:
    tomorrow = world.on + dt.timedelta(1)
    for values, says in (
        ({"forename": " "}, {"forename": "forename"}),
        ({"surname": ""}, {"surname": "surname"}),
        ({"date_of_birth": tomorrow}, {"date_of_birth": "0 to 25"}),
        ({"date_of_birth": dt.date(world.on.year - 27, 1, 1)}, {"date_of_birth": "0 to 25"}),
        ({"date_of_birth": ""}, {"date_of_birth": "date of birth"}),
        ({"sex": None}, {"sex": "female or male"}),
        ({"upn": "A801200005001"}, {"upn": "should be B"}),
        ({"uln": "1234567890"}, {"uln": "should be 9"}),
        ({"status": "Z"}, {"status": ""}),
        ({"from_date": ""}, {"from_date": "roll"}),
    ):
        is_refused(world, "senco_oak", entered(world, **values), says)


def test_a_child_who_is_on_roll_here_already_is_not_put_on_it_again(world: World) -> None:
    is_refused(world, "senco_oak", known(world, "oak_support"), {"": "already"})


def test_the_day_must_be_after_the_child_joined_the_school_before(world: World) -> None:
    began = world.on - dt.timedelta(80)
    is_refused(world, "senco_elm", known(world, "oak_support", from_date=began), {"from_date": "after"})
    later = known(world, "oak_support", from_date=began + dt.timedelta(1))
    assert joins(world, "senco_elm", later).status_code == 302


@pytest.mark.parametrize("who", ["teacher_oak", "officer_county", "governor_oak", "administrator_oak", "parent"])
def test_who_may_not_put_children_on_roll_has_no_such_page(world: World, who: str) -> None:
    client = Desk(world, who).client
    assert client.get(reverse("add-child")).status_code == 403
    assert client.post(reverse("add-child"), {"forename": "Nova"}).status_code == 403


def test_a_federation_chooses_one_of_its_schools_and_no_other(world: World) -> None:
    answer = joins(world, "senco_federation", entered(world, school="Far Primary School"))
    assert answer.status_code == 302
    ref = answer["Location"].split("/")[2]
    assert Desk(world, "senco_far").client.get(reverse("child", args=[ref])).status_code == 200
    elsewhere = entered(world, school=world.organisations["elm"].ref, upn="")
    is_refused(world, "senco_federation", elsewhere, {"school": ""})


def is_refused(world: World, who: str, values: dict[str, Any], says: dict[str, str]) -> None:
    desk = Desk(world, who)
    paper = desk.opens(reverse("add-child"))
    before = (Child.objects.count(), Entry.objects.exclude(action="child.viewed").count())
    answer = desk.sends(paper, values)
    assert answer.status_code == 422, values
    errors = errors_of(answer)
    wanted = {name or paper.first: words for name, words in says.items()}
    assert errors.keys() == wanted.keys(), errors
    assert all(words.lower() in " ".join(errors.values()).lower() for words in wanted.values()), errors
    if "forename" not in wanted:
        assert paper_of(answer, paper.address).values["forename"] == [values["forename"]]
    assert (Child.objects.count(), Entry.objects.exclude(action="child.viewed").count()) == before


def test_a_child_is_not_recorded_twice_in_silence(world: World) -> None:
    child, desk = world.children["oak_support"], Desk(world, "senco_oak")
    address = reverse("add-child")
    same = entered(world, forename=child.forename, surname=child.surname.upper(), date_of_birth=child.date_of_birth)
    before = Child.objects.count()
    answer = desk.sends(desk.opens(address), same)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f"{child.name}, born on" in page and "Oak Primary School, has a record already." in page
    assert Child.objects.count() == before
    again = desk.sends(paper_of(answer, address), {"different": True})
    assert again.status_code == 302 and Child.objects.count() == before + 1


def test_of_a_record_at_another_school_it_is_said_only_that_there_may_be_one(world: World) -> None:
    child, desk = world.children["elm_plan"], Desk(world, "senco_oak")
    answer = desk.sends(
        desk.opens(reverse("add-child")),
        entered(world, forename=child.forename, surname=child.surname, date_of_birth=child.date_of_birth),
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and "may have a record at another school" in page
    assert "Elm Secondary" not in page and child.name not in page


def test_of_a_restricted_record_nothing_is_said(world: World) -> None:
    child = world.children["restricted_unnamed"]
    desk = Desk(world, "senco_oak")
    answer = desk.sends(
        desk.opens(reverse("add-child")),
        entered(world, forename=child.forename, surname=child.surname, date_of_birth=child.date_of_birth),
    )
    assert answer.status_code == 302
