"""What evidence is made of in this domain: results, attendance and suspensions."""

from typing import Final

from attainable.domains.progress import rules
from attainable.domains.progress.models import Attendance, Result, Suspension
from attainable.records.evidence import Source

SOURCES: Final = (
    Source(
        "result",
        Result,
        numbers={"year": "year"},
        texts={"stage": "stage", "subject": "subject", "result": "result"},
        rules=rules,
    ),
    Source(
        "attendance",
        Attendance,
        numbers={
            "year": "year",
            "school": "school",
            "possible": "possible",
            "illness": "illness",
            "authorised": "authorised",
            "unauthorised": "unauthorised",
        },
        texts={"term": "term"},
        empty={"school": 0},
    ),
    Source(
        "suspension",
        Suspension,
        numbers={"school": "school", "sessions": "sessions"},
        texts={"category": "category", "reasons": "reasons", "provision": "provision"},
        empty={"school": 0, "sessions": -1},
        first="from_date",
    ),
)
