"""What `attainable doctor` looks at in this domain."""

from collections.abc import Iterator

from attainable.values import clock, working_days
from attainable.values.problem import Problem


def bank_holidays(limit: int | None = None) -> Iterator[Problem]:
    """A problem when the list of bank holidays ends within a year. `limit` is for checks that can find many."""
    if problem := working_days.warning(clock.today()):
        yield problem
