"""Unusual viewing is noted once a day, for the people who read that organisation's audit, and for nobody else."""

import datetime as dt

import pytest
from django.core import mail
from django.db import transaction
from django.test import override_settings
from tests import days
from tests.records.accounts import made

from attainable.accounts import watching
from attainable.audit.appending import Event, append
from attainable.audit.models import Entry
from attainable.audit.queries import first_since
from attainable.values import clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _ten():
    with override_settings(UNUSUAL_VIEWS=10, AUDIT_EMAIL="dpo@example.org"):
        yield


@pytest.fixture
def school():
    return made.organisation()


@pytest.fixture
def senco(school):
    return made.person("Sara Senco", ("senco", school))


@pytest.fixture
def head(school):
    return made.person("Ada Head", ("headteacher", school))


def _views(person, children: int, *, minutes: float = 30, until: int = 0, again: int = 1) -> None:
    """So many children, spread over so many minutes that end so many minutes ago."""
    by, start = made.asking(person), clock.now() - dt.timedelta(minutes=until + minutes)
    with transaction.atomic():
        for number in range(children):
            for _ in range(again):
                at = start + dt.timedelta(minutes=minutes * number / max(children, 1))
                append(by, [Event("child.viewed", "child", f"c{number}", f"c{number}")], at=at)


def _noted() -> list[tuple[str, int | None]]:
    return list(Entry.objects.filter(action="viewing.unusual").values_list("subject", "organisation"))


def test_ten_children_within_an_hour_are_noted_for_the_organisation(senco, school):
    _views(senco, 10)
    assert watching.note_unusual(hours=1.5) == 1
    assert _noted() == [(senco.ref, school.pk)]
    entry = made.last_entry()
    assert (entry.name, entry.details.values["records"]) == ("Attainable", 10)


def test_nine_are_not_nor_the_same_child_again_and_again(senco):
    _views(senco, 9, again=5)
    assert watching.note_unusual(hours=1.5) == 0


def test_ten_in_more_than_an_hour_are_not(senco):
    _views(senco, 12, minutes=80)
    assert watching.note_unusual(hours=26) == 0


def test_an_hour_of_the_night_before_is_found_by_the_nightly_work(senco):
    _views(senco, 10, until=600)
    assert watching.note_unusual(hours=1.5) == 0
    assert watching.note_unusual(hours=26) == 1


def test_a_person_is_noted_once_a_day(senco):
    _views(senco, 10)
    assert watching.note_unusual(hours=1.5) == 1
    _views(senco, 25, minutes=1)
    assert watching.note_unusual(hours=1.5) == 0


def test_the_data_protection_officer_gets_a_message_without_a_name(senco):
    _views(senco, 10)
    watching.note_unusual(hours=1.5)
    assert mail.outbox[-1].to == ["dpo@example.org"]
    assert "Larch School" in str(mail.outbox[-1].body)
    assert "Sara" not in str(mail.outbox[-1].body)


def test_only_people_who_read_the_audit_of_that_organisation_see_it_at_home(senco, head):
    _views(senco, 10)
    watching.note_unusual(hours=1.5)
    stranger = made.person("Stan Stranger", ("headteacher", made.organisation("Far School")))
    home = made.signed_in(head).get("/").content.decode()
    assert "Unusual viewing" in home
    assert f"?person={senco.ref}&amp;action=child.viewed" in home
    for other in (senco, stranger):
        assert b"Unusual viewing" not in made.signed_in(other).get("/").content
    link = f"/people/audit/?person={senco.ref}&action=child.viewed"
    assert b"Child viewed" in made.signed_in(head).get(link).content


def test_it_is_shown_for_two_weeks(senco, head):
    _views(senco, 10)
    watching.note_unusual(hours=1.5)
    with days.on(clock.today() + dt.timedelta(days=15)):
        assert watching.tile(made.asking(head)) is None


@override_settings(UNUSUAL_VIEWS=0)
def test_none_is_noted_where_the_setting_says_never(senco):
    _views(senco, 50)
    assert watching.note_unusual(hours=1.5) == 0


def test_the_first_entry_since_a_moment_is_found(senco):
    now = clock.now()
    assert first_since(now) == 1
    _views(senco, 7, minutes=70)
    found = [entry.number for entry in Entry.objects.order_by("number") if entry.at >= now - dt.timedelta(minutes=35)]
    assert first_since(now - dt.timedelta(minutes=35)) == found[0]
    assert first_since(now + dt.timedelta(minutes=1)) == 8


def test_looking_costs_few_queries_however_many_views(senco, head, django_assert_max_num_queries):
    _views(senco, 200, minutes=50)
    with django_assert_max_num_queries(30):
        watching.note_unusual(hours=1.5)
    actor = made.asking(head)
    with django_assert_max_num_queries(2):
        assert watching.tile(actor) is not None
