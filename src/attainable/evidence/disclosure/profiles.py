"""Named rules of disclosure control, as data."""

from functools import cache
from importlib.resources import files

import msgspec
import yaml

from attainable.values.problem import Problem, ProblemsError


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rules for an audience; see `profiles.yaml` for what each means. Counts are of pupils."""

    id: str
    threshold: int
    smallest_group: int
    interval: int
    source: str
    stamp: str = ""

    def is_unsafe(self, count: int) -> bool:
        """Whether a count of people must not be known. Nobody is no person: a zero is safe by itself."""
        return 0 < count < self.threshold


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
        raise ProblemsError(
            Problem("unknown-profile", f"There is no profile {id!r}.", f"Use one of: {known}.")
        ) from None
