"""What runs of sessions would cost otherwise: arithmetic over a plan and the children who have it. Nothing is kept. No Django."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Run:
    """Children with the same plan of an intervention."""

    children: int
    minutes: int
    per_week: int
    weeks: int
    group: int

    @property
    def groups(self) -> int:
        """Groups that the children make; the last may not be full."""
        return -(-self.children // self.group)

    @property
    def hours_a_week(self) -> Fraction:
        """Hours of staff, group by group."""
        return Fraction(self.groups * self.minutes * self.per_week, 60)

    def cost(self, pence_an_hour: int) -> Fraction:
        """Pence for the whole run of all the children, each with a share of the group as everywhere else."""
        return Fraction(self.children * pence_an_hour * self.minutes * self.per_week * self.weeks, 60 * self.group)
