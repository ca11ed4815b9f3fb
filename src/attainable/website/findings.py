"""What a check of `attainable doctor` finds: good, worth a note, or a fault with how to mend it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    GOOD = "good"
    NOTE = "note"
    FAULT = "FAULT"


@dataclass(frozen=True, slots=True)
class Finding:
    check: str
    verdict: Verdict
    what: str
    mend: str = ""


type Found = Iterator[tuple[Verdict, str, str]]


def good(what: str) -> tuple[Verdict, str, str]:
    return Verdict.GOOD, what, ""


def note(what: str, mend: str = "") -> tuple[Verdict, str, str]:
    return Verdict.NOTE, what, mend


def fault(what: str, mend: str) -> tuple[Verdict, str, str]:
    return Verdict.FAULT, what, mend
