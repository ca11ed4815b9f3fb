"""Schools are closed at weekends: tests of provision run on one Thursday of term, whatever day it is."""

import datetime as dt
from collections.abc import Iterator

import pytest
from tests import days

THURSDAY = dt.date(2026, 11, 26)


@pytest.fixture(autouse=True)
def _on_a_school_day() -> Iterator[None]:
    with days.on(THURSDAY):
        yield
