"""What was hidden, for which reason, and how near an intruder comes."""

from dataclasses import dataclass, field
from typing import Final

from attainable.evidence.disclosure.profiles import Profile

PRIMARY: Final = "primary"
SECONDARY: Final = "secondary"
REPAIR: Final = "repair"
EARLIER: Final = "earlier"
REVISED: Final = "revised"


@dataclass
class Report:
    """What was hidden and how near an intruder comes. Counts are of cells; `narrowest` is in pupils."""

    profile: Profile
    cells: int = 0
    hidden: dict[str, int] = field(default_factory=lambda: {PRIMARY: 0, SECONDARY: 0, REPAIR: 0, EARLIER: 0, REVISED: 0})
    sensitive: int = 0
    audited: int = 0
    too_near: int = 0
    narrowest: float | None = None
    unfinished: int = 0

    def in_words(self) -> list[str]:
        """The report as sentences."""
        if not self.profile.threshold:
            return [f"Profile “{self.profile.id}”: nothing is hidden, so do not release anything here."]
        hidden = sum(self.hidden.values())
        lines = [
            f"Profile “{self.profile.id}”: we hide counts from 1 to {self.profile.threshold - 1}, shares based on counts that "
            f"small, and shares of fewer than {self.profile.smallest_group}.",
            f"Of {self.cells:,} counts, {hidden:,} are hidden: {self.hidden[PRIMARY]:,} because they are small, "
            f"{self.hidden[SECONDARY]:,} because subtraction would reveal a small count, and {self.hidden[REPAIR]:,} because "
            f"they would narrow one down.",
        ]
        if earlier := self.hidden[EARLIER] + self.hidden[REVISED]:
            lines.append(
                f"{earlier:,} of them are hidden because of earlier releases: they were hidden there, or have changed by fewer "
                f"than {self.profile.threshold} since."
            )
        lines.append(
            f"We also hide that none or all of a group of fewer than {self.profile.whole_group} met something."
            if self.profile.whole_group
            else "We show where none or all of a group met something, however small the group."
        )
        if self.unfinished:
            lines.append(
                f"Nobody can work out a hidden number exactly. The audit ran out of time before it checked "
                f"{self.unfinished:,} numbers."
            )
        elif self.audited:
            lines.append(
                f"We tested the protection of {self.audited:,} hidden numbers against an intruder who knows everything published "
                f"here: {'none can be' if not self.too_near else f'{self.too_near:,} can be'} worked out to within less than "
                f"{self.profile.interval}."
            )
        return lines
