"""The page as a reader meets it, on a desk and on a telephone."""

import importlib.util
from pathlib import Path

import pytest

from attainable.documents import write

CHROMIUM = Path("/usr/bin/chromium")
SAMPLE = Path(__file__).parents[1] / "unit" / "documents" / "sample.py"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM.exists(), reason="Debian's Chromium is not installed (/usr/bin/chromium)"
    ),
]


def sample_document():
    spec = importlib.util.spec_from_file_location("documents_sample", SAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.document()


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield running
        running.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    (path,) = write(sample_document(), ["html"], tmp_path_factory.mktemp("page"), "paper")
    return path.as_uri()


@pytest.fixture(params=[1280, 360])
def page(request, browser, address):
    opened = browser.new_page(viewport={"width": request.param, "height": 800})
    opened.goto(address)
    yield opened
    opened.close()


def test_axe_finds_nothing(page):
    from axe_playwright_python.sync_playwright import Axe

    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_the_page_never_scrolls_sideways(page):
    wide, room = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= room


def test_our_font_is_there_and_the_first_tab_skips_to_the_content(page):
    assert page.evaluate(
        "document.fonts.ready.then(() => [...document.fonts].filter(f => f.status == 'loaded').length)"
    )
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "_main"
