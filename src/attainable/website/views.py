"""Home: what the domains show to the person who signs in, one tile below the other."""

from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from attainable.accounts.actor import Actor
from attainable.accounts.web.guards import who
from attainable.manifest import HomeLinks, Link, Tile, declared, in_place, load

_CONFIRM: Final = Tile("accounts/home_confirmations.html", "attainable.accounts.web.confirmations:tile", 5)
_WATCHED: Final = Tile("accounts/home_watching.html", "attainable.accounts.watching:tile", 6)
_LINKS: Final = Tile("website/home_links.html", "attainable.website.views:home_links", 80, instead=True)
_ACCOUNTS: Final = HomeLinks(
    "Accounts",
    (
        Link("People: roles and invitations", "people", ("accounts.manage",), 30),
        Link("Audit: what people have done and looked at", "audit", ("audit.view",), 40),
    ),
)


@login_required
def home(request: HttpRequest) -> HttpResponse:
    actor = who(request)
    roles = [(post.role_label, post.organisation_name) for post in actor.posts]
    return render(request, "website/home.html", {"roles": roles, "tiles": _tiles(actor)})


def _tiles(actor: Actor) -> list[tuple[str, dict[str, Any]]]:
    """Each template and its context, in order of place. A tile that is `instead` is shown where no tile shows figures."""
    tiles: list[Tile] = in_place([*declared("tiles"), _CONFIRM, _WATCHED, _LINKS])
    found = [(tile, load(tile.context)(actor)) for tile in tiles]
    figures = any(tile.figures and given is not None for tile, given in found)
    return [(tile.template, given) for tile, given in found if given is not None and not (tile.instead and figures)]


def home_links(actor: Actor) -> dict[str, Any] | None:
    """By heading, links that the person may follow: those of the domains and the platform's own."""
    headings: dict[str, tuple[str, list[Link]]] = {}
    for part in [*declared("home_links"), _ACCOUNTS]:
        words, links = headings.get(part.heading, ("", []))
        mine = [link for link in part.links if not link.permissions or any(map(actor.may, link.permissions))]
        if mine:
            headings[part.heading] = (words or part.words, [*links, *mine])
    shown = [(heading, words, in_place(links)) for heading, (words, links) in headings.items()]
    shown.sort(key=lambda row: row[2][0].place)
    return {"headings": shown} if shown else None
