"""The parts of a child's record, with the permission that opens each. Higher domains add theirs when they start."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RecordPart:
    """`name` is that of its address."""

    name: str
    title: str
    permission: str


_OWN = (
    RecordPart("child", "Summary", "child.view"),
    RecordPart("child-history", "History", "child.history"),
    RecordPart("child-family", "Family and contacts", "child.contacts"),
    RecordPart("child-details", "Details", "child.details"),
    RecordPart("child-support", "Support and sharing", "child.history"),
)
_LAST = RecordPart("child-access", "Who has seen it", "audit.child")
_added: dict[str, RecordPart] = {}


def add(part: RecordPart) -> None:
    """Add a part once; added again it is the same."""
    _added[part.name] = part


def parts() -> list[RecordPart]:
    """All parts in the order of the page: those of people, those that were added, and who has seen it."""
    return [*_OWN, *_added.values(), _LAST]
