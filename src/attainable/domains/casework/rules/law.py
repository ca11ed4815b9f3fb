"""Limits of time that the law sets (`law.yaml`), and the day on which each ends."""

import datetime as dt
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

import msgspec
import yaml

from attainable.values.dates import months_after
from attainable.values.working_days import working_day

_DAY: Final = dt.timedelta(days=1)


class Limit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One limit: an amount of time from or before an event, or a day of the year. `first`: the event's own day is the first day.
    `mark`: S, the regulation was read; K, known and to be checked; OWN, our own working target."""

    since: dt.date = msgspec.field(name="from")
    rule: str
    counted: str
    mark: Literal["S", "K", "OWN"]
    amount: int = 0
    unit: Literal["days", "weeks", "months", "working days", ""] = ""
    first: bool = False
    before: bool = False
    day: int = 0
    month: int = 0


@cache
def limits() -> dict[str, tuple[Limit, ...]]:
    """Every limit by its name, with its versions in order of their first days."""
    rows: dict[str, list[dict[str, Any]]] = yaml.safe_load(
        (files("attainable.domains.casework.rules") / "law.yaml").read_text("utf-8")
    )
    return {
        name: tuple(sorted((msgspec.convert(row, Limit) for row in found), key=lambda one: one.since))
        for name, found in rows.items()
    }


def limit(name: str, on: dt.date) -> Limit:
    """The limit in force on a day; before the first, the first. Raises KeyError for a name that is not in `law.yaml`."""
    versions = limits()[name]
    return next((one for one in reversed(versions) if one.since <= on), versions[0])


def last_day(one: Limit, start: dt.date) -> dt.date:
    """The last day on which a step is in time. `start` is the event from which the limit counts; of a limit that is a day of the
    year, any day of that year."""
    if one.month:
        return dt.date(start.year, one.month, one.day)
    if one.unit == "working days":
        return working_day(start, one.amount, first_counts=one.first)
    amount = -one.amount if one.before else one.amount
    if one.unit == "months":
        day = months_after(start, amount)
    else:
        day = start + dt.timedelta(weeks=amount) if one.unit == "weeks" else start + dt.timedelta(days=amount)
    return day - _DAY if one.first else day
