"""Signing in, as people do it: password, app, recovery code, passkey, a new password; and what stops those who guess."""

import base64
import time

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings
from tests.records.accounts import made
from tests.records.accounts.made import PASSWORD

from attainable.accounts.models import Account
from attainable.audit.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nothing_limited_yet():
    cache.clear()


@pytest.fixture
def teacher():
    return made.person("Tom Teacher", ("class-teacher", made.organisation()))


def _is_in(client) -> bool:
    return bool(client.get("/me/").status_code == 200)


def _actions() -> list[str]:
    return list(Entry.objects.order_by("number").values_list("action", flat=True))


def test_a_password_signs_in_and_out(teacher):
    client = Client()
    assert made.sign_in(client, teacher.email.upper()).headers["Location"] == "/"
    assert _is_in(client)
    client.post("/account/logout/")
    assert not _is_in(client)
    assert _actions() == ["signed.in", "signed.out"]
    assert Entry.objects.get(action="signed.in").details.values == {"how": "password"}


def test_a_get_never_signs_out(teacher):
    client = Client()
    made.sign_in(client, teacher.email)
    client.get("/account/logout/")
    assert _is_in(client)


def test_the_session_has_another_key_after_signing_in(teacher):
    client = Client()
    client.get("/account/login/")
    session = client.session
    session["kept"] = 1
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = str(before)
    made.sign_in(client, teacher.email)
    assert client.cookies["sessionid"].value != before


def test_a_wrong_password_and_an_unknown_address_are_told_alike(teacher):
    known = made.sign_in(Client(), teacher.email, "not-the-password-1")
    unknown = made.sign_in(Client(), "nobody.here@example.org", "not-the-password-1")
    assert known.status_code == unknown.status_code == 200
    without = [
        page.content.decode().replace(teacher.email, "X").replace("nobody.here@example.org", "X") for page in (known, unknown)
    ]
    tokens = [_without_tokens(text) for text in without]
    assert tokens[0] == tokens[1]
    assert _actions() == ["sign-in.refused"] * 2
    assert "nobody.here" not in str(list(Entry.objects.values()))


def _without_tokens(text: str) -> list[str]:
    return [line for line in text.splitlines() if "csrfmiddlewaretoken" not in line]


def test_time_tells_nothing_of_whether_an_address_has_an_account(teacher, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "1000/m/ip", "login": "1000/m/ip"}

    def took(email: str) -> float:
        client = Client()
        began = time.perf_counter()
        made.sign_in(client, email, "not-the-password-1")
        return time.perf_counter() - began

    took(teacher.email)
    # Turn by turn, and the quickest of each: a busy machine slows both.
    times = [(took(teacher.email), took("nobody@example.org")) for _ in range(15)]
    known, unknown = (min(column) for column in zip(*times, strict=True))
    assert 0.5 < known / unknown < 2


def test_five_wrong_passwords_close_an_address_for_five_minutes(teacher):
    client = Client()
    for _ in range(5):
        assert b"not correct" in made.sign_in(client, teacher.email, "not-the-password-1").content
    assert b"Too many" in made.sign_in(client, teacher.email).content, "the right one, too late"
    assert not _is_in(client)


def test_a_limit_counts_over_worker_processes(teacher):
    """Limits stand in the database: what one process counted another finds there."""
    from django.db import connection

    for _ in range(2):
        made.sign_in(Client(), teacher.email, "not-the-password-1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM cache WHERE cache_key LIKE '%login_failed%'")
        assert cursor.fetchone()[0] >= 2


def test_one_machine_cannot_try_addresses_without_end():
    client = Client()
    for number in range(20):
        made.sign_in(client, f"somebody{number}@example.org", "not-the-password-1")
    assert b"Too many" in made.sign_in(client, "another@example.org", "not-the-password-1").content


def test_codes_of_an_app_are_those_of_rfc_6238():
    key = base64.b32encode(b"12345678901234567890").decode()
    assert [made.code_of(key, at) for at in (59, 1111111109, 1234567890)] == ["287082", "081804", "005924"]


def test_an_app_is_asked_for_after_the_password(teacher):
    key = made.with_app(teacher)
    client = Client()
    assert made.sign_in(client, teacher.email).headers["Location"] == "/account/2fa/authenticate/"
    assert not _is_in(client), "the password alone opens nothing"
    assert b"not correct" in client.post("/account/2fa/authenticate/", {"code": "000000"}).content
    client.post("/account/2fa/authenticate/", {"code": made.code_of(key)})
    assert _is_in(client)
    assert _actions()[-2:] == ["sign-in.refused", "signed.in"]


def test_a_code_works_once(teacher):
    key = made.with_app(teacher)
    code = made.code_of(key)
    for expected in (True, False):
        client = Client()
        made.sign_in(client, teacher.email)
        client.post("/account/2fa/authenticate/", {"code": code})
        assert _is_in(client) is expected


def test_codes_cannot_be_guessed_one_after_another(teacher):
    made.with_app(teacher)
    client = Client()
    made.sign_in(client, teacher.email)
    for _ in range(5):
        client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert b"Too many" in client.post("/account/2fa/authenticate/", {"code": "000000"}).content


def test_setting_up_an_app(teacher):
    client = made.signed_in(teacher)
    page = client.get("/account/2fa/totp/activate/")
    key = made.given(page)["form"].secret
    assert key in page.content.decode()
    assert b"data:image/svg+xml;base64," in page.content
    response = client.post("/account/2fa/totp/activate/", {"code": made.code_of(key)})
    assert response.headers["Location"] == "/account/2fa/recovery-codes/"
    assert mail.outbox[-1].to == [teacher.email]
    assert "second-factor.added" in _actions()


def test_the_key_of_an_app_is_not_readable_in_the_database(teacher):
    from allauth.mfa.models import Authenticator

    key = made.with_app(teacher)
    assert key not in str(Authenticator.objects.get(user=teacher).data)


def test_setting_up_a_second_factor_asks_for_the_password_again(teacher):
    client = made.signed_in(teacher, lately=False)
    response = client.get("/account/2fa/totp/activate/")
    assert response.headers["Location"].startswith("/account/reauthenticate/")
    wrong = client.post("/account/reauthenticate/?next=/account/2fa/totp/activate/", {"password": "not-mine-at-all"})
    assert wrong.status_code == 200
    right = client.post("/account/reauthenticate/", {"password": PASSWORD, "next": "/account/2fa/totp/activate/"})
    assert right.headers["Location"] == "/account/2fa/totp/activate/"
    assert client.get("/account/2fa/totp/activate/").status_code == 200


def test_a_new_password_by_email(teacher):
    elsewhere = Client()
    made.sign_in(elsewhere, teacher.email)
    client = Client()
    assert client.post("/account/password/reset/", {"email": teacher.email}).status_code == 302
    link = made.link_in_mail()
    page = client.get(link, follow=True)
    assert b"Choose a new password" in page.content
    form_at = page.redirect_chain[-1][0]
    assert link not in form_at, "the secret does not stay in the address"
    new = "three-other-odd-words"
    client.post(form_at, {"password1": new, "password2": new})
    assert b"no longer works" in Client().get(link, follow=True).content, "once"
    assert made.sign_in(Client(), teacher.email).status_code == 200, "the old one no longer signs in"
    made.sign_in(client, teacher.email, new)
    assert _is_in(client)
    assert not _is_in(elsewhere), "signed out everywhere"
    assert "password.reset" in _actions()


def test_asking_for_a_new_password_tells_nothing(teacher):
    known = Client().post("/account/password/reset/", {"email": teacher.email}, follow=True)
    unknown = Client().post("/account/password/reset/", {"email": "nobody@example.org"}, follow=True)
    assert _without_tokens(known.content.decode()) == _without_tokens(unknown.content.decode())
    assert [message.to for message in mail.outbox] == [[teacher.email], ["nobody@example.org"]]
    assert mail.outbox[0].subject == mail.outbox[1].subject


def test_the_link_of_a_message_has_the_address_of_the_settings(teacher):
    with override_settings(SITE_URL="https://records.example.org", ALLOWED_HOSTS=["*"]):
        Client().post("/account/password/reset/", {"email": teacher.email}, headers={"host": "evil.example"})
    assert "https://records.example.org/account/" in mail.outbox[-1].body
    assert "evil" not in mail.outbox[-1].body


def test_changing_the_password_signs_out_everywhere(teacher):
    client, elsewhere = Client(), Client()
    made.sign_in(client, teacher.email)
    made.sign_in(elsewhere, teacher.email)
    new = "three-other-odd-words"
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert not _is_in(client)
    assert not _is_in(elsewhere)
    assert "password.changed" in _actions()
    assert mail.outbox[-1].to == [teacher.email]


def test_a_page_elsewhere_is_never_where_signing_in_leads(teacher):
    response = Client().post("/account/login/", {"login": teacher.email, "password": PASSWORD, "next": "https://evil.example/"})
    assert response.headers["Location"] == "/"


def test_nobody_signs_up(teacher):
    response = Client().post("/account/signup/", {"email": "new@example.org", "password1": PASSWORD})
    assert response.status_code == 404
    assert Account.objects.count() == 1


def test_an_account_that_is_closed_signs_in_no_more(teacher):
    Account.objects.update(is_active=False)
    client = Client()
    made.sign_in(client, teacher.email)
    assert not _is_in(client)


def test_an_account_without_allauths_row_of_its_address_works_all_the_same(teacher):
    EmailAddress.objects.all().delete()
    client = Client()
    made.sign_in(client, teacher.email)
    assert _is_in(client)
    again = client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert again.status_code == 302


def test_where_one_is_signed_in_and_signing_out_there(teacher):
    here, there = Client(), Client()
    made.sign_in(here, teacher.email)
    made.sign_in(there, teacher.email)
    page = here.get("/account/sessions/")
    assert page.content.decode().count("govuk-summary-card__title-wrapper") == 2
    other = next(session for session in made.given(page)["sessions"] if session.session_key != here.session.session_key)
    assert here.post(f"/account/sessions/end/{other.pk}/").status_code == 302
    assert not _is_in(there)
    assert _is_in(here)


def test_nobody_ends_the_session_of_another(teacher):
    theirs, mine = Client(), Client()
    made.sign_in(theirs, teacher.email)
    made.sign_in(mine, made.person("Mia Mine").email)
    session = made.given(theirs.get("/account/sessions/"))["sessions"][0]
    assert mine.post(f"/account/sessions/end/{session.pk}/").status_code == 404
    assert _is_in(theirs)
