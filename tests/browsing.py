"""A real browser for the tests: how it starts, opens a window, goes from one page to the next, and looks at one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A folder: a picture of each page that is looked at is laid there (`make pictures`).
PICTURES = os.environ.get("ATTAINABLE_PICTURES", "")


@contextmanager
def started() -> Iterator[Any]:
    """Debian's Chromium, headless. Where it is not installed the test is passed by, and says so."""
    if not CHROMIUM.exists():
        pytest.skip(f"Debian's Chromium is not installed ({CHROMIUM})")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        # Playwright keeps a loop in this thread, in which Django would else refuse its database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield running
        running.close()


def window(browser: Any, *, width: int = 1280, scripts: bool = True, at: str = "", client: Any = None) -> Any:
    """A window of its own, at home at the address `at`; with a `client` of Django's it is signed in as that client is."""
    opened = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts, base_url=at or None)
    if client is not None:
        from django.conf import settings

        name = settings.SESSION_COOKIE_NAME
        opened.add_cookies([{"name": name, "value": client.cookies[name].value, "url": at}])
    return opened


def followed(page: Any) -> Any:
    """`with followed(page): page.click(...)` ends when the page that this leads to is there in whole. A page that is read
    straight after a click may be the old one, or the new one without its title."""
    return page.expect_navigation()


def faults_of(page: Any, name: str) -> list[str]:
    """What axe finds, and whether the page scrolls sideways; a picture of it is kept where pictures are wanted."""
    from axe_playwright_python.sync_playwright import Axe

    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    if PICTURES:
        folder = Path(PICTURES) / str(page.viewport_size["width"])
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=True)
    results = Axe().run(page)
    faults = [f"{name}: {results.generate_report()}"] if results.violations_count else []
    return [*faults, *([f"{name} scrolls sideways: {wide} in {room}"] if wide > room else [])]
