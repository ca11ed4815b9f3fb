"""Results as figures take them, and the rules that read them: what the domain that keeps results hands to the warehouse."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Reading:
    """A result as figures take it: `framework` is a scale of the evidence table `attainment`, `points` are tenths."""

    stage: str
    subject: str
    framework: str
    outcome: str
    met: bool
    points: int | None = None


@dataclass(frozen=True, slots=True)
class Headline:
    """What a stage's end brought: the headline standard, and English and mathematics separately; None where it can't be said."""

    expected: bool | None
    english: bool | None
    maths: bool | None


class ResultRules(Protocol):
    """The `rules` of the source `result`: a module without Django."""

    def known_stages(self) -> tuple[str, ...]: ...
    def known_subjects(self) -> tuple[str, ...]: ...
    def read_result(self, stage: str, subject: str, year: int, result: str) -> Reading | None: ...
    def headline(self, stage: str, met: Mapping[str, bool], *, letters: int | None = None) -> Headline: ...
