"""Refs, UPNs and ULNs of fictional records, many at once: the same for the same seed."""

from typing import Final

import numpy as np

from attainable.values.identifiers import UPN_LETTERS

_ALPHABET: Final = np.array(list("abcdefghjkmnpqrstuvwxyz23456789"))
_LENGTH: Final = 12
_LETTERS: Final = np.array(list(UPN_LETTERS))
LA_NUMBER: Final = "999"


def refs(numbers: np.ndarray) -> list[str]:
    """A ref for each number of up to 62 bits that is all over the place already, such as a pupil's."""
    left = numbers.astype(np.uint64)
    marks = np.empty((len(left), _LENGTH), "<U1")
    for place in range(_LENGTH):
        marks[:, place] = _ALPHABET[(left % np.uint64(31)).astype(np.intp)]
        left = left // np.uint64(31)
    found: list[str] = np.ascontiguousarray(marks).view(f"<U{_LENGTH}").ravel().tolist()
    return found


def mixed(kind: int, numbers: np.ndarray) -> np.ndarray:
    """Numbers that follow one another, of a kind of thing, as ones that are all over the place: one to one."""
    x = numbers.astype(np.uint64) + np.uint64(kind) * np.uint64(2**40)
    with np.errstate(over="ignore"):
        for factor in (0xBF58476D1CE4E5B9, 0x94D049BB133111EB):
            x = (x ^ (x >> np.uint64(30))) * np.uint64(factor)
    return x ^ (x >> np.uint64(31))


def upns(establishment: np.ndarray, year: int, serial: np.ndarray) -> list[str]:
    """UPNs of local authority 999: establishment of four digits, the year it was given in, a number below 1,000."""
    digits = np.empty((len(establishment), 12), np.int64)
    number = establishment.astype(np.int64) * 100_000 + (year % 100) * 1000 + serial
    for place in range(11, 2, -1):
        digits[:, place] = number % 10
        number = number // 10
    digits[:, :3] = [int(mark) for mark in LA_NUMBER]
    letters = _LETTERS[(digits * np.arange(2, 14)).sum(1) % 23]
    rows = ["".join(map(str, row)) for row in digits.tolist()]
    return [letter + row for letter, row in zip(letters.tolist(), rows, strict=True)]


def ulns(numbers: np.ndarray) -> list[str]:
    """ULNs out of numbers below 800 million; empty for those that no ULN begins with."""
    body = numbers.astype(np.int64) + 100_000_000
    left = np.zeros(len(body), np.int64)
    rest = body.copy()
    for weight in range(2, 11):
        left += weight * (rest % 10)
        rest //= 10
    left %= 11
    return ["" if r == 0 else f"{b}{10 - r}" for b, r in zip(body.tolist(), left.tolist(), strict=True)]
