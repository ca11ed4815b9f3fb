"""Agencies: waits with those who still wait, what is late, the list of services, and who sees it."""

import datetime as dt

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from statsmodels.duration.survfunc import SurvfuncRight
from tests.records.people.changes.desk import text_of
from tests.records.world import World, small

from attainable.audit.models import Entry
from attainable.domains.people.models import Standing
from attainable.domains.provision.models import AgencyReferral, AgencyService, Recommendation
from attainable.domains.provision.queries.agencies import open_referrals, recommendations_due
from attainable.domains.provision.rules.agencies import waits

DAY = dt.timedelta(1)
_FORM = {
    "agency": "speech",
    "name": "Speech clinic",
    "provider": "Countyshire",
    "form": "",
    "steps": "Ask\nSend",
    "wait_weeks": "18",
}


@pytest.mark.parametrize("seed", range(8))
def test_waits_are_those_of_kaplan_and_meier(seed):
    draw = np.random.default_rng(seed)
    days, seen = draw.integers(1, 120, 40), draw.random(40) < 0.7
    found = waits([(int(day), bool(one)) for day, one in zip(days, seen, strict=True)])
    twin = SurvfuncRight(days, seen.astype(int))
    for share, mine in ((0.5, found.median), (0.1, found.long)):
        reached = [time for time, left in zip(twin.surv_times, twin.surv_prob, strict=True) if left <= share + 1e-12]
        assert mine == (reached[0] if reached else None)
    assert (found.n, found.waiting) == (40, int((~seen).sum()))


def test_children_who_still_wait_make_a_wait_longer_and_never_shorter():
    seen = [(10, True), (20, True), (30, True), (40, True), (50, True)]
    assert waits(seen).median == 30
    assert waits([*seen, (60, False), (60, False), (60, False)]).median == 40
    assert waits([(60, False)] * 6).median is None


def test_few_referrals_say_nothing_of_the_usual_wait():
    assert (waits([(9, True)] * 4).median, waits([(9, True)] * 4).few) == (None, True)
    assert (waits([(9, True)] * 9).median, waits([(9, True)] * 9).long) == (9, None)
    assert waits([(9, True)] * 10).long == 9
    assert (waits([]).n, waits([]).longest) == (0, 0)


@pytest.fixture
def world(db) -> World:
    return small()


def desk(world: World, who: str = "senco_oak") -> Client:
    client = Client()
    client.force_login(world.accounts[who])
    return client


def refer(world: World, days: int, seen: int | None = None, **more) -> AgencyReferral:
    taken = AgencyReferral.objects.values("child")
    child = Standing.objects.filter(school=world.schools["oak"]).exclude(child__in=taken).order_by("pk")[0].child
    first = world.on - days * DAY
    seen_on = first + seen * DAY if seen is not None else None
    return AgencyReferral.objects.create(child=child, agency="speech", from_date=first, why="x", seen_on=seen_on, **more)


def test_a_referral_is_late_once_the_service_should_have_seen_the_child_or_reported(world):
    service = AgencyService.objects.get()
    service.wait_weeks, service.report_weeks = 10, 6
    service.save()
    late, waiting = refer(world, 71, service=service), refer(world, 69, service=service)
    unreported, reported = refer(world, 90, 40, service=service), refer(world, 90, 40, service=service, report_on=world.on)
    nobody = refer(world, 400)
    found = {one.row.pk: one.late(world.on) for one in open_referrals(world.actor("senco_oak"))}
    assert [found[row.pk] for row in (late, waiting, unreported, reported, nobody)] == [True, False, True, False, False]
    text = text_of(desk(world).get(reverse("agencies")))
    assert "Late" in text and "Waits to be seen" in text and "no report yet" in text


def test_the_page_shows_waits_with_how_many_and_says_where_there_are_too_few(world):
    assert "Too few to say" in text_of(desk(world).get(reverse("agencies")))
    for place in range(9):
        refer(world, 100, 20 + place)
    text = text_of(desk(world).get(reverse("agencies")))
    # Nine seen after 20 to 28 days, and one of the tiny world that still waits.
    assert "24 days" in text and "28 days" in text


def test_a_recommendation_waits_on_the_home_page_until_it_is_decided_and_done(world):
    by, row = world.actor("senco_oak"), Recommendation.objects.get()
    assert recommendations_due(by) == 1
    assert "A hearing test each year." in text_of(desk(world).get(reverse("agencies")))
    Recommendation.objects.update(decision="do", action="x", owner="y", due=world.on)
    assert recommendations_due(by) == 0
    Recommendation.objects.update(due=world.on - DAY)
    assert recommendations_due(by) == 1
    Recommendation.objects.update(done_on=world.on)
    assert recommendations_due(by) == 0
    assert row.quoted not in text_of(desk(world).get(reverse("agencies")))


def test_services_are_added_changed_and_taken_off_the_list(world):
    client = desk(world)
    assert client.post(reverse("add-agency-service"), _FORM).status_code == 302
    row = AgencyService.objects.get(name="Speech clinic")
    assert client.post(reverse("add-agency-service"), {**_FORM, "name": "speech CLINIC"}).status_code == 422
    assert client.post(reverse("change-agency-service", args=[row.ref]), {**_FORM, "wait_weeks": "999"}).status_code == 422
    assert client.post(reverse("change-agency-service", args=[row.ref]), {**_FORM, "wait_weeks": "20"}).status_code == 302
    assert "It sees a child within 20 weeks" in text_of(client.get(reverse("agencies")))
    client.post(reverse("retire-agency-service", args=[row.ref]))
    assert client.get(reverse("change-agency-service", args=[row.ref])).status_code == 404
    events = {"agency-service.added", "agency-service.changed", "agency-service.retired"}
    assert events <= set(Entry.objects.values_list("action", flat=True))


def test_another_school_sees_and_changes_none_of_it(world):
    row = AgencyService.objects.get()
    client = desk(world, "senco_elm")
    text = text_of(client.get(reverse("agencies")))
    assert "Talking well" not in text and "A hearing test" not in text
    for name in ("change-agency-service", "retire-agency-service"):
        assert client.post(reverse(name, args=[row.ref]), _FORM).status_code == 404
    assert desk(world, "teacher_oak").get(reverse("agencies")).status_code == 403


def test_a_service_of_another_school_is_not_offered(world):
    other = AgencyService.objects.create(organisation=world.organisations["elm"], agency="speech", name="Elsewhere")
    client = desk(world)
    address = reverse("add-agency-referral", args=[world.ref("oak_support")])
    assert "Elsewhere" not in text_of(client.get(address))
    day = {"from_date_day": world.on.day, "from_date_month": world.on.month, "from_date_year": world.on.year}
    answer = client.post(address, {"agency": "speech", "why": "x", "service": other.pk, **day})
    assert answer.status_code == 422 and not AgencyReferral.objects.filter(service=other).exists()


def test_the_page_takes_as_many_queries_for_many_referrals_as_for_few(world):
    client = desk(world)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("agencies"))
        return len(asked)

    queries()
    few = queries()
    for place in range(6):
        refer(world, 100, 20 + place, service=AgencyService.objects.get())
    assert queries() == few
