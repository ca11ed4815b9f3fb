"""Named rules of disclosure control, as data."""

import math
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import msgspec
import yaml

from attainable.values.problem import Problem, ProblemsError


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rules for an audience; see `profiles.yaml` for what each means. Counts are of pupils; `contributors`, `dominance` and
    `percent` are for sums of money, whose contributors are schools or providers."""

    id: str
    threshold: int
    smallest_group: int
    interval: int
    source: str
    stamp: str = ""
    contributors: int = 0
    dominance: tuple[int, float] = (0, 100.0)
    percent: float = 0.0
    whole_group: int = 0

    def is_whole_group(self, count: int, of: int) -> bool:
        """Whether a share must not be known because it says of each pupil of a small group that they did, or that they didn't."""
        return 0 < of < self.whole_group and count in (0, of)

    def is_unsafe(self, count: int) -> bool:
        """Whether a count of people must not be known. A zero is about nobody, so it is safe."""
        return 0 < count < self.threshold

    def room_needed(self, contributions: Sequence[int]) -> float | None:
        """How high an intruder must think that an unsafe sum of money may be, or None for a safe one.

        Unsafe: from too few contributors; the largest n of them make up k per cent ((n, k) dominance); or the second, knowing
        its own, could tell the largest to within p per cent (the p% rule). Contributions are 0 or more, largest first.
        Source: the defaults of sdcTable.
        """
        given = [amount for amount in contributions if amount > 0]
        total, largest = sum(given), given[0] if given else 0
        second = given[1] if len(given) > 1 else 0
        n, k = self.dominance
        unsafe = (
            0 < len(given) < self.contributors
            or (n and sum(given[:n]) * 100 > k * total)
            or (total - largest - second) * 100 < self.percent * largest
        )
        if not self.threshold or not given or not unsafe:
            return None
        return max(float(total + 1), math.ceil(largest + second + largest * max(self.percent, 1.0) / 100))


@cache
def profiles() -> dict[str, Profile]:
    text = (files("attainable.evidence.disclosure") / "profiles.yaml").read_text("utf-8")
    return {profile.id: profile for profile in msgspec.convert(yaml.safe_load(text), list[Profile])}


def profile_of(id: str) -> Profile:
    """A profile by its id. Raises ProblemsError for an unknown one."""
    try:
        return profiles()[id]
    except KeyError:
        known = ", ".join(profiles())
        raise ProblemsError(Problem("unknown-profile", f"There is no profile {id!r}.", f"Use one of: {known}.")) from None
