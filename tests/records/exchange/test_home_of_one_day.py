"""A file's address is of the day of the file: it follows the home that the record has, and never replaces one of its own day."""

import datetime as dt

import pytest
from tests.records.exchange.files import apply, days_ago
from tests.records.exchange.test_cases import code_list, one
from tests.records.people.changes.desk import Desk
from tests.records.world import World, small

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return small()


def moves(world: World, day: dt.date) -> Desk:
    """The school records on the child's page that the child lives at 1 New Lane from a day."""
    desk = Desk(world, "senco_oak")
    paper = desk.opens(desk.address("change-home", "oak_support", ""))
    home = {"address": "1 New Lane", "postcode": "ZZ1 1ZZ", "authority": "Fictionshire", "from_date": day}
    assert desk.sends(paper, home).status_code == 302
    return desk


@pytest.mark.parametrize("ahead", [0, 1])
def test_a_file_of_the_day_of_the_home_or_before_leaves_it(world: World, ahead: int) -> None:
    desk = moves(world, days_ago(-ahead))
    run = one(world, Address="2 Old Road", Postcode="AB1 2CD", Ethnicity="AIND")
    assert "home-older" in code_list(run)
    apply(world, run)
    details = desk.reads("child-details", world.ref("oak_support"))
    assert "Indian" in details
    assert "1 New Lane" in details
    assert "2 Old Road" not in details


def test_a_file_of_the_day_after_is_a_move(world: World) -> None:
    desk = moves(world, days_ago(1))
    run = one(world, Address="2 Next Road", Postcode="AB1 2CD")
    apply(world, run)
    details = desk.reads("child-details", world.ref("oak_support"))
    assert f"2 Next Road, AB1 2CD, Fictionshire, from {world.on:%-d %B %Y}" in details
    assert "1 New Lane" in details
