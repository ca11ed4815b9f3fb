"""Signing in by an organisation's own provider, the whole way: what the provider is asked, and which of its answers are taken."""

import json
import time
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from tests.records.accounts import made
from tests.records.accounts.test_providers import PROVIDER

from attainable.accounts.roles import Kind
from attainable.audit.models import Entry
from attainable.website.providers import read_providers

pytestmark = pytest.mark.django_db
HOST = "https://login.council.example"
ASK, BACK = "/account/oidc/council/login/", "/account/oidc/council/login/callback/"
CONFIGURATION: dict[str, object] = {
    "issuer": HOST,
    "authorization_endpoint": f"{HOST}/authorise",
    "token_endpoint": f"{HOST}/token",
    "userinfo_endpoint": f"{HOST}/me",
    "jwks_uri": f"{HOST}/keys",
    "token_endpoint_auth_methods_supported": ["client_secret_post"],
}


class PackResults:
    """A provider at the other end of the wire, that says what it is told to say."""

    def __init__(self) -> None:
        self.token: dict[str, object] = {}
        self.person: dict[str, object] = {}
        self.with_token = True

    def __enter__(self):
        return self

    def __exit__(self, *error: object) -> None: ...

    def get(self, url: str, **_: object):
        return _answer(CONFIGURATION if url.endswith("openid-configuration") else self.person)

    def request(self, method: str, url: str, **_: object):
        signed = jwt.encode(self.token, "a-key-of-the-provider-and-of-nobody-else", algorithm="HS256")
        return _answer({"access_token": "t", **({"id_token": signed} if self.with_token else {})})


def _answer(content: dict[str, object]):
    return SimpleNamespace(
        status_code=200,
        headers={"content-type": "application/json"},
        text=json.dumps(content),
        json=lambda: content,
        raise_for_status=lambda: None,
    )


@pytest.fixture
def officer(settings, tmp_path):
    file = tmp_path / "providers.json"
    file.write_text(json.dumps([{**PROVIDER, "server_url": HOST}]))
    settings.SOCIALACCOUNT_PROVIDERS = read_providers(str(file)).settings()
    council = made.organisation("Council", Kind.AUTHORITY, oidc_provider="council")
    return made.person("Olu Officer", ("case-officer", council))


@pytest.fixture
def provider(officer, monkeypatch):
    answers = PackResults()
    monkeypatch.setattr(DefaultSocialAccountAdapter, "get_requests_session", lambda self: answers)
    answers.token = {"iss": HOST, "aud": "attainable", "sub": "u1", "exp": int(time.time()) + 60}
    answers.person = {"sub": "u1", "email": officer.email, "email_verified": True}
    return answers


def _asked(client: Client) -> dict[str, str]:
    """What the browser carries to the provider."""
    return {name: values[0] for name, values in parse_qs(urlsplit(client.post(ASK).headers["Location"]).query).items()}


def _back(client: Client, asked: dict[str, str]):
    return client.get(BACK, {"code": "c", "state": asked["state"]})


def _is_in(client: Client) -> bool:
    return bool(client.get("/me/").status_code == 200)


def test_an_answer_with_the_nonce_of_the_attempt_signs_in(provider):
    client = Client()
    asked = _asked(client)
    assert len(asked["nonce"]) >= 43, "256 random bits"
    provider.token["nonce"] = asked["nonce"]
    assert _back(client, asked).status_code == 302
    assert _is_in(client)


def test_each_attempt_has_a_nonce_of_its_own_whatever_the_address_says(provider):
    client = Client()
    location = client.post(f"{ASK}?auth_params=nonce%3Dchosen").headers["Location"]
    nonces = {_asked(client)["nonce"], _asked(client)["nonce"], parse_qs(urlsplit(location).query)["nonce"][0]}
    assert len(nonces) == 3
    assert "chosen" not in nonces


@pytest.mark.parametrize("nonce", [None, "", "of-another-attempt", 7])
def test_a_missing_or_a_wrong_nonce_is_refused_in_words(provider, nonce):
    client = Client()
    asked = _asked(client)
    provider.token |= {} if nonce is None else {"nonce": nonce}
    _refused(client, _back(client, asked))


def test_the_answer_to_another_attempt_of_the_same_browser_is_refused(provider):
    client = Client()
    first, second = _asked(client), _asked(client)
    provider.token["nonce"] = first["nonce"]
    _refused(client, _back(client, second))


def test_an_answer_without_an_id_token_is_refused(provider):
    client = Client()
    asked = _asked(client)
    provider.with_token = False
    _refused(client, _back(client, asked))


def test_what_is_told_about_another_person_than_the_tokens_is_refused(provider):
    client = Client()
    asked = _asked(client)
    provider.token |= {"nonce": asked["nonce"], "sub": "u2"}
    _refused(client, _back(client, asked))


def _refused(client: Client, page) -> None:
    assert page.status_code == 401
    assert b"did not match this attempt" in page.content
    assert not _is_in(client)
    assert not SocialAccount.objects.exists()
    entry = Entry.objects.get(action="sign-in.refused")
    assert entry.details.values == {"how": "council"}
