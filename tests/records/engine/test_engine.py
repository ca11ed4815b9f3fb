"""The one engine that writes facts: a page is a file of one row, what was made can be undone, first days stay as they are."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from tests.records.engine.changes import CHANGE, FACTS, FSM, LANGUAGE, Change, first_days, make, rows, without_refs
from tests.records.world import World, small

from attainable.accounts.models import Membership
from attainable.audit.actions import Event
from attainable.audit.models import Entry
from attainable.domains.people.facts import CONSENT, HOME, PROVISION
from attainable.domains.people.models import Characteristic, Child, Residence
from attainable.domains.people.visibility import visible
from attainable.domains.progress.facts import RESULTS
from attainable.domains.progress.models import Result
from attainable.records.draft import Draft, Made
from attainable.records.fact import Fact
from attainable.records.undo import undo
from attainable.records.write import EditedMeanwhileError, Writing, changing
from attainable.values.problem import ProblemsError

pytestmark = pytest.mark.django_db
CHILD = "oak_support"
# Without looking for a smaller example, which takes minutes on a database.
examples = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


@pytest.fixture
def world() -> World:
    """Without case officers, so that the school records what the council decides, wherever the child lives."""
    made = small()
    Membership.objects.filter(role__in=("case-officer", "delegated-officer")).delete()
    return made


@contextmanager
def _taken_back() -> Iterator[None]:
    """Each example begins with the same record."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _child(key: str = CHILD) -> Any:
    return Child.objects.get(surname="Child", forename=key.replace("_", " ").title().replace(" ", ""))


def _by_page(world: World, change: Change) -> tuple[Made, list[str], list[Any]]:
    """What was made, what was refused, and the audit's events, of a change on a page."""
    last = Entry.objects.order_by("-number").values_list("number", flat=True).first() or 0
    by, made, refused = world.actor("senco_oak"), [], []
    try:
        with changing(by=by, child=world.ref(CHILD), permission="child.view", version=None) as draft:
            make(change, draft, world)
            made = draft.made
    except ProblemsError as error:
        made, refused = [], [problem.what for problem in error.problems]
    entries = Entry.objects.filter(number__gt=last).order_by("number").select_related("details")
    return made, refused, [(one.action, one.subject_kind, one.child, one.why, one.details.values) for one in entries]


def _by_file(world: World, *changes: Change, child: Any = None) -> tuple[Made, list[str], list[Any]]:
    """The same of a row of a file. What is refused of several changes is left out, as a page of its own would be."""
    events: list[Event] = []
    writing = Writing(world.actor("senco_oak"), note=events.append)
    draft, refused = writing.draft(child or _child()), []
    for change in changes:
        make(change, draft, world)
        refused += [problem.what for problem in draft.problems]
        draft.problems.clear()
    if draft.made:
        writing.finish()
    return draft.made, refused, [(one.action, one.subject_kind, one.child, one.why, one.details) for one in events]


def _undone(world: World, made: Made) -> None:
    writing = Writing(world.actor("senco_oak"), "A mistake.", note=lambda event: None)
    undo(writing.draft(_child(), joins=True), made, {})
    writing.finish()


@examples
@given(change=CHANGE)
def test_a_page_is_a_file_of_one_row(world: World, change: Change) -> None:
    found = []
    for way in (_by_page, _by_file):
        with _taken_back():
            before = rows(world, CHILD, counting=True)
            made, refused, events = way(world, change)
            after = rows(world, CHILD)
            _undone(world, made)
            assert rows(world, CHILD, counting=True) == before
            found.append((without_refs(made), refused, without_refs(events), after))
    assert found[0] == found[1]


@examples
@example(changes=[Change(CONSENT, how, 0, 0 if how == "add" else None) for how in ("add", "end", "add", "end")])
@example(changes=[Change(FSM, "add", choice, days) for choice, days in ((0, 9), (1, 6), (0, 3))])
@given(changes=st.lists(CHANGE, min_size=2, max_size=8))
def test_changes_in_one_row_are_changes_on_pages_one_after_another_and_all_of_it_is_undone(
    world: World, changes: list[Change]
) -> None:
    found = []
    for together in (True, False):
        with _taken_back():
            before, days = rows(world, CHILD, counting=True), first_days(world, CHILD)
            parts = [changes] if together else [[change] for change in changes]
            made: Made = [entry for part in parts for entry in _by_file(world, *part)[0]]
            found.append(rows(world, CHILD))
            assert days.items() <= first_days(world, CHILD).items()
            _undone(world, made)
            assert rows(world, CHILD, counting=True) == before
            assert days.items() <= first_days(world, CHILD).items()
    assert found[0] == found[1]


@examples
@given(changes=st.lists(CHANGE, min_size=2, max_size=8), fact=st.sampled_from(FACTS))
def test_facts_do_not_disturb_each_other(world: World, changes: list[Change], fact: Fact) -> None:
    """Free school meals and language are rows of one table."""
    found = []
    for some in (changes, [change for change in changes if change.fact is fact]):
        with _taken_back():
            _by_file(world, *some)
            found.append(rows(world, CHILD, [fact]))
    assert found[0] == found[1]


def test_a_new_row_of_a_kind_ends_only_rows_of_that_kind(world: World) -> None:
    child = _child()
    Characteristic.objects.create(child=child, kind="language", code="ENG", from_date=world.on - dt.timedelta(30))
    now = Characteristic.objects.get(child=child, kind="fsm").code
    _by_file(world, Change(FSM, "add", 1 if now == "Y" else 0, 3))
    assert Characteristic.objects.get(child=child, kind="language").until_date is None
    first, second = Characteristic.objects.filter(child=child, kind="fsm").order_by("from_date")
    assert (first.until_date, second.until_date) == (second.from_date - dt.timedelta(1), None)
    assert rows(world, CHILD, [LANGUAGE])["language"]


def _may_see(world: World) -> bool:
    child = world.children["consented"].pk
    return visible(world.actor("health_a"), "child.view").filter(pk=child).exists()


def test_access_follows_the_moment_of_ending_and_comes_back_when_that_is_undone(world: World) -> None:
    child = world.children["consented"]
    assert _may_see(world)
    writing = Writing(world.actor("senco_oak"), note=lambda event: None)
    draft = writing.draft(child)
    (row,) = draft.rows(CONSENT)
    draft.end(CONSENT, row, why="Agreed.")
    assert draft.rows(CONSENT) == []
    writing.finish()
    row.refresh_from_db()
    assert (row.until_date, row.ended is None) == (world.on, False)
    assert not _may_see(world)
    writing = Writing(world.actor("senco_oak"), note=lambda event: None)
    undo(writing.draft(child, joins=True), draft.made, {})
    writing.finish()
    row.refresh_from_db()
    assert (row.until_date, row.ended) == (None, None)
    assert _may_see(world)


def test_a_last_day_gives_access_to_its_end(world: World) -> None:
    with _one(world, "consented") as draft:
        draft.end(CONSENT, draft.rows(CONSENT)[0], day=world.on)
    assert _may_see(world)
    with _one(world, "elm_plan", who="senco_elm") as draft:
        draft.end(CONSENT, draft.rows(CONSENT)[0], day=world.on - dt.timedelta(60))
        assert [problem.column for problem in draft.problems] == ["until_date"]
    assert draft.made == []


def test_what_is_corrected_keeps_its_row_and_its_old_value_in_the_audit(world: World) -> None:
    with _one(world, "consented") as draft:
        draft.correct(
            HOME, draft.rows(HOME)[0], {"postcode": "ZZ9 9ZZ", "address": "", "authority": world.organisations["county"]}
        )
    assert draft.problems == []
    home = Residence.objects.get(child=draft.child)
    assert (home.postcode, home.from_date) == ("ZZ9 9ZZ", draft.child.date_of_birth)
    assert draft.made == []  # what is put right is not undone with an import


def test_what_is_withdrawn_stays_and_counts_no_more(world: World) -> None:
    child = world.children[CHILD]
    assert child.standing.provision == "K"
    with _one(world, CHILD) as draft:
        (row,) = draft.rows(PROVISION)
        draft.withdraw(PROVISION, row, why=" The wrong child. ")
    row.refresh_from_db()
    assert (row.withdrawn_why, row.withdrawn_by_name, row.from_date) == (
        "The wrong child.",
        "Sena Oakes",
        world.on - dt.timedelta(60),
    )
    assert Child.objects.get(pk=child.pk).standing.provision == "N"
    (event,) = draft.all_events({})
    assert (event.action, event.subject, event.details["provision"]) == ("register.provision-withdrawn", row.ref, ["K", None])


def test_a_value_is_put_once_and_put_back(world: World) -> None:
    made = [*_by_file(world, Change(RESULTS, "put", 0, None))[0], *_by_file(world, Change(RESULTS, "put", 1, None))[0]]
    again, refused, events = _by_file(world, Change(RESULTS, "put", 1, None))
    assert (again, refused, events) == ([], [], [])
    _undone(world, made[1:])
    assert [row.result for row in Result.objects.filter(child=_child())] == ["EXS"]
    _undone(world, made[:1])
    assert not Result.objects.filter(child=_child()).exists()


def test_a_change_of_a_record_that_somebody_changed_since_is_not_made(world: World) -> None:
    version = _child().version
    _by_page(world, Change(CONSENT, "add", 1, 3))
    with (
        pytest.raises(EditedMeanwhileError),
        changing(by=world.actor("senco_oak"), child=world.ref(CHILD), permission="child.view", version=version) as draft,
    ):
        make(Change(CONSENT, "add", 2, 3), draft, world)
    assert _child().version == version + 1


def test_who_may_not_makes_nothing(world: World) -> None:
    with _one(world, CHILD, who="teacher_oak") as draft:
        make(Change(CONSENT, "add", 1, 3), draft, world)
        make(Change(RESULTS, "put", 1, None), draft, world)
    assert [problem.what for problem in draft.problems] == ["Your role does not let you change this record."] * 2
    assert (draft.made, draft.new) == ([], [])


def test_a_page_asks_a_fixed_number_of_queries_and_a_file_no_more_for_many_rows(world: World) -> None:
    _by_page(world, Change(CONSENT, "add", 1, 3))  # what is kept from one change to the next
    with CaptureQueriesContext(connection) as page:
        _by_page(world, Change(CONSENT, "add", 2, 3))
    assert len(page) <= 31
    counts = []
    for keys in (["oak_support"], ["oak_plan", "oak_taught", "named", "twin_one", "twin_two", "by_duty", "unconsented"]):
        writing = Writing(world.actor("senco_oak"), note=lambda event: None)
        drafts = [writing.draft(world.children[key]) for key in keys]
        with CaptureQueriesContext(connection) as file:
            for draft in drafts:
                make(Change(FSM, "add", 0, 3), draft, world)
                make(Change(RESULTS, "put", 0, None), draft, world)
            writing.finish()
        assert not any(draft.problems for draft in drafts)
        counts.append(len(file))
    assert counts[1] <= counts[0] + 1  # rows that end on another day are another statement


@contextmanager
def _one(world: World, key: str, who: str = "senco_oak") -> Iterator[Draft]:
    """A change of one record, as a file makes it."""
    writing = Writing(world.actor(who), note=lambda event: None)
    draft = writing.draft(world.children[key])
    yield draft
    writing.finish()
