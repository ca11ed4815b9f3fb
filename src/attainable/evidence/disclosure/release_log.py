"""What was published before: a log that later releases are protected against.

A release adds one line of JSON: what it was made of, which pupils, under which profile, and every cell that it showed, by a key
that stays the same. To the intruder the cells of an earlier release of the same data are known, shown again or not; and a cell
that was hidden stays hidden, so that two releases can't be distinguished by what they hide. Of other data, such as last term's,
the latest count of each cell is known: a change of a few pupils is hidden, and a release that changes nothing else is refused.
Earlier releases count that the same readers have seen: those for the same readers, and for wider ones.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from filelock import FileLock

from attainable.evidence.disclosure.earlier import Earlier
from attainable.evidence.disclosure.profiles import Profile, profile_of
from attainable.evidence.disclosure.protection import Protected
from attainable.evidence.disclosure.system import CellKey
from attainable.values.problem import Problem, ProblemsError


@dataclass(frozen=True, slots=True)
class Release:
    """One release: `shown` holds the count of each cell by its key, `hidden` the keys of those that were not shown."""

    snapshot: str
    profile: str
    on: date
    shown: dict[CellKey, int]
    hidden: frozenset[CellKey]
    which: str = ""
    """Which pupils, in words; nothing for all of them."""


class ReleaseLog:
    """A file of releases, one a line. Lines are added whole and never changed."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def releases(self, snapshot: str | None = None) -> Iterator[Release]:
        """The releases in order, of one snapshot of the data if named. Raises ProblemsError for a line that is not a release."""
        if not self.path.is_file():
            return
        for number, line in enumerate(self.path.read_text("utf-8").splitlines(), start=1):
            try:
                release = json.loads(line)
                release = Release(
                    release["snapshot"],
                    release["profile"],
                    date.fromisoformat(release["on"]),
                    {_key(k): int(v) for k, v in release["shown"]},
                    frozenset(map(_key, release["hidden"])),
                    str(release.get("which", "")),
                )
            except (ValueError, KeyError, TypeError):
                raise ProblemsError(
                    Problem(
                        "unreadable", "The line is not a release.", "Restore the log from a backup.", self.path.name, row=number
                    )
                ) from None
            if snapshot is None or release.snapshot == snapshot:
                yield release

    def known(self, snapshot: str, profile: Profile | None = None, which: str = "") -> Earlier:
        """Every cell that releases of a snapshot showed, and every one that they hid and never showed; and the last counts of
        other snapshots. `profile` leaves out releases that its readers have not seen.

        Raises ProblemsError where the log has a release of other pupils: those in only one would come out by subtraction.
        """
        shown: dict[CellKey, int] = {}
        before: dict[CellKey, int] = {}
        hidden: set[CellKey] = set()
        for release in self.releases():
            if profile is not None and not _seen_by(release, profile):
                continue
            if release.which != which:
                raise ProblemsError(_other_pupils(release, which))
            (shown if release.snapshot == snapshot else before).update(release.shown)
            hidden |= release.hidden
        return Earlier(shown, frozenset(hidden - shown.keys()), before)

    def add(self, protected: Protected, snapshot: str, *, on: date, which: str = "") -> Release:
        """Write down what was shown. The line reaches the disk whole before this returns."""
        system = protected.system
        shown = {key: system.values[at] for at, key in enumerate(system.keys) if protected.value(at) is not None}
        hidden = frozenset(system.keys[at] for at in protected.reasons)
        release = Release(snapshot, protected.report.profile.id, on, shown, hidden, which)
        line = {
            "snapshot": snapshot,
            "profile": release.profile,
            "on": on.isoformat(),
            **({"which": which} if which else {}),
            "shown": [[_written(key), value] for key, value in shown.items()],
            "hidden": [_written(key) for key in sorted(hidden, key=str)],
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{self.path}.lock"), self.path.open("a", encoding="utf-8") as opened:
            opened.write(json.dumps(line, separators=(",", ":")) + "\n")
            opened.flush()
            os.fsync(opened.fileno())
        return release


def _seen_by(release: Release, profile: Profile) -> bool:
    """Whether the readers of a profile have seen a release: it was for them, or for wider readers, whose rules are stricter."""
    return release.profile == profile.id or profile_of(release.profile).threshold > profile.threshold


def _other_pupils(release: Release, which: str) -> Problem:
    told, asked = (words or "All pupils." for words in (release.which, which))
    return Problem(
        "other-pupils",
        f"The log has a release of {release.on:%-d %B %Y} about other pupils ({told!r}, and now {asked!r}). Those who are in "
        "only one of the two could be worked out by subtraction.",
        "Release figures of the same pupils, or use a log of its own for readers who can't see the other release.",
    )


def _written(key: CellKey) -> list[object]:
    return [key.space, [[dim, list(cells)] for dim, cells in key.where], list(key.of)]


def _key(cell: list[object]) -> CellKey:
    space, where, of = cell
    parts = tuple((str(dim), tuple(map(str, cells))) for dim, cells in where)  # type: ignore[attr-defined]
    return CellKey(str(space), parts, tuple(map(str, of)))  # type: ignore[call-overload]
