"""A checked document with its numbers, names and widths worked out once for every writer."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from attainable.documents.checks import check
from attainable.documents.model import Block, Cell, Document, Figure, Heading, Table, TableOfContents
from attainable.documents.text import anchors, clean


@dataclass(frozen=True, slots=True)
class Placed:
    """A block with its `anchor` (headings, tables, figures) and its `label` (`Table 3`)."""

    block: Block
    anchor: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    document: Document
    blocks: tuple[Placed, ...]

    def contents(self, contents: TableOfContents) -> tuple[tuple[Heading, str], ...]:
        """Headings and their anchors, as far down as the contents go."""
        return tuple(
            (placed.block, placed.anchor)
            for placed in self.blocks
            if isinstance(placed.block, Heading) and placed.block.level <= contents.depth
        )


def prepare(document: Document) -> Prepared:
    """Check, clean and number. Raises `ProblemsError` with every problem."""
    check(document)
    document = _cleaned(document)
    names = iter(anchors(document.blocks))
    placed = []
    for block in document.blocks:
        named = isinstance(block, Heading | Table | Figure)
        anchor = next(names) if named else ""
        label = anchor.replace("-", " ").capitalize() if isinstance(block, Table | Figure) else ""
        placed.append(Placed(block, anchor, label))
    return Prepared(document, tuple(placed))


def cell_text(cell: str | Cell) -> str:
    return cell if isinstance(cell, str) else cell.text


def key(table: Table) -> tuple[str, ...]:
    """What each mark in the table means, once: `c = suppressed to protect confidentiality`."""
    marks = {cell.text: cell.title for row in table.rows for cell in row if isinstance(cell, Cell) and cell.title}
    return tuple(f"{mark} = {title}" for mark, title in sorted(marks.items()))


def widths(table: Table) -> tuple[float, ...]:
    """Each column's part of the table's width, 1 in all.

    Declared shares are kept. The others follow their longest word and, up to a line's worth, their longest
    cell; room to spare goes to columns of words, so that figures stay near one another.
    """
    wanted = _rooms(table)
    declared = sum(column.share or 0 for column in table.columns)
    free = [index for index, column in enumerate(table.columns) if column.share is None]
    left = max(1 - declared, 0.04 * len(free))
    spare = max(0.0, _LINE * breadth(table) * left - sum(wanted[index] for index in free))
    wordy = [index for index in free if not table.columns[index].numeric] or free
    for index in wordy:
        wanted[index] += 0.7 * spare / len(wordy)
    for index in free:
        wanted[index] += 0.3 * spare / len(free)
    total = sum(wanted[index] for index in free) or 1
    shares = [
        left * wanted[index] / total if column.share is None else column.share for index, column in enumerate(table.columns)
    ]
    return tuple(share / sum(shares) for share in shares)


def breadth(table: Table) -> float:
    """The table's part of the page's width: half when its words leave most of a line empty."""
    room = sum(_rooms(table))
    declared = any(column.share is not None for column in table.columns)
    return 0.5 if not declared and room * 1.7 <= _LINE / 2 else 1.0


def footer(document: Document) -> str:
    """The paper's name at the foot of a page, on one line."""
    maker = document.organisation if document.organisation not in document.title else ""
    full = ", ".join(part for part in (document.title, maker) if part)
    for name in (full, document.title, document.organisation):
        if name and len(name) <= _FOOTER:
            return name
    return f"{document.title[:_FOOTER].rstrip()}…"


_FOOTER = 84  # letters beside the page number
_LINE = 92  # letters in a line of a table across the page


_PADDING = 3


def _rooms(table: Table) -> list[float]:
    """Letters each column asks for; where a line can't hold them all, columns of long cells give way."""
    needed, wished = [], []
    for index, column in enumerate(table.columns):
        cells = [cell_text(row[index]) for row in table.rows]
        words = [word for text in (column.label, *cells) for word in text.split()]
        word, cell = max(map(len, words), default=1), max(map(len, cells), default=1)
        needed.append(max(word, min(cell, 20)) + _PADDING)
        wished.append(max(word, min(cell, 60), min(len(column.label), 18)) + _PADDING)
    over, give = sum(wished) - _LINE, sum(wished) - sum(needed)
    part = min(1.0, over / give) if over > 0 and give > 0 else 0.0
    return [wish - part * (wish - need) for wish, need in zip(wished, needed, strict=True)]


def _cleaned[T](value: T) -> T:
    """The same value with every string in it cleaned; pictures stay as they are."""
    result: Any = value
    if isinstance(value, str) and type(value) is str:
        result = clean(value)
    elif isinstance(value, tuple):
        result = tuple(_cleaned(item) for item in value)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        changes = {field.name: _cleaned(getattr(value, field.name)) for field in dataclasses.fields(value) if field.name != "svg"}
        result = dataclasses.replace(value, **changes)
    return result  # type: ignore[no-any-return]
