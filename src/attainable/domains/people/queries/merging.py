"""What somebody is shown who compares two records of one child, and what was merged."""

from collections.abc import Iterable
from typing import Any

from attainable.accounts.actor import Actor
from attainable.domains.people.models import Child, Merge, Standing
from attainable.domains.people.queries.children import Record
from attainable.domains.people.queries.facts import all_rows
from attainable.domains.people.queries.places import with_place
from attainable.domains.people.queries.search import find
from attainable.domains.people.visibility import visible
from attainable.records.fact import Fact


def found(actor: Actor, record: Record, text: str, needed: Iterable[str]) -> list[Standing]:
    """Other children of this name or number whose records the actor may change too. A reference is found as well."""
    text = text.strip()
    keys = [row.pk for row in find(actor, text).children]
    # The reference is a condition of the one query: it is asked alike whether the child is out of reach or not there.
    sought: Any = keys or Child.objects.filter(ref=text.lower()).values("pk")
    seen = visible(actor, "child.view").filter(pk__in=sought).exclude(pk=record.child.pk)
    for permission in needed:
        seen = seen.filter(pk__in=visible(actor, permission).values("pk"))
    return list(with_place(seen).order_by("sort_name", "pk"))


def merges(record: Record) -> list[Merge]:
    """Records that were merged into this one, the latest first."""
    return list(Merge.objects.filter(Merge.counts(), child=record.child))


def rows_of(record: Record, fact: Fact) -> list[Any]:
    """Every row of a fact, the latest first."""
    return all_rows(record.child, fact)
