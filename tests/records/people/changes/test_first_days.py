"""Something that ends on the day it began: the access report still says when it began. Access ends at once all the same."""

import re

import pytest
from django.urls import reverse
from tests.records.people.changes.case import Case, Glance, typed
from tests.records.people.changes.desk import Desk
from tests.records.people.changes.every_case import CASES
from tests.records.world import World, small

pytestmark = pytest.mark.django_db
# How it begins and how it ends, and what its entry says.
PAIRS = (
    ("assign", "end-assignment", "oak_support", "Asha Aid", "Asha Aid"),
    ("involve", "end-involvement", "oak_support", "Dietetics", "Dietetics"),
    ("give-consent", "withdraw-consent", "unconsented", "Paula Unconsented", "Paula Unconsented"),
)


@pytest.fixture
def world() -> World:
    return small()


def case_of(page: str, child: str) -> Case:
    return next(case for case in CASES if (case.page, case.child) == (page, child))


def rows_of(world: World, case: Case, words: str) -> str:
    """The part of the access report from these words on."""
    return Glance(world, case).report().split("Who has seen and changed it")[0].split(words)[-1]


@pytest.mark.parametrize(("begin", "end", "child", "about", "words"), PAIRS, ids=[pair[1] for pair in PAIRS])
def test_the_first_day_is_kept(world: World, begin: str, end: str, child: str, about: str, words: str) -> None:
    case, desk = case_of(begin, child), Desk(world, "senco_oak")
    assert desk.sends(desk.opens(desk.address(begin, child, "")), typed(world, case.typed)).status_code == 302
    paper = desk.opens(desk.address(end, child, about))
    assert desk.sends(paper, {"why": "Agreed."} if "why" in paper.values else {}).status_code == 302
    today = f"{world.on:%-d %B %Y}"
    assert today in rows_of(world, case, words)[:120]


def test_the_first_day_of_a_restriction_is_kept(world: World) -> None:
    desk = Desk(world, "senco_oak")
    assert desk.sends(desk.opens(desk.address("restrict", "oak_support", "")), {"why": "Moved for safety."}).status_code == 302
    lifted = desk.opens(desk.address("lift-restriction", "oak_support", ""))
    assert desk.sends(lifted, {"why": "The danger is over."}).status_code == 302
    asked = {"why": "The mother, by letter.", "kind": "html"}
    page = desk.client.post(reverse("child-report", args=[world.ref("oak_support")]), asked).content.decode()
    after = page.split("Restrictions")[-1].split("</table>")[0]
    assert f"{world.on:%-d %B %Y}" in after


def test_the_first_day_of_a_legal_hold_is_kept(world: World) -> None:
    desk = Desk(world, "head_oak")
    asked = {"child": world.ref("oak_support"), "why": "Asked for by the inquiry."}
    assert desk.client.post(reverse("retention-hold"), asked).status_code == 302
    page = desk.client.get(reverse("retention")).content.decode()
    (address,) = re.findall(r'href="(/retention/hold/\d+/lift/)"', page)
    assert desk.client.post(address, {"why": "The inquiry has ended."}).status_code == 302
    report = {"why": "The mother, by letter.", "kind": "html"}
    text = desk.client.post(reverse("child-report", args=[world.ref("oak_support")]), report).content.decode()
    row = text.split("Who has seen and changed it")[0].split("Asked for by the inquiry.")[1].split("</tr")[0]
    assert row.count(f"{world.on:%-d %B %Y}") == 2
