"""What "this term" is: the term that a day is in, and not the one before."""

import datetime as dt

import pytest

from attainable.values.school_year import term_start


@pytest.mark.parametrize(
    ("day", "began"),
    [
        ("2026-11-30", "2026-09-01"),  # and not 15 April, when the term before began
        ("2026-09-01", "2026-09-01"),
        ("2026-08-31", "2026-04-15"),
        ("2027-01-01", "2027-01-01"),
        ("2026-12-31", "2026-09-01"),
        ("2027-04-14", "2027-01-01"),
    ],
)
def test_a_term_begins_in_september_january_and_april(day: str, began: str) -> None:
    assert term_start(dt.date.fromisoformat(day)) == dt.date.fromisoformat(began)
