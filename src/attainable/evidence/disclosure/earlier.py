"""What earlier releases showed and hid: the intruder has read them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from attainable.evidence.disclosure.profiles import Profile
from attainable.evidence.disclosure.system import CellKey, System
from attainable.values.problem import Problem, ProblemsError


@dataclass(frozen=True, slots=True)
class Earlier:
    """What earlier releases of the same data showed and hid, and the last counts of earlier data, `before`. The intruder has
    read them."""

    shown: Mapping[CellKey, int]
    hidden: frozenset[CellKey]
    before: Mapping[CellKey, int] = field(default_factory=dict)


def enter(system: System, earlier: Earlier) -> dict[int, int]:
    """The cells that earlier releases showed, entered among those of today: what the intruder knows besides.

    Raises ProblemsError when a count has changed, since then it is not the same data.
    """
    known_before = {}
    for key, value in earlier.shown.items():
        if key.space in system.spaces:
            at = system.spaces[key.space].cell(dict(key.where), key.of)
            if system.values[at] != value:
                raise ProblemsError(
                    Problem(
                        "other-data",
                        f"The log has a different count for {key}.",
                        "The log belongs to other data. Choose another log, or start a new one.",
                    )
                )
            known_before[at] = value
    return known_before


def refuse_small_revision(system: System, profile: Profile, earlier: Earlier) -> None:
    """Where everything that changed changed by a few pupils, which figures are hidden would say who they are."""
    changed = [abs(system.values[at] - earlier.before[key]) for at, key in enumerate(system.keys) if key in earlier.before]
    changed = [by for by in changed if by]
    if changed and profile.is_unsafe(max(changed)):
        raise ProblemsError(
            Problem(
                "small-revision",
                f"{len(changed):,} counts have changed since the last release in the log, and none by {profile.threshold} or "
                "more: the two together would say which pupils were added or corrected.",
                "Wait until more has changed, or keep the last release.",
            )
        )
