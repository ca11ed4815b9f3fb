"""A real browser on a real server, on a tiny world of records."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

# Playwright runs a loop of its own, in which Django would refuse the database to a test.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="module")
def chromium():
    if not CHROMIUM.exists():
        pytest.skip("Debian's Chromium is not installed (/usr/bin/chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def world(transactional_db):
    from attainable.demo.records.world import small

    return small(password=PASSWORD)


@pytest.fixture
def signed_in(chromium, live_server, world):
    """A new window of somebody who has signed in already."""
    windows = []

    def open_for(key: str, *, width: int = 1280, scripts: bool = True):
        client = Client()
        client.force_login(world.accounts[key])
        window = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts,
                                      base_url=live_server.url)  # fmt: skip
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        window.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        windows.append(window)
        return window

    yield open_for
    for window in windows:
        window.close()


PASSWORD = "only-in-this-test-world"
