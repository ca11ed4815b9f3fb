"""Whether a child exists can't be told: a child out of reach is answered as one that isn't there, by the same questions."""

import random
import re

import pytest
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.records.matrix.test_permission_matrix import LONG, Page, _ask, pages_of_a_child
from tests.records.signing import gave_the_password
from tests.records.twin_of_access import ABOUT_CHILDREN, Twin
from tests.records.world import World, small

pytestmark = pytest.mark.django_db
NOBODY = "zzzzzzzzzzzz"


@pytest.mark.timeout(7200 if LONG else 300)
def test_a_child_out_of_reach_answers_as_one_who_is_not_there(world: World) -> None:
    """The same status, the same words, and the same questions of the database in the same order: so the same time."""
    client, who, differ, asked = Client(raise_request_exception=False), "", [], 0
    for account, page, child in _out_of_reach(world):
        if account != who:
            client.force_login(world.accounts[account])
            gave_the_password(client, world.accounts[account])
            who = account
            _ask(client, page, NOBODY, "GET")  # What a session asks once isn't counted.
        for method in ("GET", "POST"):
            ref = world.ref(child)
            one, other = _seen(client, page, ref, method), _seen(client, page, NOBODY, method)
            asked += 1
            if one != other:  # Now and then a session says that it is still alive: that is of the minute, not of the child.
                one, other = _seen(client, page, ref, method), _seen(client, page, NOBODY, method)
            if one != other or one[0] != 404 or not one[2]:
                differ.append((account, page.name, child, method, one[0], other[0], len(one[2]), len(other[2])))
    assert asked >= 300
    assert not differ, (len(differ), differ[:10])


@pytest.fixture
def world() -> World:
    return small()


def _out_of_reach(world: World) -> list[tuple[str, Page, str]]:
    """Children whom somebody may not find at all, with pages that somebody's role may open: all in the long run."""
    twin, chosen = Twin(world), []
    for account in world.accounts:
        actor = world.actor(account)
        pages = [page for page in pages_of_a_child() if any(actor.may(kind) for kind in page.kind.split("|"))]
        for child in world.children.values():
            if not any(twin.sees(actor, permission, child) for permission in ABOUT_CHILDREN):
                key = next(key for key, made in world.children.items() if made is child)
                chosen += [(account, page, key) for page in pages]
    if not LONG:
        chosen = random.Random(2026).sample(chosen, 200)
    return sorted(chosen, key=lambda one: (one[0], one[1].name, one[2]))


def _seen(client: Client, page: Page, ref: str, method: str) -> tuple[int, str, list[str]]:
    reset_queries()
    with CaptureQueriesContext(connection) as captured:
        answer = _ask(client, page, ref, method)
    body = re.sub(r'nonce="[^"]+"|value="[A-Za-z0-9]{64}"', "", answer.content.decode()).replace(ref, "REF")
    questions = [re.sub(r"'[^']*'|\b\d+\b", "?", query["sql"]).replace(ref, "?") for query in captured]
    return answer.status_code, body, questions
