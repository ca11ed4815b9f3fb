"""A protected result as CSV text, under the fixed keys of every export."""

import csv
import io

from attainable.evidence.result import RECORD_KEYS, ProtectedResult


def csv_of(result: ProtectedResult) -> str:
    """One line a row, the heading first."""
    text = io.StringIO()
    writer = csv.DictWriter(text, RECORD_KEYS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(row.as_record() for row in result)
    return text.getvalue()
