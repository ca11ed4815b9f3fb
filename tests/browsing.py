"""A real browser for the tests: how it starts, opens a window, goes from one page to the next, and looks at one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.soak import drawn

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A desk and a telephone. Pages are loaded at the first, and looked at in both; `make soak` loads them at each.
BOTH = (1280, 360)
WIDTHS = drawn(BOTH[:1], BOTH)
LAYOUT = [
    "color-contrast",
    "target-size",
    "scrollable-region-focusable",
    "aria-hidden-focus",
    "link-in-text-block",
    "meta-viewport",
    "landmark-one-main",
    "region",
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
    """What axe finds, and whether the page scrolls sideways, at the width of the window and then at the other one; a picture of
    each is kept where pictures are wanted. At the other width axe applies those rules whose answer depends on the layout."""
    own = page.viewport_size
    faults = _faults_at(page, name, {})
    other = next(width for width in reversed(BOTH) if width != own["width"])
    page.set_viewport_size({"width": other, "height": own["height"]})
    faults += _faults_at(page, name, {"runOnly": {"type": "rule", "values": LAYOUT}})
    page.set_viewport_size(own)
    return faults


def _faults_at(page: Any, name: str, options: dict[str, Any]) -> list[str]:
    width = page.viewport_size["width"]
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    if PICTURES:
        folder = Path(PICTURES) / str(width)
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=True)
    results = _axe().run(page, options={"resultTypes": ["violations"], **options})
    faults = [f"{name} at {width}: {results.generate_report()}"] if results.violations_count else []
    return [*faults, *([f"{name} scrolls sideways: {wide} in {room}"] if wide > room else [])]


@cache
def _axe() -> Any:
    from axe_playwright_python.sync_playwright import Axe

    return Axe()
