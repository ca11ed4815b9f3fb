"""The page of a child's progress: what it shows, to whom not, in how many queries; and the access report."""

import pytest
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.records.exchange.files import apply, bring
from tests.records.progress.files import RESULTS, SESSIONS, SUSPENDED, census, ctf, person_of
from tests.records.world import World, small

from attainable.audit.models import Entry
from attainable.documents.html import html
from attainable.domains.people.models import Child
from attainable.domains.people.queries import children, held
from attainable.domains.people.web.access_document import Redaction, document
from attainable.domains.progress.models import Attendance, Result, Suspension

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(tmp_path) -> World:
    made = small()
    Result.objects.all().delete()
    Attendance.objects.all().delete()
    Suspension.objects.all().delete()
    child = made.children["oak_support"]
    told = person_of(child, attendance=SESSIONS, suspensions=(SUSPENDED,))
    apply(made, bring(made, census(tmp_path, made, told), name="census.zip"))
    apply(made, bring(made, ctf(tmp_path, made, person_of(child, results=RESULTS)), name="x.xml"))
    return made


def page(client, world: World, who: str, child: str = "oak_support"):
    client.force_login(world.accounts[who])
    return client.get(reverse("child-progress", args=[world.ref(child)]))


def test_it_shows_results_attendance_and_suspensions_in_words(world, client):
    text = page(client, world, "senco_oak").content.decode()
    for words in (
        "Key stage 1",
        "Reached",
        "Not reached",
        "PHX",
        "Not read",
        "91.4%",
        "128 of 140 sessions",
        "Illness (not medical/dental appointment): 6",
        "Physical assault against a pupil",
        "2 days",
        "3 November 2025",
    ):
        assert words in text, words
    assert "Expected standard (EXS)" in text and "Sessions (half days) in 2025/26 at Oak Primary School" in text
    assert text.index(">Reading<") < text.index(">Writing<") < text.index(">Mathematics<")
    entry = Entry.objects.filter(child=world.ref("oak_support"), action="child.viewed").order_by("-number")[0]
    assert entry.details.values["part"] == "child-progress"


def test_a_child_without_results_or_attendance_says_so(world, client):
    text = page(client, world, "senco_oak", "oak_none").content.decode()
    for sentence in ("No results are recorded.", "No attendance is recorded.", "No suspensions or exclusions are recorded."):
        assert text.count(sentence) == 1


def test_it_is_not_there_for_who_may_not_see_the_history(world, client):
    assert page(client, world, "senco_oak", "far_none").status_code == 404
    assert page(client, world, "assistant_oak", "named").status_code == 404
    link = reverse("child-progress", args=[world.ref("oak_support")])
    client.force_login(world.accounts["senco_oak"])
    assert link in client.get(reverse("child", args=[world.ref("oak_support")])).content.decode()


def test_queries_do_not_rise_with_rows(world, client, django_assert_max_num_queries):
    from django.db import connection

    page(client, world, "senco_oak")
    with CaptureQueriesContext(connection) as before:
        page(client, world, "senco_oak")
    child = world.children["oak_support"]
    for year in range(2000, 2020):
        Result.objects.create(child=child, year=year, stage="KS2", subject="MAT", result="4")
        Attendance.objects.create(child=child, year=year, term="spring", possible=100, school=world.schools["oak"])
    with CaptureQueriesContext(connection) as after:
        page(client, world, "senco_oak")
    assert len(after) == len(before)


def test_it_is_in_the_access_report_and_goes_with_the_record(world):
    actor = world.actor("senco_oak")
    found = held.everything(actor, children.record(actor, world.ref("oak_support"), "audit.child"))
    text = html(document(found, Redaction(), organisation="Oak", on=world.on))
    for words in ("Results of assessments", "Attendance by term", "Suspensions and exclusions", "I: 6, M: 2", "PP VA"):
        assert words in text, words
    Child.objects.filter(pk=world.children["oak_support"].pk).delete()
    assert not (Result.objects.exists() or Attendance.objects.exists() or Suspension.objects.exists())
