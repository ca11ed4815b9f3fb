"""Term dates: a school's own, those of its council, who may change them, and two people at once."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import days
from tests.records.people.changes.desk import text_of
from tests.records.signing import gave_the_password
from tests.records.world import World, small

from attainable.audit.models import Entry
from attainable.domains.people.models import ClosedDay, HalfTerm, School
from attainable.domains.people.queries.terms import school_days

pytestmark = pytest.mark.django_db
AUTUMN = "2 September 2026 to 23 October 2026\n2 November 2026 to 18 December 2026"


@pytest.fixture
def world() -> Iterator[World]:
    """The dates of these tests are of one school year."""
    with days.on(dt.date(2026, 11, 26)):
        yield small()


def desk(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.accounts[who])
    gave_the_password(client, world.accounts[who])
    return client


def address(world: World, whose: str = "oak", year: int = 2026) -> str:
    return reverse("terms-of-year", args=[world.organisations[whose].ref, year])


def save(client: Client, where: str, spans: str, closed: str = ""):
    return client.post(where, {"spans": spans, "closed": closed, "seen": seen_on(client, where)})


def seen_on(client: Client, where: str) -> str:
    found: list[str] = re.findall(r'name="seen" value="(\w+)"', client.get(where).content.decode())
    return found[0]


def oak(world: World) -> School:
    return School.objects.get(pk=world.organisations["oak"].pk)


def test_a_school_uses_the_dates_of_its_council_until_it_has_its_own(world):
    assert save(desk(world, "officer_county"), address(world, "county"), AUTUMN).status_code == 302
    senco, half_term = desk(world, "senco_oak"), dt.date(2026, 10, 26)
    assert "Dates of" in text_of(senco.get(reverse("terms")))
    assert not school_days([oak(world)])[oak(world).pk].is_open(half_term)
    # The form begins with the council's dates.
    assert "23 October 2026" in senco.get(address(world)).content.decode()
    own = "2 September 2026 to 30 October 2026\n9 November 2026 to 18 December 2026"
    assert save(senco, address(world), own, "3 September 2026 training day").status_code == 302
    days = school_days([oak(world)])[oak(world).pk]
    assert days.is_open(half_term) and not days.is_open(dt.date(2026, 9, 3)) and not days.is_open(dt.date(2026, 11, 3))
    entry = Entry.objects.get(action="terms.saved", subject=world.organisations["oak"].ref)
    assert (
        entry.details.values["closed"] == ["", "3 September 2026 training day"] and entry.name == world.accounts["senco_oak"].name
    )
    # Without any line the council's dates hold again.
    assert save(senco, address(world), "").status_code == 302
    assert not ClosedDay.objects.exists() and not school_days([oak(world)])[oak(world).pk].is_open(half_term)


@pytest.mark.parametrize("who", ["teacher_oak", "assistant_oak", "governor_oak", "analyst_county", "parent"])
def test_others_do_not_open_the_dates(world, who):
    assert desk(world, who).get(reverse("terms")).status_code == 403
    assert desk(world, who).post(address(world), {"spans": AUTUMN}).status_code == 403


def test_nobody_changes_the_dates_of_another_school_or_of_the_council(world):
    senco = desk(world, "senco_oak")
    for whose in ("elm", "county"):
        assert senco.post(address(world, whose), {"spans": AUTUMN}).status_code == 404
    assert senco.get(address(world, year=2040)).status_code == 404
    assert not HalfTerm.objects.exists()


def test_wrong_lines_are_named_and_nothing_is_saved(world):
    answer = save(desk(world, "senco_oak"), address(world), "2 September 2026 to 23 October\n3 May 2027 to 2 May 2027")
    assert answer.status_code == 422 and not HalfTerm.objects.exists()
    text = text_of(answer)
    assert "Line 1: write a first and a last day" in text and "Line 2: the last day is before the first day." in text
    assert "2 September 2026 to 23 October" in answer.content.decode()


def test_of_two_people_who_save_the_second_is_told(world):
    senco, head = desk(world, "senco_oak"), desk(world, "head_oak")
    seen = seen_on(head, address(world))
    assert save(senco, address(world), AUTUMN).status_code == 302
    answer = head.post(address(world), {"spans": "", "closed": "", "seen": seen})
    assert answer.status_code == 422 and "Somebody saved other dates" in text_of(answer) and HalfTerm.objects.count() == 2


def test_the_list_asks_as_much_for_many_schools_as_for_one(world):
    asked = {}
    for who in ("senco_oak", "senco_trust"):
        client = desk(world, who)
        client.get(reverse("terms"))
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("terms")).status_code == 200
        asked[who] = len(seen)
    assert asked["senco_trust"] <= asked["senco_oak"] + 1, asked
