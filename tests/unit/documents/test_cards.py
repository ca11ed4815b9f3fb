"""Cards to cut out, and papers in large letters: in each of the three forms."""

import datetime as dt
import io
from dataclasses import replace

import docx
import pytest

from attainable.documents.html import html
from attainable.documents.model import BulletList, Card, Cards, Document, Heading
from attainable.documents.pdf import pdf
from attainable.documents.word import word
from attainable.values.problem import ProblemsError

CARDS = Cards((Card("Reads 45 words", ("Now: 12", "By 12 July")), Card("<b>Asks</b> for help"), Card("يقرأ الكتاب", ("الآن",))))
PAPER = Document("My targets", (CARDS,), dt.date(2026, 11, 26))
LARGE = Document("My plan", (Heading(1, "What helps me"), BulletList(("A timer.",))), dt.date(2026, 11, 26), large=True)


def test_every_card_is_in_the_web_page_as_text():
    page = html(PAPER)
    assert page.count('class="card"') == 3
    assert "&lt;b&gt;Asks&lt;/b&gt; for help" in page and "By 12 July" in page and "يقرأ الكتاب" in page


def test_every_card_is_a_cell_of_the_word_file():
    (table,) = docx.Document(io.BytesIO(word(PAPER))).tables
    cells = [cell.text for row in table.rows for cell in row.cells]
    assert len(cells) == 4 and cells[0] == "Reads 45 words\nNow: 12\nBy 12 July" and cells[1] == "<b>Asks</b> for help"


def test_the_pdf_is_made_and_tagged():
    made = pdf(PAPER)
    assert made.startswith(b"%PDF") and b"/MarkInfo" in made and b"/StructTreeRoot" in made


def test_cards_without_a_title_or_without_a_card_are_refused():
    for block in (Cards(()), Cards((Card(" "),))):
        with pytest.raises(ProblemsError):
            html(replace(PAPER, blocks=(block,)))


def test_a_paper_in_large_letters_is_large_in_each_form():
    assert 'class="width large"' in html(LARGE) and 'class="width large"' not in html(PAPER)
    styles = docx.Document(io.BytesIO(word(LARGE))).styles
    assert styles["List Bullet"].font.size.pt == 16
    assert pdf(LARGE) != pdf(replace(LARGE, large=False))
