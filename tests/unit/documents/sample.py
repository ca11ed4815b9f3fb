"""A paper with everything in it, as the writers' tests take it."""

import datetime as dt
import struct
import zlib
from typing import Any

from attainable.documents.model import (
    BulletList,
    Callout,
    CalloutKind,
    Cell,
    Column,
    Definition,
    Definitions,
    Document,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    NumberedList,
    PageBreak,
    Paragraph,
    Table,
    TableOfContents,
    emphasis,
    link,
    strong,
)

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200" viewBox="0 0 400 200">'
    '<defs><clipPath id="clip0"><rect x="0" y="0" width="400" height="200"/></clipPath></defs>'
    '<g clip-path="url(#clip0)" role="graphics-object" aria-roledescription="bar">'
    '<rect x="10" y="40" width="60" height="150" fill="#10465c"/>'
    '<text x="10" y="30" font-family="Atkinson Hyperlegible" font-size="14">Autism</text></g></svg>'
)


def png(width: int = 80, height: int = 40) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">L", len(data)) + body + struct.pack(">L", zlib.crc32(body))

    rows = (b"\0" + b"\x10\x46\x5c" * width) * height
    header = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def figure(**changes: Any) -> Figure:
    fields: dict[str, Any] = {
        "svg": SVG,
        "png": png(),
        "alt": "Bars: autism is the largest need, with 412 plans.",
        "caption": "Plans by primary need, Ashford-on-Sea, 2025",
        "sentence": ("Autism is the largest need: ", strong("412 of 1,030 plans"), "."),
        "source": link("Department for Education", "https://explore-education-statistics.service.gov.uk/"),
    }
    return Figure(**fields | changes)


def table(**changes: Any) -> Table:
    fields: dict[str, Any] = {
        "caption": "Plans by primary need",
        "columns": (Column("Primary need"), Column("Plans", numeric=True), Column("Change", numeric=True)),
        "rows": (
            ("Autistic spectrum disorder", "412", "+8.1%"),
            ("Visual impairment", Cell("c", title="suppressed to protect confidentiality"), "z"),
            (Cell("All needs", strong=True), Cell("1,030", strong=True), Cell("+6.2%", strong=True)),
        ),
        "notes": ("Counts are rounded to the nearest 5.",),
        "source": "Department for Education, January 2025",
    }
    return Table(**fields | changes)


def document(**changes: Any) -> Document:
    fields: dict[str, Any] = {
        "title": "Needs and provision",
        "subtitle": "A paper for the partnership board",
        "summary": ("Plans have risen by ", strong("6.2%"), " in a year."),
        "organisation": "Ashford-on-Sea Council",
        "author": "SEND Intelligence",
        "date": dt.date(2026, 5, 12),
        "fictional": True,
        "marking": "Not for release",
        "blocks": blocks(),
    }
    return Document(**fields | changes)


def blocks() -> tuple[Any, ...]:
    return (
        TableOfContents(),
        Heading(1, "What the figures show", id="figures"),
        KeyFigures((KeyFigure("Plans", "1,030", "up from 970 in 2024"), KeyFigure("Issued in 20 weeks", "61%", "England: 46%"))),
        Paragraph(("See ", link("the table", "#table-1"), ", which is ", emphasis("provisional"), ".")),
        Heading(2, "By need"),
        table(),
        figure(),
        BulletList(("First point", ("Second, ", strong("strong")))),
        Heading(1, "What we do next"),
        NumberedList(("Write", "Ask")),
        Paragraph("And then:"),
        NumberedList(("Decide", "Publish")),
        PageBreak(),
        Heading(2, "Words"),
        Definitions((Definition("EHC plan", "Education, health and care plan"),)),
        Callout(CalloutKind.NOTE, "How to read", (Paragraph("Slowly."), NumberedList(("Once", "Twice")))),
        Callout(CalloutKind.WARNING, "Small numbers", (BulletList(("Take care.",)),)),
        Callout(CalloutKind.OFFICER, "Local view", (Paragraph("Say what is known here."),), lines=3),
        figure(caption="A second chart", source=""),
    )
