"""The page as a reader meets it, on a desk and on a telephone."""

import importlib.util
from pathlib import Path

import pytest
from tests.browsing import WIDTHS, faults_of

from attainable.documents import write

SAMPLE = Path(__file__).parents[1] / "unit" / "documents" / "sample.py"

pytestmark = pytest.mark.browser


def sample_document():
    spec = importlib.util.spec_from_file_location("documents_sample", SAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.document()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    (path,) = write(sample_document(), ["html"], tmp_path_factory.mktemp("page"), "paper")
    return path.as_uri()


@pytest.fixture(params=WIDTHS)
def page(request, chromium, address):
    opened = chromium.new_page(viewport={"width": request.param, "height": 800})
    opened.goto(address)
    yield opened
    opened.close()


def test_axe_finds_nothing_and_the_page_never_scrolls_sideways(page):
    assert not faults_of(page, "paper")


def test_our_font_is_there_and_the_first_tab_skips_to_the_content(page):
    assert page.evaluate("document.fonts.ready.then(() => [...document.fonts].filter(f => f.status == 'loaded').length)")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "_main"
