"""The door for figures whose counts were protected before anybody asked, and kept as they may be shown."""

from dataclasses import replace

from attainable.evidence import result as shapes
from attainable.evidence.disclosure.profiles import Profile
from attainable.evidence.result import ProtectedResult, RawResult


def let_out_kept(raw: RawResult, profile: Profile) -> ProtectedResult:
    """Rows made of numbers that were protected under the profile. A row without a source never leaves; an internal profile puts
    its stamp on."""
    rows = tuple(row for row in raw.rows if row.sources)
    title = f"{raw.subject.title} ({profile.stamp})" if profile.stamp else raw.subject.title
    return ProtectedResult(replace(raw.subject, title=title), rows, profile.id, raw.notes, door=shapes._DOOR)
