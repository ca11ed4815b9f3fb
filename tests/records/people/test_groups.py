"""Classes and groups: made by hand and from a list, moved up in September; who teaches a group sees its children."""

import datetime as dt

import lxml.html
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.records.people.changes.desk import Desk, errors_of, text_of
from tests.records.world import World, small

from attainable.audit.models import Entry
from attainable.domains.people.models import GroupMember, GroupStaff, TeachingGroup
from attainable.values.school_year import school_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return small()


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world, "senco_oak")


def saved(desk: Desk, name: str, children=(), staff=(), address: str = ""):
    keys = {
        "children": [desk.world.children[key].pk for key in children],
        "staff": [desk.world.accounts[key].pk for key in staff],
    }
    seen = seen_on(desk, address) if address else ""
    return desk.client.post(address or reverse("add-group"), {"name": name, "seen": seen, **keys})


def seen_on(desk: Desk, address: str) -> str:
    """What the page of a group held when it was opened."""
    form = lxml.html.fromstring(desk.client.get(address).content.decode())
    return "".join(form.xpath('//input[@name="seen"]/@value'))


def in_group(name: str) -> set[int]:
    return set(GroupMember.objects.filter(group__name=name, until_date__isnull=True).values_list("child", flat=True))


def test_a_teacher_sees_the_children_of_a_group_from_the_day_it_is_made(world: World, desk: Desk) -> None:
    teacher = Desk(world, "teacher_oak")
    assert not teacher.sees("oak_plan")
    with CaptureQueriesContext(connection) as asked:
        assert saved(desk, "4W", ["oak_plan"], ["teacher_oak"]).status_code == 302
    assert len(asked) <= 45
    assert teacher.sees("oak_plan")
    assert "4W" in text_of(desk.client.get(reverse("groups")))
    joined = Entry.objects.get(action="child.group-joined")
    assert joined.child == world.ref("oak_plan") and joined.account == world.accounts["senco_oak"].pk
    assert "4W" in text_of(desk.client.get(reverse("child", args=[world.ref("oak_plan")])))


def test_a_child_who_is_taken_out_is_no_longer_seen_and_stays_in_the_history(world: World, desk: Desk) -> None:
    saved(desk, "4W", ["oak_plan", "oak_support"], ["teacher_oak"])
    row = TeachingGroup.objects.get(name="4W")
    GroupMember.objects.filter(group=row).update(from_date=world.on - dt.timedelta(30))
    assert saved(desk, "4W", ["oak_support"], ["teacher_oak"], reverse("group", args=[row.ref])).status_code == 302
    assert not Desk(world, "teacher_oak").sees("oak_plan")
    left = GroupMember.objects.get(group=row, child=world.children["oak_plan"])
    assert left.until_date == world.on - dt.timedelta(1)


def test_names_are_taken_once_a_year_and_every_fault_is_said(world: World, desk: Desk) -> None:
    saved(desk, "4W")
    again = saved(desk, "4w")
    assert again.status_code == 422 and "Another group of this year has this name." in text_of(again)
    assert "Enter the name of the group." in text_of(saved(desk, ""))
    outsider = desk.client.post(reverse("add-group"), {"name": "5X", "children": [world.children["elm_plan"].pk]})
    assert outsider.status_code == 422 and not TeachingGroup.objects.filter(name="5X").exists()


def test_a_list_of_upns_makes_groups_or_says_everything_that_is_wrong(world: World, desk: Desk) -> None:
    one, two = world.children["oak_plan"], world.children["oak_support"]
    address = reverse("groups-from-list")
    wrong = desk.client.post(address, {"rows": f"UPN\tClass\n{one.upn}\t3W\nA000000000000\t3W\n{two.upn}"})
    assert wrong.status_code == 422
    said = errors_of(wrong)["rows"]
    assert "Line 3: no child on the roll has the UPN A000000000000." in said or "Line 3" in text_of(wrong)
    assert "Line 4: the name of the group is missing." in text_of(wrong)
    assert not TeachingGroup.objects.filter(name="3W").exists()
    assert desk.client.post(address, {"rows": f"{one.upn}\t3W\n{two.upn}, 3 Oak"}).status_code == 302
    assert (in_group("3W"), in_group("3 Oak")) == ({one.pk}, {two.pk})
    asked = desk.client.post(address, {"rows": f"{two.upn} 3w"})
    assert asked.status_code == 422 and "1 child is in these groups now and not in the list" in text_of(asked)
    assert in_group("3W") == {one.pk}
    assert desk.client.post(address, {"rows": f"{two.upn};3w", "leave": "on"}).status_code == 302
    assert (in_group("3W"), in_group("3 Oak")) == ({two.pk}, {two.pk}), "a group that the list does not name stays"


def test_groups_move_up_in_september_with_the_children_who_are_in_them(world: World, desk: Desk) -> None:
    saved(desk, "3W", ["oak_plan"], ["teacher_oak"])
    row = TeachingGroup.objects.get(name="3W")
    page = desk.client.get(reverse("groups-next-year")).content.decode()
    assert "3W becomes" in page and 'value="4W"' in page
    others = {g.ref: "" for g in TeachingGroup.objects.exclude(pk=row.pk)}
    assert desk.client.post(reverse("groups-next-year"), {**others, row.ref: "4W"}).status_code == 302
    new = TeachingGroup.objects.get(name="4W")
    assert new.year == row.year + 1 == school_year(world.on) + 1
    member = GroupMember.objects.get(group=new)
    assert (member.child_id, member.from_date) == (world.children["oak_plan"].pk, dt.date(new.year, 9, 1))
    assert not GroupStaff.objects.filter(group=new).exists()
    again = desk.client.post(reverse("groups-next-year"), {**others, row.ref: "4W"})
    assert again.status_code == 422 and "has this name already" in text_of(again)


def test_others_may_not(world: World, desk: Desk) -> None:
    saved(desk, "4W", ["oak_plan"])
    row = TeachingGroup.objects.get(name="4W")
    assert Desk(world, "teacher_oak").client.get(reverse("groups")).status_code == 403
    assert Desk(world, "senco_elm").client.get(reverse("group", args=[row.ref])).status_code == 404
    assert saved(Desk(world, "senco_elm"), "Mine", address=reverse("group", args=[row.ref])).status_code == 404


def test_choosing_who_teaches_next_years_group_leaves_its_children_in_it(world: World, desk: Desk) -> None:
    saved(desk, "3W", ["oak_plan"], ["teacher_oak"])
    row = TeachingGroup.objects.get(name="3W")
    others = {g.ref: "" for g in TeachingGroup.objects.exclude(pk=row.pk)}
    desk.client.post(reverse("groups-next-year"), {**others, row.ref: "4W"})
    new = TeachingGroup.objects.get(name="4W")
    address = reverse("group", args=[new.ref])
    assert f'value="{world.children["oak_plan"].pk}" checked' in desk.client.get(address).content.decode()
    assert saved(desk, "4W", ["oak_plan"], ["teacher_oak"], address).status_code == 302
    assert in_group("4W") == {world.children["oak_plan"].pk}
    assert GroupStaff.objects.get(group=new).from_date == dt.date(new.year, 9, 1)


def test_a_child_that_the_person_does_not_see_stays_in_the_group(world: World, desk: Desk) -> None:
    saved(desk, "4W", ["oak_plan"])
    row = TeachingGroup.objects.get(name="4W")
    hidden = world.children["restricted"]
    GroupMember.objects.create(group=row, child=hidden, from_date=world.on - dt.timedelta(30))
    head = Desk(world, "head_oak")
    if head.sees("restricted"):
        pytest.skip("the head sees this one")
    assert saved(head, "4W", [], [], reverse("group", args=[row.ref])).status_code == 302
    assert in_group("4W") == {hidden.pk}


def test_the_second_of_two_windows_does_not_undo_the_first(world: World, desk: Desk) -> None:
    saved(desk, "4W", ["oak_plan", "oak_support"])
    address = reverse("group", args=[TeachingGroup.objects.get(name="4W").ref])
    old = seen_on(desk, address)
    assert saved(desk, "4W", ["oak_plan"], [], address).status_code == 302
    second = desk.client.post(address, {"name": "4W", "seen": old, "children": [world.children["oak_support"].pk]})
    assert second.status_code == 422 and "Somebody changed this group" in text_of(second)
    assert in_group("4W") == {world.children["oak_plan"].pk}
