"""Two versions of a support plan side by side: what is new, gone, changed or the same. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

STATES: Final = {"same": "Same", "changed": "Changed", "new": "New", "gone": "Left out"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a comparison: what is compared, and the words of each version, "" where it has none."""

    label: str
    before: str
    now: str

    @property
    def state(self) -> str:
        if _plain(self.before) == _plain(self.now):
            return "same"
        return "new" if not self.before else "gone" if not self.now else "changed"


def sections(labels: Mapping[str, str], before: Mapping[str, str], now: Mapping[str, str]) -> list[Line]:
    """The sections that either version fills in. Sections of several lines are compared line by line, so that one strategy that
    was added does not mark all of them."""
    found: list[Line] = []
    for name, label in labels.items():
        one, other = before.get(name, ""), now.get(name, "")
        if len(one.splitlines()) > 1 or len(other.splitlines()) > 1:
            found += _by_line(label, one.splitlines(), other.splitlines())
        elif one or other:
            found.append(Line(label, one, other))
    return found


def _by_line(label: str, before: Sequence[str], now: Sequence[str]) -> list[Line]:
    """Lines that both have, then those only of the one before, then those only of the one now."""
    old, new = [line for line in before if line.strip()], [line for line in now if line.strip()]
    kept = {_plain(line) for line in old} & {_plain(line) for line in new}
    return [
        *(Line(label, line, line) for line in new if _plain(line) in kept),
        *(Line(label, line, "") for line in old if _plain(line) not in kept),
        *(Line(label, "", line) for line in new if _plain(line) not in kept),
    ]


def targets(before: Sequence[Any], now: Sequence[Any]) -> list[Line]:
    """Targets of the two cycles, each once: a target that went on is one line."""
    older = {row.pk: row for row in before}
    newer = {row.pk: row for row in now}
    found = [Line("Target", _target(row), _target(newer[key]) if key in newer else "") for key, row in older.items()]
    return [*found, *(Line("Target", "", _target(row)) for key, row in newer.items() if key not in older)]


def _target(row: Any) -> str:
    result = f" {row.get_outcome_display()}." if row.outcome else ""
    return f"{row.wording.rstrip('.')}.{result}"


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
