"""The walk through a domain that was added by one line: from page, file, undo, report, evidence and demo to documentation.

`test_scratch_domain.py` runs it in a copy of the package that has the domain; by itself it is no test of the suite.
"""

import datetime as dt
import re

import pyarrow.parquet as parquet
import pytest
from attainable.domains.referrals.models import Referral
from django.urls import reverse
from scripts import docs
from tests.records.exchange.files import apply, bring, csv_file, undo
from tests.records.world import World, small

from attainable.accounts.matrix import page as permissions_page
from attainable.audit.models import Entry
from attainable.demo.records.makers import makers
from attainable.documents.html import html
from attainable.domains.people.queries import children, held
from attainable.domains.people.web.access_document import Redaction, document
from attainable.exchange.models import Status
from attainable.exchange.web.presenters import changes
from attainable.records import checks
from attainable.records.imports import Outcome
from attainable.warehouse.records.building import build

pytestmark = pytest.mark.django_db
SALT = {"service": "SALT", "outcome": "seen"}


@pytest.fixture
def world() -> World:
    return small()


@pytest.fixture
def desk(client, world):
    client.force_login(world.accounts["senco_oak"])
    return client


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def day(name: str, value: dt.date) -> dict[str, int]:
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def referred(desk, world, **typed):
    address = reverse("add-referral", args=[world.ref("oak_support")])
    return desk.post(address, {**SALT, **day("from_date", world.on), **typed})


def test_nothing_is_wrong_with_the_manifests():
    assert checks.faults() == []


def test_a_referral_is_made_corrected_and_ended_on_pages(desk, world):
    ref = world.ref("oak_support")
    form = desk.get(reverse("add-referral", args=[ref]))
    assert "Speech and language therapy" in words(form) and "Outcome" in words(form)
    assert referred(desk, world, note="Asked by the mother.").status_code == 302
    row = Referral.objects.get()
    listed = words(desk.get(reverse("child-referrals", args=[ref])))
    assert "Speech and language therapy" in listed and "Asked by the mother." in listed and "Seen" in listed
    assert desk.post(reverse("change-referral", args=[ref, row.pk]), {**SALT, "outcome": "", **day("from_date", world.on)})
    row.refresh_from_db()
    assert row.outcome == ""
    ended = desk.post(reverse("end-referral", args=[ref, row.pk]), {"version": ""})
    assert ended.status_code == 302
    row.refresh_from_db()
    assert (row.from_date, row.until_date) == (world.on, world.on)
    history = words(desk.get(reverse("child-history", args=[ref])))
    assert "Referred to speech and language therapy" in history
    events = [e.action for e in Entry.objects.filter(child=ref, action__startswith="referral.").order_by("number")]
    assert events == ["referral.made", "referral.corrected", "referral.ended"]


def test_what_can_not_be_right_is_refused(desk, world):
    assert referred(desk, world).status_code == 302
    again = referred(desk, world)
    assert again.status_code == 422 and "The child is referred to this service already." in words(again)
    later = referred(desk, world, service="OT", **day("from_date", world.on + dt.timedelta(1)))
    assert later.status_code == 422 and "The date must be today or earlier." in words(later)
    empty = referred(desk, world, service="")
    assert empty.status_code == 422 and Referral.objects.count() == 1
    stale = referred(desk, world, service="OT", version="1")
    assert stale.status_code == 409


def test_others_may_not(client, world):
    client.force_login(world.accounts["teacher_oak"])
    assert client.get(reverse("add-referral", args=[world.ref("oak_support")])).status_code in (403, 404)
    client.force_login(world.accounts["senco_elm"])
    assert client.get(reverse("add-referral", args=[world.ref("oak_support")])).status_code == 404


def test_a_spreadsheet_carries_it_and_the_import_is_undone(world):
    child = world.children["oak_support"]
    headings = ["UPN", "Surname", "Forename", "DOB", "Gender", "Referred to", "Referred on"]
    own = [child.upn, child.surname, child.forename, f"{child.date_of_birth:%d/%m/%Y}", child.sex]
    run = bring(world, csv_file([*own, "Occupational therapy", f"{world.on:%d/%m/%Y}"], headings=headings))
    assert (run.status, run.changed) == (Status.PLANNED, 1)
    assert any("Referrals: Occupational therapy" in line for line in changes(run.rows.get()))
    run = apply(world, run)
    assert run.status == Status.APPLIED and Referral.objects.get().service == "OT"
    same = bring(world, csv_file([*own, "OT", ""], headings=headings), name="again.csv")
    assert [row.outcome for row in same.rows.all()] == [Outcome.UNCHANGED]
    wrong = bring(world, csv_file([*own, "Physiotherapy", ""], headings=headings), name="wrong.csv")
    assert wrong.refused == 1
    undone = undo(world, run)
    assert undone.status == Status.UNDONE and not Referral.objects.exists()


def test_it_is_in_the_access_report(desk, world):
    referred(desk, world, note="Asked by the mother.")
    actor = world.actor("senco_oak")
    found = held.everything(actor, children.record(actor, world.ref("oak_support"), "audit.child"))
    text = html(document(found, Redaction(), organisation="Oak", on=world.on))
    assert "Referrals" in text and "Asked by the mother." in text


def test_it_is_in_navigation_home_and_permissions(desk, world):
    home = words(desk.get("/"))
    assert "Referrals" in home
    referred(desk, world)
    assert "1 child is waiting for a service" in words(desk.get("/"))
    assert "Refer children to services" in permissions_page()


def test_it_becomes_an_evidence_table_built_again_when_it_changes(desk, world, settings, tmp_path):
    settings.WAREHOUSE = tmp_path / "warehouse"
    referred(desk, world)
    outcome = build(pages=False)
    rows = parquet.read_table(outcome.snapshot.path / "referral" / "records.parquet").to_pylist()
    assert [row["service"] for row in rows] == ["SALT"]
    referred(desk, world, service="OT")
    outcome = build(pages=False)
    rows = parquet.read_table(outcome.snapshot.path / "referral" / "records.parquet").to_pylist()
    assert not outcome.why_full and sorted(row["service"] for row in rows) == ["OT", "SALT"]


def test_the_fictional_county_makes_it_and_the_documentation_names_it():
    assert "referrals" in makers()
    made = {path.name: text for path, text in docs.pages().items()}
    assert "Referrals to services" in made["domains.md"] and "Speech and language therapy" in made["facts.md"]
    assert "Refer children to services" in made["permissions.md"] and "Referrals" in made["evidence-tables.md"]
    assert "Referrals from" in made["import-formats.md"]
