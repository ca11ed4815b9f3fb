"""Words made fit for every writer, and the names of places in a document."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from attainable.documents.model import Block, Figure, Heading, Table

# Not allowed in XML 1.0, or of no meaning on paper: controls, lone surrogates, non-characters, and the
# marks that turn the direction of text about and so can make words read other than they are.
_UNFIT: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
    + "]"
)
_BREAKS: Final = re.compile("[\t\n\r\x0b\x0c\x85\u2028\u2029]+")


def clean(text: str) -> str:
    """The text on one line, without characters that XML, PDF or a reader's eye can't take."""
    return _UNFIT.sub("", _BREAKS.sub(" ", text))


def slug(text: str) -> str:
    """A place's name from its words: `Children looked after` is `children-looked-after`."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:60].rstrip("-")
    return words if words[:1].isalpha() else f"section-{words}".rstrip("-")


def anchors(blocks: Iterable[Block]) -> list[str]:
    """One name for each heading, table and figure in order; headings keep the ids they were given."""
    blocks = tuple(blocks)
    taken = {block.id for block in blocks if isinstance(block, Heading) and block.id}
    found: list[str] = []
    counts = {"table": 0, "figure": 0}
    for block in blocks:
        if isinstance(block, Heading):
            found.append(block.id or _free(slug(block.text), taken))
        elif isinstance(block, Table | Figure):
            kind = type(block).__name__.lower()
            counts[kind] += 1
            found.append(f"{kind}-{counts[kind]}")
    return found


def _free(wanted: str, taken: set[str]) -> str:
    if re.fullmatch(r"(table|figure)-\d+(-.*)?", wanted):
        wanted = f"section-{wanted}"
    name, count = wanted, 1
    while name in taken:
        count += 1
        name = f"{wanted}-{count}"
    taken.add(name)
    return name
