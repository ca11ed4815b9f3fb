"""The groups that pupils are compared by, and the codes that each is made of."""

from collections.abc import Collection
from typing import Final

# In the order of the 2001 Code, then of the 2015 Code.
PROVISION: Final[dict[str, frozenset[str]]] = {
    "no-sen": frozenset("N"),
    "school-action": frozenset("A"),
    "school-action-plus": frozenset("PQ"),
    "statement": frozenset("S"),
    "sen-support": frozenset("K"),
    "ehc-plan": frozenset("E"),
}
ANY_SEN: Final = frozenset("APQSKE")
NO_SEN: Final = frozenset("N")

# "The underperforming ethnic groups for which local authorities set statutory targets in 2010": Breaking the link …,
# endnote 5. Census codes of those groups, their extended codes left to the reader of the table.
TARGET_ETHNIC_GROUPS: Final = frozenset(("BCRB", "MWBC", "BAFR", "MWBA", "BOTH", "APKN", "WOTH", "WROM", "WIRT"))


def provision_groups(present: Collection[object]) -> list[str]:
    """The provision groups with any code in the data, in order."""
    return [group for group, codes in PROVISION.items() if codes & set(present)]
