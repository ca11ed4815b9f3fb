"""Pages of signing in, people and audit in real Chromium: axe, no scrolling sideways, nothing that the content security policy
stops; whole journeys by keyboard alone, without scripts, and with a passkey of a made authenticator."""

import os
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import timezone
from tests.records.accounts import made

from attainable.accounts import actions
from attainable.accounts.models import Membership
from attainable.accounts.roles import Kind
from attainable.audit.actions import Event, record

CHROMIUM = Path("/usr/bin/chromium")
SHOTS = os.environ.get("ATTAINABLE_SHOTS", "")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        not CHROMIUM.exists(), reason="Debian's Chromium is not installed (/usr/bin/chromium)"
    ),
]


@pytest.fixture(scope="module")
def browser():
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
def county():
    """A school with a trust above it, people, an open invitation and something in the audit."""
    cache.clear()
    school = made.organisation("Larch Primary School", code="100123")
    trust = made.organisation("Pennine Learning Trust", Kind.TRUST)
    head = made.person("Ada Headley", ("headteacher", school), ("administrator", trust))
    for name, role in (
        ("Tom Tavener", "class-teacher"),
        ("Wilhelmina Featherstonehaugh-Cholmondeley", "teaching-assistant"),
    ):
        made.person(name, (role, school))
    made.hold(made.person("Old Oakes"), "class-teacher", school, since=300, until=9)
    by = made.asking(head)
    actions.affiliate(by=by, whole=trust, part=school, why="Voted")
    address = "new.teacher.with.a.long.address@larch-primary.example.org"
    actions.invite(by=by, organisation=school, email=address, name="Nia Newman", role="class-teacher")
    for number in range(60):
        why = "" if number % 3 else "Moved to SEN support after the review in the autumn term"
        record(
            by, Event("child.viewed" if number % 3 else "register.changed", child=f"abc{number:03}", why=why)
        )
    return {
        "school": school,
        "trust": trust,
        "head": head,
        "teacher": Membership.objects.get(account__name="Tom Tavener"),
    }


@pytest.fixture
def opened(browser, live_server):
    """Opens an address as somebody in a browser; what it complains of fails the test."""
    contexts, complaints = [], []

    def open_(path: str, account=None, width: int = 1280, scripts: bool = True):
        context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=scripts)
        contexts.append(context)
        if account is not None:
            key = made.signed_in(account).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
        page = context.new_page()
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert [c for c in complaints if "status of 4" not in c] == []


def _looked_at(page, name: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}-{width}.png"), full_page=True)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    wide, room = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= room, f"{name} scrolls sideways: {wide} in {room}"


OUTSIDE = {
    "login": "/account/login/", "ended": "/account/login/?ended=1", "reset": "/account/password/reset/",
    "reset-done": "/account/password/reset/done/", "reset-bad-link": "/account/password/reset/key/1-x/",
    "reset-key-done": "/account/password/reset/key/done/", "inactive": "/account/inactive/",
    "cancelled": "/account/3rdparty/login/cancelled/", "provider-error": "/account/3rdparty/login/error/",
    "dead-invitation": "/people/invitation/",
}  # fmt: skip
# The pages for who is signed in are looked at as they are by tests/functional; here with errors.
INSIDE = {
    "invite": "/people/organisation/{school.ref}/invite/", "end": "/people/membership/{teacher.ref}/end/",
    "role": "/people/membership/{teacher.ref}/role/",
}  # fmt: skip
WITH_APP = {
    "app-remove": "/account/2fa/totp/deactivate/", "codes-new": "/account/2fa/recovery-codes/generate/",
    "codes": "/account/2fa/recovery-codes/", "code-again": "/account/2fa/reauthenticate/", "factors-full": "/account/2fa/",
}  # fmt: skip


@pytest.mark.parametrize("width", [1280, 360])
def test_pages_before_signing_in(opened, width):
    for name, path in OUTSIDE.items():
        _looked_at(opened(path, width=width), name, width)


@pytest.mark.parametrize("width", [1280, 360])
def test_pages_of_who_has_an_app(opened, county, width):
    made.with_app(county["head"])
    made.recovery_codes(county["head"])
    for name, path in WITH_APP.items():
        _looked_at(opened(path, county["head"], width), name, width)


@pytest.mark.parametrize("width", [1280, 360])
def test_forms_with_errors(opened, county, width):
    for name, path in {
        "invite-wrong": INSIDE["invite"],
        "end-wrong": INSIDE["end"],
        "role-wrong": INSIDE["role"],
    }.items():
        page = opened(path.format(**county), county["head"], width)
        page.locator("main button[type=submit]").first.click()
        assert page.title().startswith("Error: ")
        _looked_at(page, name, width)
        page.locator(".govuk-error-summary a").first.click()
        assert page.evaluate("document.activeElement.matches('input, textarea, select')")


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scripts", [True, False])
def test_an_invitation_is_taken_up(opened, county, width, scripts, live_server):
    page = opened(made.link_in_mail(), None, width, scripts)
    if scripts:
        _looked_at(page, "accept", width)
    page.fill("#id_password1", made.PASSWORD)
    page.fill("#id_password2", made.PASSWORD)
    page.get_by_role("button", name="Accept").click()
    page.goto(f"{live_server.url}/me/")
    assert page.get_by_role("heading", name="Your account").is_visible()
    assert page.get_by_role("heading", name="Class teacher, Larch Primary School").is_visible()


def test_signing_in_with_an_app_by_keyboard_alone_and_without_scripts(opened, county):
    key = made.with_app(county["head"])
    page = opened("/account/login/", scripts=False)
    page.focus("#id_login")
    page.keyboard.type(county["head"].email)
    page.keyboard.press("Tab")
    page.keyboard.type(made.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/2fa/authenticate/")
    page.focus("#id_code")
    page.keyboard.type(made.code_of(key))
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/account/" not in url)
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + "/me/")
    assert "Ada Headley" in page.inner_text("main")


def test_a_second_factor_page_is_clean(opened, county):
    made.with_app(county["head"])
    for width in (1280, 360):
        page = opened("/account/login/", width=width)
        page.fill("#id_login", county["head"].email)
        page.fill("#id_password", made.PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url("**/account/2fa/authenticate/")
        _looked_at(page, "authenticate", width)


def test_ending_a_membership_by_keyboard_alone(opened, county):
    page = opened(INSIDE["end"].format(**county), county["head"], scripts=False)
    page.focus("#id_why")
    page.keyboard.type("Left the school")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/")
    assert not Membership.objects.filter(
        Membership.on(timezone.localdate()), pk=county["teacher"].pk
    ).exists()


def test_a_passkey_is_added_and_signs_in_alone(opened, county, live_server):
    page = opened("/account/2fa/webauthn/add/", county["head"])
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.fill("#id_name", "Blue key")
    page.check("input[name=passwordless]")
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url("**/account/2fa/recovery-codes/")
    page.goto(f"{live_server.url}/account/2fa/webauthn/")
    assert "Passkey, added" in page.inner_text("main")
    _looked_at(page, "keys-full", 1280)
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{live_server.url}/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "/account/" not in url)
    page.goto(f"{live_server.url}/me/")
    assert "Passkey or security key" in page.inner_text("main")
    assert made.last_entry().details.values["how"] == "webauthn"


@pytest.mark.parametrize("width", [1280, 360])
def test_sessions_are_listed_and_one_elsewhere_is_ended(opened, county, live_server, width):
    pages = []
    for _ in range(2):
        page = opened("/account/login/", width=width)
        page.fill("#id_login", county["head"].email)
        page.fill("#id_password", made.PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(lambda url: "/account/" not in url)
        pages.append(page)
    pages[0].goto(f"{live_server.url}/account/sessions/")
    _looked_at(pages[0], "sessions-two", width)
    pages[0].get_by_role("button", name="Sign out there").click()
    pages[0].wait_for_load_state()
    pages[1].goto(f"{live_server.url}/me/")
    assert "/account/login/" in pages[1].url
