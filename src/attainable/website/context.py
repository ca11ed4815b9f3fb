"""What every page is given: who asks, and the ways on that are theirs."""

from functools import cache
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from attainable.accounts.actor import Actor
from attainable.manifest import Link, declared, in_place, manifests
from attainable.values.dates import day_words

# The platform's own; those of the domains stand among them, each in its place.
OWN: Final = (
    Link("Home", "home", place=0),
    Link("Imports", "imports", ("import.run",), 30),
    Link("People", "people", ("accounts.manage",), 80),
    Link("Audit", "audit", ("audit.view",), 90),
)
# Words, page, and whether only people who have signed in are shown it.
FOOTER: Final = (
    ("Who may see what", "permissions", True),
    ("Accessibility", "accessibility", False),
    ("Cookies", "cookies", False),
)
ACCOUNT: Final = ("account", "account_change_password")


def site(request: HttpRequest) -> dict[str, Any]:
    actor: Actor | None = getattr(request, "actor", None)
    return {
        "actor": actor,
        "idle_seconds": int(settings.SESSION_IDLE_MINUTES * 60),
        "printed_on": day_words(actor.on) if actor is not None else "",
        "navigation": _navigation(actor, request.path) if actor is not None else [],
        "footer_links": [
            {"text": text, "href": href}
            for text, page, signed_in in FOOTER
            if (actor is not None or not signed_in) and (href := _address(page)) is not None
        ],
        "search_address": _search(actor) if actor is not None else None,
        "account_address": next(filter(None, map(_address, ACCOUNT)), None),
    }


@cache
def navigation() -> tuple[Link, ...]:
    """Every link of the navigation, in its order."""
    return tuple(in_place([*declared("navigation"), *OWN]))


def _may_follow(actor: Actor, link: Link) -> bool:
    return not link.permissions or any(map(actor.may, link.permissions))


def _search(actor: Actor) -> str | None:
    boxes = (domain.search_box for domain in manifests())
    return next((_address(box.page) for box in boxes if box and _may_follow(actor, box)), None)


def _navigation(actor: Actor, path: str) -> list[dict[str, Any]]:
    items = [
        {"text": link.text, "href": href, "current": href == path, "active": href != "/" and path.startswith(href)}
        for link in navigation()
        if _may_follow(actor, link) and (href := _address(link.page)) is not None
    ]
    # Of two that lead here the longer one is meant: /people/audit/ is audit.
    active = [item for item in items if item["active"]]
    for item in sorted(active, key=lambda item: len(str(item["href"])))[:-1]:
        item["active"] = False
    return items


def _address(page: str) -> str | None:
    try:
        return reverse(page)
    except NoReverseMatch:
        return None
