"""Journeys through the records in a real browser: every page through axe, by keyboard alone, and without scripts."""

import pytest
from django.urls import reverse
from tests.browsing import WIDTHS, faults_of, followed, window
from tests.functional.conftest import PASSWORD
from tests.records.every_page import every_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.timeout(900)
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_on_any_page(world, signed_in, width):
    pages, _ = every_page(world)
    windows, faults = {}, []
    for page in pages:
        if page.account not in windows:
            windows[page.account] = signed_in(page.account, width=width).new_page()
        tab = windows[page.account]
        tab.goto(page.address)
        faults += faults_of(tab, page.name)
    assert not faults, "\n".join(faults)


def test_a_senco_signs_in_finds_a_child_and_changes_provision_by_keyboard_alone(chromium, live_server, world):
    tab = window(chromium, at=live_server.url).new_page()
    tab.goto("/")
    _tab_to(tab, "input[name=login]")
    tab.keyboard.type(world.accounts["senco_oak"].email)
    _tab_to(tab, "input[name=password]")
    tab.keyboard.type(PASSWORD)
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"{live_server.url}/")
    tab.keyboard.press("/")
    tab.keyboard.type("oaksup")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("[data-search-results] a")
    _tab_to(tab, "[data-search-results] a")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/children/**")
    _tab_to(tab, "a:has-text('Change provision')")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/provision/")
    _tab_to(tab, "input[name=provision]")
    tab.keyboard.press("Space")
    _tab_to(tab, "textarea[name=why]")
    tab.keyboard.type("Caught up with the class.")
    tab.keyboard.press("Tab")
    _tab_to(tab, "main button:has-text('Save')")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("text=The provision has been changed.")
    assert tab.locator("text=not on the register").count() or tab.locator("text=No SEN").count()
    tab.context.close()


def test_the_same_without_scripts(signed_in, world):
    tab = signed_in("senco_oak", scripts=False).new_page()
    tab.goto(reverse("register"))
    tab.select_option("select[name=provision]", "E")
    with followed(tab):
        tab.click("text=Apply filters")
    assert tab.locator("tbody tr").count() >= 3
    assert tab.locator("tbody tr:has-text('SEN support')").count() == 0
    with followed(tab):
        tab.click("thead >> text=Year")
    assert tab.locator("th[aria-sort=ascending]:has-text('Year')").count() == 1
    tab.fill("input[name=q]", "named")
    with followed(tab):
        tab.click("button:has-text('Find')")
    with followed(tab):
        tab.click("[data-search-results] a >> nth=0")
    with followed(tab):
        tab.click("text=Change needs")
    tab.fill("textarea[name=why]", "")
    with followed(tab):
        tab.click("main button:has-text('Save')")
    assert tab.locator(".govuk-error-summary").count() == 1
    tab.click(".govuk-error-summary a >> nth=0")
    assert tab.evaluate("location.hash") != ""


def test_the_error_summary_leads_to_the_field(signed_in, world):
    tab = signed_in("senco_oak").new_page()
    tab.goto(reverse("change-provision", args=[world.ref("oak_support")]))
    with followed(tab):
        tab.click("main button:has-text('Save')")
    assert tab.title().startswith("Error: ")
    for place in range(tab.locator(".govuk-error-summary a").count()):
        link = tab.locator(".govuk-error-summary a").nth(place)
        target = link.get_attribute("href")
        assert tab.locator(target).count() == 1, target
        link.click()
        assert tab.evaluate("document.activeElement.id") == target.removeprefix("#")


@pytest.mark.parametrize("width", WIDTHS)
def test_two_windows_on_one_record_the_second_is_told(signed_in, world, width):
    one, two = signed_in("senco_oak").new_page(), signed_in("head_oak", width=width).new_page()
    address = reverse("change-provision", args=[world.ref("oak_support")])
    for tab in (one, two):
        tab.goto(address)
        tab.check("input[name=provision][value=N]")
        tab.fill("textarea[name=why]", "A plan was issued.")
    one.click("main button:has-text('Save')")
    one.wait_for_selector("text=The provision has been changed.")
    two.click("main button:has-text('Save')")
    two.wait_for_selector("text=Somebody else changed this record")
    assert two.input_value("textarea[name=why]") == "A plan was issued."
    assert not faults_of(two, "wrong-meanwhile")


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_for_what_went_wrong(signed_in, world, width, monkeypatch):
    def fails(*words: object) -> None:
        raise ValueError("on purpose")

    tab = signed_in("teacher_oak", width=width).new_page()
    for name, address, status in (("not-found", "/no-such-page/", 404), ("refused", reverse("evidence"), 403)):
        assert tab.goto(address).status == status
        assert not faults_of(tab, f"wrong-{name}")
    tab.goto(reverse("own_name"))
    tab.context.clear_cookies(name="csrftoken")
    with followed(tab):
        tab.click("main button[type=submit]")
    assert not faults_of(tab, "wrong-form-too-old")
    monkeypatch.setattr("attainable.website.views._tiles", fails)
    assert tab.goto("/").status == 500
    assert not faults_of(tab, "wrong-fault")


def _tab_to(tab, selector: str, most: int = 80) -> None:
    """Press Tab until the first match has the focus: as somebody without a mouse would."""
    wanted = tab.locator(selector).first
    for _ in range(most):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        tab.keyboard.press("Tab")
    raise AssertionError(f"{selector} can't be reached by keyboard")
