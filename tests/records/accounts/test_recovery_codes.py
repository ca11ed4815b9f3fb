"""Recovery codes: shown once, each good for one time, and never to be read again, not even in the database."""

import importlib
import re
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.apps import apps
from django.contrib.auth.hashers import identify_hasher, make_password
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from tests.records.accounts import made

from attainable.accounts import recovery_codes
from attainable.audit.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)
PAGE, CODE = "/account/2fa/recovery-codes/", re.compile(r"\b(\d{3}) (\d{3}) (\d{3})\b")


@pytest.fixture
def teacher():
    cache.clear()
    account = made.person("Tom Teacher", ("class-teacher", made.organisation()))
    made.with_app(account)
    return account


def _stored(account) -> Authenticator:
    return Authenticator.objects.get(user=account, type="recovery_codes")


def _with_code(account, code: str) -> bool:
    """Whether somebody who gives the password and this code is in."""
    client = Client()
    made.sign_in(client, account.email)
    client.post("/account/2fa/authenticate/", {"code": code})
    return bool(client.get("/me/").status_code == 200)


def _text(page) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


@pytest.mark.parametrize("between", ["", " ", "-"])
def test_a_recovery_code_works_once(teacher, between):
    code = made.recovery_codes(teacher)[0]
    as_typed = between.join((code[:3], code[3:6], code[6:]))
    assert [_with_code(teacher, as_typed), _with_code(teacher, as_typed)] == [True, False]
    assert recovery_codes.left(teacher) == 9


def test_it_signs_in_as_a_recovery_code_in_the_audit(teacher):
    assert _with_code(teacher, made.recovery_codes(teacher)[3])
    assert Entry.objects.get(action="signed.in").details.values == {"how": "password, recovery_codes"}
    assert _stored(teacher).last_used_at is not None


def test_a_wrong_one_is_refused_and_noted(teacher):
    codes = made.recovery_codes(teacher)
    wrong = next(f"{n:09d}" for n in range(20) if f"{n:09d}" not in codes)
    assert not _with_code(teacher, wrong)
    assert made.last_entry().action == "sign-in.refused"
    assert recovery_codes.left(teacher) == 10


def test_too_many_attempts_stop_a_right_one_too(teacher):
    code = made.recovery_codes(teacher)[0]
    client = Client()
    made.sign_in(client, teacher.email)
    for _ in range(5):
        client.post("/account/2fa/authenticate/", {"code": "000000000"})
    assert b"Too many" in client.post("/account/2fa/authenticate/", {"code": code}).content
    assert recovery_codes.left(teacher) == 10


def test_it_serves_where_the_password_is_asked_again(teacher):
    code = made.recovery_codes(teacher)[0]
    client = made.signed_in(teacher, lately=False)
    response = client.post("/account/2fa/reauthenticate/", {"code": code, "next": PAGE})
    assert response.headers["Location"] == PAGE
    assert recovery_codes.left(teacher) == 9


def test_only_slow_hashes_are_kept_each_with_a_salt_of_its_own(teacher):
    codes = made.recovery_codes(teacher)
    data = _stored(teacher).data
    assert len(set(codes)) == 10
    assert set(data) == {"hashes", "migrated_codes"}
    assert data["migrated_codes"] == []
    assert [first for first, _ in data["hashes"]] == list("0123456789"), "one hash an attempt"
    assert {identify_hasher(one).algorithm for _, one in data["hashes"]} == {"argon2"}
    assert len({one.split("$")[4] for _, one in data["hashes"]}) == 10
    assert not any(code[1:] in str(data) for code in codes)
    assert RecoveryCodes(_stored(teacher)).get_unused_codes() == [], "the library finds none of its own"


def test_they_are_shown_when_they_are_made_and_never_again(teacher):
    client = made.signed_in(teacher)
    assert "You do not have any recovery codes yet" in _text(client.get(PAGE))
    shown = ["".join(parts) for parts in CODE.findall(_text(client.post(PAGE)))]
    assert len(shown) == 10
    assert mail.outbox[-1].subject
    assert made.last_entry().details.values == {"what": "recovery codes"}
    again = client.get(PAGE)
    assert not CODE.search(_text(again))
    assert "You have 10 codes left of 10" in _text(again)
    assert "can’t show them again" in _text(again)
    assert "Create new codes" in _text(again)
    assert not any(code in str(dict(client.session)) for code in shown)
    assert _with_code(teacher, shown[9])
    assert "9 of 10 not used yet" in _text(client.get("/account/2fa/"))


def test_new_ones_end_those_before(teacher):
    client = made.signed_in(teacher)
    first = made.recovery_codes(teacher)
    client.post(PAGE)
    assert recovery_codes.left(teacher) == 10
    assert not _with_code(teacher, first[0])


def test_making_them_asks_for_the_password_again(teacher):
    response = made.signed_in(teacher, lately=False).post(PAGE)
    assert response.headers["Location"].startswith("/account/")
    assert "reauthenticate" in response.headers["Location"]
    assert recovery_codes.left(teacher) is None


def test_without_another_factor_there_are_none(teacher):
    Authenticator.objects.all().delete()
    assert made.signed_in(teacher).post(PAGE).headers["Location"] == "/account/2fa/"
    assert recovery_codes.left(teacher) is None


def test_they_go_with_the_last_factor(teacher, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    made.recovery_codes(teacher)
    made.signed_in(teacher).post("/account/2fa/totp/deactivate/")
    assert not made.has_factor(teacher)


def _turn_old_ones() -> None:
    migration = importlib.import_module("attainable.accounts.migrations.0003_recovery_codes_as_hashes")
    migration.hash_codes(apps, SimpleNamespace(connection=connection))


def test_codes_of_the_old_form_go_on_working_as_hashes(teacher):
    old = RecoveryCodes.activate(teacher)
    codes = old.get_unused_codes()
    assert old.validate_code(codes[2])
    _turn_old_ones()
    assert "seed" not in _stored(teacher).data
    assert recovery_codes.left(teacher) == 9
    assert [_with_code(teacher, codes[n]) for n in (0, 2, 9)] == [True, False, True]
    _turn_old_ones()
    assert recovery_codes.left(teacher) == 7, "what is turned stays as it is"


def test_a_code_that_is_used_while_they_are_turned_stays_used(teacher, monkeypatch):
    old = RecoveryCodes.activate(teacher)
    codes = old.get_unused_codes()
    migration = importlib.import_module("attainable.accounts.migrations.0003_recovery_codes_as_hashes")

    def slow(code: str) -> str:
        if code == codes[9]:
            RecoveryCodes(_stored(teacher)).validate_code(codes[0])
        return make_password(code)

    monkeypatch.setattr(migration, "make_password", slow)
    _turn_old_ones()
    assert not _with_code(teacher, codes[0])
    assert _with_code(teacher, codes[1])


def test_old_codes_that_no_key_reads_are_taken_away(teacher, settings):
    RecoveryCodes.activate(teacher)
    settings.SECRET_KEY = "another-key-" * 6
    _turn_old_ones()
    assert recovery_codes.left(teacher) is None
