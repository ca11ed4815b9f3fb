"""Lists of children: what they offer to choose from, their titles, on one page to print, and movement page by page."""

import datetime as dt

import pytest
from django.urls import reverse
from tests.records.people.changes.desk import Desk, text_of
from tests.records.world import World, small

from attainable.accounts.models import Membership
from attainable.domains.people.models import Child, Enrolment, ProvisionChange
from attainable.domains.people.standing import restate
from attainable.govuk.tables import MOST

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return small()


def text(desk: Desk, address: str) -> str:
    return " ".join(text_of(desk.client.get(address)).split())


def more_children(world: World, number: int) -> None:
    """So many children who came onto Oak's register yesterday."""
    school = world.children["oak_support"].enrolments.get(until_date=None).school
    day = world.on - dt.timedelta(1)
    children = Child.objects.bulk_create(
        Child(ref=f"more-{n:04}", forename=f"Fictional{n:04}", surname="More", date_of_birth=dt.date(2018, 1, 1), sex="F")
        for n in range(number)
    )
    Enrolment.objects.bulk_create(Enrolment(child=c, school=school, from_date=day, status="C") for c in children)
    ProvisionChange.objects.bulk_create(
        ProvisionChange(child=c, ref=f"p-{c.ref}", provision="K", from_date=day, why="Screened.", decided_by_name="Fictional")
        for c in children
    )
    restate([c.pk for c in children])


def test_the_filter_offers_the_year_groups_of_the_school_alone(world: World) -> None:
    page = Desk(world, "senco_oak").client.get(reverse("children")).content.decode()
    offered = page.partition('name="year"')[2].partition("</select>")[0]
    assert "Year 14" not in offered and "Year" in offered


def test_a_later_page_says_so_in_its_title_and_the_first_does_not(world: World) -> None:
    more_children(world, 60)
    desk = Desk(world, "senco_oak")
    first, second = (desk.client.get(reverse("children"), {"page": n}).content.decode() for n in (1, 2))
    assert "<title>Children – Attainable</title>" in first
    assert "<title>Children (page 2 of 2) – Attainable</title>" in second


def test_a_list_is_printed_whole_with_its_date_and_a_mark(world: World) -> None:
    more_children(world, 60)
    desk = Desk(world, "senco_oak")
    short = desk.client.get(reverse("register")).content.decode()
    assert "Show all on one page, to print" in short and "Fictional0059" not in short
    whole = desk.client.get(reverse("register"), {"rows": "all"}).content.decode()
    assert "Fictional0000" in whole and "Fictional0059" in whole and "to print" not in whole
    assert f"Printed on {world.on:%-d %B %Y} by Sena Oakes" in whole
    assert "Confidential" in whole
    assert MOST == 1000


def test_movement_is_paged_counted_and_narrowed(world: World) -> None:
    more_children(world, 60)
    desk = Desk(world, "senco_oak")
    day = world.on - dt.timedelta(2)
    since = f"since_day={day.day}&since_month={day.month}&since_year={day.year}"
    first = text(desk, f"{reverse('movement')}?{since}")
    assert "60 joined the register" in first and "1 to 50 of 60 changes" in first
    assert "51 to 60 of 60 changes" in text(desk, f"{reverse('movement')}?{since}&page=2")
    assert "No child’s provision changed." in text(desk, f"{reverse('movement')}?{since}&kind=left")
    assert "1 to 50 of 60 changes" in text(desk, f"{reverse('movement')}?{since}&kind=joined")


def test_part_time_attendance_is_on_the_summary(world: World) -> None:
    enrolment = world.children["oak_support"].enrolments.get(until_date=None)
    enrolment.patterns.create(from_date=world.on, sessions=6, why="Building up.", review_on=world.on + dt.timedelta(30))
    shown = text(Desk(world, "senco_oak"), reverse("child", args=[world.ref("oak_support")]))
    assert "Part-time: 6 of 10 half days a week" in shown


def test_who_may_see_a_restricted_record_is_chosen_by_name_and_role(world: World) -> None:
    desk = Desk(world, "senco_oak")
    shown = text(desk, reverse("restrict", args=[world.ref("oak_support")]))
    assert "Hanna Oakley, Headteacher" in shown
    for post in Membership.objects.filter(role="governor").select_related("account"):
        assert post.account.name not in shown
