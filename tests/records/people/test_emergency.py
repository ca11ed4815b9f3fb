"""Opening a record in an emergency: a reason, a report without the child's name, an end, and somebody else's review."""

import datetime as dt

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.records.world import World, small

from attainable.audit.models import Entry
from attainable.domains.people.models import Child, EmergencyAccess
from attainable.domains.people.queries import emergency as queries
from attainable.domains.people.web.emergency import emergency_banner

pytestmark = pytest.mark.django_db
WHY = "Found alone on the road; who may be told?"


@pytest.fixture
def world() -> World:
    return small()


def signed_in(client: Client, world: World, who: str) -> Client:
    client.force_login(world.accounts[who])
    return client


def details(child: Child, **more: str) -> dict[str, str]:
    born = child.date_of_birth
    return {
        "surname": child.surname,
        "upn": "",
        "date_of_birth_day": str(born.day),
        "date_of_birth_month": str(born.month),
        "date_of_birth_year": str(born.year),
        "why": WHY,
    } | more


def by_upn(child: Child, **more: str) -> dict[str, str]:
    return {**details(child, surname="", upn=child.upn), **more}


def test_the_page_warns_that_it_is_reported(world, client):
    page = signed_in(client, world, "senco_oak").get(reverse("emergency-open")).content.decode()
    assert "We report every record opened here." in page


def test_a_record_out_of_reach_opens_for_an_hour_and_its_page_says_so(world, client):
    child = world.children["far_none"]
    client = signed_in(client, world, "senco_oak")
    assert client.get(reverse("child", args=[child.ref])).status_code == 404
    response = client.post(reverse("emergency-open"), by_upn(child))
    assert response["Location"] == reverse("child", args=[child.ref])
    page = client.get(response["Location"]).content.decode()
    assert "You opened this record in an emergency" in page
    banner = emergency_banner(world.actor("senco_oak"), child)
    assert banner is not None
    assert banner["why"] == WHY
    EmergencyAccess.objects.filter(child=child).update(expires=timezone.now() - dt.timedelta(1))
    assert emergency_banner(world.actor("senco_oak"), child) is None
    assert client.get(reverse("child", args=[child.ref])).status_code == 404


def test_the_report_goes_to_those_who_read_the_audit_and_names_no_child(world, client, django_capture_on_commit_callbacks):
    child = world.children["elm_plan"]
    client = signed_in(client, world, "senco_oak")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("emergency-open"), by_upn(child))
    told = {message.to[0] for message in mail.outbox}
    emails = {key: world.accounts[key].email for key in ("head_oak", "administrator_oak", "head_elm", "administrator_county")}
    assert set(emails.values()) <= told
    assert world.accounts["senco_oak"].email not in told
    opened = EmergencyAccess.objects.get(child=child, account=world.accounts["senco_oak"])
    for message in mail.outbox:
        text = f"{message.subject} {message.body}"
        assert child.surname not in text
        assert child.forename not in text
        assert child.ref not in text
        assert WHY not in text
        assert reverse("emergency", args=[opened.ref]) in text


def test_a_mail_server_that_is_down_keeps_no_record_shut(world, client, django_capture_on_commit_callbacks, monkeypatch):
    def down(*args: object, **kwargs: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("attainable.domains.people.actions.emergency.send_mail", down)
    client = signed_in(client, world, "senco_oak")
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("emergency-open"), by_upn(world.children["far_none"]))
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"why": "Quick"}, "Enter why you need to see this record now."),
        ({"upn": ""}, "Enter the surname, or the UPN."),
        ({"upn": "A999200100000"}, "We could not open a record with these details."),
    ],
)
def test_what_is_missing_or_wrong_is_told(world, client, change, words):
    client = signed_in(client, world, "senco_oak")
    page = client.post(reverse("emergency-open"), by_upn(world.children["far_none"], **change))
    assert words in page.content.decode().replace("&#39;", "'")


def test_a_restricted_record_answers_as_one_that_is_not_there(world, client):
    client = signed_in(client, world, "officer_county")
    none = client.post(reverse("emergency-open"), by_upn(world.children["far_none"], upn="A999200100000"))
    shut = client.post(reverse("emergency-open"), by_upn(world.children["restricted_unnamed"]))
    words = "We could not open a record with these details."
    assert words in none.content.decode()
    assert words in shut.content.decode()
    # The attempts are kept in the audit all the same.
    assert Entry.objects.filter(action="emergency.refused").count() == 2


@pytest.mark.parametrize("who", ["teacher_oak", "governor_oak", "parent", "administrator_oak", "planner_county"])
def test_who_may_not_open_records_has_no_such_page(world, client, who):
    assert signed_in(client, world, who).get(reverse("emergency-open")).status_code == 403


def opened_by_county(world: World) -> EmergencyAccess:
    return EmergencyAccess.objects.get(child=world.children["emergency"])


def test_an_administrator_sees_who_opened_what_without_the_childs_name(world, client):
    found, child = opened_by_county(world), world.children["emergency"]
    client = signed_in(client, world, "administrator_county")
    for page in (reverse("emergencies"), reverse("emergency", args=[found.ref])):
        text = client.get(page).content.decode()
        assert "Cass Officer" in text
        assert child.name not in text


def test_somebody_else_of_the_openers_organisation_reviews_it_once(world, client):
    found = opened_by_county(world)
    address = reverse("emergency", args=[found.ref])
    client = signed_in(client, world, "administrator_county")
    assert client.post(address, {"words": "It was right."})["Location"] == reverse("emergencies")
    found.refresh_from_db()
    assert (found.review, found.reviewed_by) == ("It was right.", world.accounts["administrator_county"])
    assert client.post(address, {"words": "Again."}).status_code == 403
    assert "It was right." in client.get(address).content.decode()


def test_the_opener_sees_it_and_can_not_review_it(world, client):
    address = reverse("emergency", args=[opened_by_county(world).ref])
    client = signed_in(client, world, "officer_county")
    assert "Somebody else in your organisation will review it." in client.get(address).content.decode()
    assert client.post(address, {"words": "It was right."}).status_code == 403


@pytest.mark.parametrize(
    ("who", "status"), [("head_oak", 404), ("administrator_oak", 404), ("senco_oak", 404), ("governor_oak", 404), ("parent", 404)]
)
def test_others_do_not_hear_of_it(world, client, who, status):
    address = reverse("emergency", args=[opened_by_county(world).ref])
    assert signed_in(client, world, who).get(address).status_code == status


def test_the_head_of_the_childs_school_hears_of_it_and_leaves_the_review_to_the_openers_organisation(world, client):
    found = EmergencyAccess.objects.create(
        child=world.children["elm_none"],
        account=world.accounts["officer_neighbour"],
        why=WHY,
        organisation=world.organisations["neighbour"],
        expires=timezone.now(),
    )
    client = signed_in(client, world, "head_elm")
    page = client.get(reverse("emergency", args=[found.ref])).content.decode()
    assert "Cole Officer" in page
    assert world.children["elm_none"].name in page
    assert client.post(reverse("emergency", args=[found.ref]), {"words": "x"}).status_code == 403


def test_lists_ask_as_often_for_many_as_for_one(world, django_assert_num_queries):
    actor = world.actor("administrator_county")
    for child in list(Child.objects.all())[:20]:
        EmergencyAccess.objects.create(
            child=child,
            account=world.accounts["officer_county"],
            why=WHY,
            organisation=world.organisations["county"],
            expires=timezone.now(),
        )
    with django_assert_num_queries(1):
        assert len(queries.to_review(actor)) > 20


def test_whatever_is_missing_is_told_at_once(world, client):
    page = signed_in(client, world, "senco_oak").post(reverse("emergency-open"), {"why": ""}).content.decode()
    for words in (
        "Enter the surname, or the UPN.",
        "Enter the child’s date of birth.",
        "Enter why you need to see this record now.",
    ):
        assert words in page
