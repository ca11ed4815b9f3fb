"""One page that stands by itself."""

import base64
import re
import struct
import zlib
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attainable.documents import fonts, svg
from attainable.documents.html import html

from .hostile import HOSTILE, hostile
from .sample import SVG, document


class Elements(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def all(self, tag):
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture(scope="module")
def page():
    return html(document())


def test_structure(page):
    elements = Elements(page)
    assert elements.all("html") == [{"lang": "en-GB"}]
    assert [len(elements.all(tag)) for tag in ("main", "header", "footer", "h1", "nav")] == [1, 1, 1, 1, 1]
    assert [attributes["id"] for attributes in elements.all("h2")] == ["figures", "what-we-do-next"]
    assert elements.all("a")[0] == {"class": "skip", "href": "#_main"}
    assert {attributes["scope"] for attributes in elements.all("th")} == {"col", "row"}
    assert len(elements.all("caption")) == 1
    assert len(elements.all("figcaption")) == 2


def test_nothing_is_fetched_and_nothing_runs(page):
    elements = Elements(page)
    assert not elements.all("script") and not elements.all("link") and not elements.all("img")
    assert not re.search(r"url\((?!data:font/woff;base64,|#)", page)
    assert len(page) < 200_000


def test_ids_are_unique_even_inside_pictures(page):
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert 'clip-path="url(#figure-1-clip0)"' in page and 'clip-path="url(#figure-2-clip0)"' in page


def test_pictures_speak_once(page):
    pictures = Elements(page).all("svg")
    assert [picture["role"] for picture in pictures] == ["img", "img"]
    assert all(picture["aria-label"].startswith("Bars: autism") for picture in pictures)
    assert "aria-roledescription" not in page


def test_banner_and_marking_stand_on_the_page_and_in_print(page):
    assert page.count("Fictional figures, made for demonstration") == 2
    assert "Not for release" in page
    assert "@top-left" in page and "@top-right" in page
    plain = html(document(fictional=False, marking=None))
    assert "Fictional" not in plain and "@top-left" not in plain


@pytest.mark.parametrize("text", HOSTILE)
def test_words_never_become_markup(text, page):
    attacked = html(hostile(text))
    before = [tag for tag, _ in Elements(html(hostile("plain words"))).found]
    assert [tag for tag, _ in Elements(attacked).found] == before


@given(st.text(min_size=1).filter(lambda text: text.strip()))
@settings(max_examples=40, deadline=None)
def test_any_words_leave_the_structure_alone(text):
    assert [tag for tag, _ in Elements(html(hostile("x" + text))).found] == _PLAIN


_PLAIN = [tag for tag, _ in Elements(html(hostile("plain words"))).found]


def test_fonts_are_packed_whole():
    packed = base64.b64decode(fonts.woff("Bold"))
    original = (fonts.FOLDER / "AtkinsonHyperlegible-Bold.ttf").read_bytes()
    signature, _, length, count = struct.unpack_from(">4s4sLH", packed)
    assert (signature, length) == (b"wOFF", len(packed))
    for index in range(count):
        tag, start, small, large, _ = struct.unpack_from(">4s4L", packed, 44 + 20 * index)
        table = packed[start : start + small]
        table = zlib.decompress(table) if small < large else table
        assert tag in original and table in original


def test_a_fixed_size_becomes_a_view_box():
    drawn = svg.inline('<svg xmlns="http://www.w3.org/2000/svg" width="30" height="10"/>', prefix="p", alt='a "b" <c>')
    assert 'viewBox="0 0 30 10"' in drawn and "width=" not in drawn
    assert "&quot;b&quot; &lt;c&gt;" in drawn
    assert svg.shape(SVG) == 0.5
