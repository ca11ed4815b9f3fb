"""Ending and changing what people hold, and of what a school is part."""

import datetime as dt
import threading

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.records.accounts import made

from attainable.accounts import actions
from attainable.accounts.actor import system_actor
from attainable.accounts.models import Affiliation, Confirmation, Membership
from attainable.accounts.roles import Kind
from attainable.values.problem import ProblemsError

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def school():
    return made.organisation()


@pytest.fixture
def head(school):
    return made.person("Ada Head", ("headteacher", school))


def _held(account, role=None) -> Membership:
    found = Membership.objects.filter(Membership.on(timezone.localdate()), account=account)
    return found.get(role=role) if role else found.get()


def _code(error) -> str:
    return str(error.value.problems[0].code)


def test_an_ended_membership_gives_nothing_from_that_moment(school, head):
    teacher = made.person("Tom Teacher", ("class-teacher", school))
    client = made.signed_in(teacher)
    assert client.get("/me/").status_code == 200
    membership = _held(teacher)
    actions.end_membership(by=made.asking(head), membership=membership, why="Left the school")
    assert made.asking(teacher).posts == ()
    membership.refresh_from_db()
    assert membership.until_date == timezone.localdate()
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    assert Membership.objects.filter(Membership.on(yesterday), pk=membership.pk).exists(), "it held yesterday"
    entry = made.last_entry()
    assert (entry.action, entry.why, entry.name) == ("membership.ended", "Left the school", "Ada Head")
    assert "has ended" in mail.outbox[-1].subject


def test_one_that_began_today_can_end_today(school, head):
    teacher = made.person("Tom Teacher")
    membership = made.hold(teacher, "class-teacher", school, since=0)
    actions.end_membership(by=made.asking(head), membership=membership, why="A mistake")
    assert made.asking(teacher).posts == ()


def test_who_has_no_role_left_is_signed_out_everywhere(school, head):
    teacher = made.person("Tom Teacher", ("class-teacher", school))
    client = Client()
    made.sign_in(client, teacher.email)
    assert client.get("/me/").status_code == 200
    actions.end_membership(by=made.asking(head), membership=_held(teacher), why="Left")
    assert client.get("/me/").status_code == 302


def test_a_membership_that_ended_yesterday_gives_nothing_today(school):
    former = made.person("Fay Former")
    made.hold(former, "headteacher", school, since=100, until=1)
    today = made.person("Last Day")
    made.hold(today, "headteacher", school, since=100, until=0)
    assert made.asking(former).posts == ()
    assert not made.asking(former).may("accounts.manage")
    assert made.asking(today).may("accounts.manage"), "the last day still counts"
    assert made.signed_in(former).get("/people/").status_code == 403


def test_a_membership_that_begins_tomorrow_gives_nothing_today(school):
    coming = made.person("Cora Coming")
    made.hold(coming, "headteacher", school, since=-1)
    assert made.asking(coming).posts == ()


def test_a_closed_organisation_gives_nothing(school, head):
    school.closed_on = timezone.localdate()
    school.save()
    assert made.asking(head).posts == ()


def test_the_last_who_keeps_the_accounts_stays(school, head):
    office = made.person("Otto Office", ("administrator", school))
    with pytest.raises(PermissionDenied):
        actions.end_membership(by=made.asking(head), membership=_held(head), why="Going")
    actions.end_membership(by=made.asking(office), membership=_held(head), why="Retired")
    trust = made.organisation("Trust", Kind.TRUST)
    above = made.person("Uma Upper", ("administrator", trust))
    Affiliation.objects.create(whole=trust, part=school, from_date=timezone.localdate() - dt.timedelta(days=9))
    with pytest.raises(ProblemsError) as error:
        actions.end_membership(by=made.asking(above), membership=_held(office), why="Going")
    assert _code(error) == "last-administrator"
    with pytest.raises(ProblemsError) as error:
        actions.change_role(by=made.asking(above), membership=_held(office), role="class-teacher", why="x")
    assert _code(error) == "last-administrator"


def test_two_who_end_each_other_at_once_leave_one(school, head):
    office = made.person("Otto Office", ("administrator", school))
    pairs = [(head, _held(office)), (office, _held(head))]
    wrong: list[str] = []

    def end(by, membership):
        try:
            actions.end_membership(by=by, membership=membership, why="Quarrel")
        except ProblemsError as error:
            wrong.append(error.problems[0].code)
        finally:
            connection.close()

    threads = [threading.Thread(target=end, args=(made.asking(by), membership)) for by, membership in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == ["last-administrator"]
    assert Membership.objects.filter(Membership.on(timezone.localdate()), organisation=school).count() == 1


def test_changing_a_role_ends_one_and_begins_another(school, head):
    teacher = made.person("Tom Teacher", ("class-teacher", school))
    new = actions.change_role(by=made.asking(head), membership=_held(teacher), role="senco", why="New SENCO")
    assert [post.role for post in made.asking(teacher).posts] == ["senco"]
    assert isinstance(new, Membership)
    assert new.from_date == timezone.localdate()
    assert Membership.objects.filter(account=teacher).count() == 2
    with pytest.raises(ProblemsError) as error:
        actions.change_role(by=made.asking(head), membership=new, role="senco", why="x")
    assert _code(error) == "same-role"
    with pytest.raises(PermissionDenied):
        actions.change_role(by=made.asking(head), membership=new, role="case-officer", why="x")


def test_resetting_a_second_factor_signs_out_and_tells(school, head):
    teacher = made.person("Tom Teacher", ("class-teacher", school))
    made.with_app(teacher)
    actions.reset_second_factor(by=made.asking(head), membership=_held(teacher), why="Lost the phone")
    assert not made.has_factor(teacher)
    assert mail.outbox[-1].to == [teacher.email]
    assert made.last_entry().why == "Lost the phone"


def test_a_school_joins_a_trust_by_its_own_decision(school, head):
    trust = made.organisation("Trust", Kind.TRUST)
    above = made.person("Uma Upper", ("senco", trust), ("administrator", trust))
    with pytest.raises(PermissionDenied):
        actions.affiliate(by=made.asking(above), whole=trust, part=school, why="We want it")
    actions.affiliate(by=made.asking(head), whole=trust, part=school, why="Voted for it")
    assert school.pk not in made.asking(above).organisations("child.view"), "a second person has not confirmed it"
    actions.confirm(by=made.asking(above), confirmation=Confirmation.objects.get())
    joined = Affiliation.objects.get()
    assert school.pk in made.asking(above).organisations("child.view")
    with pytest.raises(ProblemsError):
        actions.affiliate(by=made.asking(head), whole=trust, part=school, why="Again")
    actions.end_affiliation(by=made.asking(head), affiliation=joined, why="Left")
    assert school.pk not in made.asking(above).organisations("child.view")


def test_leaving_takes_effect_at_once(school, head):
    trust = made.organisation("Trust", Kind.TRUST)
    above = made.person("Uma Upper", ("senco", trust))
    since = timezone.localdate() - dt.timedelta(days=50)
    joined = actions.affiliate(by=system_actor("set-up"), whole=trust, part=school, why="Long ago", from_date=since)
    assert isinstance(joined, Affiliation)
    assert school.pk in made.asking(above).organisations("child.view")
    actions.end_affiliation(by=made.asking(head), affiliation=joined, why="Left")
    assert school.pk not in made.asking(above).organisations("child.view")
    joined.refresh_from_db()
    assert joined.until_date == timezone.localdate() - dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("school", "authority"),
        ("school", "health"),
        ("school", "board"),
        ("school", "partner"),
        ("authority", "trust"),
        ("authority", "federation"),
        ("board", "trust"),
        ("trust", "board"),
        ("health", "board"),
        ("school", "school"),
    ],
)
def test_nothing_else_is_joined(part, whole):
    one, other = made.organisation("One", Kind(part)), made.organisation("Other", Kind(whole))
    with pytest.raises(ProblemsError):
        actions.affiliate(by=system_actor("import"), whole=other, part=one, why="x")


@pytest.mark.parametrize("whole", [Kind.BOARD, Kind.PARTNER])
def test_a_board_sees_figures_and_no_children_by_the_decision_of_those_whose_they_are(whole):
    ours, board = made.organisation("Ours", Kind.AUTHORITY), made.organisation("Board", whole)
    admin = made.person("Ada Admin", ("administrator", ours))
    member = made.person("Bea Board", ("board-member", board), ("administrator", board))
    with pytest.raises(PermissionDenied):
        actions.affiliate(by=made.asking(member), whole=board, part=ours, why="We want it")
    joined = actions.affiliate(by=made.asking(admin), whole=board, part=ours, why="The partnership agreed")
    assert isinstance(joined, Affiliation)
    for permission in ("child.view", "register.view", "accounts.manage"):
        assert ours.pk not in made.asking(member).organisations(permission)
    actions.end_affiliation(by=made.asking(admin), affiliation=joined, why="It ended")
