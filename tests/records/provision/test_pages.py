"""Concerns, the provision map, sessions and the catalogue, as the people who use them see them."""

import datetime as dt
import io
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from tests.records.people.changes.desk import errors_of, text_of
from tests.records.signing import gave_the_password
from tests.records.world import World, small

from attainable.audit.models import Entry
from attainable.domains.people.models import Assignment
from attainable.domains.provision.models import Concern, Given, Intervention, Session, StaffRate, SupportPlan, Target
from attainable.domains.provision.queries import mark_of

pytestmark = pytest.mark.django_db
PAGES = ("concerns", "reviews", "provision-map", "provision-map-download", "catalogue", "add-to-catalogue", "add-staff-cost")
ONCE = {"minutes": 10, "sessions_per_week": 1, "weeks": 1, "group_size": 1}
PRECISION = {
    "name": "Precision teaching",
    "tier": "targeted",
    "area": "cognition",
    "staff_role": "ta",
    "minutes": 15,
    "sessions_per_week": 5,
    "weeks": 10,
    "group_size": 1,
    "expected": "",
    "evidence": "",
}


@pytest.fixture
def world() -> World:
    return small()


def desk(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.accounts[who])
    gave_the_password(client, world.accounts[who])
    return client


def day(name: str, value: dt.date) -> dict[str, int]:
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def sessions_of(world: World, **reasons: str) -> dict[str, object]:
    """What the page of a group sends: every child that it shows was there, unless a reason is given."""
    rows = Given.objects.filter(intervention__name="Precision reading")
    return {**{f"child-{row.pk}": "given" for row in rows}, **reasons}


def reading() -> Intervention:
    return Intervention.objects.get(name="Precision reading")


def test_concerns_are_listed_with_how_long_they_have_waited(world):
    text = text_of(desk(world, "senco_oak").get(reverse("concerns")))
    assert "Guesses words from pictures.Theo Teacher40 daysDecide" in text
    assert Entry.objects.filter(action="children.listed", account=world.accounts["senco_oak"].pk).exists()
    assert "Guesses words" not in text_of(desk(world, "senco_elm").get(reverse("concerns")))


@pytest.mark.parametrize("who", ["teacher_oak", "assistant_oak", "governor_oak", "officer_county", "parent"])
@pytest.mark.parametrize(
    "page", ["concerns", "provision-map", "provision-map-download", "catalogue", "add-to-catalogue", "add-staff-cost"]
)
def test_only_those_who_keep_provision_open_its_pages(world, who, page):
    assert desk(world, who).get(reverse(page)).status_code == 403


def test_a_restricted_child_is_in_none_of_the_lists(world):
    hidden = world.children["restricted"]
    Concern.objects.create(child=hidden, from_date=world.on, seen="Something to hide.", raised_by="Somebody")
    Given.objects.create(child=hidden, intervention=reading(), from_date=world.on, **ONCE)
    senco = desk(world, "head_oak")
    assert "Something to hide" not in text_of(senco.get(reverse("concerns")))
    assert hidden.listed_name not in text_of(senco.get(reverse("provision-map")))
    assert hidden.name not in text_of(senco.get(reverse("log-sessions", args=[reading().ref])))


def test_the_map_shows_sessions_and_cost(world):
    text = text_of(desk(world, "senco_oak").get(reverse("provision-map")))
    # Two sessions of half an hour for a third of the group: one at 17.24 an hour, one at 17.93.
    assert "2 of 190 (1%)" in text and "£5.86" in text
    assert text_of(desk(world, "senco_oak").get(reverse("provision-map"), {"year": "13"})).count("Precision reading") == 1
    assert "Precision reading" in text_of(desk(world, "senco_oak").get(reverse("provision-map"), {"intervention": reading().ref}))


def test_the_map_costs_the_same_number_of_queries_however_many_children(world):
    senco = desk(world, "senco_oak")

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert senco.get(reverse("provision-map")).status_code == 200
        return len(found)

    asked()
    few = asked()
    for key in ("oak_support", "oak_none", "oak_taught", "twin_one"):
        row = Given.objects.create(child=world.children[key], intervention=reading(), from_date=world.on, **ONCE)
        Session.objects.create(given=row, day=world.on, logged_by_name="Somebody")
    assert asked() == few <= 20


def test_the_workbook_says_why_it_left_and_holds_the_lines(world):
    senco = desk(world, "senco_oak")
    address = reverse("provision-map-download")
    assert senco.post(address, {"why": ""}).status_code == 422
    answer: Any = senco.post(address, {"why": "For the annual review."})
    sheet: Any = load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][2] == "Intervention" and rows[1][2] == "Precision reading" and rows[1][16] == 5.86
    entry = Entry.objects.filter(account=world.accounts["senco_oak"].pk, why="For the annual review.").get()
    assert entry.action == "register.exported"


def test_a_group_session_is_logged_in_one_form(world):
    senco, ref = desk(world, "senco_oak"), reading().ref
    assert "Precision reading" in text_of(senco.get(reverse("sessions")))
    address = reverse("log-sessions", args=[ref])
    assert senco.post(address, sessions_of(world)).status_code == 302
    row = Session.objects.get(day=world.on)
    assert (row.happened, row.logged_by_name, row.kind) == (True, world.accounts["senco_oak"].name, "delivery")
    child = world.ref("oak_plan")
    assert Entry.objects.get(action="session.logged", child=child).details.values["given"] == [None, True]


def test_a_form_that_is_sent_twice_logs_one_session(world):
    senco, address = desk(world, "senco_oak"), reverse("log-sessions", args=[reading().ref])
    for _ in range(2):
        assert senco.post(address, sessions_of(world)).status_code == 302
    assert Session.objects.filter(day=world.on).count() == 1
    assert Entry.objects.filter(action="session.logged").count() == 1


def test_a_session_that_was_not_given_has_its_reason_and_can_be_put_right(world):
    senco, address = desk(world, "senco_oak"), reverse("log-sessions", args=[reading().ref])
    key = f"child-{Given.objects.get(intervention=reading()).pk}"
    senco.post(address, sessions_of(world, **{key: "child-absent"}))
    assert Session.objects.get(day=world.on).reason == "child-absent"
    assert "1 of 1 are logged" in text_of(senco.get(address))
    senco.post(address, sessions_of(world))
    row = Session.objects.get(day=world.on)
    assert (row.happened, row.reason) == (True, "")
    assert Entry.objects.filter(action="session.logged").count() == 2


def test_a_form_is_about_the_day_of_its_address_and_no_other(world):
    senco, address = desk(world, "senco_oak"), reverse("log-sessions", args=[reading().ref])
    before = world.on - dt.timedelta(7)
    there = f"{address}?{urlencode(day('day', before))}"
    assert senco.post(there, {**sessions_of(world), **day("day", world.on)}).status_code == 302
    assert Session.objects.filter(day=before).count() == 1 and not Session.objects.filter(day=world.on).exists()
    # Tomorrow is shown as today, and a day before the first has no group.
    assert senco.post(f"{address}?{urlencode(day('day', world.on + dt.timedelta(1)))}", sessions_of(world)).status_code == 302
    assert Session.objects.filter(day=world.on).count() == 1
    long_ago = f"{address}?{urlencode(day('day', world.on - dt.timedelta(41)))}"
    assert senco.get(long_ago).status_code == 404 and senco.post(long_ago, sessions_of(world)).status_code == 404


def test_children_without_a_named_group_are_not_marked_as_there(world):
    for key in ("oak_support", "oak_none"):
        Given.objects.create(child=world.children[key], intervention=reading(), from_date=world.on, **ONCE)
    senco, address = desk(world, "senco_oak"), reverse("log-sessions", args=[reading().ref])
    page = senco.get(address).content.decode()
    assert '<option value="given" selected' not in page and page.count("Nothing to log") == 3
    one = Given.objects.get(child=world.children["oak_none"])
    assert senco.post(address, {f"child-{one.pk}": "given"}).status_code == 302
    assert list(Session.objects.filter(day=world.on).values_list("given", flat=True)) == [one.pk]


def test_an_interrupted_child_is_not_marked_as_there(world):
    Given.objects.filter(intervention=reading()).update(interrupted_on=world.on, interrupted_why="Away.")
    page = desk(world, "senco_oak").get(reverse("log-sessions", args=[reading().ref])).content.decode()
    assert '<option value="given" selected' not in page


def test_a_price_that_changes_what_sessions_cost_needs_a_reason(world):
    senco, address = desk(world, "senco_oak"), reverse("add-staff-cost")
    price = {"staff_role": "ta", "pounds": "99.90", **day("from_date", world.on - dt.timedelta(24))}
    assert "Say why" in errors_of(senco.post(address, price))["why"]
    assert "£5.86" in text_of(senco.get(reverse("provision-map")))
    assert senco.post(address, {**price, "why": "The pay award of April was paid late."}).status_code == 302
    entry = Entry.objects.get(action="staff-rate.recorded")
    assert entry.why == "The pay award of April was paid late."
    assert "£5.86" not in text_of(senco.get(reverse("provision-map")))
    for odd in (dt.date(1900, 1, 1), dt.date(2999, 1, 1)):
        assert "from_date" in errors_of(senco.post(address, {**price, **day("from_date", odd)}))


def test_a_price_that_was_entered_wrongly_is_withdrawn_with_the_reason_and_stays_in_the_list(world):
    senco = desk(world, "senco_oak")
    row = StaffRate.objects.order_by("-from_date")[0]
    address = reverse("withdraw-staff-cost", args=[row.pk])
    assert "£17.93 an hour" in text_of(senco.get(address))
    assert "Say why" in errors_of(senco.post(address, {"why": " "}))["why"]
    assert desk(world, "senco_elm").get(address).status_code == 404
    assert desk(world, "teacher_oak").get(address).status_code == 403
    assert senco.post(address, {"why": "Typed for the wrong role."}).status_code == 302
    # Both sessions at 17.24 now.
    assert "£5.75" in text_of(senco.get(reverse("provision-map")))
    assert "Typed for the wrong role." in text_of(senco.get(reverse("catalogue")))
    entry = Entry.objects.get(action="staff-rate.withdrawn")
    assert (entry.why, entry.details.values["pence"]) == ("Typed for the wrong role.", 1793)
    assert senco.post(address, {"why": "Again."}).status_code == 404
    # The right price takes its place from the same day.
    again = {"staff_role": "ta", "pounds": "18.00", **day("from_date", row.from_date), "why": "The right price."}
    assert senco.post(reverse("add-staff-cost"), again).status_code == 302


def test_a_family_reads_no_step_of_a_part_that_it_may_not_open(world):
    senco, parent = desk(world, "senco_oak"), desk(world, "parent")
    child = world.children["twin_one"]
    SupportPlan.objects.create(child=child, from_date=world.on, review_on=world.on + dt.timedelta(60))
    address = reverse("child-history", args=[child.ref])
    assert "Provision plan began" in text_of(senco.get(address))
    seen = parent.get(address)
    assert seen.status_code == 200 and "Provision plan began" not in text_of(seen)


def test_an_assistant_logs_sessions_of_the_children_they_support_and_of_no_others(world):
    address = reverse("log-sessions", args=[reading().ref])
    assistant = desk(world, "assistant_oak")
    assert assistant.get(address).status_code == 404
    Given.objects.create(child=world.children["named"], intervention=reading(), from_date=world.on, **ONCE)
    text = text_of(assistant.get(address))
    assert world.children["named"].name in text and world.children["oak_plan"].name not in text
    # A form that names another child's line changes nothing of it.
    assert assistant.post(address, sessions_of(world)).status_code == 302
    assert set(Session.objects.filter(day=world.on).values_list("given__child", flat=True)) == {world.children["named"].pk}
    Assignment.objects.all().delete()
    assert assistant.get(address).status_code == 404


def test_each_group_of_an_intervention_is_logged_alone_and_its_name_is_in_no_address(world):
    for key, group in (("oak_support", "Ann's group"), ("oak_none", "Ann's group"), ("oak_taught", "Tuesday")):
        Given.objects.create(child=world.children[key], intervention=reading(), from_date=world.on, group=group, **ONCE)
    senco = desk(world, "senco_oak")
    page = senco.get(reverse("sessions")).content.decode()
    assert "Precision reading, Ann&#39;s group" in page
    (address,) = {link for link in re.findall(r'href="(/sessions/[^"]*)"', page) if f"group={mark_of('Tuesday')}" in link}
    assert "Tuesday" not in address
    text = text_of(senco.get(address.replace("&amp;", "&")))
    assert world.children["oak_taught"].name in text and world.children["oak_support"].name not in text
    assert senco.post(address.replace("&amp;", "&"), sessions_of(world)).status_code == 302
    assert set(Session.objects.filter(day=world.on).values_list("given__child", flat=True)) == {world.children["oak_taught"].pk}


def test_logging_a_session_costs_the_same_for_a_larger_group(world, django_assert_max_num_queries):
    for key in ("oak_support", "oak_none", "oak_taught", "twin_one"):
        Given.objects.create(child=world.children[key], intervention=reading(), from_date=world.on, **ONCE)
    senco = desk(world, "senco_oak")
    with django_assert_max_num_queries(45):
        assert senco.post(reverse("log-sessions", args=[reading().ref]), sessions_of(world)).status_code == 302
    assert Session.objects.filter(day=world.on).count() == 5


def test_the_catalogue_is_kept_by_the_school(world):
    senco = desk(world, "senco_oak")
    assert senco.post(reverse("add-to-catalogue"), PRECISION).status_code == 302
    row = Intervention.objects.get(name="Precision teaching")
    assert row.organisation == world.organisations["oak"]
    assert "5 × 15 minutes a week for 10 weeks, one to one" in text_of(senco.get(reverse("catalogue")))
    twice = senco.post(reverse("add-to-catalogue"), {**PRECISION, "name": "precision TEACHING"})
    assert twice.status_code == 422 and "of this name" in errors_of(twice)["name"]
    wrong = senco.post(reverse("add-to-catalogue"), {**PRECISION, "name": "New", "group_size": 0, "minutes": 1000})
    assert errors_of(wrong).keys() == {"group_size", "minutes"}
    assert senco.post(reverse("change-catalogue", args=[row.ref]), {**PRECISION, "minutes": 20}).status_code == 302
    assert desk(world, "senco_elm").get(reverse("change-catalogue", args=[row.ref])).status_code == 404
    assert senco.get(reverse("retire-intervention", args=[row.ref])).status_code == 200
    senco.post(reverse("retire-intervention", args=[row.ref]))
    assert "Precision teaching" not in text_of(senco.get(reverse("catalogue")))
    assert senco.post(reverse("retire-intervention", args=[row.ref])).status_code == 404
    events = set(Entry.objects.filter(subject=row.ref).values_list("action", flat=True))
    assert events == {"intervention.catalogued", "intervention.catalogue-changed", "intervention.retired"}


def test_a_price_of_nothing_or_twice_on_a_day_is_refused(world):
    senco, address = desk(world, "senco_oak"), reverse("add-staff-cost")
    price = {"staff_role": "teacher", "pounds": "31.50", **day("from_date", world.on)}
    for pounds in ("0", "-1", "much", ""):
        assert errors_of(senco.post(address, {**price, "pounds": pounds})).keys() == {"pounds"}
    assert senco.post(address, price).status_code == 302
    again = senco.post(address, price)
    assert again.status_code == 422 and "recorded already" in errors_of(again)["from_date"]
    row = StaffRate.objects.get(staff_role="teacher")
    assert (row.pence, row.recorded_by) == (3150, world.accounts["senco_oak"].name)


def test_what_another_school_offers_is_refused(world):
    elm = Intervention.objects.get(name="Talk time")
    trust_wide = {"intervention": elm.pk, "minutes": 5, "sessions_per_week": 1, "weeks": 1, "group_size": 1, "paid_by": "school"}
    answer = desk(world, "senco_oak").post(
        reverse("add-intervention", args=[world.ref("oak_support")]), {**trust_wide, **day("from_date", world.on)}
    )
    assert answer.status_code == 422 and not Given.objects.filter(intervention=elm).exists()


def test_reviews_are_listed_by_class_with_what_is_done(world):
    senco = desk(world, "senco_oak")
    text = text_of(senco.get(reverse("reviews")))
    assert f"{world.children['oak_plan'].listed_name}" in text and "0 of 1 with a result" in text
    group = world.groups["oak"].ref
    assert world.children["oak_plan"].listed_name not in text_of(senco.get(reverse("reviews"), {"group": group}))
    Target.objects.update(outcome="met", evidence="46 words")
    assert "1 of 1 with a result" in text_of(senco.get(reverse("reviews")))
    assert world.children["oak_plan"].listed_name not in text_of(desk(world, "senco_elm").get(reverse("reviews")))


def test_home_says_what_waits(world):
    text = text_of(desk(world, "senco_oak").get("/"))
    assert "1 concern is waiting for a decision" in text
    assert "waiting for a decision" not in text_of(desk(world, "teacher_oak").get("/"))


def test_those_who_keep_the_plan_are_shown_what_is_vague_in_a_target(world):
    Target.objects.update(wording="Has regular opportunities for reading as needed.")
    address = reverse("child-support-plan", args=[world.ref("oak_plan")])
    text = text_of(desk(world, "senco_oak").get(address))
    assert "Look again at the wording of 1 target" in text and "“as needed”" in text
    assert "Look again" not in text_of(desk(world, "adviser_county").get(address))
    Target.objects.update(wording="Reads 45 words of the list without help by 12 July 2027.")
    assert "Look again" not in text_of(desk(world, "senco_oak").get(address))
