"""What a return is judged by, and its days."""

import datetime as dt
from collections.abc import Set
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

type Words = dict[str, Any]
type Faults = tuple[str, Words]
"""The number of a check, and what fills its words."""


@dataclass(frozen=True, slots=True)
class Schools:
    """The register of establishments, as far as checks ask it: every URN, and those with a SEN unit or resourced provision."""

    urns: Set[str]
    units: Set[str] = frozenset()
    resourced: Set[str] = frozenset()


@dataclass(slots=True)
class Judged:
    """What a return is judged by: its year, the reference date, the period (the calendar year before), our own council."""

    year: int
    on: dt.date
    own: str
    schools: Schools | None = None
    first: dt.date = field(init=False)
    last: dt.date = field(init=False)

    def __post_init__(self) -> None:
        self.first, self.last = dt.date(self.on.year - 1, 1, 1), dt.date(self.on.year - 1, 12, 31)


@lru_cache(maxsize=50_000)
def day_of(text: str) -> dt.date | None:
    """The day in a text, as XML writes it; None where it is none."""
    try:
        return dt.date.fromisoformat(text[:10]) if len(text) >= len("2026-01-15") else None
    except ValueError:
        return None


def before(first: str, second: str) -> bool:
    """Whether a day is before another; no where either is missing or is not a day."""
    one, other = day_of(first), day_of(second)
    return one is not None and other is not None and one < other


def days_between(first: str, second: str) -> int | None:
    """Days from one day to another; None where either is missing or is not a day."""
    one, other = day_of(first), day_of(second)
    return None if one is None or other is None else (other - one).days
