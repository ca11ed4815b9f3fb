"""Text that came from outside, without the characters that nobody sees and that no two programs treat alike."""

import unicodedata
from typing import Final

# Characters that begin a formula in a spreadsheet. Others may stand before them and change nothing: `begins_formula`.
_FORMULA: Final = ("=", "+", "-", "@")
_UNSEEN: Final = frozenset("\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u3164\uffa0")


def visible(text: str) -> str:
    """The text as it is seen: soft hyphens, joiners, marks of direction and byte order, and characters without width are dropped,
    every kind of space is a plain one, and a letter and its accent are one character.

    >>> visible("Q999\\u00a02022\\u200d"), visible("Ivo\\ufeff"), visible("Zoe\\u0308") == "Zo\\u00eb"
    ('Q999 2022', 'Ivo', True)
    """
    if text.isascii():
        return text
    seen = "".join(" " if unicodedata.category(mark) == "Zs" else mark for mark in text if not _unseen(mark))
    return unicodedata.normalize("NFC", seen) if any(map(unicodedata.combining, seen)) else seen


def _unseen(mark: str) -> bool:
    return unicodedata.category(mark) == "Cf" or mark in _UNSEEN or "\ufe00" <= mark <= "\ufe0f"


def number_of(text: str) -> str:
    """An identifier as it is compared: without spaces, in capitals.

    >>> number_of(" q999 2022\\u200b2000 1 ")
    'Q999202220001'
    """
    return "".join(visible(text).split()).upper()


def begins_formula(text: str) -> bool:
    """Whether a spreadsheet could take a cell for a formula: spaces, ends of lines and unseen marks before it change nothing.

    >>> begins_formula("=1"), begins_formula(" \\u00a0\\n@SUM(A1)"), begins_formula("\\tx"), begins_formula("a=1")
    (True, True, True, False)
    """
    return text.startswith(("\t", "\r", "\n")) or visible(text).lstrip().startswith(_FORMULA)
