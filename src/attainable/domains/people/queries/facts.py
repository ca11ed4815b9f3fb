"""The rows of declared facts of one child, for the person who asks."""

from typing import Any

from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.domains.people.models import Child
from attainable.domains.people.queries.children import Record
from attainable.manifest import declared
from attainable.records.fact import Fact, Holds, facts

type Step = tuple[Any, str]
"""A day and what began on it, in words."""


def rows_of(actor: Actor, record: Record, fact: Fact) -> list[Any]:
    """Every row of a fact, those that ended and were withdrawn too, the latest first. One query."""
    if "child.view" not in record.may:
        raise Http404
    return all_rows(record.child, fact)


def all_rows(child: Child, fact: Fact) -> list[Any]:
    """For reports that may show everything: the caller has asked already."""
    joined = [path for name in fact.entered if fact.column(name).is_relation for path in _joined(fact, name)]
    rows = fact.model._default_manager.filter(child=child, **fact.fixed)
    order = ("pk",) if fact.holds is Holds.VALUE else ("-from_date", "-pk")
    return list((rows.select_related(*joined) if joined else rows).order_by(*order))


def _joined(fact: Fact, name: str) -> list[str]:
    """What is read with a row of another table: of a school, its organisation too, which has the name."""
    model: Any = fact.column(name).related_model
    return [name, f"{name}__organisation"] if any(f.name == "organisation" for f in model._meta.concrete_fields) else [name]


def steps(actor: Actor, record: Record) -> list[Step]:
    """What declared facts add to the history of the record, for people who may see the history, as far as they
    may open the parts that the facts are in."""
    if "child.history" not in record.may:
        return []
    closed = {part.name for part in declared("parts") if part.permission not in record.may}
    return [
        (row.from_date, fact.step(row))
        for fact in facts().values()
        if fact.step is not None and fact.part not in closed
        for row in all_rows(record.child, fact)
    ]
