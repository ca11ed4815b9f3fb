"""Sessions on school days, catch-up sessions, and a session that was logged by mistake."""

import datetime as dt
import re
from fractions import Fraction
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.records.people.changes.desk import text_of
from tests.records.signing import gave_the_password
from tests.records.world import World, small

from attainable.audit.models import Entry
from attainable.domains.people.models import HalfTerm
from attainable.domains.people.queries.children import record
from attainable.domains.provision.models import Given, Intervention, Session
from attainable.domains.provision.queries import lines_of, nothing_logged
from attainable.domains.provision.queries.spending import spent
from attainable.values import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return small()


def desk(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.accounts[who])
    gave_the_password(client, world.accounts[who])
    return client


def log(client: Client, day: dt.date, **values: str):
    row = Given.objects.get(intervention__name="Precision reading")
    there = reverse("log-sessions", args=[row.intervention.ref])
    asked = urlencode({"day_day": day.day, "day_month": day.month, "day_year": day.year})
    return client.post(f"{there}?{asked}", {f"child-{row.pk}": "given", **values})


def open_in_autumn(world: World) -> None:
    spans = ((dt.date(2026, 9, 2), dt.date(2026, 10, 23)), (dt.date(2026, 11, 2), dt.date(2026, 12, 18)))
    for first, last in spans:
        HalfTerm.objects.create(
            organisation=world.organisations["oak"], from_date=first, until_date=last, recorded_by="A", recorded_at=clock.now()
        )


def test_a_session_on_a_sunday_is_refused_and_can_be_logged_as_catch_up(world):
    senco, sunday = desk(world, "senco_oak"), dt.date(2026, 11, 22)
    answer = log(senco, sunday)
    assert answer.status_code == 422
    assert "The school is closed on Sunday 22 November 2026. Choose a school day, or log a catch-up session." in text_of(answer)
    assert log(senco, sunday, kind="catch-up").status_code == 302
    assert Session.objects.filter(day=sunday).values_list("kind", flat=True).get() == "catch-up"


def test_a_session_in_the_holidays_is_refused_where_term_dates_are_known(world):
    senco, half_term = desk(world, "senco_oak"), dt.date(2026, 10, 26)
    assert log(senco, half_term).status_code == 302
    Session.objects.filter(day=half_term).delete()
    open_in_autumn(world)
    assert log(senco, half_term).status_code == 422 and not Session.objects.filter(day=half_term).exists()


def test_a_catch_up_session_is_a_line_of_its_own(world):
    actor = world.actor("senco_oak")
    before = lines_of(actor, record(actor, world.ref("oak_plan")))[0]
    log(desk(world, "senco_oak"), dt.date(2026, 11, 24), kind="catch-up")
    after = lines_of(actor, record(actor, world.ref("oak_plan")))[0]
    assert (after.delivered, after.planned) == (before.delivered, before.planned) and after.catch_up == before.catch_up + 1


def test_the_list_shows_what_is_logged_and_when_the_school_is_closed(world):
    senco, day = desk(world, "senco_oak"), dt.date(2026, 11, 24)
    asked = {"day_day": day.day, "day_month": day.month, "day_year": day.year}
    assert "Logged" not in text_of(senco.get(reverse("sessions"), asked))
    log(senco, day)
    assert "(1 child) Logged" in text_of(senco.get(reverse("sessions"), asked))
    assert "School closed" in text_of(senco.get(reverse("sessions"), {**asked, "day_day": 22}))


def test_the_sessions_of_a_child_are_listed_and_one_is_removed_with_a_reason(world):
    senco, given = desk(world, "senco_oak"), Given.objects.get(intervention__name="Precision reading")
    page = reverse("child-sessions", args=[world.ref("oak_plan"), given.pk])
    assert "Not given: staff were absent" in text_of(senco.get(page))
    row = given.sessions.filter(happened=True)[0]
    there = reverse("remove-session", args=[world.ref("oak_plan"), row.pk])
    (version,) = re.findall(r'name="version" value="(\d+)"', senco.get(there).content.decode())
    assert senco.post(there, {"version": version, "why": ""}).status_code == 422
    assert senco.post(there, {"version": version, "why": "Wrong day."}).status_code == 302
    assert not Session.objects.filter(pk=row.pk).exists()
    entry = Entry.objects.get(action="session.removed")
    assert (
        entry.details.values == {"day": row.day.isoformat(), "kind": "delivery", "given": [True, None]}
        and entry.why == "Wrong day."
    )
    # A second click finds nothing to remove.
    assert senco.post(there, {"version": version, "why": "Wrong day."}).status_code == 404


def test_a_session_of_another_child_or_school_is_not_found(world):
    given = Given.objects.get(intervention__name="Precision reading")
    row = given.sessions.all()[0]
    senco = desk(world, "senco_oak")
    assert senco.get(reverse("remove-session", args=[world.ref("oak_support"), row.pk])).status_code == 404
    assert senco.get(reverse("child-sessions", args=[world.ref("oak_support"), given.pk])).status_code == 404
    for who, status in (("senco_elm", 404), ("parent", 404), ("adviser_county", 403)):
        assert desk(world, who).get(reverse("remove-session", args=[world.ref("oak_plan"), row.pk])).status_code == status


def test_holidays_do_not_count_towards_three_weeks_without_a_session(world):
    Session.objects.all().delete()
    given = Given.objects.get(intervention__name="Precision reading")
    actor = world.actor("senco_oak")
    # Sixteen school days before 26 November with half term in between, and nothing logged since the last of them but one.
    Session.objects.create(given=given, day=dt.date(2026, 11, 4), logged_by_name="Asha Aid")
    assert nothing_logged(actor).count == 1
    open_in_autumn(world)
    HalfTerm.objects.filter(from_date=dt.date(2026, 11, 2)).update(from_date=dt.date(2026, 11, 9))
    assert nothing_logged(actor).count == 0


def test_the_pages_of_sessions_ask_a_fixed_number_of_questions(world):
    senco, given = desk(world, "senco_oak"), Given.objects.get(intervention__name="Precision reading")
    for page, most in ((reverse("sessions"), 20), (reverse("child-sessions", args=[world.ref("oak_plan"), given.pk]), 24)):
        with CaptureQueriesContext(connection) as asked:
            senco.get(page)
        assert len(asked) <= most, page
    for number in range(5):
        other = Intervention.objects.create(
            organisation=world.organisations["oak"], name=f"Other {number}", minutes=5, sessions_per_week=1, weeks=9, group_size=1
        )
        Given.objects.create(
            child=given.child,
            intervention=other,
            from_date=given.from_date,
            minutes=5,
            sessions_per_week=1,
            weeks=9,
            group_size=1,
        )
    with CaptureQueriesContext(connection) as more:
        senco.get(reverse("sessions"))
    assert len(more) <= 20


def line_of(world: World):
    actor = world.actor("senco_oak")
    return lines_of(actor, record(actor, world.ref("oak_plan")))[0]


def test_sessions_are_due_in_weeks_that_are_over_and_in_which_the_school_was_open(world):
    # From Saturday 17 October to Sunday 22 November are five weeks with a school day; five sessions a week.
    assert line_of(world).due == 25
    open_in_autumn(world)
    # The week of half term has none.
    assert line_of(world).due == 20
    Given.objects.update(until_date=dt.date(2026, 11, 4))
    assert line_of(world).due == 10


def test_no_more_sessions_are_due_than_the_run_has(world):
    Given.objects.update(weeks=2)
    assert line_of(world).due == line_of(world).planned == 10


def test_the_map_marks_what_is_behind_and_can_be_narrowed_to_it(world):
    senco = desk(world, "senco_oak")
    assert "25 due by last week Behind" in text_of(senco.get(reverse("provision-map")))
    name = world.children["oak_plan"].listed_name
    assert name in text_of(senco.get(reverse("provision-map"), {"behind": "yes"}))
    Given.objects.update(interrupted_on=world.on, interrupted_why="She is ill.")
    assert "Behind" not in text_of(senco.get(reverse("provision-map")))
    assert name not in text_of(senco.get(reverse("provision-map"), {"behind": "yes"}))


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ({"area": "cognition"}, True),
        ({"area": "wellbeing"}, False),
        ({"tier": "targeted"}, True),
        ({"tier": "universal"}, False),
        ({"staff": "ta"}, True),
        ({"staff": "teacher"}, False),
        ({"group": "nothing"}, False),
    ],
)
def test_the_map_is_narrowed_by_need_tier_staff_and_class(world, asked, there):
    text = text_of(desk(world, "senco_oak").get(reverse("provision-map"), asked))
    assert (world.children["oak_plan"].listed_name in text) is there


def test_the_year_as_planned_counts_the_school_weeks_that_are_left(world):
    """A run of six weeks that began on 17 October: without term dates its weeks are over; with half term one is left."""
    Given.objects.update(weeks=6)
    rows, today = Given.objects.filter(intervention__name="Precision reading"), world.on
    span = (dt.date(2026, 4, 1), dt.date(2027, 3, 31), today)
    assert not spent(rows, *span)[0].planned
    open_in_autumn(world)
    # Five sessions of half an hour at 17.93, shared by three.
    assert spent(rows, *span)[0].planned == {"school": Fraction(5 * 1793 * 30, 60 * 3)}
