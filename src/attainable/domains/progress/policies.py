"""May this person, in this state: decisions with their reasons."""

from typing import Final

# Facts about a child's years are part of the history of the record, and change with its details.
SEEN_WITH: Final = "child.history"
CHANGED_WITH: Final = "child.edit"
