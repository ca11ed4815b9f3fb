"""What every page is given: who asks, and the ways on that are theirs."""

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from attainable.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class Way:
    """A way on: its words, the page it leads to, permissions of which one must be held, and whether only people who have
    signed in are shown it."""

    text: str
    page: str
    permissions: tuple[str, ...] = ()
    signed_in: bool = False


# In the order in which they stand. A page that does not exist (yet) is passed by.
NAVIGATION: Final = (
    Way("Home", "home"),
    Way("SEN register", "register", ("register.view",)),
    Way("Children", "children", ("child.find",)),
    Way("Imports", "imports", ("import.run",)),
    Way("Figures", "figures", ("figures.view",)),
    Way("Evidence", "evidence", ("evidence.view",)),
    Way("Schools", "schools", ("child.find", "figures.view")),
    Way("Emergencies", "emergencies", ("emergency.open", "audit.view")),
    Way("People", "people", ("accounts.manage",)),
    Way("Audit", "audit", ("audit.view",)),
    Way("Retention", "retention", ("retention.manage",)),
)
FOOTER: Final = (
    Way("Who may see what", "permissions", signed_in=True),
    Way("Accessibility", "accessibility"),
    Way("Cookies", "cookies"),
)
ACCOUNT: Final = ("account", "account_change_password")


def site(request: HttpRequest) -> dict[str, Any]:
    actor: Actor | None = getattr(request, "actor", None)
    finds = actor is not None and actor.may("child.find")
    return {
        "actor": actor,
        "navigation": _navigation(actor, request.path) if actor is not None else [],
        "footer_links": [
            {"text": way.text, "href": href}
            for way in FOOTER
            if (actor is not None or not way.signed_in) and (href := _address(way.page)) is not None
        ],
        "search_address": _address("search") if finds else None,
        "account_address": next(filter(None, map(_address, ACCOUNT)), None),
    }


def _navigation(actor: Actor, path: str) -> list[dict[str, Any]]:
    items = [
        {"text": way.text, "href": href, "current": href == path, "active": href != "/" and path.startswith(href)}
        for way in NAVIGATION
        if (not way.permissions or any(map(actor.may, way.permissions))) and (href := _address(way.page)) is not None
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
