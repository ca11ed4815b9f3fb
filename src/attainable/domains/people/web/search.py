"""Finding a child, a school or a page. Searches use POST, so that no name is in an address or a log."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from attainable.accounts.actor import Actor
from attainable.accounts.web.guards import page, who
from attainable.domains.people.actions.viewing import note_list
from attainable.domains.people.queries import search as queries
from attainable.domains.people.web import presenters as words
from attainable.manifest import Found, load, manifests


@page()
def search(request: HttpRequest) -> HttpResponse:
    actor = who(request)
    text = request.POST.get("q", "").strip()[:100]
    found = queries.find(actor, text)
    if found.children:
        note_list(actor, "search", len(found.children))
    rows: list[dict[str, Any]] = [
        {
            "ref": row.child.ref,
            "name": row.child.listed_name,
            "known_as": row.child.known_as,
            "year": words.year_name(row, actor.on),
            "provision": row.provision,
            "school": words.place(row),
            "born": words.day(row.child.date_of_birth),
        }
        for row in found.children
    ]
    context = {"q": text, "rows": rows, "found": found, "others": _others(actor, text) if text else {}, "words": words}
    return render(request, "people/search.html", context)


def _others(actor: Actor, text: str) -> dict[str, list[Found]]:
    """What other domains found, by heading."""
    by_heading: dict[str, list[Found]] = {}
    for domain in manifests():
        for one in load(domain.search)(actor, text) if domain.search else ():
            by_heading.setdefault(one.heading, []).append(one)
    return by_heading


urlpatterns = [path("search/", search, name="search")]
