"""What a document must be before anything is written. Every problem is found in one pass."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from attainable.documents import svg
from attainable.documents.model import (
    BulletList,
    Callout,
    Cards,
    Definitions,
    Document,
    Figure,
    Heading,
    KeyFigures,
    NumberedList,
    Paragraph,
    Span,
    Table,
    TableOfContents,
    Text,
    plain,
    spans,
)
from attainable.documents.text import anchors, clean
from attainable.values.problem import Problem, ProblemsError

_ID: Final = re.compile(r"[a-z][a-z0-9-]*")
_ADDRESS: Final = re.compile(r"(https?://|mailto:)[^\s\"<>\\]+|\./[\w.-]+", re.IGNORECASE)


def check(document: Document) -> None:
    """Raise `ProblemsError` with everything that is wrong; do nothing when all is well."""
    problems = tuple(problems_in(document))
    if problems:
        raise ProblemsError(problems)


def problems_in(document: Document) -> Iterator[Problem]:
    """Every problem of a document, in the order of its blocks."""
    if _blank(document.title):
        yield _problem("title-missing", "The document has no title.", "Give it one.")
    if not re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", document.language):
        yield _problem(
            "language-unknown",
            f'The language "{document.language}" is not a language tag.',
            'Write a tag such as "en-GB" or "cy".',
        )
    yield from _headings(document)
    tables = figures = 0
    for block in document.blocks:
        match block:
            case Table():
                tables += 1
                yield from _table(block, f"Table {tables}")
            case Figure():
                figures += 1
                yield from _figure(block, f"Figure {figures}")
            case Callout():
                yield from _callout(block)
            case KeyFigures():
                yield from _key_figures(block)
            case Cards():
                yield from _cards(block)
            case BulletList() | NumberedList() | Definitions() | Paragraph():
                yield from _words(block)
            case TableOfContents() if not 1 <= block.depth <= 4:
                yield _problem("contents-depth", f"The contents go to level {block.depth}.", "Give a depth from 1 to 4.")
    yield from _links(document)


def _headings(document: Document) -> Iterator[Problem]:
    before = 0
    seen: set[str] = set()
    for heading in (block for block in document.blocks if isinstance(block, Heading)):
        name = f'The heading "{heading.text}"'
        if _blank(heading.text):
            yield _problem("heading-empty", "A heading has no text.", "Give it text or remove it.")
        if not 1 <= heading.level <= 4:
            yield _problem("heading-level", f"{name} has level {heading.level}.", "Give a level from 1 to 4.")
        elif heading.level > before + 1:
            yield _problem(
                "heading-skips",
                f"{name} has level {heading.level} where at most {before + 1} can follow.",
                "Give it a higher place, or put the missing heading before it.",
            )
        before = heading.level
        if heading.id and not _ID.fullmatch(heading.id):
            yield _problem(
                "id-spelling", f'{name} has the id "{heading.id}".', "Use small letters, digits and hyphens, a letter first."
            )
        if heading.id and heading.id in seen:
            yield _problem("id-twice", f'The id "{heading.id}" appears twice.', "Give each heading its own.")
        if re.fullmatch(r"(table|figure)-\d+(-.*)?", heading.id):
            yield _problem("id-taken", f'The id "{heading.id}" is kept for tables and figures.', "Choose another.")
        seen.add(heading.id)


def _table(table: Table, name: str) -> Iterator[Problem]:
    if _blank(table.caption):
        yield _problem("caption-missing", f"{name} has no caption.", "Say what the table shows.")
    if not table.columns or not table.rows:
        yield _problem("table-empty", f"{name} has no cells.", "Say in a paragraph that there is nothing to show.")
    width = len(table.columns)
    for number, row in enumerate(table.rows, start=1):
        if len(row) != width:
            yield _problem(
                "table-uneven",
                f"{name}, row {number} has {len(row)} cells under {width} columns.",
                "Give every row one cell for each column.",
            )
    for number, column in enumerate(table.columns, start=1):
        if _blank(column.label):
            yield _problem("column-unnamed", f"{name}, column {number} has no label.", "Name every column.")
    shares = [column.share for column in table.columns if column.share is not None]
    if any(share <= 0 for share in shares) or sum(shares) > 1.001:
        yield _problem("column-shares", f"{name} has impossible column shares.", "Give shares above 0 that add up to at most 1.")
    if table.header_column is not None and not 0 <= table.header_column < max(width, 1):
        yield _problem("header-column", f"{name} has no column {table.header_column}.", "Count columns from 0, or give None.")


def _figure(figure: Figure, name: str) -> Iterator[Problem]:
    if _blank(figure.caption):
        yield _problem("caption-missing", f"{name} has no caption.", "Say what the chart shows.")
    if _blank(figure.alt):
        yield _problem("alt-missing", f"{name} has no alternative text.", "Say in words what the chart shows.")
    if not 0.1 <= figure.share <= 1:
        yield _problem("figure-share", f"{name} takes {figure.share} of the width.", "Give a share from 0.1 to 1.")
    if not figure.png.startswith(b"\x89PNG\r\n\x1a\n"):
        yield _problem("figure-png", f"{name} has no PNG picture.", "Give the same chart as PNG, for Word.")
    if reason := svg.fault(figure.svg):
        yield _problem("figure-svg", f"The SVG of {name} {reason}.", "Give a picture that only draws.")


def _callout(callout: Callout) -> Iterator[Problem]:
    if not callout.blocks and not callout.title:
        yield _problem("callout-empty", "A box has no title and no text.", "Give it one, or remove it.")
    for block in callout.blocks:
        kept: object = block  # what a caller gave, types or no types
        if isinstance(kept, Paragraph | BulletList | NumberedList | Definitions):
            yield from _words(kept)
        else:
            yield _problem(
                "callout-block",
                f"A box holds a {type(block).__name__}.",
                "Put only paragraphs, lists and definitions into boxes.",
            )


def _cards(block: Cards) -> Iterator[Problem]:
    if not block.items:
        yield _problem("cards-empty", "There are no cards.", "Give at least one, or leave them out.")
    if any(_blank(item.title) for item in block.items):
        yield _problem("card-title", "A card has no title.", "Give each card one.")


def _key_figures(block: KeyFigures) -> Iterator[Problem]:
    if not 2 <= len(block.items) <= 4:
        yield _problem("key-figures", f"A row of key figures has {len(block.items)}.", "Give two, three or four.")
    if any(_blank(item.label) or _blank(item.value) for item in block.items):
        yield _problem("key-figure-empty", "A key figure lacks its label or value.", "Give both.")


def _words(block: Paragraph | BulletList | NumberedList | Definitions) -> Iterator[Problem]:
    match block:
        case Paragraph():
            empty = _blank(block.text)
        case Definitions():
            empty = not block.items or any(_blank(i.term) or _blank(i.description) for i in block.items)
        case _:
            empty = not block.items or any(_blank(item) for item in block.items)
    if empty:
        yield _problem("words-missing", f"A {type(block).__name__} has no text.", "Give it text or remove it.")


def _links(document: Document) -> Iterator[Problem]:
    places = set(anchors(document.blocks))
    for span in _spans(document):
        target = span.link
        if target is None:
            continue
        if target.startswith("#") and target[1:] not in places:
            yield _problem("link-nowhere", f'The link "{span.text}" leads to "{target}", which does not exist.', "Name an id.")
        elif not target.startswith("#") and not _ADDRESS.fullmatch(target):
            yield _problem(
                "link-address",
                f'The link "{span.text}" leads to "{target}".',
                "Give an https, http or mailto address, ./name of a file beside it, or #id.",
            )


def _spans(document: Document) -> Iterator[Span]:
    texts: list[Text] = [document.summary]
    inner = (b.blocks if isinstance(b, Callout) else (b,) for b in document.blocks)
    for block in chain.from_iterable(inner):
        match block:
            case Paragraph():
                texts.append(block.text)
            case BulletList() | NumberedList():
                texts.extend(block.items)
            case Definitions():
                texts.extend(item.description for item in block.items)
            case Table():
                texts.extend((*block.notes, block.source))
            case Figure():
                texts.extend((block.sentence, block.source))
            case Cards():
                texts.extend(line for card in block.items for line in card.lines)
            case _:
                pass
    return chain.from_iterable(map(spans, texts))


def _blank(text: Text) -> bool:
    return not clean(plain(text)).strip()


def _problem(code: str, what: str, mend: str) -> Problem:
    return Problem(code=f"document-{code}", what=what, mend=mend)
