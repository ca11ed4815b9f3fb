"""The one door: every protected result is made here, and only a protected result can be drawn, printed or exported.

A figure from records is made of `ShownCount`s, which only `protection` gives. A figure from an official release was protected by
its publisher.
"""

from dataclasses import replace
from typing import Final

from attainable.evidence import result as shapes
from attainable.evidence.disclosure.profiles import Profile, profile_of
from attainable.evidence.result import ProtectedResult, RawResult, Row
from attainable.values.figures import Mark

PUBLISHED: Final = "published"


def protected_result(raw: RawResult, profile: Profile) -> ProtectedResult:
    """Rows made of counts that were protected under the profile. A row without a source is left out; an internal profile adds its
    stamp to the title."""
    rows = tuple(row for row in raw.rows if row.sources)
    subject = replace(raw.subject, title=f"{raw.subject.title} ({profile.stamp})") if profile.stamp else raw.subject
    return ProtectedResult(subject, rows, profile.id, raw.notes, door=shapes._DOOR)


def protect_published(raw: RawResult) -> ProtectedResult:
    """Rows from official releases, or worked out from them.

    The publisher has already hidden small numbers. Added here: a row made from a hidden figure is hidden too, and a row without a
    source is left out.
    """
    rows = tuple(_hide_if_made_from_hidden(row) for row in raw.rows if row.sources)
    return ProtectedResult(raw.subject, rows, PUBLISHED, raw.notes, door=shapes._DOOR)


def unstamped(result: ProtectedResult) -> str:
    """The title without its stamp, for a page that shows the stamp itself."""
    return result.subject.title.removesuffix(f" ({profile_of(result.profile).stamp})")


def _hide_if_made_from_hidden(row: Row) -> Row:
    if row.value is not None and any(part.mark is Mark.SUPPRESSED for part in row.compared):
        return replace(row, value=None, lower=None, upper=None, numerator=None, denominator=None, mark=Mark.SUPPRESSED)
    return row
