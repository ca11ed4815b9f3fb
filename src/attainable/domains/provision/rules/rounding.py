"""Rounding parts so that they add up. No Django."""

from fractions import Fraction


def rounded_parts(parts: dict[int, Fraction]) -> dict[int, int]:
    """Whole pence that add up to the whole, rounded half up: the parts with the largest remainders are rounded up.

    >>> rounded_parts({1: Fraction(1, 3), 2: Fraction(1, 3), 3: Fraction(1, 3)})
    {1: 1, 2: 0, 3: 0}
    """
    whole = int((sum(parts.values(), Fraction(0)) * 2 + 1) // 2)
    found = {key: int(value // 1) for key, value in parts.items()}
    left = whole - sum(found.values())
    for key in sorted(parts, key=lambda key: (found[key] - parts[key], key))[:left]:
        found[key] += 1
    return found
