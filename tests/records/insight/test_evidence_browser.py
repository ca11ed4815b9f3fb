"""Evidence pages as people meet them: at a desk and on a telephone, by keyboard, without scripts; axe finds nothing."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHROMIUM = Path("/usr/bin/chromium")
PAGES = ("/evidence/", "/evidence/pupils-with-sen/", "/evidence/primary-need/", "/evidence/whole/7/")


@pytest.fixture
def opened(live_server, tmp_path, settings):
    if not CHROMIUM.exists():
        pytest.skip("Debian's Chromium is not installed (/usr/bin/chromium)")
    from playwright.sync_api import sync_playwright

    from attainable.demo.records.world import small
    from attainable.domains.insight import tables
    from attainable.domains.people.standing import forget_current
    from attainable.warehouse.records.building import build

    settings.WAREHOUSE, settings.STORE = tmp_path / "warehouse", tmp_path / "store"
    forget_current()
    tables._now.clear()
    world = small()
    build()
    client = Client()
    client.force_login(
        world.accounts["analyst_county"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )

        def open_(path: str, width: int, scripts: bool = True):
            context = browser.new_context(
                viewport={"width": width, "height": 800}, java_script_enabled=scripts
            )
            cookie: Any = {
                "name": "sessionid",
                "value": client.cookies["sessionid"].value,
                "url": live_server.url,
            }
            context.add_cookies([cookie])
            page = context.new_page()
            page.goto(live_server.url + path)
            return page

        yield open_
        browser.close()


def test_axe_finds_nothing_and_no_page_scrolls_sideways(opened):
    from axe_playwright_python.sync_playwright import Axe

    for path in PAGES:
        for width in (1280, 360):
            page = opened(path, width)
            assert page.title().endswith("Attainable"), path
            results = Axe().run(page)
            assert results.violations_count == 0, (path, width, results.generate_report())
            wide, room = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
            assert wide <= room, (path, width)


def test_a_question_is_asked_by_keyboard_and_without_scripts(opened):
    page = opened("/evidence/pupils-with-sen/", 1280, scripts=False)
    page.focus("#group-ehc-plan")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**group=**")
    assert "group=sen-support" in page.url and "group=ehc-plan" not in page.url
    assert page.locator("h1").inner_text().startswith("Pupils with special educational needs")
    assert dt.date.today().strftime("%B %Y") in page.content()  # noqa: DTZ011
