"""Every address of django-allauth: it is a page in our frame, leads elsewhere, or is not there. A new one fails here until it
has been looked at."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.records.accounts import made

pytestmark = pytest.mark.django_db

# name: (status for nobody, status for somebody who is signed in and gave the password again)
EXPECTED = {
    "account_login": (200, 302),
    "account_logout": (302, 200),
    "account_inactive": (200, 200),
    "account_signup": (404, 404),
    "account_reauthenticate": (302, 200),
    "account_email": (404, 404),
    "account_email_verification_sent": (404, 404),
    "account_confirm_email": (404, 404),
    "account_change_password": (302, 200),
    "account_set_password": (404, 404),
    "account_reset_password": (200, 200),
    "account_reset_password_done": (200, 200),
    "account_reset_password_from_key": (200, 200),
    "account_reset_password_from_key_done": (200, 200),
    "account_confirm_login_code": (404, 404),
    "mfa_index": (302, 200),
    "mfa_authenticate": (302, 302),
    "mfa_reauthenticate": (302, 200),
    "mfa_activate_totp": (302, 302),
    "mfa_deactivate_totp": (302, 200),
    "mfa_view_recovery_codes": (302, 200),
    "mfa_list_webauthn": (302, 200),
    "mfa_add_webauthn": (302, 200),
    "mfa_reauthenticate_webauthn": (302, 200),
    "mfa_remove_webauthn": (302, 200),
    "mfa_edit_webauthn": (302, 200),
    "mfa_login_webauthn": (302, 302),
    "socialaccount_login_cancelled": (200, 200),
    "socialaccount_login_error": (401, 401),
    "socialaccount_signup": (404, 404),
    "socialaccount_connections": (404, 404),
    "openid_connect_login": (404, 404),
    "openid_connect_callback": (404, 404),
    "usersessions_list": (302, 200),
    "end_session": (302, 405),
}


def _addresses(patterns, before=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern.url_patterns, before + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield before + str(pattern.pattern), pattern.name


def _allauths():
    account = next(r for r in get_resolver().url_patterns if str(r.pattern) == "account/")
    assert isinstance(account, URLResolver)
    return [(address, name) for address, name in _addresses(account.url_patterns, "/account/") if name]


@pytest.fixture
def person():
    cache.clear()
    account = made.person("Tom Teacher", ("class-teacher", made.organisation()))
    made.with_app(account)
    made.recovery_codes(account)
    return account


@pytest.fixture
def key(person, monkeypatch):
    """A passkey, as far as its name and kind are shown."""
    return Authenticator.objects.create(
        user=person,
        type="webauthn",
        data={"name": "Blue key", "credential": {"clientExtensionResults": {"credProps": {"rk": True}}}},
    )


def _path(address: str, key: int) -> str:
    for part, value in {
        "<int:pk>": str(key),
        "<int:session>": "1",
        "(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)": "1-x",
        "(?P<key>[-:\\w]+)": "x",
        "^(?P<provider_id>[^/]+)/": "none/",
        "^": "",
        "$": "",
    }.items():
        address = address.replace(part, value)
    return address


def test_every_address_is_known():
    assert {name for _, name in _allauths()} == set(EXPECTED)


@pytest.mark.parametrize(("address", "name"), _allauths())
def test_every_address_is_a_page_of_ours_or_is_not_there(address, name, person, key, monkeypatch):
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda user: [])
    path = _path(address, key.pk)
    for client, expected in zip((Client(), made.signed_in(person)), EXPECTED[name], strict=True):
        response = client.get(path)
        assert response.status_code == expected, path
        if response.status_code != 302 and response.headers["Content-Type"].startswith("text/html"):
            text = response.content.decode()
            if response.status_code == 405:
                continue
            assert "app-header__product" in text, f"{path} is not in our frame"
            assert response.status_code in (404, 405) or text.count("<h1") == 1, path
            assert not any(word in text for word in ("style=", "onclick=", "<style")), path


@pytest.mark.parametrize("path", ["/account/social/login/cancelled/", "/account/social/connections/", "/account/3rdparty/"])
def test_old_addresses_are_not_there(path, person):
    assert made.signed_in(person).get(path).status_code == 404


def test_a_passkey_begins_with_a_challenge():
    response = Client().get("/account/2fa/webauthn/login/", headers={"accept": "application/json"})
    options = response.json()["request_options"]["publicKey"]
    assert len(options["challenge"]) >= 22
    assert options["userVerification"] == "required"


def test_too_many_attempts_are_told_in_our_frame(settings, person):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    made.sign_in(Client(), "a@example.org")
    response = made.sign_in(Client(), "a@example.org")
    assert response.status_code == 429
    assert b"Too many attempts" in response.content
    assert b"app-header__product" in response.content
