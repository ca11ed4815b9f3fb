"""Tampering of each kind shows, the tables refuse it, and what was rightly erased leaves a chain that is whole."""

import threading
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from attainable.accounts.actor import system_actor
from attainable.audit.actions import Event, record
from attainable.audit.chain import BEGINNING, link, seal
from attainable.audit.models import Details, Entry, Head
from attainable.audit.queries import faults

pytestmark = pytest.mark.django_db(transaction=True)
BY = system_actor("a test")


@pytest.fixture
def chain():
    """Six entries, each with details."""
    for number in range(6):
        record(BY, Event("thing.changed", "thing", f"t{number}", why="So", details={"before": number, "after": number + 1}))


@contextmanager
def _tampering():
    """As somebody does who may do everything in the database: without the triggers, put back afterwards."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            yield cursor
            cursor.execute("SET session_replication_role = DEFAULT")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield cursor
        for _, sql in triggers:
            cursor.execute(sql)


def _broken() -> list[str]:
    return [problem.what for problem in faults() if problem.is_error]


def test_a_chain_that_was_left_alone_is_whole(chain):
    assert list(faults()) == []
    assert list(Entry.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_no_audit_at_all_is_whole():
    assert list(faults()) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("why", "Otherwise"),
        ("name", "Somebody else"),
        ("at", "2020-01-01 00:00:00"),
        ("action", "thing.viewed"),
        ("account", 7),
        ("subject", "t9"),
        ("child", "c9"),
        ("organisation_name", "Elsewhere"),
        ("roles", "senco"),
        ("details_digest", "0" * 64),
    ],
)
def test_a_row_that_was_changed_is_found(chain, column, value):
    with _tampering() as cursor:
        cursor.execute(f"UPDATE audit_entry SET {column} = %s WHERE number = 3", [value])
    assert any(what.startswith("Entry 3: its contents") for what in _broken())


def test_a_row_that_was_deleted_is_found(chain):
    with _tampering() as cursor:
        cursor.execute("DELETE FROM audit_entry WHERE number = 3")
    assert _broken() == ["Entry 4: entries 3 to 3 are missing before it."]


def test_a_row_that_was_deleted_and_the_others_moved_up_is_found(chain):
    with _tampering() as cursor:
        cursor.execute("DELETE FROM audit_entry WHERE number = 3")
        for number in (4, 5, 6):
            cursor.execute("UPDATE audit_entry SET number = %s WHERE number = %s", [number - 1, number])
    assert any("Entry 3" in what for what in _broken())


def test_rows_that_were_swapped_are_found(chain):
    with _tampering() as cursor:
        for old, new in ((3, 99), (4, 3), (99, 4)):
            cursor.execute("UPDATE audit_entry SET number = %s WHERE number = %s", [new, old])
    assert {what.split(":")[0] for what in _broken()} >= {"Entry 3", "Entry 4"}


def test_an_end_that_was_cut_off_is_found(chain):
    with _tampering() as cursor:
        cursor.execute("DELETE FROM audit_entry WHERE number > 4")
    assert _broken() == ["The chain ends at entry 4, but 6 were written."]


def test_an_end_that_was_cut_off_is_found_though_the_head_was_moved(chain):
    with _tampering() as cursor:
        cursor.execute("DELETE FROM audit_entry WHERE number > 4")
    Head.objects.update(number=4, hash=Entry.objects.get(number=4).hash)
    assert [what.split(",")[0] for what in _broken()] == ["The chain's end"]


def test_a_head_that_is_missing_is_found(chain):
    Head.objects.all().delete()
    assert _broken() == ["The chain ends at entry 6, but 0 were written."]


def test_details_that_were_changed_are_found(chain):
    with _tampering() as cursor:
        cursor.execute("UPDATE audit_details SET salt = %s WHERE entry_id = 2", ["other"])
    assert _broken() == ["Entry 2: its details have changed since they were written."]


def test_details_that_were_put_beside_an_entry_without_any_are_found():
    record(BY, Event("thing.viewed"))
    Details.objects.create(entry_id=1, salt="x", values={"made": "up"})
    assert _broken() == ["Entry 1: its details have changed since they were written."]


def test_a_chain_that_was_linked_anew_with_another_key_is_found(chain):
    with _tampering() as cursor:
        cursor.execute("UPDATE audit_entry SET why = %s WHERE number = 3", ["Otherwise"])
        previous = BEGINNING
        for entry in Entry.objects.order_by("number"):
            forged = link(previous, entry.hashed(), "not-the-key")
            cursor.execute("UPDATE audit_entry SET previous = %s, hash = %s WHERE number = %s", [previous, forged, entry.number])
            previous = forged
    Head.objects.update(hash=previous, seal=seal(6, previous, "not-the-key"))
    assert len(_broken()) == 7, "each entry, and the end"


def test_an_entry_that_was_added_without_the_key_is_found(chain):
    last = Entry.objects.get(number=6)
    forged = Entry(number=7, at=last.at, name="Mallory", action="child.viewed", previous=last.hash)
    forged.hash = link(last.hash, forged.hashed(), "not-the-key")
    forged.save(force_insert=True)
    assert any(what.startswith("Entry 7") for what in _broken())


def test_a_lost_key_is_not_silence(chain, settings):
    settings.AUDIT_KEY = "another" * 10
    assert len(_broken()) == 7


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET why = 'x'",
        "UPDATE audit_entry SET number = 9 WHERE number = 1",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_entry WHERE number = 6",
        "UPDATE audit_details SET salt = 'x'",
    ],
)
def test_the_database_refuses(chain, statement):
    with pytest.raises(DatabaseError, match="never"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(faults()) == []


def test_the_models_are_refused_as_well(chain):
    for change in (
        lambda: Entry.objects.update(why="x"),
        lambda: Entry.objects.all().delete(),
        lambda: Details.objects.update(salt="x"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Entry.objects.count() == 6


def test_details_that_were_erased_leave_a_chain_that_is_whole_and_a_note(chain):
    Details.objects.filter(entry_id__in=(2, 3)).delete()
    found = list(faults())
    assert [problem.code for problem in found] == ["audit-details-erased"] * 2
    assert not any(problem.is_error for problem in found)


def test_what_is_undone_leaves_no_entry():
    with pytest.raises(RuntimeError), transaction.atomic():
        record(BY, Event("thing.changed"))
        raise RuntimeError
    assert not Entry.objects.exists()
    assert list(faults()) == []


def test_many_who_write_at_once_make_one_chain():
    wrong: list[BaseException] = []

    def write(name: str) -> None:
        try:
            for number in range(15):
                record(system_actor(name), Event("thing.changed", "thing", f"{name}{number}", details={"n": number}))
        except BaseException as error:  # told below
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert Entry.objects.count() == 60
    assert list(faults()) == []


def test_a_seal_hangs_on_the_key_the_number_and_the_end():
    made = {seal(n, h, k) for n in (1, 2) for h in ("a", "b") for k in ("k", settings.AUDIT_KEY)}
    assert len(made) == 8
