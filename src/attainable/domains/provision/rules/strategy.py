"""The inclusion strategy as a value: what it says, its sums, and what is missing before it is ready. No Django.

Source: GOV.UK, "Developing an inclusion strategy using the inclusive mainstream fund", 25 June 2026. The department's template
and the wording of the seven principles were not found, so sections are ours and principles are data."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from attainable.domains.provision.rules.parameters import parameter
from attainable.domains.provision.rules.words import STRATEGY_SOURCES
from attainable.domains.provision.rules.years import year_words

IMF: Final = "imf"
MOST_YEARS: Final = 5
_YEAR: Final = dt.timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Activity:
    """The barrier, what is done, the financial year, the budgeted cost in pence and its source."""

    barrier: str
    activity: str
    year: int
    pence: int
    source: str
    intervention: str = ""


@dataclass(frozen=True, slots=True)
class Principle:
    """A principle's number, its official wording, where that was read, and how the strategy follows it."""

    number: int
    wording: str = ""
    found: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class Says:
    """All that a strategy says. `has` is what the school has, in pence by `year/source`."""

    school: str
    first_year: int
    last_year: int
    review_on: dt.date | None
    summary: str
    pupils: int
    activities: tuple[Activity, ...]
    principles: tuple[Principle, ...]
    has: Mapping[str, int]

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)

    @property
    def several_years(self) -> bool:
        return self.last_year > self.first_year

    def total(self, *, year: int | None = None, source: str | None = None) -> int:
        """Pence of the activities of a year, a source, or both."""
        return sum(
            one.pence
            for one in self.activities
            if (year is None or one.year == year) and (source is None or one.source == source)
        )

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it, and gives it back."""
        return {
            **asdict(self),
            "review_on": self.review_on.isoformat() if self.review_on else None,
            "activities": [asdict(one) for one in self.activities],
            "principles": [asdict(one) for one in self.principles],
        }


def says_of(plain: Mapping[str, Any]) -> Says:
    """A strategy out of what JSON keeps."""
    review = plain["review_on"]
    return Says(
        **{
            **plain,
            "review_on": dt.date.fromisoformat(review) if review else None,
            "activities": tuple(Activity(**one) for one in plain["activities"]),
            "principles": tuple(Principle(**one) for one in plain["principles"]),
        }
    )


def publish_by(day: dt.date) -> dt.date:
    """By when the first strategy is published."""
    by: dt.date = parameter("strategy_publish_by", day).value
    return by


def counted(year_group: int, day: dt.date) -> bool:
    """Whether pupils of a year group count: Reception is 0, and nursery is below it."""
    first, last = parameter("strategy_year_groups", day).value
    return bool(first <= year_group <= last)


def missing(says: Says, today: dt.date) -> Iterator[str]:
    """What is missing before the strategy may be called ready, in words."""
    if not says.summary.strip():
        yield "Say what the school wants to change."
    for year in says.years:
        if not any(one.year == year for one in says.activities):
            yield f"Add the activities of {year_words(year)}."
        yield from _money(says, year)
    for one in says.principles:
        if not one.wording.strip():
            yield f"Enter the official wording of principle {one.number}."
        if not one.how.strip():
            yield f"Say how the strategy follows principle {one.number}."
    if says.review_on is None:
        yield "Enter the date of the yearly review."
    elif not today <= says.review_on <= today + _YEAR:
        yield "The yearly review must be today or later, and within a year."


def _money(says: Says, year: int) -> Iterator[str]:
    """The fund is spent to the penny, and no other source is spent twice."""
    fund, lines = says.has.get(f"{year}/{IMF}"), says.total(year=year, source=IMF)
    if fund is None:
        yield f"Enter what the school has from the inclusive mainstream fund in {year_words(year)}, on the page of money."
    elif fund != lines:
        yield (
            f"The activities that the inclusive mainstream fund pays for in {year_words(year)} cost {in_pounds(lines)}, and the "
            f"school has {in_pounds(fund)} from it."
        )
    for source, label in STRATEGY_SOURCES.items():
        has = says.has.get(f"{year}/{source}")
        if source != IMF and has is not None and says.total(year=year, source=source) > has:
            spends = in_pounds(says.total(year=year, source=source))
            yield f"{label}: activities of {year_words(year)} cost {spends}, more than the {in_pounds(has)} that the school has."


def in_pounds(pence: int) -> str:
    """Whole pence as `£14,000.00`."""
    return f"£{pence // 100:,}.{pence % 100:02d}"
