"""What was hidden, for which reason, and how near an intruder comes."""

from dataclasses import dataclass, field
from typing import Final

from attainable.evidence.disclosure.profiles import Profile

PRIMARY: Final = "primary"
SECONDARY: Final = "secondary"
REPAIR: Final = "repair"
EARLIER: Final = "earlier"


@dataclass
class Report:
    """What was hidden and how near an intruder comes. Counts are of cells; `narrowest` is in pupils."""

    profile: Profile
    cells: int = 0
    hidden: dict[str, int] = field(default_factory=lambda: {PRIMARY: 0, SECONDARY: 0, REPAIR: 0, EARLIER: 0})
    sensitive: int = 0
    audited: int = 0
    too_near: int = 0
    narrowest: float | None = None
    unfinished: int = 0

    def in_words(self) -> list[str]:
        """The report as sentences."""
        if not self.profile.threshold:
            return [f"Profile “{self.profile.id}”: nothing is hidden, and nothing here may be released."]
        hidden = sum(self.hidden.values())
        lines = [
            f"Profile “{self.profile.id}”: counts from 1 to {self.profile.threshold - 1} are hidden, and so is every share "
            f"whose count or rest is so small or that is of fewer than {self.profile.smallest_group}.",
            f"Of {self.cells:,} counts entered, {hidden:,} are hidden: {self.hidden[PRIMARY]:,} for themselves, "
            f"{self.hidden[SECONDARY]:,} because they would give one of those away by subtraction, "
            f"and {self.hidden[REPAIR]:,} because "
            "they would narrow one down.",
        ]
        if self.unfinished:
            lines.append(f"Exact inference is protected. The audit ran out of time with {self.unfinished:,} numbers not asked.")
        elif self.audited:
            lines.append(
                f"An intruder who knows everything published here was played by a linear programme over "
                f"{self.audited:,} hidden numbers: {'none comes' if not self.too_near else f'{self.too_near:,} come'} "
                f"nearer than {self.profile.interval}."
            )
        return lines
