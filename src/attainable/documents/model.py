"""A paper as a value: what it says, in what order, and nothing about how a page looks.

A `Document` is made of blocks. The writers (`html`, `word`, `pdf`) turn the same value into a page, a
Word file and a tagged PDF. Text is always data: a string is shown as it is, whatever it contains;
strong, emphasised and linked words are `Span`s.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Span:
    """A run of words. `link` is an https, http or mailto address, `./name` for a file beside the document, or `#id`
    for a place in it."""

    text: str
    strong: bool = False
    emphasis: bool = False
    link: str | None = None


type Text = str | Span | tuple[str | Span, ...]


def strong(text: str) -> Span:
    return Span(text, strong=True)


def emphasis(text: str) -> Span:
    return Span(text, emphasis=True)


def link(text: str, to: str) -> Span:
    return Span(text, link=to)


def spans(text: Text) -> tuple[Span, ...]:
    """The runs of a text, whichever way it was written."""
    parts = text if isinstance(text, tuple) else (text,)
    return tuple(Span(part) if isinstance(part, str) else part for part in parts)


def plain(text: Text) -> str:
    """The words of a text without strength, emphasis or links."""
    return "".join(span.text for span in spans(text))


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 comes next below the document's own title.

    Without an `id` one is made from the words. Give one when a link must go on working.
    """

    level: int
    text: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: Text


@dataclass(frozen=True, slots=True)
class BulletList:
    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class NumberedList:
    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    term: str
    description: Text


@dataclass(frozen=True, slots=True)
class Definitions:
    items: tuple[Definition, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column. `share` is its part of the table's width (0 to 1); without it the words decide."""

    label: str
    numeric: bool = False
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with more to it than words.

    `title` is what a mark such as `c` means. Every title of a table is gathered into a key below it,
    so the meaning reaches print and screen readers too.
    """

    text: str
    strong: bool = False
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns. Writers number tables and put `Table 1: ` before the caption.

    `header_column` is the column that names each row, or `None`. `source` is written without "Source:".
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str | Cell, ...], ...]
    header_column: int | None = 0
    notes: tuple[Text, ...] = ()
    source: Text = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart: SVG for pages and PDF, PNG of the same for Word.

    `alt` says what a person who can't see the chart needs to know; `sentence` says what it shows, for all.
    `share` is the part of the text's width it takes (0 to 1). `source` is written without "Source:".
    """

    svg: str
    png: bytes
    alt: str
    caption: str
    sentence: Text = ""
    source: Text = ""
    share: float = 1.0


class CalloutKind(StrEnum):
    NOTE = "note"
    WARNING = "warning"
    OFFICER = "officer-to-complete"
    SCHOOL = "school-to-complete"

    @property
    def words(self) -> str:
        return self.value.replace("-", " ").capitalize()

    @property
    def to_complete(self) -> bool:
        """Whether there is room for somebody's own words."""
        return self in (CalloutKind.OFFICER, CalloutKind.SCHOOL)


type CalloutBlock = Paragraph | BulletList | NumberedList | Definitions


@dataclass(frozen=True, slots=True)
class Callout:
    """A box set apart. A box to complete ends with room for `lines` lines of somebody's own words."""

    kind: CalloutKind
    title: str = ""
    blocks: tuple[CalloutBlock, ...] = ()
    lines: int = 4

    @property
    def heading(self) -> str:
        """Says the kind in words, because a colour can't be heard."""
        if not self.title:
            return self.kind.words
        return self.title if self.kind is CalloutKind.NOTE else f"{self.kind.words}: {self.title}"


@dataclass(frozen=True, slots=True)
class KeyFigure:
    label: str
    value: str
    comparison: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """A row of two to four headline figures."""

    items: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A small card to cut out and carry: a title, and a few short lines."""

    title: str
    lines: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards of pocket size, two beside each other, with dashed lines to cut along."""

    items: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new page in Word, PDF and print."""


@dataclass(frozen=True, slots=True)
class TableOfContents:
    """The headings down to level `depth`."""

    title: str = "Contents"
    depth: int = 2


type Block = (
    Heading | Table | Figure | Callout | KeyFigures | Cards | PageBreak | TableOfContents | CalloutBlock
)  # CalloutBlock: paragraphs, lists and definitions stand anywhere


@dataclass(frozen=True, slots=True)
class Document:
    """The whole paper.

    `fictional` puts "Fictional figures, made for demonstration" on every page. `marking` (for example
    "Not for release") is next to it. `date` is the paper's own date, also inside the files, so that the
    same document gives the same bytes. `large` sets it in large letters with room between the lines, to be read with ease.
    """

    title: str
    blocks: tuple[Block, ...]
    date: dt.date
    subtitle: str = ""
    summary: Text = ""
    organisation: str = ""
    author: str = ""
    language: str = "en-GB"
    fictional: bool = False
    marking: str | None = None
    large: bool = False

    @property
    def date_in_words(self) -> str:
        return f"{self.date.day} {self.date:%B %Y}"

    @property
    def maker(self) -> str:
        """Who published the paper: the author, or else the organisation."""
        return self.author or self.organisation


FICTIONAL = "Fictional figures, made for demonstration"
