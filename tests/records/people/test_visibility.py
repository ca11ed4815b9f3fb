"""Who sees whom: the database's conditions beside a slow twin that loops over the rows, and beside a list written by hand."""

from collections.abc import Iterable

import pytest
from django.utils import timezone
from tests.records.twin_of_access import ABOUT_CHILDREN, Twin
from tests.records.world import World, small
from tests.records.world.rows import ref_of

from attainable.accounts.roles import table
from attainable.domains.people.standing import faults
from attainable.domains.people.visibility import permissions_for, visible, visible_children

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return small()


def test_standings_are_what_the_rows_say(world: World) -> None:
    assert list(faults()) == []


def test_every_reach_agrees_with_its_slow_twin(world: World) -> None:
    """Every account (all sixteen roles among them) × child × permission."""
    twin, roles = Twin(world), set()
    for key in world.accounts:
        actor = world.actor(key)
        roles |= {post.role for post in actor.posts}
        for permission in ABOUT_CHILDREN:
            found = set(visible(actor, permission).values_list("pk", flat=True))
            expected = {c.pk for c in world.children.values() if twin.sees(actor, permission, c)}
            assert _keys(world, found) == _keys(world, expected), (key, permission)
    assert roles == {role.id for role in table().roles}


def test_lists_records_and_single_questions_agree(world: World) -> None:
    for key in world.accounts:
        actor = world.actor(key)
        of_one = {child.pk: permissions_for(actor, child.pk) for child in world.children.values()}
        for permission in ABOUT_CHILDREN:
            listed = set(visible(actor, permission).values_list("pk", flat=True))
            assert listed == {pk for pk, held in of_one.items() if permission in held}, (key, permission)
            assert listed == set(visible_children(actor, permission).values_list("pk", flat=True))


def test_figures_never_open_a_record(world: World) -> None:
    for key in (
        "governor_oak",
        "governor_federation",
        "planner_county",
        "analyst_county",
        "board_member",
        "administrator_oak",
        "administrator_county",
        "nobody",
        "former_senco_oak",
        "future_head_elm",
    ):
        actor = world.actor(key)
        assert all(not visible(actor, permission).exists() for permission in ABOUT_CHILDREN), key


# By hand, so that a fault that the conditions and their twin share would show.
SEES = {
    "teacher_oak": {"oak_taught", "oak_none"},
    "assistant_oak": {"named", "twin_one"},
    "teacher_elm": {"elm_plan", "elm_none"},
    "senco_elm": {"moved_to_elm", "nearly_adult", "adult_today", "out_of_year", "elm_none", "elm_plan"},
    "senco_trust": {"moved_to_elm", "nearly_adult", "adult_today", "out_of_year", "elm_none", "elm_plan"},
    "senco_far": {
        "emergency",
        "emergency_over",
        "three_bodies",
        "officers_own",
        "dual_oak_far",
        "guest_at_oak",
        "far_none",
        "far_plan_county",
    },
    "writer_county": {"oak_plan", "restricted"},
    "officer_neighbour": {
        "lives_beyond",
        "moved_home_today",
        "emergency",
        "emergency_over",
        "under_five_support",
        "guest_at_oak",
    },
    "health_a": {"consented", "by_duty", "three_bodies", "restricted"},
    "health_b": {"under_five_plan"},
    "health_c": {"three_bodies"},
    "psychologist_county": {"oak_plan"},
    "psychologist_partner": {"elm_plan"},
    "parent": {"twin_one", "twin_two"},
    "parent_barred": set(),
    "parent_former": set(),
    "parent_of_adult": {"nearly_adult"},
    "young_person": {"young_person"},
}


@pytest.mark.parametrize("key", SEES)
def test_each_sees_whom_they_should(world: World, key: str) -> None:
    found = visible(world.actor(key), "child.view").values_list("pk", flat=True)
    assert _keys(world, found) == sorted(SEES[key])


@pytest.mark.parametrize(
    ("key", "sees", "does_not"),
    [
        (
            "senco_oak",
            {"restricted", "leaves_today", "joined_today", "dual_oak_far", "lives_beyond", "lives_nowhere"},
            {"left_yesterday", "joins_tomorrow", "moved_to_elm", "guest_at_oak", "elm_plan", "far_none"},
        ),
        ("head_oak", {"oak_none", "restricted_formerly"}, {"restricted", "restricted_unnamed"}),
        ("senco_federation", {"oak_none", "far_none"}, {"elm_none", "restricted"}),
        (
            "officer_county",
            {"oak_support", "elm_plan", "emergency", "left_yesterday", "young_person", "moves_home_tomorrow"},
            {
                "oak_none",
                "lives_beyond",
                "emergency_over",
                "restricted",
                "left_register",
                "withdrawn_support",
                "support_tomorrow",
                "moved_home_today",
                "lives_nowhere",
            },
        ),
        ("officer_and_parent", {"officers_own", "oak_support"}, {"far_none", "guest_at_oak"}),
        ("adviser_county", {"lives_beyond", "lives_nowhere", "far_plan_county"}, {"emergency", "oak_none"}),
        ("adviser_neighbour", {"lives_beyond", "far_plan_county", "emergency"}, {"oak_support", "far_none"}),
    ],
)
def test_those_with_a_wide_reach(world: World, key: str, sees: set[str], does_not: set[str]) -> None:
    found = set(_keys(world, visible(world.actor(key), "child.view").values_list("pk", flat=True)))
    assert sees <= found
    assert not does_not & found


def test_an_emergency_gives_no_lists_and_no_changes(world: World) -> None:
    child = world.children["emergency"].pk
    assert permissions_for(world.actor("officer_county"), child) == {
        "child.view",
        "child.details",
        "child.contacts",
        "child.history",
    }


def test_the_world_is_the_same_each_time(world: World) -> None:
    refs = [child.ref for child in world.children.values()]
    assert refs == [ref_of("world", "Child", number) for number in range(len(refs))]
    assert len(refs) >= 40
    assert world.on == timezone.localdate()


def _keys(world: World, children: Iterable[int]) -> list[str]:
    return sorted(world.key_of(child) for child in children)
