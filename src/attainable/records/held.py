"""What records hold of declared facts, many children at once: what a file that comes in is compared with."""

from collections.abc import Collection, Iterable
from itertools import batched
from typing import Any

from attainable.dated import Decided
from attainable.records.draft import plain
from attainable.records.fact import Fact, Holds

_BATCH = 2000
type Held = dict[str, dict[tuple[Any, ...], dict[str, Any]]]
"""Of one child: by name of the fact and its key, the values as plans keep them."""


def held_of(facts: Iterable[Fact], children: Collection[int]) -> dict[int, Held]:
    """The values (or open rows) that children have, by primary key. A query a fact for each two thousand."""
    known = list(facts)
    found: dict[int, Held] = {child: {fact.name: {} for fact in known} for child in children}
    for part in batched(sorted(children), _BATCH):
        for fact in known:
            for row in current(fact, part):
                values = plain(fact.plain(row))
                found[row.child_id][fact.name][fact.key_of(values)] = values
    return found


def all_rows(fact: Fact, children: Collection[int]) -> Any:
    """Every row of a fact that these children have, the earliest first."""
    rows = fact.model._default_manager.filter(child__in=children, **fact.fixed)
    return rows.order_by(*(("pk",) if fact.holds is Holds.VALUE else ("from_date", "pk")))


def current(fact: Fact, children: Collection[int]) -> Any:
    """The rows that count now: open ones of a span, decisions that were not withdrawn, every value."""
    rows = all_rows(fact, children)
    if fact.holds is Holds.SPAN:
        return rows.filter(until_date__isnull=True)
    return rows.filter(Decided.counts()) if fact.holds is Holds.DECISION else rows
