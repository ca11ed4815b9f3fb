"""Dates of terms of the fictional county, out of the days on which its schools are open."""

import datetime as dt
from typing import Final

from attainable.domains.people.models import HalfTerm
from attainable.records.making.maker import Setting
from attainable.values import clock
from attainable.values.school_days import Span
from attainable.values.school_year import school_year

_BREAK: Final = dt.timedelta(days=4)
"""Longer than a weekend with a training day on either side."""


def write(setting: Setting, authority: int) -> None:
    """The half terms of last year, this one and the next, as the authority publishes them."""
    this = school_year(setting.on)
    spans = [span for year in (this - 1, this, this + 1) for span in _spans(setting.school_days(year).astype(object).tolist())]
    setting.sink.add(
        HalfTerm,
        len(spans),
        organisation_id=authority,
        from_date=[first.isoformat() for first, _ in spans],
        until_date=[last.isoformat() for _, last in spans],
        recorded_by="Fictional council",
        recorded_at=clock.now(),
    )


def _spans(days: list[dt.date]) -> list[Span]:
    """First and last day of each run of days that no break interrupts."""
    breaks = [place for place in range(1, len(days)) if days[place] - days[place - 1] > _BREAK]
    return [(days[first], days[after - 1]) for first, after in zip([0, *breaks], [*breaks, len(days)], strict=True)]
