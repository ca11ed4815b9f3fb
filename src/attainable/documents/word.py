"""A document as a Word file with real headings, captions, lists, header rows and alternative texts."""

import datetime as dt
import io
from itertools import pairwise
from typing import Any

from attainable.documents.model import (
    FICTIONAL,
    Callout,
    Cards,
    Document,
    Figure,
    Heading,
    KeyFigures,
    PageBreak,
    Paragraph,
    Table,
    TableOfContents,
    plain,
)
from attainable.documents.prepare import Placed, prepare
from attainable.documents.prepare import footer as foot
from attainable.documents.word_blocks import callout, cards, figure, key_figures, table
from attainable.documents.word_page import Page
from attainable.documents.word_parts import begin_field, element, end_field, field, fixed, hyperlink


def word(document: Document) -> bytes:
    """The file. Raises `ProblemsError` when the document isn't fit to be written."""
    page = Page(prepare(document))
    document = page.prepared.document
    _properties(page.file, document)
    _edges(page.file, document)
    _opening(page, document)
    for placed, following in pairwise((*page.prepared.blocks, None)):
        if placed is not None:
            _block(page, placed)
            _keep_with(page, placed, following)
    out = io.BytesIO()
    page.file.save(out)
    return fixed(out.getvalue(), (max(document.date.year, 1980), document.date.month, document.date.day, 0, 0, 0))


def _keep_with(page: Page, placed: Placed, following: Placed | None) -> None:
    """A line that leads to a table or figure stays with it."""
    if isinstance(placed.block, Paragraph) and following is not None:
        leads = isinstance(following.block, Table | Figure)
        page.file.paragraphs[-1].paragraph_format.keep_with_next = leads


def _block(page: Page, placed: Placed) -> None:
    match placed.block:
        case Heading() as heading:
            page.mark(page.paragraph(f"Heading {heading.level}", heading.text), placed.anchor)
        case Table() as block:
            table(page, placed, block)
        case Figure() as block:
            figure(page, placed, block)
        case Callout() as block:
            callout(page, block)
        case KeyFigures() as block:
            key_figures(page, block)
        case Cards() as block:
            cards(page, block)
        case TableOfContents() as contents:
            _contents(page, contents)
        case PageBreak():
            page.turns = True
        case words:
            page.words(words)


def _opening(page: Page, document: Document) -> None:
    if document.fictional:
        page.paragraph("Fictional banner", FICTIONAL)
    if document.marking:
        page.paragraph("Marking", document.marking)
    if document.organisation:
        page.paragraph("Organisation", document.organisation)
    page.paragraph("Title", document.title)
    if document.subtitle:
        page.paragraph("Subtitle", document.subtitle)
    page.paragraph("Byline", ", ".join(part for part in (document.author, document.date_in_words) if part))
    if document.summary:
        page.paragraph("Summary", document.summary)


def _contents(page: Page, contents: TableOfContents) -> None:
    """A field Word can update, already holding every entry. Page numbers come with the first update:
    only Word knows them, and asking it to fill them in on opening shows the reader a warning."""
    page.paragraph("Contents title", contents.title)
    entries = page.prepared.contents(contents)
    if not entries:
        return
    for number, (heading, anchor) in enumerate(entries):
        paragraph = page.paragraph(f"toc {heading.level}")
        if number == 0:
            begin_field(paragraph, f'TOC \\o "1-{contents.depth}" \\h \\z \\u')
        made = hyperlink(paragraph, place=page.places[anchor])
        made.append(paragraph.add_run(heading.text)._r)
    end_field(paragraph)
    page.paragraph("Space")


def _edges(file: Any, document: Document) -> None:
    """Header from the second page on (the first says the same in its opening); footer on every page."""
    section = file.sections[0]
    if document.fictional or document.marking:
        header = section.header.paragraphs[0]
        header.add_run(FICTIONAL if document.fictional else "")
        header.add_run(f"\t{document.marking}" if document.marking else "")
    for footer in (section.footer, section.first_page_footer):
        paragraph = footer.paragraphs[0]
        paragraph.style = file.styles["Footer"]
        paragraph.add_run(f"{foot(document)}\tPage ")
        field(paragraph, "PAGE", "1")
        paragraph.add_run(" of ")
        field(paragraph, "NUMPAGES", "1")


def _properties(file: Any, document: Document) -> None:
    moment = dt.datetime.combine(document.date, dt.time())  # python-docx writes it as UTC
    core = file.core_properties
    core.title, core.author, core.last_modified_by = (document.title[:255], document.maker[:255], document.maker[:255])
    core.subject, core.comments = document.subtitle[:255], plain(document.summary)[:255]
    core.language, core.keywords, core.category = document.language, "", ""
    core.created = core.modified = moment
    core.revision = 1
    package = file.part.package
    for name, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[name]
    settings = file.settings.element
    for found in settings.xpath("w:compat/w:compatSetting[@w:name='compatibilityMode']"):
        found.getparent().remove(found)
    _current(settings)


def _current(settings: Any) -> None:
    """Word 2013 and after: without this Word opens the file in its compatibility mode."""
    compat = next(iter(settings.xpath("w:compat")), None)
    if compat is None:
        compat = element("w:compat")
        settings.append(compat)
    uri = "http://schemas.microsoft.com/office/word"
    compat.append(element("w:compatSetting", name="compatibilityMode", uri=uri, val=15))
