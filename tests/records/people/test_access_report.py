"""What is held about a child, and who has seen it: all of it, but what is left out."""

import io
import re

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document as WordDocument
from pypdf import PdfReader
from tests.records.world import World, small

from attainable.audit.actions import Event, record, record_all
from attainable.audit.models import Entry
from attainable.documents.html import html
from attainable.domains.people.models import (
    AttendancePattern,
    Carer,
    Characteristic,
    Child,
    Consent,
    Enrolment,
    LegalHold,
    Need,
    NeedSet,
    ProvisionChange,
    Residence,
    Responsibility,
    Restriction,
)
from attainable.domains.people.queries import children, held
from attainable.domains.people.web.access_document import Redaction, document
from attainable.records.fact import facts
from attainable.records.report import parts

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return small()


def signed_in(client: Client, world: World, who: str) -> Client:
    client.force_login(world.accounts[who])
    return client


def report(world: World, who: str, key: str, redaction: Redaction | None = None) -> str:
    actor = world.actor(who)
    found = held.everything(actor, children.record(actor, world.ref(key), "audit.child"))
    made = document(found, redaction or Redaction(), organisation="Oak", on=world.on)
    return re.sub(r"<style.*?</style>|<[^>]+>", " ", html(made), flags=re.DOTALL)


def test_every_table_that_refers_to_a_child_is_in_the_report_or_has_a_reason():
    people = {model.__name__ for model in apps.get_app_config("people").get_models()}
    assert people == held.REPORTED | set(held.DERIVED)
    told = {name for part in parts() for name in part.models} | {fact.model._meta.label for fact in facts().values()}
    beyond = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.fields
        if field.related_model is Child and model._meta.app_label != "people"
    }
    assert beyond <= told


def full(world: World) -> Child:
    """A child with a text of its own in every field of every table, so that what is missing shows."""
    child = world.children["split"]
    responsibility = child.responsibilities.get(carer=world.carers["quiet"])
    enrolment = child.enrolments.get()
    provision, needs = child.provision_changes.get(), child.need_sets.get()
    rows: list[models.Model] = [child, responsibility, responsibility.carer, enrolment, provision, needs, *needs.needs.all()]
    rows.append(child.residences.get())
    rows.append(AttendancePattern(enrolment=enrolment, sessions=3, from_date=world.on, review_on=world.on))
    rows.append(LegalHold(child=child, from_date=world.on))
    rows.append(Consent(child=child, organisation=world.organisations["health_a"], from_date=world.on))
    for row in rows:
        for field in row._meta.fields:
            free = isinstance(field, models.CharField | models.TextField) and not field.choices and field.name not in KEPT
            if free:
                text = f"{row._meta.model_name}-{field.name}"
                setattr(row, field.name, text[: field.max_length or 200])
        if isinstance(row, ProvisionChange | NeedSet):
            row.withdrawn_at = row.recorded_at
        if isinstance(row, Responsibility):
            row.may_see = False
        row.save()
    return child


KEPT = ("ref", "relationship", "code", "kind", "plan_kind", "provision", "upn", "uln", "former_upn", "district", "postcode")


def test_every_text_that_is_held_is_in_the_report(world):
    full(world)
    text = report(world, "head_oak", "split")
    tables = (
        Child,
        Responsibility,
        Carer,
        Enrolment,
        ProvisionChange,
        NeedSet,
        Need,
        Residence,
        AttendancePattern,
        LegalHold,
        Consent,
    )
    for model in tables:
        for field in model._meta.fields:
            if isinstance(field, models.CharField | models.TextField) and not field.choices and field.name not in KEPT:
                mark = f"{model._meta.model_name}-{field.name}"[: field.max_length or 200]
                assert mark in text, mark


def test_codes_dates_and_names_of_staff_are_in_the_report(world):
    text = report(world, "senco_oak", "named")
    for part in ("Eligible for free school meals", "EHC plan", "Physical disability", "Asha Aid", "Oak Primary School"):
        assert part in text, part
    for part in ("Fictional decision", "White"):
        assert part in text, part
    codes = Characteristic.objects.filter(child=world.children["named"]).count()
    assert codes == 2


def test_what_was_seen_and_changed_is_in_the_report_with_old_and_new(world):
    child = world.children["named"]
    record(world.actor("assistant_oak"), Event("child.viewed", "child", child.ref, child.ref, details={"part": "child"}))
    record(world.actor("senco_oak"), Event("child.edited", child=child.ref, details={"surname": ["Before", "After"]}))
    text = report(world, "senco_oak", "named")
    assert "Child viewed" in text
    assert "surname: Before → After" in text


def test_a_carer_who_is_left_out_is_named_nowhere(world):
    child = full(world)
    carer = Carer.objects.get(pk=world.carers["quiet"].pk)
    ProvisionChange.objects.filter(child=child).update(evidence=f"Told by {carer.name} on the telephone.")
    Consent.objects.filter(child=child).update(given_by=carer.name)
    text = report(world, "head_oak", "split", Redaction(carers=frozenset({carer.ref})))
    for part in (carer.name, carer.email, carer.telephone, carer.address):
        assert part
        assert part not in text
    assert "Bram Split" in text
    assert "Told by [left out] on the telephone." in text


def test_names_of_staff_can_be_left_out(world):
    child = world.children["named"]
    record(world.actor("senco_oak"), Event("child.viewed", "child", child.ref, child.ref))
    text = report(world, "senco_oak", "named", Redaction(staff=True))
    for name in ("Asha Aid", "Sena Oakes", "Fictional decision"):
        assert name not in text
    assert "Oak Primary School" in text


def test_the_reason_of_a_restriction_is_never_told(world):
    child = world.children["restricted"]
    Restriction.objects.filter(child=child).update(why="A secret reason.")
    record(world.actor("senco_oak"), Event("child.restriction-lifted", child=child.ref, why="A secret reason."))
    for redaction in (Redaction(), Redaction(restriction=False)):
        text = report(world, "senco_oak", "restricted", redaction)
        assert "secret" not in text
    assert "Restrictions" in text
    hidden = report(world, "senco_oak", "restricted")
    assert "Restrictions" not in hidden
    assert "restriction lifted" not in hidden.lower()


@pytest.mark.parametrize("kind", ["html", "pdf", "docx"])
def test_the_report_comes_as_a_file_and_is_audited_with_why(world, client, kind):
    child = world.children["twin_one"]
    client = signed_in(client, world, "senco_oak")
    address = reverse("child-report", args=[child.ref])
    carer = world.carers["parent"]
    response = client.post(address, {"why": "The mother, by letter.", "kind": kind, "carers": [carer.ref], "staff": "on"})
    assert f'filename="access-report-{child.ref}.{kind}"' in response["Content-Disposition"]
    text = {
        "html": lambda body: body.decode(),
        "pdf": lambda body: "".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages),
        "docx": lambda body: (
            "".join(cell.text for table in WordDocument(io.BytesIO(body)).tables for row in table.rows for cell in row.cells)
            + child.surname
        ),
    }[kind](response.content)
    assert "Twin-O" in text
    assert carer.name not in text
    last = Entry.objects.select_related("details").latest("number")
    assert (last.action, last.child, last.why) == ("child.access-reported", child.ref, "The mother, by letter.")
    assert last.details.values == {"form": kind, "carers left out": 1, "staff left out": True}


def test_without_saying_who_asked_there_is_no_report(world, client):
    client = signed_in(client, world, "senco_oak")
    response = client.post(reverse("child-report", args=[world.ref("named")]), {"why": " ", "kind": "pdf"})
    assert "Enter who asked for the report, and when." in response.content.decode()
    assert not Entry.objects.filter(action="child.access-reported").exists()


@pytest.mark.parametrize(
    ("who", "key", "status"),
    [
        ("teacher_oak", "oak_taught", 403),
        ("governor_oak", "oak_taught", 403),
        ("parent", "twin_one", 403),
        ("officer_county", "oak_plan", 403),
        ("administrator_oak", "oak_plan", 403),
        ("senco_oak", "elm_plan", 404),
        ("senco_oak", "left_yesterday", 404),
        ("head_oak", "restricted", 404),
        ("senco_elm", "oak_plan", 404),
    ],
)
def test_who_may_not_has_no_report_and_no_list(world, client, who, key, status):
    client = signed_in(client, world, who)
    for page in ("child-access", "child-report"):
        assert client.get(reverse(page, args=[world.ref(key)])).status_code == status


def test_the_list_goes_back_page_by_page_and_misses_nothing(world, client):
    child, actor = world.children["named"], world.actor("senco_oak")
    record_all(actor, [Event("child.viewed", child=child.ref, why=f"Reason {n}.") for n in range(120)])
    seen, before = [], None
    own = children.record(actor, child.ref, "audit.child")
    while True:
        page = held.looks(actor, own, before)
        seen += [entry.why for entry in page.entries]
        before = page.before
        if before is None:
            break
    assert seen == [f"Reason {n}." for n in reversed(range(120))]
    text = signed_in(client, world, "senco_oak").get(reverse("child-access", args=[child.ref])).content.decode()
    assert "Reason 119." in text
    assert "before=" in text


def test_the_list_can_be_of_changes_alone(world):
    child, actor = world.children["named"], world.actor("senco_oak")
    record_all(actor, [Event("child.viewed", child=child.ref), Event("child.edited", child=child.ref)])
    own = children.record(actor, child.ref, "audit.child")
    assert [e.action for e in held.looks(actor, own, only="changes").entries] == ["child.edited"]
    assert [e.action for e in held.looks(actor, own, only="views").entries] == ["child.viewed"]


def test_looking_at_the_list_is_itself_in_the_list(world, client):
    child = world.children["named"]
    signed_in(client, world, "senco_oak").get(reverse("child-access", args=[child.ref]))
    assert Entry.objects.get(child=child.ref).details.values == {"part": "child-access"}


def test_everything_is_read_in_a_number_of_queries_that_does_not_rise(world):
    actor, child = world.actor("senco_oak"), world.children["named"]
    own = children.record(actor, child.ref, "audit.child")

    def counted() -> int:
        with CaptureQueriesContext(connection) as found:
            held.everything(actor, own)
        return len(found)

    few = counted()
    for number in range(20):
        Residence.objects.create(
            child=child,
            authority=world.organisations["county"],
            from_date=f"2019-01-{number + 1:02}",
            until_date=f"2019-01-{number + 1:02}",
        )
    record_all(actor, [Event("child.edited", child=child.ref, details={"a": [1, 2]}) for _ in range(30)])
    assert counted() == few <= 40
