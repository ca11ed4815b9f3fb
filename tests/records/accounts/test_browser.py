"""Pages of signing in, people and audit in real Chromium: axe, no scrolling sideways, nothing that the content security policy
stops; whole journeys by keyboard alone, without scripts, and with a passkey of a made authenticator."""

import pytest
from django.core.cache import cache
from django.utils import timezone
from tests.browsing import WIDTHS, faults_of, followed
from tests.records.accounts import made

from attainable.accounts import actions
from attainable.accounts.actor import system_actor
from attainable.accounts.models import Membership
from attainable.accounts.roles import Kind
from attainable.audit.actions import Event, record

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def county():
    """A school with a trust above it, people, an open invitation and something in the audit."""
    cache.clear()
    school = made.organisation("Larch Primary School", code="100123")
    trust = made.organisation("Pennine Learning Trust", Kind.TRUST)
    head = made.person("Ada Headley", ("headteacher", school), ("administrator", trust))
    for name, role in (("Tom Tavener", "class-teacher"), ("Wilhelmina Featherstonehaugh-Cholmondeley", "teaching-assistant")):
        made.person(name, (role, school))
    made.hold(made.person("Old Oakes"), "class-teacher", school, since=300, until=9)
    by = made.asking(head)
    actions.affiliate(by=system_actor("set-up"), whole=trust, part=school, why="Voted")
    address = "new.teacher.with.a.long.address@larch-primary.example.org"
    actions.invite(by=by, organisation=school, email=address, name="Nia Newman", role="class-teacher")
    for number in range(60):
        why = "" if number % 3 else "Moved to SEN support after the review in the autumn term"
        record(by, Event("child.viewed" if number % 3 else "register.changed", child=f"abc{number:03}", why=why))
    return {"school": school, "trust": trust, "head": head, "teacher": Membership.objects.get(account__name="Tom Tavener")}


@pytest.fixture
def shown(opened):
    """Opens an address as somebody, or as nobody yet."""

    def show(path: str, account=None, width: int = 1280, **how):
        return opened(path, account and made.signed_in(account), width=width, **how)

    return show


OUTSIDE = {
    "login": "/account/login/",
    "ended": "/account/login/?ended=1",
    "reset": "/account/password/reset/",
    "reset-done": "/account/password/reset/done/",
    "reset-bad-link": "/account/password/reset/key/1-x/",
    "reset-key-done": "/account/password/reset/key/done/",
    "inactive": "/account/inactive/",
    "cancelled": "/account/3rdparty/login/cancelled/",
    "provider-error": "/account/3rdparty/login/error/",
    "dead-invitation": "/people/invitation/",
}
# Pages for who is signed in that need more than tests/functional has: as they are, and with errors.
INSIDE = {
    "invite": "/people/organisation/{school.ref}/invite/",
    "end": "/people/membership/{teacher.ref}/end/",
    "role": "/people/membership/{teacher.ref}/role/",
}
WITH_APP = {
    "app-remove": "/account/2fa/totp/deactivate/",
    "codes": "/account/2fa/recovery-codes/",
    "code-again": "/account/2fa/reauthenticate/",
    "factors-full": "/account/2fa/",
}


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_before_signing_in(shown, width):
    for name, path in OUTSIDE.items():
        assert not faults_of(shown(path, width=width), name)


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_of_who_has_an_app(shown, county, width):
    made.with_app(county["head"])
    page = shown(WITH_APP["codes"], county["head"], width)
    assert not faults_of(page, "codes-none")
    with followed(page):
        page.get_by_role("button", name="Create recovery codes").click()
    assert not faults_of(page, "codes-made")
    for name, path in WITH_APP.items():
        assert not faults_of(shown(path, county["head"], width), name)


@pytest.mark.parametrize("width", WIDTHS)
def test_forms_with_errors(shown, county, width):
    for name, path in {"invite-wrong": INSIDE["invite"], "end-wrong": INSIDE["end"], "role-wrong": INSIDE["role"]}.items():
        page = shown(path.format(**county), county["head"], width)
        assert not faults_of(page, name.removesuffix("-wrong"))
        with followed(page):
            page.locator("main button[type=submit]").first.click()
        assert page.title().startswith("Error: ")
        assert not faults_of(page, name)
        page.locator(".govuk-error-summary a").first.click()
        assert page.evaluate("document.activeElement.matches('input, textarea, select')")


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_of_a_second_person(shown, county, width):
    office = made.person("Otto Office", ("administrator", county["school"]))
    found = actions.change_role(by=made.asking(county["head"]), membership=county["teacher"], role="headteacher", why="Retiring")
    for account in (office, county["head"]):
        assert not faults_of(shown("/people/confirm/", account, width), "confirmations")
        page = shown(f"/people/confirm/{found.ref}/", account, width)
        assert not faults_of(page, "confirmation")
    page = shown("/", office, width)
    assert not faults_of(page, "home-confirmations")
    with followed(page):
        page.get_by_role("link", name="Make Tom Tavener Headteacher").click()
    with followed(page):
        page.get_by_role("button", name="Save").click()
    assert page.title().startswith("Error: ")
    assert not faults_of(page, "confirmation-wrong")
    page.locator(".govuk-error-summary a").first.click()
    assert page.evaluate("document.activeElement.matches('input')")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scripts", [True, False])
def test_an_invitation_is_taken_up(shown, county, width, scripts):
    page = shown(made.link_in_mail(), width=width, scripts=scripts)
    if scripts:
        assert not faults_of(page, "accept")
    page.fill("#id_password1", made.PASSWORD)
    page.fill("#id_password2", made.PASSWORD)
    with followed(page):
        page.get_by_role("button", name="Accept").click()
    page.goto("/me/")
    assert page.get_by_role("heading", name="Your account").is_visible()
    assert page.get_by_role("heading", name="Class teacher, Larch Primary School").is_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_an_invitation_is_opened_by_somebody_who_is_signed_in_as_somebody_else(shown, county, width):
    page = shown(made.link_in_mail(), county["head"], width)
    assert not faults_of(page, "accept-signed-in")
    with followed(page):
        page.get_by_role("button", name="Accept").click()
    assert not faults_of(page, "accept-wrong")
    with followed(page):
        page.get_by_role("button", name="Sign out").last.click()
    page.goto("/me/")
    assert "/account/login/" in page.url


def test_signing_in_with_an_app_by_keyboard_alone_and_without_scripts(shown, county):
    key = made.with_app(county["head"])
    page = shown("/account/login/", scripts=False)
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
    page.goto("/me/")
    assert "Ada Headley" in page.inner_text("main")


def test_a_second_factor_page_is_clean(shown, county):
    made.with_app(county["head"])
    for width in WIDTHS:
        page = shown("/account/login/", width=width)
        page.fill("#id_login", county["head"].email)
        page.fill("#id_password", made.PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url("**/account/2fa/authenticate/")
        assert not faults_of(page, "authenticate")


def test_ending_a_membership_by_keyboard_alone(shown, county):
    page = shown(INSIDE["end"].format(**county), county["head"], scripts=False)
    page.focus("#id_why")
    page.keyboard.type("Left the school")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/")
    assert not Membership.objects.filter(Membership.on(timezone.localdate()), pk=county["teacher"].pk).exists()


def test_a_passkey_is_added_and_signs_in_alone(shown, county):
    page = shown("/account/2fa/webauthn/add/", county["head"])
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.fill("#id_name", "Blue key")
    page.check("input[name=passwordless]")
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("**/account/2fa/recovery-codes/")
    page.goto("/account/2fa/webauthn/")
    assert "Passkey, added" in page.inner_text("main")
    assert not faults_of(page, "keys-full")
    with followed(page):
        page.get_by_role("button", name="Sign out").click()
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "/account/" not in url)
    page.goto("/me/")
    assert "Passkey or security key" in page.inner_text("main")
    assert made.last_entry().details.values["how"] == "webauthn"


@pytest.mark.parametrize("width", WIDTHS)
def test_sessions_are_listed_and_one_elsewhere_is_ended(shown, county, width):
    pages = []
    for _ in range(2):
        page = shown("/account/login/", width=width)
        page.fill("#id_login", county["head"].email)
        page.fill("#id_password", made.PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(lambda url: "/account/" not in url)
        pages.append(page)
    pages[0].goto("/account/sessions/")
    assert not faults_of(pages[0], "sessions-two")
    with followed(pages[0]):
        pages[0].get_by_role("button", name="Sign out there").click()
    pages[1].goto("/me/")
    assert "/account/login/" in pages[1].url
