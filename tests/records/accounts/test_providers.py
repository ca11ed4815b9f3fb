"""An organisation's own provider: signs in its people by a verified address, and makes no accounts."""

import json

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.conf import settings as django_settings
from django.test import Client
from tests.records.accounts import made
from tests.records.accounts.made import PASSWORD

from attainable.accounts.models import Account
from attainable.accounts.roles import Kind
from attainable.audit.models import Entry
from attainable.values.problem import ProblemsError
from attainable.website.providers import read_providers

pytestmark = pytest.mark.django_db
PROVIDER = {
    "id": "council",
    "name": "the council",
    "server_url": "https://login.council.example",
    "client_id": "attainable",
    "secret": "its-secret",
}


@pytest.fixture
def provider(settings, tmp_path):
    file = tmp_path / "providers.json"
    file.write_text(json.dumps([PROVIDER]))
    settings.SOCIALACCOUNT_PROVIDERS = read_providers(str(file)).settings()


@pytest.fixture
def officer(provider):
    council = made.organisation("Council", Kind.AUTHORITY, oidc_provider="council")
    return made.person("Olu Officer", ("case-officer", council))


@pytest.fixture
def comes_back(monkeypatch):
    """A browser that comes back from the provider, which says who it is."""

    def come_back(email: str, *, verified: bool = True, uid: str = "u1", process: str = "login", client: Client | None = None):
        def view(request, provider_id):
            from allauth.socialaccount.adapter import get_adapter
            from allauth.socialaccount.internal.flows.login import complete_login

            found = get_adapter().get_provider(request, provider_id)
            told = {"id_token": {"sub": uid, "nonce": "of-this-attempt"}}
            login = SocialLogin(
                user=Account(email=email),
                account=SocialAccount(provider=provider_id, uid=uid, extra_data=told),
                email_addresses=[EmailAddress(email=email, verified=verified, primary=True)],
                provider=found,
            )
            login.state = {"process": process, "nonce": "of-this-attempt"}
            return complete_login(request, login)

        from django.urls import get_resolver

        callback = get_resolver().resolve("/account/oidc/council/login/callback/")
        assert callback.view_name == "openid_connect_callback"
        for pattern in _patterns(get_resolver().url_patterns):
            if pattern.name == "openid_connect_callback":
                monkeypatch.setattr(pattern, "callback", view)
        browser = client or Client()
        return browser, browser.get("/account/oidc/council/login/callback/")

    return come_back


def _patterns(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _patterns(pattern.url_patterns)
        else:
            yield pattern


def test_a_member_is_signed_in_and_connected(officer, comes_back):
    client, response = comes_back(officer.email)
    assert response.status_code == 302
    assert client.get("/me/").status_code == 200
    assert SocialAccount.objects.get().user == officer
    officer.refresh_from_db()
    assert officer.check_password(PASSWORD), "the password stays"
    assert Entry.objects.filter(action="provider.connected").exists()
    again, _ = comes_back(officer.email)
    assert again.get("/me/").status_code == 200


def test_an_address_that_is_not_verified_signs_nobody_in(officer, comes_back):
    client, response = comes_back(officer.email, verified=False)
    assert response.status_code == 403
    assert client.get("/me/").status_code == 302
    assert not SocialAccount.objects.exists()


def test_no_account_is_made(provider, comes_back):
    before = Account.objects.count()
    _, response = comes_back("stranger@council.example")
    assert response.status_code == 403
    assert Account.objects.count() == before


def test_a_member_of_another_organisation_is_not_signed_in(provider, comes_back):
    school = made.organisation("School", oidc_provider="")
    teacher = made.person("Tom Teacher", ("class-teacher", school))
    client, response = comes_back(teacher.email)
    assert response.status_code == 403
    assert client.get("/me/").status_code == 302


def test_who_left_the_organisation_is_no_longer_signed_in(officer, comes_back):
    from attainable.accounts.models import Membership

    comes_back(officer.email)
    membership = Membership.objects.get(account=officer)
    membership.delete()
    made.hold(officer, "case-officer", membership.organisation, since=50, until=1)
    client, response = comes_back(officer.email)
    assert response.status_code == 403
    assert client.get("/me/").status_code == 302


def test_a_provider_is_never_connected_on_request(officer, comes_back):
    other = made.person("Mia Mine", ("class-teacher", made.organisation()))
    client = made.signed_in(other)
    _, response = comes_back("else@council.example", process="connect", client=client, uid="u9")
    assert response.status_code == 403
    assert not SocialAccount.objects.exists()


def test_the_second_factor_is_asked_after_a_provider_too(officer, comes_back):
    made.with_app(officer)
    client, response = comes_back(officer.email)
    assert response.headers["Location"] == "/account/2fa/authenticate/"
    assert client.get("/me/").status_code == 302


def test_a_provider_that_asks_for_a_second_factor_itself_is_enough(officer, comes_back, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client, _ = comes_back(officer.email)
    assert client.get("/me/").headers["Location"] == "/account/2fa/"
    settings.SECOND_FACTOR_PROVIDERS = frozenset({"council"})
    client, _ = comes_back(officer.email)
    assert client.get("/me/").status_code == 200


def test_the_sign_in_page_offers_it(provider):
    assert b"Sign in with the council" in Client().get("/account/login/").content
    assert b"Continue to the council" in Client().get("/account/oidc/council/login/").content
    assert Client().get("/account/oidc/other/login/").status_code == 404


def test_pkce_is_used(provider):
    from allauth.socialaccount.adapter import get_adapter

    found = get_adapter().get_provider(None, "council")
    assert isinstance(found, OpenIDConnectProvider)
    assert found.get_pkce_params()


def test_without_a_file_there_is_none():
    assert read_providers("").listed == ()
    assert frozenset() == django_settings.SECOND_FACTOR_PROVIDERS


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        '[{"id": "x"}]',
        json.dumps([PROVIDER, PROVIDER]),
        json.dumps([{**PROVIDER, "id": "The Council"}]),
        json.dumps([{**PROVIDER, "server_url": "http://login.council.example"}]),
        json.dumps([{**PROVIDER, "what": 1}]),
    ],
)
def test_a_file_that_is_wrong_is_told_without_its_secrets(tmp_path, content):
    file = tmp_path / "providers.json"
    file.write_text(content)
    with pytest.raises(ProblemsError) as error:
        read_providers(str(file))
    assert "its-secret" not in str(error.value)
    with pytest.raises(ProblemsError):
        read_providers(str(tmp_path / "nowhere.json"))
