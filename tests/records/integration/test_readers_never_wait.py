"""On SQLite, while a large change holds the database, people go on reading; what they saw is audited with the next change."""

import sqlite3
import time
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from tests.records.world import World, small

from attainable.audit import spool
from attainable.audit.actions import Event, record
from attainable.audit.models import Entry
from attainable.website import checkup

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("sqlite3" not in str(settings.DATABASES["default"]["ENGINE"]), reason="SQLite has one writer at a time"),
]


@pytest.fixture
def world() -> World:
    return small()


@pytest.fixture
def desk(world: World) -> Iterator[Client]:
    made = Client()
    made.force_login(world.accounts["senco_oak"])
    made.get("/")
    yield made
    for file in spool._files():
        file.unlink()


@pytest.fixture
def locked():
    """Another connection that is in the middle of a change."""
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    connection.close()
    other.execute("BEGIN IMMEDIATE")
    yield other
    if other.in_transaction:
        other.execute("ROLLBACK")
    other.close()


def views() -> list[Entry]:
    return list(Entry.objects.filter(action="child.viewed").order_by("number"))


def test_pages_open_and_the_views_are_audited_with_the_next_change(world: World, desk: Client, locked) -> None:
    ref, began = world.ref("oak_support"), time.monotonic()
    for page in ("child", "child-history"):
        assert desk.get(reverse(page, args=[ref])).status_code == 200
    assert desk.get(reverse("register")).status_code == 200
    assert desk.get(reverse("figures")).status_code == 200
    assert desk.post(reverse("search"), {"q": "oak"}).status_code == 200
    assert time.monotonic() - began < 15, "nobody waits as long as a change does"
    waiting = list(spool.waiting())
    assert [line["event"]["action"] for line, right in waiting if right] == ["child.viewed", "child.viewed", "children.listed"]
    assert world.children["oak_support"].surname not in spool.spool_file().read_text("utf-8")
    before = len(views())
    locked.execute("ROLLBACK")
    with transaction.atomic():
        record(world.actor("senco_oak"), Event("child.edited", child=ref))
    assert list(spool.waiting()) == []
    new = views()[before:]
    assert [entry.details.values["part"] for entry in new] == ["child", "child-history"]
    assert all(entry.account == world.accounts["senco_oak"].pk and entry.at < Entry.objects.latest("number").at for entry in new)
    assert not [found for found in checkup._audit() if found[0].name == "FAULT"]


def test_a_change_that_can_not_be_saved_says_so_truly_and_when_to_try_again(
    world: World, desk: Client, locked, monkeypatch
) -> None:
    monkeypatch.setitem(settings.DATABASES["default"]["OPTIONS"], "timeout", 0.3)
    connection.ensure_connection()
    connection.connection.execute("PRAGMA busy_timeout=300")
    address = reverse("change-young-carer", args=[world.ref("oak_support")])
    day = {"from_date_day": world.on.day, "from_date_month": world.on.month, "from_date_year": world.on.year}
    answer = desk.post(address, {"code": "N", **day})
    assert answer.status_code == 503 and answer["Retry-After"] == "30"
    assert "nothing of it was saved" in answer.content.decode()


def test_a_line_that_was_altered_is_found_and_never_taken_in(world: World, desk: Client, locked) -> None:
    desk.get(reverse("child", args=[world.ref("oak_support")]))
    file = spool.spool_file()
    file.write_text(file.read_text("utf-8").replace("Sena Oakes", "Somebody Else"), "utf-8")
    locked.execute("ROLLBACK")
    assert "1 views that wait" in str(list(checkup._audit()))
    with transaction.atomic():
        record(world.actor("senco_oak"), Event("child.edited", child=world.ref("oak_support")))
    assert not Entry.objects.filter(name="Somebody Else").exists()
    assert "Somebody Else" in file.with_name("audit-views.wrong.txt").read_text("utf-8")
    file.with_name("audit-views.wrong.txt").unlink()


def test_a_change_that_is_undone_leaves_the_lines_waiting(world: World, desk: Client, locked) -> None:
    desk.get(reverse("child", args=[world.ref("oak_support")]))
    locked.execute("ROLLBACK")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(world.actor("senco_oak"), Event("child.edited", child=world.ref("oak_support")))
        raise ZeroDivisionError
    assert [right for _, right in spool.waiting()] == [True]
