"""The page of a child's progress as people meet it: at a desk and on a telephone; axe finds nothing."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.records.exchange.files import apply, bring
from tests.records.progress.files import RESULTS, SESSIONS, SUSPENDED, census, ctf, person_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHROMIUM = Path("/usr/bin/chromium")


def test_axe_finds_nothing_and_the_page_does_not_scroll_sideways(live_server, tmp_path):
    if not CHROMIUM.exists():
        pytest.skip("Debian's Chromium is not installed (/usr/bin/chromium)")
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    from attainable.demo.records.world import small
    from attainable.domains.people.standing import forget_current

    forget_current()
    world = small()
    child = world.children["oak_support"]
    told = person_of(child, attendance=SESSIONS, suspensions=(SUSPENDED,))
    apply(world, bring(world, census(tmp_path, world, told), name="census.zip"))
    apply(world, bring(world, ctf(tmp_path, world, person_of(child, results=RESULTS)), name="x.xml"))
    client = Client()
    client.force_login(
        world.accounts["senco_oak"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    cookie: Any = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        for width in (1280, 320):
            context = browser.new_context(viewport={"width": width, "height": 800})
            context.add_cookies([cookie])
            page = context.new_page()
            page.goto(live_server.url + reverse("child-progress", args=[child.ref]))
            assert page.locator("table").count() == 3
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        browser.close()
