"""How a row of the catalogue is counted in evidence, and what sessions cost: the rules of the source `given`. No Django."""

from fractions import Fraction

from attainable.domains.provision.rules.approaches import approach_of, subject_of
from attainable.domains.provision.rules.prices import whole_pence

__all__ = ["approach_of", "cost_of", "subject_of", "whole_pence"]


def cost_of(pence_of_hours: int, minutes: int, group: int) -> Fraction:
    """Pence for one child of a group, exactly, of sessions whose prices of an hour come to a sum."""
    return Fraction(pence_of_hours * minutes, 60 * group)
