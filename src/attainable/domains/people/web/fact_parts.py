"""A page of a child's record that lists the declared facts of a part, for domains that bring no page of their own."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from attainable.accounts.actor import Actor
from attainable.accounts.web.guards import View, page, who
from attainable.domains.people.actions.viewing import note_view
from attainable.domains.people.queries import children as queries
from attainable.domains.people.queries.children import Record
from attainable.domains.people.queries.facts import rows_of
from attainable.domains.people.web.children import frame, parts
from attainable.manifest import RecordPart
from attainable.records.fact import Fact, Holds, facts
from attainable.records.words import cells, headings, in_a_line

# More columns than that are hard to read beside each other: each row is a card then, of what is filled in.
_IN_A_TABLE: Final = 7


def fact_parts() -> list[Any]:
    """An address for each part that lists facts."""
    return [
        path(f"children/<slug:ref>/{p.name.removeprefix('child-')}/", _view(p), name=p.name) for p in parts() if p.lists_facts
    ]


def _view(part: RecordPart) -> View:
    @page("child.view")
    def view(request: HttpRequest, ref: str) -> HttpResponse:
        actor = who(request)
        seen = queries.record(actor, ref, part.permission)
        note_view(actor, seen, part.name)
        context = {**frame(actor, seen, part.name), **sections(actor, seen, part)}
        return render(request, "people/fact_part.html", context)

    view.__name__ = part.name.replace("-", "_")
    view.child_permission = part.permission  # type: ignore[attr-defined]
    return view


def sections(actor: Actor, seen: Record, part: RecordPart) -> dict[str, Any]:
    """What `people/fact_part.html` shows: the rows of each fact of the part, for domains that show more beside them too."""
    return {"part": part, "sections": [_section(actor, seen, fact) for fact in facts().values() if fact.part == part.name]}


def _section(actor: Actor, seen: Record, fact: Fact) -> dict[str, Any]:
    may = fact.permission in seen.may
    rows = [
        {"cells": list(cells(fact, row)), "about": in_a_line(fact, row), "links": _links(seen, fact, row) if may else []}
        for row in rows_of(actor, seen, fact)
    ]
    # A page with an address of its own is there even where it is more than a form.
    page = fact.add if may and fact.add and (fact.by_page or fact.add.name) else None
    address = page.name or f"add-{fact.name}" if page else ""
    heads = headings(fact)
    return {
        "title": fact.title,
        "headings": heads,
        "cards": len(heads) > _IN_A_TABLE,
        "rows": rows,
        "add": {"text": page.title, "href": reverse(address, args=[seen.child.ref])} if page else None,
    }


def _links(seen: Record, fact: Fact, row: Any) -> list[dict[str, str]]:
    """Ways to change a row that counts: end or change an open one, withdraw a decision."""
    if getattr(row, "until_date", None) or getattr(row, "withdrawn_at", None):
        return []
    key = row.ref if fact.holds is Holds.DECISION else row.pk
    ways = (("Change", fact.change, "change"), ("End", fact.end, "end"), ("Withdraw", fact.withdraw, "withdraw"))
    return [
        {
            # What ends is also closed, or withdrawn: the page says which.
            "text": way.title.partition(" ")[0] if way is fact.end else text,
            "href": reverse(way.name or f"{verb}-{fact.name}", args=[seen.child.ref, key]),
            "about": in_a_line(fact, row),
        }
        for text, way, verb in ways
        if way
    ]
