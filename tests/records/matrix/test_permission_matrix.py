"""Every role × every page and action of a child × own, neighbour's, former and restricted records: refused means refused.

The expected answer is worked out by the slow twin of access, never by the code under test. CI asks a sample that covers every
account, page and child; `make soak` asks everything (over 100,000 requests).
"""

import itertools
import random
import re
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.records.signing import gave_the_password
from tests.records.twin_of_access import ABOUT_CHILDREN, Twin
from tests.records.world import World, small
from tests.soak import SOAK

from attainable.audit.models import Entry
from attainable.domains.people.models import Child

pytestmark = pytest.mark.django_db
LONG = SOAK
SAMPLE = 600
# Children whom each account looks for: all in the long run.
SOUGHT = 46 if LONG else 10


@dataclass(frozen=True)
class Page:
    """A page of one child: the permission of its kind, of the record (404 without) and of the change (403 without)."""

    name: str
    keys: tuple[str, ...]
    kind: str
    record: str
    change: str


def pages_of_a_child() -> list[Page]:
    """Out of the addresses themselves, so that a new page can't be left out."""
    found = []
    for pattern in _patterns(get_resolver().url_patterns):
        view = pattern.callback
        route = str(pattern.pattern)
        if not (pattern.name and "children/<slug:ref>/" in route):
            continue
        keys = tuple(re.findall(r"<(\w+:\w+)>", route.split("children/<slug:ref>/", 1)[1]))
        found.append(
            Page(
                pattern.name,
                keys,
                getattr(view, "page_permission", ""),
                getattr(view, "child_permission", "child.view"),
                getattr(view, "change_permission", ""),
            )
        )
    return found


def _patterns(entries, prefix=""):
    for entry in entries:
        if isinstance(entry, URLResolver):
            yield from _patterns(entry.url_patterns)
        elif isinstance(entry, URLPattern):
            yield entry


@pytest.fixture
def world() -> World:
    return small()


def test_there_are_pages_of_every_kind() -> None:
    names = {page.name for page in pages_of_a_child()}
    assert {"child", "child-history", "child-family", "child-details", "child-support", "change-provision", "restrict"} <= names
    assert all(page.kind for page in pages_of_a_child()), "a page of a child says whom it is for"


@pytest.mark.soak
@pytest.mark.timeout(7200 if LONG else 300)
def test_every_role_page_and_record(world: World) -> None:
    twin, pages = Twin(world), pages_of_a_child()
    held = {
        (account, child): {p for p in ABOUT_CHILDREN if twin.sees(world.actor(account), p, world.children[child])}
        for account in world.accounts
        for child in world.children
    }
    questions = list(itertools.product(sorted(world.accounts), pages, sorted(world.children), ("GET", "POST")))
    if not LONG:
        random.Random(2026).shuffle(questions)
        questions = _covering(world, questions)[:: thinned()]
    else:
        assert len(questions) >= 100_000
    wrong: list[tuple[object, ...]] = []
    client, who = Client(raise_request_exception=False), ""
    before = Child.objects.order_by("pk").values_list("pk", "version")
    versions = list(before)
    for account, page, child, method in sorted(questions, key=lambda q: (q[0], q[1].name, q[2], q[3])):
        if account != who:
            client.force_login(world.accounts[account])
            gave_the_password(client, world.accounts[account])
            who = account
        answer = _ask(client, page, world.ref(child), method)
        expected = _expected(world, account, page, held[account, child], method)
        if answer.status_code not in expected:
            wrong.append((account, page.name, child, method, answer.status_code, expected))
        elif answer.status_code in (403, 404) and _tells(answer, world.children[child]):
            wrong.append((account, page.name, child, method, "names the child"))
    assert not wrong, (len(wrong), wrong[:10])
    # A form of a version that is long past changes nothing, whoever posts it.
    assert list(before.all()) == versions


def test_lists_search_counts_and_files_hold_nobody_else(world: World) -> None:
    twin, client = Twin(world), Client()
    for place, account in enumerate(sorted(world.accounts)):
        actor = world.actor(account)
        client.force_login(world.accounts[account])
        gave_the_password(client, world.accounts[account])
        # Each account begins elsewhere, so that between them every child is looked for by many.
        children = sorted(world.children)[place:] + sorted(world.children)[:place]
        for name, permission in (("register", "register.view"), ("children", "child.view"), ("movement", "register.view")):
            _lists_only(world, twin, client.get(reverse(name)), actor, permission)
        for child in (world.children[key] for key in children[:SOUGHT]):
            for text in (child.forename, child.upn):
                if text:
                    _lists_only(world, twin, client.post(reverse("search"), {"q": text}), actor, "child.find")
        file = client.post(reverse("register-download"), {"why": "A review of the register."})
        body = b"".join(file) if file.streaming else file.content
        if file.status_code == 200 and file.streaming:
            held = [c for c in world.children.values() if twin.sees(actor, "register.export", c) and twin.registered(c)]
            assert body.decode("utf-8-sig").count("\r\n") - 1 == len(held), account
        else:
            assert not actor.may("register.export")


def test_nobody_signed_in_sees_nothing(world: World) -> None:
    client = Client()
    for page in pages_of_a_child():
        answer = _ask(client, page, world.ref("oak_support"), "GET")
        assert answer.status_code == 302 and "login" in answer["Location"], page.name


def test_a_refusal_is_not_noted_as_a_view(world: World) -> None:
    client = Client()
    client.force_login(world.accounts["senco_far"])
    client.get(reverse("child", args=[world.ref("oak_support")]))
    assert not Entry.objects.filter(child=world.ref("oak_support"), action="child.viewed").exists()


def thinned() -> int:
    """Every how manieth question is asked: all on SQLite; on PostgreSQL, whose conditions the twin of access compares in whole
    (`test_visibility.py`), one in three."""
    return 3 if connection.vendor == "postgresql" else 1


def _covering(world: World, questions):
    """A sample in which every role meets every page, and every page every child's kind at random."""
    roles = {key: tuple(post.role for post in world.actor(key).posts) for key in world.accounts}
    seen: set[tuple[object, ...]] = set()
    chosen: list[tuple] = []
    rest: list[tuple] = []
    for question in questions:
        pair = (roles[question[0]], question[1].name)
        (rest if pair in seen else chosen).append(question)
        seen.add(pair)
    return chosen + rest[: max(0, SAMPLE - len(chosen))]


def _ask(client: Client, page: Page, ref: str, method: str):
    values = {"slug": "nosuchthing1", "int": 999_999_999}
    args = [ref, *(values[key.split(":")[0]] for key in page.keys)]
    address = reverse(page.name, args=args)
    return client.get(address) if method == "GET" else client.post(address, {"version": 0})


def _expected(world: World, account: str, page: Page, held: set[str], method: str) -> set[int]:
    kinds = page.kind.split("|")
    if not any(world.actor(account).may(kind) for kind in kinds):
        return {403}
    if page.record not in held:
        return {404}
    if page.change and page.change not in held:
        return {403}
    # An entry that this child never had is a page that is not there, or a form that says so.
    missing = {404} if page.keys else set()
    if method == "GET" or not page.change:
        return {200, 302, 405} | missing
    return {200, 302, 409, 422} | missing


def _tells(answer, child: Child) -> bool:
    """Whether a refusal names the child. The heading and the line for paper name the person who signed in, maybe the child."""
    page = re.sub(r"Printed on [^<]*", "", answer.content.decode().split("</header>")[-1])
    return any(word and word in page for word in (child.forename, child.upn, child.uln))


def _lists_only(world: World, twin: Twin, answer, actor, permission: str) -> None:
    if answer.status_code == 403:
        assert not actor.may(permission) or permission == "child.find"
        return
    page = answer.content.decode()
    refs = set(re.findall(r"/children/([a-z0-9]{12})/", page))
    known = {child.ref: child for child in world.children.values()}
    for ref in refs & known.keys():
        assert twin.sees(actor, permission, known[ref]), (actor.name, permission, known[ref].forename)
