"""Logs tell what happened and never to whom: every page, every kind of error, at the most talkative level."""

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
import structlog
from django.conf import settings
from django.core import mail
from django.db import IntegrityError
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.records.world import World, small

from attainable.accounts.models import Account
from attainable.domains.people.models import Carer, Child
from attainable.website.logs import Formatter

TYPED = {"name": "Typedname", "email": "typed@example.org", "upn": "B801200005001"}
FORM = {
    "forename": TYPED["name"],
    "surname": TYPED["name"],
    "name": TYPED["name"],
    "email": TYPED["email"],
    "login": TYPED["email"],
    "password": "Typedpassword",
    "why": f"{TYPED['name']} was hurt",
    "q": TYPED["name"],
    "query": TYPED["name"],
    "upn": TYPED["upn"],
    "address": "1 Typedname Street",
    "evidence": TYPED["name"],
    "code": TYPED["name"],
    "version": "x",
}


@pytest.fixture
def world(db: None) -> World:
    world = small()
    # Names that are no words, so that finding one in a log means something.
    for child in Child.objects.all():
        Child.objects.filter(pk=child.pk).update(forename=f"Forenamed{child.pk}", surname=f"Surnamed{child.pk}")
    return world


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """All that is logged at the level DEBUG, as it would be written."""
    root, standard = logging.getLogger(), logging.getLogger().handlers
    formatter = next(h.formatter for h in standard if isinstance(h.formatter, Formatter))
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(formatter)
    level, root.level = root.level, logging.DEBUG
    # What the settings keep quiet may speak as well: a site could turn it up.
    quiet = {name: logging.getLogger(name) for name in ("django.request", "django.server")}
    levels = {name: logger.level for name, logger in quiet.items()}
    for logger in quiet.values():
        logger.setLevel(logging.DEBUG)
    root.addHandler(handler)
    yield text
    root.removeHandler(handler)
    root.level = level
    for name, logger in quiet.items():
        logger.setLevel(levels[name])


def _addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern).strip("^$")
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern.url_patterns, route)
        else:
            yield "/" + route


def _filled_in(address: str, world: World, child: Child) -> Iterator[str]:
    """An address with refs that exist, and with what somebody might type there."""
    organisation = next(iter(world.organisations.values())).ref
    for ref, text in ((child.ref, organisation), (organisation, TYPED["name"])):
        filled = re.sub(r"<int:\w+>", "1", address)
        filled = re.sub(r"<\w+:(ref|child)>|\(\?P<\w+>[^)]*\)", ref, filled)
        yield re.sub(r"<\w+:\w+>|\([^)]*\)\??|\^|\$", text, filled)


def _personal(world: World) -> set[str]:
    """Every text of the records that says who somebody is."""
    found = {*TYPED.values(), "Typedpassword", "was hurt"}
    for row in Child.objects.all():
        found |= {row.forename, row.surname, row.upn, row.former_upn, row.uln, row.known_as}
    for carer in Carer.objects.all():
        found |= {carer.name, carer.email, carer.telephone}
    for account in Account.objects.all():
        found |= {account.name, account.email}
    return {text for text in found if len(text) > 3}


def _lines(logged: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in logged.getvalue().splitlines()]


def _shown(text: str, personal: set[str]) -> list[str]:
    return sorted(p for p in personal if re.search(rf"(?<!\w){re.escape(p)}(?!\w)", text, re.IGNORECASE))


@pytest.mark.parametrize("who", ["senco", "admin", None])
def test_no_page_writes_who_somebody_is(world: World, logged: io.StringIO, who: str | None) -> None:
    client = Client(raise_request_exception=False)
    account = next(a for key, a in world.accounts.items() if key.startswith(who)) if who else None
    personal = _personal(world)
    child = world.children["oak_support"]
    addresses = [a for a in _addresses(get_resolver().url_patterns) if "logout" not in a]
    assert len(addresses) > 60
    for address in addresses:
        for filled in _filled_in(address, world, child):
            if account is not None:
                client.force_login(account)
            client.get(filled, {"q": TYPED["name"], "page": TYPED["name"]})
            client.post(filled, FORM)
            mail.outbox.clear()
    lines = _lines(logged)
    assert len(lines) > 2 * len(addresses)
    assert _shown(logged.getvalue(), personal) == []


def test_a_fault_is_logged_by_its_place_and_not_by_its_text(
    world: World, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise IntegrityError(f"Key (surname)=({TYPED['name']}) already exists")

    monkeypatch.setattr("attainable.website.views.render", breaks)
    client = Client(raise_request_exception=False)
    client.force_login(world.accounts["senco_oak"])
    response = client.get("/")
    assert response.status_code == 500
    assert TYPED["name"] not in response.content.decode()
    faults = [line for line in _lines(logged) if line["event"] == "fault"]
    assert [(line["page"], line["exception"], line["level"]) for line in faults] == [("home", "IntegrityError", "error")]
    assert any("views.py" in place for place in faults[0]["at"])  # type: ignore[attr-defined]
    assert TYPED["name"] not in logged.getvalue()


def test_what_libraries_say_is_logged_without_what_they_fill_in(logged: io.StringIO) -> None:
    logging.getLogger("some.library").warning("Unknown person %s", TYPED["name"])
    logging.getLogger("some.library").warning(f"Unknown person {TYPED['name']}")
    try:
        raise ValueError(TYPED["name"])
    except ValueError:
        logging.getLogger("some.library").exception("It broke for %s", TYPED["name"])
    lines = _lines(logged)
    assert [line["event"] for line in lines] == ["Unknown person %s", "said by a library", "It broke for %s"]
    assert lines[2]["exception"] == "ValueError"
    assert TYPED["name"] not in logged.getvalue()


@pytest.mark.django_db
def test_hosts_forgeries_and_strange_addresses_are_logged_without_them(logged: io.StringIO) -> None:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    assert client.get("/", headers={"host": "typedname.example.org"}).status_code == 400
    assert client.post("/account/login/", FORM).status_code == 403
    assert client.get(f"/{TYPED['name']}/", {"q": TYPED["email"]}).status_code == 404
    text = logged.getvalue().lower()
    assert "typedname" not in text
    assert TYPED["email"] not in text


@pytest.mark.django_db
def test_a_request_is_logged_with_page_status_and_time(logged: io.StringIO, client: Client) -> None:
    client.get("/health/")
    line = _lines(logged)[-1]
    assert (line["page"], line["method"], line["status"], line["event"]) == ("health", "GET", 200, "request")
    assert isinstance(line["ms"], float)
    assert set(line) == {"page", "method", "status", "event", "ms", "level", "logger", "timestamp"}


def test_sql_with_its_values_is_never_logged() -> None:
    assert settings.LOGGING["loggers"]["django.db.backends"]["level"] == "WARNING"


def test_a_name_that_was_logged_would_be_noticed(world: World, logged: io.StringIO) -> None:
    child = world.children["oak_support"]
    child.refresh_from_db()
    structlog.get_logger("attainable.test").info("seen", who=f"{child.forename} of {TYPED['name']}")
    assert _shown(logged.getvalue(), _personal(world)) == sorted([child.forename, TYPED["name"]])
