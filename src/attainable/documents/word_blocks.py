"""Tables, figures and boxes in Word."""

import io
from typing import Any, Final

from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu

from attainable.documents.model import Callout, CalloutKind, Cards, Cell, Figure, KeyFigures, Paragraph, Span, Table, Text, spans
from attainable.documents.prepare import Placed, breadth, key, widths
from attainable.documents.word_page import Page
from attainable.documents.word_parts import described, element, field, placeholder
from attainable.documents.word_styles import DEEP, FAINT, INK, RULE, RUST, RUST_FAINT, WIDTH

_TALLEST: Final = Cm(19)
_NONE: Final = ("nil", 0, "auto")
type Side = tuple[str, int, str]


def table(page: Page, placed: Placed, block: Table) -> None:
    """Caption, header row that repeats, rows that stay whole, then key, notes and source."""
    _caption(page, placed, block.caption)
    size = "Table words small" if len(block.columns) > 7 else "Table words"
    style = page.file.styles[size].style_id
    parts = [int(WIDTH * breadth(block) * share / 635) for share in widths(block)]  # twentieths of a point
    made = _frame(page, parts, f"{placed.label}: {block.caption}", header_column=block.header_column == 0)
    label = tuple(Cell(column.label, strong=True) for column in block.columns)
    for number, row in enumerate((label, *block.rows)):
        line = OxmlElement("w:tr")
        line.append(element("w:trPr", element("w:cantSplit"), *([element("w:tblHeader")] if not number else [])))
        last = number == len(block.rows)
        for column, given, width in zip(block.columns, row, parts, strict=True):
            words = given if isinstance(given, Cell) else Cell(given)
            line.append(_cell(words, style, width, numeric=column.numeric, top=not number, together=not last))
        made.append(line)
    _small(page, (*block.notes, *key(block)), block.source)


def figure(page: Page, placed: Placed, block: Figure) -> None:
    """Caption, sentence, picture with its alternative text, source."""
    _caption(page, placed, block.caption)
    if block.sentence:
        page.paragraph("Chart sentence", block.sentence)
    paragraph = page.paragraph("Picture")
    paragraph.paragraph_format.keep_with_next = bool(block.source)
    picture = paragraph.add_run().add_picture(io.BytesIO(block.png), width=Emu(int(WIDTH * block.share)))
    if picture.height > _TALLEST:
        picture.width, picture.height = Emu(int(picture.width * _TALLEST / picture.height)), _TALLEST
    described(picture, block.alt, next(page.numbers))
    _small(page, (), block.source)


def callout(page: Page, block: Callout) -> None:
    """A box of one cell. A box to complete holds a control to write into."""
    officer = block.kind.to_complete
    edge = RUST if block.kind is CalloutKind.WARNING else DEEP
    sides: dict[str, Side] = dict.fromkeys(("top", "left", "bottom", "right"), ("single", 4, RULE))
    sides["left"] = ("single", 36, edge)
    if officer:
        sides = dict.fromkeys(sides, ("dashed", 12, INK))
    page.paragraph("Space").paragraph_format.keep_with_next = True
    cell = _box(page, 1, block.heading)[0]
    properties = cell._tc.get_or_add_tcPr()
    properties.append(_borders("w:tcBorders", sides))
    if not officer:
        fill = RUST_FAINT if block.kind is CalloutKind.WARNING else "F6F8F9"
        properties.append(element("w:shd", val="clear", color="auto", fill=fill))
    first = cell.paragraphs[0]
    first.add_run(block.heading).bold = True
    first.paragraph_format.keep_with_next = True
    for inner in block.blocks:
        page.words(inner, into=cell)
    if officer:
        placeholder(page.paragraph("Normal", into=cell), "Click here and write.", next(page.numbers), block.kind.words)
        row = page.file.tables[-1].rows[0]
        row.height_rule, row.height = WD_ROW_HEIGHT_RULE.AT_LEAST, Cm(1.4 + 0.9 * block.lines)
    page.paragraph("Space")


def key_figures(page: Page, block: KeyFigures) -> None:
    """One column for each figure: value, label, comparison."""
    page.paragraph("Space").paragraph_format.keep_with_next = True
    cells = _box(page, len(block.items), "Key figures", left=0)
    for cell, item in zip(cells, block.items, strict=True):
        properties = cell._tc.get_or_add_tcPr()
        properties.append(_borders("w:tcBorders", {"top": ("single", 24, DEEP)}))
        first = cell.paragraphs[0]
        first.style = "Key figure"
        first.add_run(item.value)
        page.paragraph("Key figure label", item.label, cell)
        if item.comparison:
            page.paragraph("Key figure comparison", item.comparison, cell)
    page.paragraph("Space")


def cards(page: Page, block: Cards) -> None:
    """Two cards beside each other, each at least of pocket size, with dashed edges to cut along."""
    made = page.file.add_table(rows=0, cols=2)
    dashed: dict[str, Side] = dict.fromkeys(("top", "left", "bottom", "right"), ("dashed", 8, INK))
    for first in range(0, len(block.items), 2):
        row = made.add_row()
        row._tr.get_or_add_trPr().append(element("w:cantSplit"))
        row.height_rule, row.height = WD_ROW_HEIGHT_RULE.AT_LEAST, Cm(5.4)
        for cell, card in zip(row.cells, block.items[first : first + 2], strict=False):
            cell.width = Emu(int(WIDTH / 2))
            cell._tc.get_or_add_tcPr().append(_borders("w:tcBorders", dashed))
            cell.paragraphs[0].add_run(card.title).bold = True
            for line in card.lines:
                page.words(Paragraph(line), into=cell)
    page.paragraph("Space")


def _caption(page: Page, placed: Placed, words: str) -> None:
    paragraph = page.paragraph("Caption")
    kind, _, number = placed.label.partition(" ")
    paragraph.add_run(f"{kind} ")
    field(paragraph, f"SEQ {kind} \\* ARABIC", number)
    paragraph.add_run(f": {words}")
    page.mark(paragraph, placed.anchor)


def _small(page: Page, notes: tuple[Text, ...], source: Text) -> None:
    lines = [*notes, *([(Span("Source: "), *spans(source))] if source else [])]
    for line in lines:
        page.paragraph("Notes", line)
    page.paragraph("Space")


def _frame(page: Page, parts: list[int], title: str, *, header_column: bool) -> Any:
    """An empty table of these column widths at the end of the document."""
    look = element("w:tblLook", firstRow=1, lastRow=0, firstColumn=int(header_column), lastColumn=0, noHBand=1, noVBand=1)
    properties = element(
        "w:tblPr",
        element("w:tblW", w=sum(parts), type="dxa"),
        _borders("w:tblBorders", {"bottom": ("single", 4, RULE), "insideH": ("single", 4, RULE)}),
        element("w:tblLayout", type="fixed"),
        element(
            "w:tblCellMar", *(element(f"w:{side}", w=60 if side in {"top", "bottom"} else 85, type="dxa") for side in _MARGINS)
        ),
        look,
        element("w:tblCaption", val=title),
    )
    grid = element("w:tblGrid", *(element("w:gridCol", w=part) for part in parts))
    made = element("w:tbl", properties, grid)
    page.file.element.body.insert_element_before(made, "w:sectPr")
    return made


_MARGINS: Final = ("top", "left", "bottom", "right")


def _cell(words: Cell, style: str, width: int, *, numeric: bool, top: bool, together: bool) -> Any:
    """One cell as Word keeps it. Written by hand: python-docx takes ten times as long over a long table."""
    properties = element("w:tcPr", element("w:tcW", w=width, type="dxa"))
    if top:
        properties.append(_borders("w:tcBorders", {"bottom": ("single", 12, DEEP)}))
        properties.append(element("w:shd", val="clear", color="auto", fill=FAINT))
        properties.append(element("w:vAlign", val="bottom"))
    form = element("w:pPr", element("w:pStyle", val=style))
    if top and together:
        form.append(element("w:keepNext"))
    if numeric:
        form.append(element("w:jc", val="right"))
    text = OxmlElement("w:t")
    text.set(qn("xml:space"), "preserve")
    text.text = words.text
    run = OxmlElement("w:r")
    if words.strong:
        run.append(element("w:rPr", element("w:b")))
    run.append(text)
    return element("w:tc", properties, element("w:p", form, run))


def _box(page: Page, columns: int, title: str, *, left: int = 170) -> list[Any]:
    """The cells of a table of one row across the page."""
    width = int(WIDTH / 635)
    made = page.file.add_table(rows=1, cols=columns)
    properties = made._tbl.tblPr
    for child in list(properties):
        properties.remove(child)
    gaps = {"top": 110, "left": left, "bottom": 110, "right": 170}
    properties.extend(
        (
            element("w:tblW", w=width, type="dxa"),
            element("w:tblLayout", type="fixed"),
            element("w:tblCellMar", *(element(f"w:{side}", w=gap, type="dxa") for side, gap in gaps.items())),
            element("w:tblCaption", val=title),
        )
    )
    for grid in made._tbl.tblGrid.gridCol_lst:
        grid.w = Emu(int(WIDTH / columns))
    row = made.rows[0]
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))
    for cell in row.cells:
        cell.width = Emu(int(WIDTH / columns))
    return list(row.cells)


def _borders(name: str, sides: dict[str, Side]) -> Any:
    """Style, eighths of a point and colour of each side that is drawn."""
    order = ("top", "left", "bottom", "right", "insideH", "insideV")
    return element(
        name,
        *(
            element(f"w:{side}", val=sides[side][0], sz=sides[side][1], space=0, color=sides[side][2])
            for side in order
            if side in sides
        ),
    )
