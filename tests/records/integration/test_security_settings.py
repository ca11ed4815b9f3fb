"""Headers of every page, and what production sets: cookies, transport, no faults by Django's own check."""

import json
import os
import subprocess
import sys

import pytest
from django.test import Client
from tests.records.accounts import made

pytestmark = pytest.mark.django_db


@pytest.fixture
def clients():
    return Client(), made.signed_in(made.person("Tom Teacher", ("class-teacher", made.organisation())))


def _production(home, code: str, **more: str) -> subprocess.CompletedProcess[str]:
    # The browser tests lift this guard for themselves; a server in production has it.
    given = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    environment = {
        **given,
        "ATTAINABLE_HOME": str(home),
        "ATTAINABLE_MODE": "production",
        "SECRET_KEY": "s" * 30 + "t" * 30 + "uvwxyz",
        "AUDIT_KEY": "a" * 60,
        "WAREHOUSE_KEY": "w" * 60,
        "ALLOWED_HOSTS": "records.example.org",
        "SITE_URL": "https://records.example.org",
        "DATABASE_URL": "",
        "EMAIL_URL": "smtp://u:p@mail.example.org:587",
        **more,
    }
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("path", ["/account/login/", "/me/", "/permissions/", "/nothing/", "/account/password/reset/"])
def test_every_page_has_its_headers(clients, path):
    for client in clients:
        headers = client.get(path).headers
        policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert policy["form-action"] == "'self'"
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "no-store" in headers["Cache-Control"]
        assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("path", ["/account/login/", "/account/password/reset/", "/me/name/", "/account/logout/"])
def test_a_form_without_its_token_is_not_taken(path):
    account = made.person("Tom Teacher", ("class-teacher", made.organisation()))
    client = Client(enforce_csrf_checks=True)
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(path, {"name": "x"}).status_code == 403


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PUT", "DELETE", "PATCH", "PROPFIND"])
def test_odd_methods_are_refused(clients, method):
    for client in clients:
        assert client.generic(method, "/me/").status_code == 405


def test_a_host_that_is_not_ours_is_refused(clients):
    assert clients[0].get("/account/login/", headers={"host": "evil.example"}).status_code == 400


def test_what_production_sets(tmp_path):
    code = (
        "import json, os; os.environ['DJANGO_SETTINGS_MODULE']='attainable.website.settings'\n"
        "from django.conf import settings as s\n"
        "print(json.dumps({n: getattr(s, n) for n in ('DEBUG','SESSION_COOKIE_SECURE','CSRF_COOKIE_SECURE','SESSION_COOKIE_NAME',"
        "'CSRF_COOKIE_NAME','SESSION_COOKIE_HTTPONLY','CSRF_COOKIE_HTTPONLY','SESSION_COOKIE_SAMESITE','SECURE_HSTS_SECONDS',"
        "'SECURE_HSTS_INCLUDE_SUBDOMAINS','SECURE_SSL_REDIRECT','SECOND_FACTOR_REQUIRED','MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN')}))"
    )
    found = _production(tmp_path, code)
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout) == {
        "DEBUG": False,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SECURE_HSTS_SECONDS": 63072000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "SECURE_SSL_REDIRECT": True,
        "SECOND_FACTOR_REQUIRED": True,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": False,
    }


def test_django_finds_no_fault_in_production(tmp_path):
    code = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE']='attainable.website.settings'\n"
        "import django; django.setup()\n"
        "from django.core.management import call_command; call_command('check', deploy=True, fail_level='ERROR')"
    )
    found = _production(tmp_path, code)
    assert found.returncode == 0, found.stderr
    warned = {line.split("(")[1].split(")")[0] for line in found.stderr.splitlines() if line.startswith("?: (")}
    # W021: a site asks browsers' makers for preloading itself, since that can hardly be undone.
    assert warned <= {"security.W021"}, found.stderr


def test_production_does_not_begin_without_its_keys(tmp_path):
    code = "import os; os.environ['DJANGO_SETTINGS_MODULE']='attainable.website.settings'; import django; django.setup()"
    found = _production(tmp_path, code, SECRET_KEY="", AUDIT_KEY="short")
    assert found.returncode != 0
    assert "SECRET_KEY" in found.stderr
    assert "AUDIT_KEY" in found.stderr
