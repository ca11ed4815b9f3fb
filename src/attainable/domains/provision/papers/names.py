"""Replacing the names of people in a document. No Django.

Names that the record holds are replaced wherever they are, in free text too. A name that the record doesn't hold, such as that of
a friend, stays: a person has to read the text.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Final

from attainable.documents.model import Document

CHILD: Final = "the child"
PARENT: Final = "a parent"
STAFF: Final = "a member of staff"
SCHOOL: Final = "the school"
_TITLES: Final = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Sir)\.?\s+"
# What ends a sentence, or opens one: a name there is replaced with a capital.
_OPENS: Final = re.compile(r"(?:^|[.!?“:]\s*)$")


@dataclass(frozen=True, slots=True)
class Known:
    """The names that a record holds. `child` are all the names of the child, the others are whole names."""

    child: tuple[str, ...]
    carers: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()


def without_names(known: Known) -> Callable[[str], str]:
    """A function that replaces the names in a text."""
    swaps = list(_swaps(known))

    def replaced(text: str) -> str:
        for pattern, words in swaps:
            text = pattern.sub(lambda found, words=words: _fitting(found, words), text)  # type: ignore[misc]
        return text

    return replaced


def _fitting(found: re.Match[str], words: str) -> str:
    opens = _OPENS.search(found.string[: found.start()])
    return words[:1].upper() + words[1:] if opens else words


def _swaps(known: Known) -> Iterable[tuple[re.Pattern[str], str]]:
    """Patterns with what takes their place: whole names before parts of them, and titles before surnames."""
    whole = [(SCHOOL, known.schools), (PARENT, known.carers), (STAFF, known.staff)]
    yield from ((_pattern([name]), words) for words, names in whole for name in _long_first(names))
    surnames = {words: [name.split()[-1] for name in names if name.split()] for words, names in whole[1:]}
    yield _pattern([f"{child}" for child in _full(known.child)]), CHILD
    for words, names in ((STAFF, surnames[STAFF]), (PARENT, [*surnames[PARENT], *known.child[-1:]])):
        if names:
            yield _pattern(_long_first(names), before=_TITLES), words
    firsts = {words: [name.split()[0] for name in names if len(name.split()) > 1] for words, names in whole[1:]}
    yield _pattern(_long_first(known.child)), CHILD
    for words in (PARENT, STAFF):
        if names := [name for name in {*firsts[words], *surnames[words]} if not re.fullmatch(_TITLES.replace(r"\s+", ""), name)]:
            yield _pattern(_long_first(names)), words


def _full(names: tuple[str, ...]) -> list[str]:
    """A child's first names, each followed by the surname."""
    return [f"{first} {names[-1]}" for first in _long_first(names[:-1])] or list(names)


def _long_first(names: Iterable[str]) -> list[str]:
    return sorted({name.strip() for name in names if len(name.strip()) > 1}, key=lambda name: (-len(name), name))


def _pattern(names: list[str], before: str = "") -> re.Pattern[str]:
    """Names as whole words, as they are written or in capitals."""
    spelt = [re.escape(form) for name in names for form in (name, name.upper())]
    return re.compile(rf"(?<!\w){before}(?:{'|'.join(spelt)})(?!\w)" if spelt else r"(?!)")


def mapped(document: Document, change: Callable[[str], str]) -> Document:
    """A document with every text changed, wherever it is in it."""
    blocks = tuple(_mapped(block, change) for block in document.blocks)
    return replace(
        document,
        title=change(document.title),
        subtitle=change(document.subtitle),
        organisation=change(document.organisation),
        author=change(document.author),
        summary=_mapped(document.summary, change),
        blocks=blocks,
    )


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if type(value) is str:
        return change(value)
    if isinstance(value, tuple):
        return tuple(_mapped(one, change) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _mapped(getattr(value, field.name), change) for field in fields(value)})
    return value
