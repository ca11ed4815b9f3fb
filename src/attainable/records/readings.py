"""Results and provision as figures take them, and the rules that read them: what domains hand to the warehouse."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
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


class GivenRules(Protocol):
    """The `rules` of the source `given`: a module without Django."""

    def approach_of(self, approach: str, group_size: int) -> str: ...
    def subject_of(self, subject: str, area: str) -> str: ...
    def cost_of(self, pence_of_hours: int, minutes: int, group: int) -> Fraction: ...
    def whole_pence(self, pence: Fraction) -> int: ...
