"""A full disk is named in words, on pages and in the terminal, and nothing of the change is saved."""

import errno
import sqlite3

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from tests.records.conftest import KIND
from tests.records.signing import gave_the_password
from tests.records.sites import Site
from tests.records.world import World, small

from attainable.exchange import storage
from attainable.values.disk import is_full


def _full() -> OSError:
    return OSError(errno.ENOSPC, "No space left on device")


def test_every_way_of_saying_it_is_understood():
    wrapped = OperationalError("database or disk is full")
    wrapped.__cause__ = sqlite3.OperationalError("database or disk is full")
    caused = ValueError("An import")
    caused.__cause__ = OSError(errno.EDQUOT, "Disk quota exceeded")
    full: list[BaseException] = [_full(), wrapped, caused, OperationalError("could not extend file: No space left on device")]
    for error in full:
        assert is_full(error), error
    assert not is_full(None)
    for other in (OSError(errno.EACCES, "denied"), OperationalError("database is locked"), ValueError("the disk is full")):
        assert not is_full(other), other


@pytest.fixture
def world(db) -> World:
    return small()


@pytest.fixture
def client(world: World) -> Client:
    made = Client(raise_request_exception=False)
    made.force_login(world.accounts["head_oak"], backend="allauth.account.auth_backends.AuthenticationBackend")
    gave_the_password(made, world.accounts["head_oak"])
    return made


def _says_so(answer) -> None:
    assert answer.status_code == 507
    text = answer.content.decode()
    assert "Attainable has run out of disk space" in text
    assert "Something went wrong" not in text


@pytest.mark.skipif(KIND == "postgresql", reason="SQLite can be given a limit")
@pytest.mark.django_db(transaction=True)
def test_a_database_that_cannot_grow_answers_507_and_goes_on_showing_pages(client):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute("PRAGMA freelist_count")
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    try:
        for number in range(600):
            answer = client.post(reverse("own_name"), {"name": f"{'Ada ' * 30}{number}"})
            if answer.status_code == 507:
                break
        _says_so(answer)
        assert client.get(reverse("account")).status_code == 200
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")


def test_a_file_that_cannot_be_kept_answers_507(client, monkeypatch):
    def keep(*given):
        raise _full()

    monkeypatch.setattr(storage, "keep", keep)
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("roll.csv", b"UPN,Surname\r\nA,B\r\n")
    _says_so(client.post(reverse("bring-in"), {"file": file}))


def test_an_upload_that_cannot_even_be_received_answers_507(client, monkeypatch):
    def parse(*given):
        raise _full()

    monkeypatch.setattr("django.http.request.HttpRequest.parse_file_upload", parse)
    from django.core.files.uploadedfile import SimpleUploadedFile

    unsafe = Client(enforce_csrf_checks=True, raise_request_exception=False)
    unsafe.cookies = client.cookies
    unsafe.cookies["csrftoken"] = "a" * 32
    _says_so(unsafe.post(reverse("bring-in"), {"file": SimpleUploadedFile("roll.csv", b"x")}))


def test_a_command_ends_with_its_own_code(filled: Site) -> None:
    code = (
        "import errno\nfrom attainable.cli import exits\n"
        "def fails():\n    raise OSError(errno.ENOSPC, 'No space left on device')\n"
        "try:\n    exits.run_guarded(fails)\nexcept SystemExit as end:\n    print(int(end.code))"
    )
    assert filled.python(code) == "74"
