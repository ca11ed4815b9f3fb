"""The door for figures worked out from records: their counts were protected first, all together."""

from dataclasses import replace

from attainable.evidence import result as shapes
from attainable.evidence.disclosure.profiles import profile_of
from attainable.evidence.disclosure.protection import Protected
from attainable.evidence.result import ProtectedResult, RawResult


def let_out(raw: RawResult, protected: Protected) -> ProtectedResult:
    """Rows made of protected counts. A row without a source never leaves; an internal profile puts its stamp on."""
    rows = tuple(row for row in raw.rows if row.sources)
    profile = protected.report.profile
    subject = replace(raw.subject, title=f"{raw.subject.title} ({profile.stamp})") if profile.stamp else raw.subject
    return ProtectedResult(subject, rows, profile.id, raw.notes, door=shapes._DOOR)


def unstamped(result: ProtectedResult) -> str:
    """The title without its stamp, for a page that bears the stamp itself."""
    return result.subject.title.removesuffix(f" ({profile_of(result.profile).stamp})")
