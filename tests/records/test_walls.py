"""What the tests of records stand on: their own database, migrations on, the audit's triggers after a flush too."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import send_mail
from django.db import DatabaseError, connection, transaction
from tests.records.databases import ON_SQLITE_ONLY

from attainable.accounts.actor import system_actor
from attainable.accounts.models import Account
from attainable.audit.actions import Event, record
from attainable.audit.models import Entry


def test_no_database_unless_it_is_asked_for() -> None:
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        Entry.objects.count()


def test_the_site_is_in_a_folder_of_its_own() -> None:
    home: Path = settings.CONFIG.home
    assert "build/site" not in str(home)
    assert home.parent.name.startswith("attainable-")
    # Of this very process: others run other tests at the same time.
    assert str(home) == os.environ["ATTAINABLE_HOME"]


def test_messages_go_nowhere() -> None:
    send_mail("A subject", "A text", None, ["somebody@example.org"])
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_passwords_are_kept_by_argon2() -> None:
    account = Account.objects.create_user("somebody@example.org", "a long enough password")
    assert account.password.startswith("argon2$")


def _cannot_delete() -> bool:
    record(system_actor("a test"), Event("thing.done"))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM audit_entry")
    except DatabaseError as error:
        return "never" in str(error)
    return False


# Twice, so that the second meets what the flush of the first left.
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", [1, 2])
def test_triggers_stand_after_a_flush(time: int) -> None:
    assert Entry.objects.count() == 0
    assert _cannot_delete()


@pytest.mark.django_db
def test_triggers_stand_in_a_plain_test() -> None:
    assert _cannot_delete()


def test_what_runs_on_sqlite_only_is_there_and_says_why() -> None:
    folder = Path(__file__).parent
    assert [name for name, why in ON_SQLITE_ONLY.items() if not why or not (folder / name).exists()] == []
