"""A Word file being written: where words go, and the names and numbers that have been given out."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import docx

from attainable.documents.model import BulletList, Definitions, NumberedList, Paragraph, Text, spans
from attainable.documents.prepare import Prepared
from attainable.documents.word_parts import bookmark, restarted, runs
from attainable.documents.word_styles import dress, enlarge


class Page:
    """python-docx's document, the bookmark of every anchor, and a counter for pictures and controls."""

    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared
        self.file: Any = docx.Document()
        anchors = (placed.anchor for placed in prepared.blocks if placed.anchor)
        self.places = {anchor: f"_Toc{number:06}" for number, anchor in enumerate(anchors, start=1)}
        self.numbers: Iterator[int] = count(1)
        self.turns = False  # whether the next paragraph begins a page
        dress(self.file, prepared.document.language)
        if prepared.document.large:
            enlarge(self.file)

    def paragraph(self, style: str, text: Text = "", into: Any = None) -> Any:
        """A paragraph at the end of `into` (a cell), or of the document."""
        made = (into or self.file).add_paragraph(style=style)
        if self.turns and into is None:
            made.paragraph_format.page_break_before, self.turns = True, False
        runs(made, spans(text), self.places)
        return made

    def mark(self, paragraph: Any, anchor: str) -> None:
        """Make the paragraph the place that links to `anchor` lead to."""
        bookmark(paragraph, self.places[anchor], int(self.places[anchor].removeprefix("_Toc")))

    def words(self, block: Paragraph | BulletList | NumberedList | Definitions, into: Any = None) -> None:
        """Paragraphs, lists and definitions, in the document or in a box."""
        match block:
            case Paragraph():
                self.paragraph("Normal", block.text, into)
            case BulletList():
                for item in block.items:
                    self.paragraph("List Bullet", item, into)
            case NumberedList():
                number = restarted(self.file, "List Number")
                for item in block.items:
                    made = self.paragraph("List Number", item, into)
                    made._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = number
                    made._p.pPr.numPr.get_or_add_ilvl().val = 0
            case Definitions():
                for definition in block.items:
                    self.paragraph("Definition term", definition.term, into)
                    self.paragraph("Definition", definition.description, into)
