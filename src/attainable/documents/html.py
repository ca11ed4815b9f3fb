"""A document as one HTML file: fonts, style and charts inside, no script, nothing fetched."""

from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from attainable.documents import fonts, svg
from attainable.documents.model import FICTIONAL, Cell, Document, Figure, spans
from attainable.documents.prepare import Placed, breadth, key, prepare

TEMPLATES: Final = Path(__file__).parent / "templates"


def html(document: Document) -> str:
    """The page. Raises `ProblemsError` when the document isn't fit to be written."""
    prepared = prepare(document)
    return _template().render(
        document=prepared.document,
        blocks=prepared.blocks,
        contents=prepared.contents,
        picture=_picture,
        key=key,
        breadth=breadth,
        spans=spans,
        cell=lambda cell: cell if isinstance(cell, Cell) else Cell(cell),
        kind=lambda block: type(block).__name__,
        fictional=FICTIONAL,
        css=Markup(_css() + _every_page(prepared.document)),  # noqa: S704 - our own file, strings escaped
    )


def _picture(placed: Placed) -> Markup:
    assert isinstance(placed.block, Figure)  # noqa: S101 - the template asks for figures only
    drawn = svg.inline(placed.block.svg, prefix=placed.anchor, alt=placed.block.alt)
    return Markup(drawn)  # noqa: S704 - checked by svg.fault, written by an XML writer


def _every_page(document: Document) -> str:
    """What print must carry on each page, as CSS whose strings are spelt in code points."""
    places = {"top-left": FICTIONAL if document.fictional else "", "top-right": document.marking or ""}
    boxes = " ".join(
        f"@{place} {{ content: '{''.join(f'\\{ord(letter):06x}' for letter in words)}'; font: bold 8.5pt Arial, sans-serif; }}"
        for place, words in places.items()
        if words
    )
    return f"@media print {{ @page {{ {boxes} }} }}\n" if boxes else ""


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("document.html.jinja")


@cache
def _css() -> str:
    faces = (("Regular", 400, "normal"), ("Bold", 700, "normal"), ("Italic", 400, "italic"))
    declared = "\n".join(
        f'@font-face {{ font-family: "{fonts.NAME}"; font-weight: {weight}; font-style: {slant}; '
        f"font-display: swap; src: url(data:font/woff;base64,{fonts.woff(style)}) format('woff'); }}"
        for style, weight, slant in faces
    )
    return f"{declared}\n{(TEMPLATES / 'document.css').read_text('utf-8')}"
