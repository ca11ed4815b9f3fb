"""Which standard a key stage's headline outcome means in a year, and where the series breaks."""

from functools import cache
from importlib.resources import files
from itertools import pairwise

import msgspec
import yaml

from attainable.values.periods import Period, PeriodKind

NO_TESTS = (2019, 2020)


class Standard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A standard in force in the academic years that begin from `first` to `last`."""

    first: int
    last: int
    words: str
    source: str


@cache
def standards() -> dict[str, list[Standard]]:
    text = (files("attainable.evidence.pupils") / "standards.yaml").read_text("utf-8")
    return msgspec.convert(yaml.safe_load(text), dict[str, list[Standard]])


def standard_of(stage: str, year: int) -> Standard | None:
    """The standard of a stage in a year, or None where there was none."""
    return next((s for s in standards()[stage] if s.first <= year <= s.last), None)


def breaks_of(stage: str) -> tuple[tuple[Period, str], ...]:
    """Where the headline series of a stage can't be joined, and why."""
    known = standards()[stage]
    found = [
        (after.first, f"The standard became {after.words}.") for before, after in pairwise(known) if before.words != after.words
    ]
    if known[-1].last > max(NO_TESTS):
        found.append((max(NO_TESTS) + 1, "No tests were held in 2019/20 and 2020/21."))
    return tuple((Period(PeriodKind.ACADEMIC, year), why) for year, why in sorted(found))
