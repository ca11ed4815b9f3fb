"""A document as a tagged PDF (PDF/UA-1), set by Typst.

The template never changes: the document reaches it as JSON, so nothing in a text can act as Typst.
"""

import dataclasses
import datetime as dt
import json
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from attainable.documents import fonts, svg
from attainable.documents.model import (
    FICTIONAL,
    Block,
    Callout,
    Cards,
    Cell,
    Definition,
    Document,
    Figure,
    Heading,
    KeyFigure,
    Table,
    TableOfContents,
    Text,
    plain,
    spans,
)
from attainable.documents.prepare import Placed, breadth, footer, key, prepare, widths
from attainable.values.problem import Problem, ProblemsError

TEMPLATE: Final = Path(__file__).parent / "templates" / "document.typ"


def pdf(document: Document) -> bytes:
    """The file. Raises `ProblemsError` when the document isn't fit to be written."""
    prepared = prepare(document)
    moment = dt.datetime.combine(document.date, dt.time(), dt.UTC)
    paper = _paper(prepared.document) | {"blocks": [_placed(placed) for placed in prepared.blocks]}
    try:
        return _compiled(json.dumps(paper), moment, system_fonts=False)
    except typst.TypstError:
        pass  # most often a letter that our font doesn't have: let the machine's own fonts help
    try:
        return _compiled(json.dumps(paper), moment, system_fonts=True)
    except typst.TypstError as error:
        raise ProblemsError(
            Problem(
                code="document-pdf",
                what=f"The PDF can't be made: {error.message}.",
                mend="Change that part, or write HTML or Word instead.",
            )
        ) from error


def _compiled(paper: str, moment: dt.datetime, *, system_fonts: bool) -> bytes:
    made = typst.compile(
        TEMPLATE,
        format="pdf",
        sys_inputs={"document": paper},
        font_paths=_fonts(system=system_fonts),
        pdf_standards=["ua-1"],
        timestamp=moment,
    )
    return bytes(made)


@cache
def _fonts(*, system: bool) -> typst.Fonts:
    # Not those that typst carries: it would set Arabic in a typewriter's letters.
    return typst.Fonts(include_system_fonts=system, include_embedded_fonts=False, font_paths=list(fonts.FOLDERS))


def _paper(document: Document) -> dict[str, Any]:
    lang, _, region = document.language.partition("-")
    return {
        "title": document.title,
        "families": fonts.families(lang),
        "subtitle": document.subtitle,
        "organisation": document.organisation,
        "maker": document.maker,
        "description": plain(document.summary),
        "summary": _rich(document.summary),
        "byline": ", ".join(part for part in (document.author, document.date_in_words) if part),
        "footer": footer(document),
        "lang": lang,
        "region": region or None,
        "fictional": document.fictional,
        "banner": FICTIONAL,
        "marking": document.marking,
        "large": document.large,
    }


def _placed(placed: Placed) -> dict[str, Any]:
    return {"kind": type(placed.block).__name__, "anchor": placed.anchor, "label": placed.label} | _fields(placed.block)


def _fields(block: Block) -> dict[str, Any]:
    match block:
        case Heading() | TableOfContents():
            return dataclasses.asdict(block)
        case Table():
            return {
                "caption": block.caption,
                "columns": [dataclasses.asdict(column) for column in block.columns],
                "widths": widths(block),
                "breadth": breadth(block),
                "rows": [[_cell(given) for given in row] for row in block.rows],
                "notes": [*map(_rich, block.notes), *map(_rich, key(block))],
                "source": _rich(block.source),
            }
        case Figure():
            return {
                "svg": block.svg,
                "alt": block.alt,
                "caption": block.caption,
                "sentence": _rich(block.sentence),
                "source": _rich(block.source),
                "share": block.share,
                "tall": svg.shape(block.svg) * block.share > _TALLEST,
            }
        case Cards():
            return {"items": [{"title": card.title, "lines": [_rich(line) for line in card.lines]} for card in block.items]}
        case Callout():
            return {
                "kind-of": block.kind.value,
                "heading": block.heading,
                "lines": block.lines,
                "blocks": [_placed(Placed(inner)) for inner in block.blocks],
            }
        case _:
            return _words(block)


_TALLEST: Final = 190 / 166  # a chart's height against the text's width: more and it would leave the page


def _words(block: Any) -> dict[str, Any]:
    if hasattr(block, "text"):
        return {"text": _rich(block.text)}
    return {"items": [_item(item) for item in getattr(block, "items", ())]}


def _item(item: Text | Definition | KeyFigure) -> Any:
    match item:
        case Definition():
            return {"term": item.term, "description": _rich(item.description)}
        case KeyFigure():
            return dataclasses.asdict(item)
        case _:
            return _rich(item)


def _rich(text: Text) -> list[dict[str, Any]]:
    return [dataclasses.asdict(span) for span in spans(text) if span.text]


def _cell(given: str | Cell) -> dict[str, Any]:
    return dataclasses.asdict(given if isinstance(given, Cell) else Cell(given))
