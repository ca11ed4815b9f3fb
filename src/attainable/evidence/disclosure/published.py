"""The door for figures out of official releases: what the publisher hid stays hidden."""

from dataclasses import replace

from attainable.evidence import result as shapes
from attainable.evidence.result import ProtectedResult, RawResult, Row
from attainable.values.figures import Mark

PROFILE = "published"


def protect_published(raw: RawResult) -> ProtectedResult:
    """Let out figures that stand in, or are worked out from, official releases.

    The publisher has already controlled disclosure. What is added here: a row made from a hidden figure is
    itself hidden, and a row without a source never leaves.
    """
    rows = tuple(_hide_if_made_from_hidden(row) for row in raw.rows if row.sources)
    return ProtectedResult(raw.subject, rows, PROFILE, raw.notes, door=shapes._DOOR)


def _hide_if_made_from_hidden(row: Row) -> Row:
    if row.value is not None and any(part.mark is Mark.SUPPRESSED for part in row.compared):
        return replace(row, value=None, lower=None, upper=None, numerator=None, denominator=None, mark=Mark.SUPPRESSED)
    return row
