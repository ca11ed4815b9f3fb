"""The same words in every place where words can stand."""

from attainable.documents.model import (
    BulletList,
    Callout,
    CalloutKind,
    Cell,
    Column,
    Definition,
    Definitions,
    Heading,
    KeyFigure,
    KeyFigures,
    NumberedList,
    Paragraph,
    Table,
    TableOfContents,
    emphasis,
    link,
    strong,
)

from .sample import document, figure

HOSTILE = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>'",
    "</style></title><b>",
    "{{ 7*7 }} {% raw %}",
    '#$*_@<>\\[]{}()`~^/-+=|"//* #panic("x") $x$ <label> @ref',
    "]#sys.inputs.document[",
    "controls \x00\x01\x08\x0b\x0c\x1f\x7f\x85\ufffe\uffff end",
    "two\nlines\r\nand\ta tab \u2028 \u202e",
    "&amp; &#60; <w:br/> ]]>",
)


def hostile(text):
    return document(
        title=text,
        subtitle=text,
        summary=(text, strong(text), emphasis(text), link(text, "https://example.org/?a=1&b=2")),
        organisation=text,
        author=text,
        marking=text,
        blocks=(
            TableOfContents(title=text),
            Heading(1, text),
            Paragraph((text, strong(text))),
            BulletList((text,)),
            NumberedList((text,)),
            Definitions((Definition(text, text),)),
            KeyFigures((KeyFigure(text, text, text), KeyFigure(text, text, text))),
            Table(text, (Column(text), Column(text, numeric=True)), ((text, Cell(text, title=text)),), 0, (text,), text),
            figure(alt=text, caption=text, sentence=text, source=text),
            Callout(CalloutKind.OFFICER, text, (Paragraph(text),)),
        ),
    )
