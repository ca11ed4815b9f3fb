"""A PDF that a screen reader can follow: PDF/UA-1."""

import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from attainable.documents.model import Heading, Paragraph
from attainable.documents.pdf import pdf
from attainable.values.problem import ProblemsError

from .hostile import HOSTILE, hostile
from .sample import document


@pytest.fixture(scope="module")
def reader():
    return PdfReader(io.BytesIO(pdf(document())))


def tags(reader):
    """Each structure element's kind, in reading order, with its alternative text."""

    def walk(node):
        node = node.get_object() if hasattr(node, "get_object") else node
        if not isinstance(node, dict):
            for child in node if isinstance(node, list) else ():
                yield from walk(child)
            return
        if "/S" in node:
            yield node["/S"], node.get("/Alt")
        if "/K" in node:
            yield from walk(node["/K"])

    return list(walk(reader.root_object["/StructTreeRoot"]))


def test_it_says_what_it_is(reader):
    root = reader.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "Needs and provision"
    assert reader.metadata.author == "SEND Intelligence"
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"<pdfuaid:part>1</pdfuaid:part>|pdfuaid:part=\"1\"", xmp)


def test_structure_is_tagged(reader):
    kinds = [kind for kind, _ in tags(reader)]
    for kind in ("/H1", "/H2", "/Table", "/TH", "/TD", "/Figure", "/Caption", "/L", "/TOC", "/Link"):
        assert kind in kinds, kind
    assert kinds.count("/Table") == 1
    alternatives = [alt for kind, alt in tags(reader) if kind == "/Figure"]
    assert alternatives and all(alt.startswith("Bars: autism") for alt in alternatives if alt)


def test_words_and_pages(reader):
    assert 2 <= len(reader.pages) <= 4
    first, second = reader.pages[0].extract_text(), reader.pages[1].extract_text()
    assert "Needs and provision" in first and "1,030" in first
    assert "Fictional figures, made for demonstration" in first and "Not for release" in first
    assert "Fictional figures, made for demonstration" in second and "Not for release" in second
    assert [entry.title for entry in reader.outline if not isinstance(entry, list)] == [
        "What the figures show",
        "What we do next",
    ]


def test_only_our_font_is_used(reader):
    fonts = {
        font.get_object()["/BaseFont"]
        for page in reader.pages
        for font in page["/Resources"].get_object()["/Font"].get_object().values()
    }
    assert all("AtkinsonHyperlegible" in font for font in fonts)


@pytest.mark.parametrize("text", HOSTILE)
def test_words_never_become_typst(text):
    made = PdfReader(io.BytesIO(pdf(hostile(text))))
    assert "".join(text.split()[:1])[:6].strip("\x00") in made.pages[0].extract_text()


@given(st.text(min_size=1, max_size=30))
@settings(max_examples=40, deadline=None)
def test_any_words_make_a_file_or_a_problem_in_words(text):
    try:
        made = pdf(document(title="x" + text, blocks=(Heading(1, "x" + text), Paragraph("x" + text))))
    except ProblemsError as error:
        assert [problem.code for problem in error.problems] == ["document-pdf"]
    else:
        assert PdfReader(io.BytesIO(made)).root_object["/MarkInfo"]["/Marked"]  # type: ignore[index]


def test_every_letter_of_latin_is_shown():
    letters = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180)))) + "–—‘’“”…•€−×≤≥ŵŷẁẃẅỳ"
    assert PdfReader(io.BytesIO(pdf(document(blocks=(Paragraph(letters),))))).pages
