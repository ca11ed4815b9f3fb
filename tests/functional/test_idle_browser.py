"""Before a session ends somebody is warned; when it has ended, what was typed is kept until they have signed in again."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from tests.browsing import faults_of, followed
from tests.functional.conftest import PASSWORD

# The policy of the pages refuses style sheets from elsewhere, so the test sets the spacing of each element.
SPACED = """() => document.querySelectorAll("*").forEach((element) => {
  const spacing = { "line-height": "1.5", "letter-spacing": "0.12em", "word-spacing": "0.16em" };
  Object.entries(spacing).forEach(([name, value]) => element.style?.setProperty(name, value, "important"));
})"""
CUT = """() => [...document.querySelectorAll(".app-header *")]
  .filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflow === "hidden")
  .filter((e) => !e.classList.contains("govuk-visually-hidden"))
  .map((e) => e.textContent)"""

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def form(signed_in, world, settings):
    """A change page of somebody whose session ends after some seconds without a request, with something typed."""
    settings.SESSION_IDLE_MINUTES = 20 / 60
    tab = signed_in("senco_oak").new_page()
    tab.goto(reverse("change-provision", args=[world.ref("oak_support")]))
    tab.fill("textarea[name=why]", "Typed before lunch.")
    return tab


def test_somebody_who_is_warned_stays_signed_in(form):
    form.wait_for_selector("text=You will be signed out soon", timeout=60000)
    assert not faults_of(form, "idle-warning")
    form.click("text=Stay signed in")
    form.wait_for_selector("[data-idle]", state="hidden")
    assert form.input_value("textarea[name=why]") == "Typed before lunch."


def test_what_was_typed_is_sent_after_signing_in_again(form, world, live_server):
    form.wait_for_selector("text=You have been signed out", timeout=60000)
    assert not faults_of(form, "idle-ended")
    Session.objects.all().delete()
    form.click("text=I have signed in")
    form.wait_for_selector("text=You are not signed in yet")
    other = form.context.new_page()
    other.goto(reverse("account_login"))
    other.fill("input[name=login]", world.accounts["senco_oak"].email)
    other.fill("input[name=password]", PASSWORD)
    with followed(other):
        other.click("main button:has-text('Sign in')")
    form.click("text=I have signed in")
    form.wait_for_selector("[data-idle]", state="hidden")
    form.check("input[name=provision][value=N]")
    with followed(form):
        form.click("main button:has-text('Save')")
    assert form.locator("text=The provision has been changed.").count() == 1


def test_wide_spacing_of_text_cuts_nothing_of_the_header_on_a_telephone(signed_in):
    """The spacing that readers may set for themselves (WCAG 2.2, 1.4.12)."""
    tab = signed_in("senco_oak", width=320).new_page()
    tab.goto("/")
    tab.evaluate(SPACED)
    assert tab.evaluate(CUT) == []
    wide, room = tab.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room
