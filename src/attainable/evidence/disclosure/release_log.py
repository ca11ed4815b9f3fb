"""What was published before: a log that later releases are protected against.

A release adds one line of JSON: what it was made of, under which profile, and every cell that it showed, by a key that stays the
same. To the intruder the cells of an earlier release of the same data are known, shown again or not; and a cell that was hidden
stays hidden, so that two releases can't be distinguished by what they hide.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from filelock import FileLock

from attainable.evidence.disclosure.protection import Earlier, Protected
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
                )
            except (ValueError, KeyError, TypeError):
                raise ProblemsError(
                    Problem(
                        "unreadable", "The line is not a release.", "Restore the log from a backup.", self.path.name, row=number
                    )
                ) from None
            if snapshot is None or release.snapshot == snapshot:
                yield release

    def known(self, snapshot: str) -> Earlier:
        """Every cell that releases of a snapshot showed, and every one that they hid and never showed."""
        shown: dict[CellKey, int] = {}
        hidden: set[CellKey] = set()
        for release in self.releases(snapshot):
            shown |= release.shown
            hidden |= release.hidden
        return Earlier(shown, frozenset(hidden - set(shown)))

    def add(self, protected: Protected, snapshot: str, *, on: date) -> Release:
        """Write down what was shown. The line reaches the disk whole before this returns."""
        system = protected.system
        shown = {key: system.values[at] for at, key in enumerate(system.keys) if protected.value(at) is not None}
        hidden = frozenset(system.keys[at] for at in protected.reasons)
        release = Release(snapshot, protected.report.profile.id, on, shown, hidden)
        line = {
            "snapshot": snapshot,
            "profile": release.profile,
            "on": on.isoformat(),
            "shown": [[_written(key), value] for key, value in shown.items()],
            "hidden": [_written(key) for key in sorted(hidden, key=str)],
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{self.path}.lock"), self.path.open("a", encoding="utf-8") as opened:
            opened.write(json.dumps(line, separators=(",", ":")) + "\n")
            opened.flush()
            os.fsync(opened.fileno())
        return release


def _written(key: CellKey) -> list[object]:
    return [key.space, [[dim, list(cells)] for dim, cells in key.where], list(key.of)]


def _key(cell: list[object]) -> CellKey:
    space, where, of = cell
    parts = tuple((str(dim), tuple(map(str, cells))) for dim, cells in where)  # type: ignore[attr-defined]
    return CellKey(str(space), parts, tuple(map(str, of)))  # type: ignore[call-overload]
