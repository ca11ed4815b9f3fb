"""Identifiers and their check letters: UPN, ULN, URN, LAESTAB.

Sources: the check-letter algorithm of the unique pupil number guide (as in python-stdnum `gb.upn`), worked examples in the
tests; ULN by the Learning Records Service's modulus 11.
"""

import re
from typing import Final

UPN_LETTERS: Final = "ABCDEFGHJKLMNPQRTUVWXYZ"
_UPN = re.compile(r"[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]")
_ULN = re.compile(r"[1-9][0-9]{9}")
_URN = re.compile(r"[0-9]{5,6}")
_LAESTAB = re.compile(r"([0-9]{3})/?([0-9]{4})")


def upn_letter(body: str) -> str:
    """The check letter of characters 2 to 13 of a UPN: their values times 2, 3 … 13, added, modulo 23.

    >>> upn_letter("801200005001")
    'B'
    """
    values = (int(mark) if mark.isdigit() else UPN_LETTERS.index(mark) for mark in body)
    return UPN_LETTERS[sum(weight * value for weight, value in enumerate(values, 2)) % 23]


def upn_fault(text: str) -> str | None:
    """What is wrong with a UPN in words, or None.

    >>> upn_fault("B801200005001"), upn_fault("A801200005001")
    (None, 'The first letter of this UPN should be B.')
    """
    if not _UPN.fullmatch(text):
        return "A UPN has 13 characters: a letter, 11 digits, and a digit or letter."
    right = upn_letter(text[1:])
    return None if text[0] == right else f"The first letter of this UPN should be {right}."


def is_temporary_upn(text: str) -> bool:
    """A temporary number ends with a letter: a permanent one takes its place.

    >>> is_temporary_upn("V99920222991A"), is_temporary_upn("B999202229914"), is_temporary_upn("")
    (True, False, False)
    """
    return text[-1:].isalpha()


def uln_fault(text: str) -> str | None:
    """What is wrong with a unique learner number in words, or None.

    >>> uln_fault("1234567899"), uln_fault("1234567890")
    (None, 'The last digit of this ULN should be 9.')
    """
    if not _ULN.fullmatch(text):
        return "A ULN has 10 digits and does not begin with 0."
    left = sum(weight * int(mark) for weight, mark in zip(range(10, 1, -1), text, strict=False)) % 11
    if left == 0:
        return "No ULN begins with these nine digits."
    return None if int(text[9]) == 10 - left else f"The last digit of this ULN should be {10 - left}."


def urn_fault(text: str) -> str | None:
    return None if _URN.fullmatch(text) else "A URN has 5 or 6 digits."


def laestab(text: str) -> str | None:
    """A DfE number as seven digits, or None: `873/9999` and `8739999` are one.

    >>> laestab("873/9999")
    '8739999'
    """
    found = _LAESTAB.fullmatch(text.strip())
    return "".join(found.groups()) if found else None
