"""A signed-in person, and a browser in front of a server."""

import datetime as dt
from pathlib import Path

import pytest
from django.test import Client

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture
def person(db):
    """Makes a person who holds roles at one school, signed in."""
    from attainable.accounts.models import Account, Membership, Organisation

    def make(*roles: str) -> Client:
        school = Organisation.objects.create(kind="school", name="Elm Lane School", code="100001")
        account = Account.objects.create_user("sam@example.test", name="Sam Okafor")
        for role in roles:
            Membership.objects.create(
                account=account, organisation=school, role=role, from_date=dt.date(2020, 1, 1)
            )
        client = Client()
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return make


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM.exists():
        pytest.skip("Debian's Chromium is not installed (/usr/bin/chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        # Playwright keeps a loop in this thread, in which Django would else refuse its database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        running = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield running
        running.close()


@pytest.fixture
def opened(browser, live_server, person):
    """Opens an address in a browser of a width, signed in; what it complains of fails the test."""
    complaints: list[str] = []
    contexts = []
    client = person("headteacher")

    def noted(said):
        if said.type in ("error", "warning"):
            complaints.append(said.text)

    def open_(path: str, width: int = 1280, scripts: bool = True, faults: bool = False):
        context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=scripts)
        contexts.append(context)
        context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )
        page = context.new_page()
        if not faults:
            page.on("console", noted)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []
