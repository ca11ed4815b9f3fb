"""Each change of a child's record is made through its page: what the record, the history, the audit, the report and the pages of
other people say before and after."""

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.records.people.changes.case import Case, Glance, kept, subject, typed
from tests.records.people.changes.desk import Desk
from tests.records.people.changes.every_case import CASES, pages_of_changes
from tests.records.world import World, small

from attainable.audit.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return small()


def test_every_change_page_has_a_happy_path() -> None:
    assert len(pages_of_changes()) >= 28
    assert pages_of_changes() == {case.page for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_change_is_made(world: World, case: Case, django_capture_on_commit_callbacks) -> None:
    before = Glance(world, case)
    for effect in case.then:
        assert effect.look(before) == effect.was, f"before: {effect}"
    desk = Desk(world, case.by)
    paper = desk.opens(desk.address(case.page, case.child, case.about))
    with CaptureQueriesContext(connection) as asked, django_capture_on_commit_callbacks(execute=True):
        answer = desk.sends(paper, typed(world, case.typed))
    queries = len(asked)  # the next request empties the list
    assert answer.status_code == 302, answer.content.decode()
    _leads_back(desk, case, answer["Location"])
    after = Glance(world, case)
    for effect in case.then:
        assert effect.look(after) == effect.now, f"after: {effect}"
    _is_noted(world, case)
    assert queries <= case.queries


def _leads_back(desk: Desk, case: Case, address: str) -> None:
    """To a part of the record, which says that it was done, or home where the record is out of sight now."""
    assert (address == reverse("home")) == case.home
    answer = desk.client.get(address)
    assert answer.status_code == 200
    assert "govuk-notification-banner--success" in answer.content.decode()


def _is_noted(world: World, case: Case) -> None:
    entries = Entry.objects.select_related("details").filter(child=world.ref(case.child), action=case.action)
    assert entries.count() == 1
    entry = entries[0]
    values = entry.details.values if hasattr(entry, "details") else {}
    assert values == {name: kept(world, value) for name, value in case.details.items()}
    assert (entry.account, entry.why) == (world.accounts[case.by].pk, case.why)
    kind, ref = subject(world, case)
    assert entry.subject_kind == kind
    assert ref is None or entry.subject == ref
    # Nothing else of the record was changed.
    others = Entry.objects.filter(child=world.ref(case.child)).exclude(pk=entry.pk)
    found = set(others.values_list("action", flat=True))
    assert found - {"child.viewed", "child.access-reported"} == set(case.also)


def _invited(case: Case) -> bool:
    return case.page.startswith("invite")


@pytest.mark.parametrize("case", [case for case in CASES if _invited(case)], ids=lambda case: case.id)
def test_an_invitation_goes_to_one_address_and_does_not_name_the_child(
    world: World, case: Case, django_capture_on_commit_callbacks
):
    desk = Desk(world, case.by)
    with django_capture_on_commit_callbacks(execute=True):
        desk.sends(desk.opens(desk.address(case.page, case.child, case.about)), case.typed)
    (message,) = mail.outbox
    expected = case.typed.get("email", "quiet@family.example")
    assert message.to == [expected]
    child = world.children[case.child]
    assert child.forename not in f"{message.subject} {message.body}"
    assert child.surname not in f"{message.subject} {message.body}".replace(world.carers["quiet"].name, "")
