"""Spellings of one name: with and without accents and strokes, in capitals, and both parts in one cell."""

import unicodedata
from typing import Final

from anyascii import anyascii

ORDERS: Final = ("forename", "surname")
"""Which part of a name in one cell comes first."""


def folded(name: str) -> str:
    """A name in plain small letters, to compare spellings.

    >>> folded("Łukasz  Sørensen"), folded("STRAUSS") == folded("Strauß")
    ('lukasz sorensen', True)
    """
    return " ".join(anyascii(unicodedata.normalize("NFKC", name)).casefold().split())


def is_plainer(given: str, kept: str) -> bool:
    """Whether a spelling is another one without its accents and strokes, or without its capitals and small letters.

    >>> is_plainer("Pawlowski", "Pawłowski"), is_plainer("Pawłowski", "Pawlowski"), is_plainer("MCDONALD", "McDonald")
    (True, False, True)
    """
    if given == kept or folded(given) != folded(kept):
        return False
    fewer = _accents(kept) - _accents(given)
    one_case = (given.isupper() and not kept.isupper()) or (given.islower() and not kept.islower())
    return fewer > 0 or (fewer == 0 and one_case)


def _accents(name: str) -> int:
    return sum(not mark.isascii() for mark in name)


def parts_of(text: str, order: str) -> tuple[str, str] | None:
    """Surname and forename of a name in one cell, or None where it is not clear which words are which. A comma says so itself.

    >>> parts_of("Van Example, Ann May", ""), parts_of("Ann Example", "forename"), parts_of("Ann May Example", "forename")
    (('Van Example', 'Ann May'), ('Example', 'Ann'), None)
    """
    if "," in text:
        surname, _, forename = text.partition(",")
        return surname.strip(), forename.strip()
    words = text.split()
    if len(words) != 2:
        return None
    first, second = words
    return (first, second) if order == "surname" else (second, first)
