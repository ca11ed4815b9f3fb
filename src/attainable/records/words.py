"""Rows of declared facts in words, for pages, the history, previews of imports and the access report."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from attainable.records.fact import Fact, Holds, NotReported
from attainable.values.clock import LONDON
from attainable.values.dates import day_words

type Who = Callable[[str], str]


def moment(value: dt.datetime | None) -> str:
    """A moment as people read it: 3 March 2026, 14:05."""
    return f"{value.astimezone(LONDON):%-d %B %Y, %H:%M}" if value else ""


def value_in_words(fact: Fact, row: Any, name: str, who: Who = str) -> str:
    """A value of a row as people read it. `who` gives the name of a member of staff, or leaves it out."""
    value = getattr(row, name)
    if isinstance(value, AbstractBaseUser):
        return who(str(value))
    if name in fact.shows:
        return fact.shows[name](value)
    if fact.column(name).choices:
        return str(getattr(row, f"get_{name}_display")())
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dt.date):
        return day_words(value)
    return "" if value is None else str(value)


def plain_in_words(fact: Fact, values: Mapping[str, Any]) -> str:
    """Values as plans keep them in a line: `Referral: Speech and language therapy, from 3 March 2026`."""
    row = fact.model(**{name: value for name, value in fact.where(values).items() if not isinstance(value, str) or value})
    parts = [value_in_words(fact, row, name) for name in values if name != "from_date" and not fact.column(name).is_relation]
    since = f"from {day_words(dt.date.fromisoformat(values['from_date']))}" if values.get("from_date") else ""
    return f"{fact.title}: {', '.join(part for part in (*parts, since) if part)}"


def in_a_line(fact: Fact, row: Any) -> str:
    """A row in one line: the values of its key, and since when."""
    if fact.about is not None:
        return fact.about(row)
    since = f"since {day_words(row.from_date)}" if "from_date" in fact.entered and fact.key else ""
    return ", ".join(part for part in (*(value_in_words(fact, row, name) for name in fact.key), since) if part)


def headings(fact: Fact) -> list[str]:
    """The columns of a table of a fact, as a page and the access report show it."""
    if isinstance(fact.report, NotReported):
        return []
    ends = {Holds.SPAN: ["From", "Until"], Holds.DECISION: ["From", "Decided by", "Recorded"], Holds.VALUE: []}[fact.holds]
    return [fact.label(name) for name in fact.report if name != "from_date" or fact.holds is Holds.VALUE] + ends


def cells(fact: Fact, row: Any, who: Who = str) -> Iterator[str]:
    """The cells under `headings`."""
    if isinstance(fact.report, NotReported):
        return
    for name in fact.report:
        if name != "from_date" or fact.holds is Holds.VALUE:
            yield value_in_words(fact, row, name, who)
    if fact.holds is Holds.SPAN:
        yield from (day_words(row.from_date), day_words(row.until_date))
    elif fact.holds is Holds.DECISION:
        yield from (day_words(row.from_date), who(row.decided_by_name), recorded(row, who))


def recorded(row: Any, who: Who = str) -> str:
    """When a decision was recorded; and when it was withdrawn, who did it and why."""
    if not row.withdrawn_at:
        return moment(row.recorded_at)
    withdrawn = f"withdrawn {moment(row.withdrawn_at)} by {who(row.withdrawn_by_name)}: {row.withdrawn_why}"
    return f"{moment(row.recorded_at)}; {withdrawn}"
