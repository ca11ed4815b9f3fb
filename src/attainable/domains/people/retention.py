"""How long a record is kept: rules as data (retention.yaml), and a pure decision on one record. No Django."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule: the records it covers, the day it counts from, how many years, and its source."""

    id: str
    label: str
    applies: Literal["all", "sen", "looked-after", "audit"]
    trigger: Literal["birth", "erasure"]
    years: int
    mark: Literal["source", "knowledge"]
    source: str


@cache
def rules() -> tuple[Rule, ...]:
    text = (files("attainable.domains.people") / "retention.yaml").read_bytes()
    return msgspec.yaml.decode(text, type=tuple[Rule, ...])


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules ask of a record."""

    born: dt.date
    ever_sen: bool
    ever_looked_after: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """Until when a record is kept, and by which rule: on that day it is due."""

    rule: Rule
    due: dt.date


def kept_until(facts: Facts) -> Kept:
    """The rule that keeps the record longest. The audit is not a reason to keep it: it stays, without values, when the record
    is erased.

    >>> kept_until(Facts(dt.date(2000, 2, 29), ever_sen=True, ever_looked_after=False)).due
    datetime.date(2031, 3, 1)
    """
    holding = {"all": True, "sen": facts.ever_sen, "looked-after": facts.ever_looked_after}
    found = [Kept(rule, _after(facts.born, rule.years)) for rule in rules() if holding.get(rule.applies)]
    return max(found, key=lambda kept: kept.due)


def youngest_due(day: dt.date) -> dt.date:
    """Nobody born after this day can be due: the shortest rule that speaks of all records."""
    years = min(rule.years for rule in rules() if rule.applies == "all")
    return _before(day, years)


def _after(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)


def _before(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return dt.date(day.year - years, 2, 28)
