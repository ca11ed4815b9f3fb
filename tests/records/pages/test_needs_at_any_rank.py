"""The register by need: the primary need alone, or a need at any rank, on the page and in the file."""

import csv
import io

import pytest
from django.urls import reverse
from tests.records.people.changes.desk import Desk
from tests.records.world import World, small

pytestmark = pytest.mark.django_db
AUTISM, HEARING = "Autistic spectrum disorder", "Hearing impairment"


@pytest.fixture
def world() -> World:
    return small()


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world, "senco_oak")


def records(desk: Desk, child: str, *needs: str) -> None:
    """The needs of a child from today, the primary need first."""
    paper = desk.opens(desk.address("change-needs", child, ""))
    ranked = {f"need_{rank}": need for rank, need in enumerate(needs, 1)}
    assert desk.sends(paper, {"need_2": "", **ranked, "why": "Assessed.", "from_date": desk.world.on}).status_code == 302


def listed(desk: Desk, **asked: str) -> set[str]:
    """Children of the tiny world on the page; the file holds the same."""
    page = desk.client.get(reverse("register"), asked).content.decode()
    refs = {row.ref: key for key, row in desk.world.children.items()}
    found = {key for ref, key in refs.items() if f"/children/{ref}/" in page}
    address = f"{reverse('register-download')}?{'&'.join(f'{name}={value}' for name, value in asked.items())}"
    answer = desk.client.post(address, {"why": "A review of the register."})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    names = {desk.world.children[key].upn for key in found}
    assert {value for row in rows for value in row.values() if value in names} == names
    assert len(rows) == len(found)
    return found


def test_a_second_need_is_found_only_where_every_rank_is_asked_for(desk: Desk) -> None:
    records(desk, "oak_support", AUTISM, HEARING)
    assert "oak_support" not in listed(desk, need="HI")
    assert listed(desk, need="HI", any_rank="on") == {"oak_support", "lives_beyond"}
    assert "oak_support" in listed(desk, need="ASD")
    assert "oak_support" in listed(desk, need="ASD", any_rank="on")


def test_a_need_of_an_earlier_set_does_not_count(desk: Desk) -> None:
    records(desk, "lives_beyond", AUTISM)
    assert listed(desk, need="HI") == set()
    assert listed(desk, need="HI", any_rank="on") == set()


def test_a_child_who_came_off_the_register_is_not_on_it_for_a_need(desk: Desk) -> None:
    paper = desk.opens(desk.address("change-provision", "lives_beyond", ""))
    assert desk.sends(paper, {"provision": "No SEN", "why": "Hears well.", "from_date": desk.world.on}).status_code == 302
    assert listed(desk, need="HI", any_rank="on") == set()


def test_no_need_recorded_asks_for_the_same_at_any_rank(desk: Desk) -> None:
    paper = desk.opens(desk.address("change-provision", "oak_none", ""))
    assert desk.sends(paper, {"provision": "SEN support", "why": "Slow to read.", "from_date": desk.world.on}).status_code == 302
    assert listed(desk, need="none") == listed(desk, need="none", any_rank="on") == {"oak_none"}
