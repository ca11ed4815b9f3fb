"""A Word file whose structure Word itself can read."""

import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from attainable.documents.model import Heading, NumberedList, PageBreak, Paragraph
from attainable.documents.text import clean
from attainable.documents.word import word

from .hostile import HOSTILE, hostile
from .sample import document


@pytest.fixture(scope="module")
def file():
    return docx.Document(io.BytesIO(word(document())))


def styled(file, style):
    return [paragraph for paragraph in file.paragraphs if paragraph.style.name == style]


def test_headings_and_title_have_their_styles(file):
    assert [p.text for p in styled(file, "Title")] == ["Needs and provision"]
    assert [p.text for p in styled(file, "Heading 1")] == ["What the figures show", "What we do next"]
    assert [p.text for p in styled(file, "Heading 2")] == ["By need", "Words"]


def test_captions_are_numbered_fields_kept_with_what_follows(file):
    captions = styled(file, "Caption")
    assert captions[0].text == "Table 1: Plans by primary need"
    assert all("SEQ" in p._p.xml for p in captions)
    assert file.styles["Caption"].paragraph_format.keep_with_next


def test_pictures_have_alternative_texts_and_numbers_of_their_own(file):
    pictures = [shape._inline.docPr for shape in file.inline_shapes]
    assert all(picture.get("descr").startswith("Bars: autism") for picture in pictures)
    assert len({picture.get("id") for picture in pictures}) == 2


def test_header_rows_repeat_and_rows_stay_whole(file):
    table = next(table for table in file.tables if table.rows[0].cells[0].text == "Primary need")
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows] == [True, False, False, False]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert [cell.text for cell in table.rows[2].cells] == ["Visual impairment", "c", "z"]
    assert table.rows[1].cells[1].paragraphs[0].alignment == 2
    assert table.rows[3].cells[0].paragraphs[0].runs[0].bold


def test_language_properties_and_page(file):
    core = file.core_properties
    assert (core.title, core.author, core.language) == ("Needs and provision", "SEND Intelligence", "en-GB")
    assert core.created.date() == document().date
    lang = file.styles.element.find(".//" + qn("w:rPrDefault")).find(".//" + qn("w:lang"))
    assert lang.get(qn("w:val")) == "en-GB"
    section = file.sections[0]
    assert round(section.page_width.cm, 1) == 21 and round(section.page_height.cm, 1) == 29.7
    assert "PAGE" in section.footer._element.xml and "PAGE" in section.first_page_footer._element.xml
    assert "Fictional figures" in section.header.paragraphs[0].text
    assert "Not for release" in section.header.paragraphs[0].text


def test_contents_lead_to_the_headings(file):
    entries = [p for p in file.paragraphs if p.style.name.startswith("toc")]
    assert [p.text for p in entries] == ["What the figures show", "By need", "What we do next", "Words"]
    xml = file.element.xml
    assert 'TOC \\o "1-2"' in xml
    bookmarks = {mark.get(qn("w:name")) for mark in file.element.iter(qn("w:bookmarkStart"))}
    targets = {link.get(qn("w:anchor")) for link in file.element.iter(qn("w:hyperlink"))} - {None}
    assert targets <= bookmarks
    assert xml.count('fldCharType="begin"') == xml.count('fldCharType="end"')


def test_each_numbered_list_counts_from_one(file):
    numbers = [p._p.pPr.numPr.numId.val for p in styled(file, "List Number")]
    assert len(set(numbers)) == 2 and numbers[0] == numbers[1] and numbers[2] == numbers[3]


def test_the_officer_has_a_place_to_write(file):
    control = next(file.element.iter(qn("w:sdt")))
    assert "Click here and write." in "".join(text.text for text in control.iter(qn("w:t")))


def test_a_page_break_begins_the_next_paragraph():
    made = docx.Document(io.BytesIO(word(document(blocks=(Paragraph("a"), PageBreak(), Heading(1, "b"))))))
    assert styled(made, "Heading 1")[0].paragraph_format.page_break_before


def test_arial_stands_in_for_our_font():
    with zipfile.ZipFile(io.BytesIO(word(document()))) as package:
        table = package.read("word/fontTable.xml").decode()
        assert 'w:name="Atkinson Hyperlegible"><w:altName w:val="Arial"/>' in table
        assert {info.date_time for info in package.infolist()} == {(2026, 5, 12, 0, 0, 0)}
        assert not any("thumbnail" in name for name in package.namelist())


@pytest.mark.parametrize("text", HOSTILE)
def test_words_stand_as_they_were_given(text):
    made = docx.Document(io.BytesIO(word(hostile(text))))
    assert styled(made, "Title")[0].text == clean(text)
    assert styled(made, "Heading 1")[0].text == clean(text)


@given(st.text(min_size=1))
@settings(max_examples=25, deadline=None)
def test_any_words_make_a_file_that_opens(text):
    made = docx.Document(io.BytesIO(word(document(blocks=(Heading(1, "x" + text), NumberedList(("x" + text,)))))))
    assert styled(made, "Heading 1")[0].text == "x" + clean(text)
