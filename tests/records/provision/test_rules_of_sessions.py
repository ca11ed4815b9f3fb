"""Which sessions count, in the words of the cases that ombudsmen decided."""

import datetime as dt

import pytest
from tests.records.world import World, small

from attainable.domains.people.queries import children
from attainable.domains.provision import queries
from attainable.domains.provision.models import Given, Intervention, Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return small()


def given(world: World, **more) -> Given:
    """Twelve sessions of half an hour, begun a hundred days ago, each at 17.24 pounds an hour."""
    what = Intervention.objects.get(name="Number gap")
    planned = {"minutes": 30, "sessions_per_week": 2, "weeks": 6, "group_size": 1, "from_date": world.on - dt.timedelta(100)}
    return Given.objects.create(child=world.children["oak_support"], intervention=what, **{**planned, **more})


def log(row: Given, kind: str, number: int, *, happened: bool = True, first: int = 0) -> None:
    reason = "" if happened else "staff-absent"
    Session.objects.bulk_create(
        Session(
            given=row,
            day=row.from_date + dt.timedelta(first + count),
            kind=kind,
            happened=happened,
            reason=reason,
            logged_by_name="Asha Aid",
        )
        for count in range(number)
    )


def line(world: World) -> queries.Line:
    actor = world.actor("senco_oak")
    (found,) = queries.lines_of(actor, children.record(actor, world.ref("oak_support")))
    return found


def test_of_ten_entries_four_assessments_do_not_count_as_delivery(world):
    """Case P1."""
    row = given(world)
    log(row, "delivery", 6)
    log(row, "assessment", 4, first=20)
    found = line(world)
    assert (found.delivered, found.planned) == (6, 12)
    # Six half hours at 17.24.
    assert found.to_date == 6 * 862


def test_sessions_made_up_later_are_a_line_of_their_own(world):
    """Case P3: what was given and what was planned stay as they were."""
    row = given(world)
    log(row, "delivery", 6)
    log(row, "catch-up", 3, first=30)
    found = line(world)
    assert (found.delivered, found.planned, found.catch_up) == (6, 12, 3)


def test_a_session_that_was_missed_is_neither_given_nor_paid_for(world):
    row = given(world)
    log(row, "delivery", 2)
    log(row, "delivery", 3, happened=False, first=10)
    found = line(world)
    assert (found.delivered, found.missed) == (2, 3)
    assert found.to_date == 2 * 862


def test_what_a_family_pays_for_never_counts_as_given_by_the_school(world):
    """Case P4."""
    row = given(world, paid_by="family")
    log(row, "delivery", 6)
    found = line(world)
    assert (found.delivered, found.to_date, found.whole) == (0, None, None)


def test_an_intervention_that_stops_because_the_child_does_not_attend_is_interrupted_and_asks_for_an_alternative(world):
    """Case P2: it is not recorded as missed by the family."""
    row = given(world)
    log(row, "delivery", 2)
    quiet = queries.nothing_logged(world.actor("senco_oak"), most=50)
    assert row.child_id in {standing.pk for standing in quiet.children}
    row.interrupted_on, row.interrupted_why = (
        world.on - dt.timedelta(35),
        "He does not come in. The therapist can't work at home.",
    )
    row.save()
    asked = queries.interrupted(world.actor("senco_oak"))
    assert (asked.count, asked.due) == (1, world.on - dt.timedelta(35))
    assert line(world).missed == 0
    assert queries.nothing_logged(world.actor("senco_oak")).count == quiet.count - 1
    assert queries.interrupted(world.actor("senco_elm")).count == 0
