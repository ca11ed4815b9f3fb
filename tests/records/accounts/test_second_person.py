"""A second person confirms what gives wide access: who may, what happens, and what one person can't do."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from tests.records.accounts import made

from attainable.accounts import actions, queries
from attainable.accounts.actor import system_actor
from attainable.accounts.models import Affiliation, Confirmation, Invitation, Membership
from attainable.accounts.roles import Kind, table
from attainable.audit.models import Entry
from attainable.values.problem import ProblemsError

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def school():
    return made.organisation()


@pytest.fixture
def head(school):
    return made.person("Ada Head", ("headteacher", school))


@pytest.fixture
def office(school):
    return made.person("Otto Office", ("administrator", school))


@pytest.fixture
def teacher(school):
    return made.person("Tom Teacher", ("class-teacher", school))


def _roles(account) -> list[str]:
    return [post.role for post in made.asking(account).posts]


def _waiting() -> Confirmation:
    return Confirmation.objects.get(decided__isnull=True)


def _invites_a_head(by, school, email="new@example.org") -> None:
    path = f"/people/organisation/{school.ref}/invite/"
    answer = made.signed_in(by).post(path, {"name": "Nia New", "email": email, "role": "headteacher"})
    assert answer.status_code == 302


def _decides(by, decision="confirm", why=""):
    return made.signed_in(by).post(f"/people/confirm/{_waiting().ref}/", {"decision": decision, "why": why})


def test_the_widest_roles_and_those_that_can_give_them_need_a_second_person():
    assert {role.id for role in table().roles if role.second_person} == {
        "headteacher",
        "administrator",
        "case-officer",
        "delegated-officer",
    }


def test_an_invited_head_gets_no_link_before_a_second_person_confirms(school, head, office):
    _invites_a_head(office, school)
    assert mail.outbox == []
    assert Invitation.objects.get().expires <= timezone.now()
    assert _decides(head).status_code == 302
    assert mail.outbox[-1].to == ["new@example.org"]
    assert Invitation.objects.get().expires > timezone.now()
    actions_noted = list(Entry.objects.order_by("number").values_list("action", "name"))
    assert actions_noted == [
        ("confirmation.asked", "Otto Office"),
        ("confirmation.given", "Ada Head"),
        ("person.invited", "Ada Head"),
    ]


def test_the_home_page_of_the_second_person_shows_it_and_nobody_elses_does(school, head, office, teacher):
    _invites_a_head(office, school)
    stranger = made.person("Stan Stranger", ("headteacher", made.organisation("Far School")))
    words = b"Waiting for you to confirm"
    shown = {person.name for person in (head, office, teacher, stranger) if words in made.signed_in(person).get("/").content}
    assert shown == {"Ada Head"}


def test_the_person_who_asked_can_withdraw_it_and_never_confirm_it(school, head, office):
    _invites_a_head(office, school)
    with pytest.raises(PermissionDenied):
        actions.confirm(by=made.asking(office), confirmation=_waiting())
    client = made.signed_in(office)
    assert b"You asked for this" in client.get(f"/people/confirm/{_waiting().ref}/").content
    assert client.post(f"/people/confirm/{_waiting().ref}/", {"decision": "confirm"}).status_code == 302
    assert Invitation.objects.get().withdrawn
    assert mail.outbox == []
    assert made.last_entry().action == "confirmation.withdrawn"


def test_the_person_who_gains_never_confirms(school, head, office, teacher):
    other = made.person("Olga Other", ("administrator", school))
    membership = Membership.objects.get(account=other)
    actions.change_role(by=made.asking(office), membership=membership, role="headteacher", why="New head")
    assert _decides(other).status_code == 403
    assert _roles(other) == ["administrator"]
    assert _decides(head).status_code == 302
    assert _roles(other) == ["headteacher"]


def test_nobody_without_the_accounts_of_the_organisation_sees_or_confirms_it(school, head, office, teacher):
    _invites_a_head(office, school)
    path = f"/people/confirm/{_waiting().ref}/"
    stranger = made.person("Stan Stranger", ("headteacher", made.organisation("Far School")))
    assert made.signed_in(stranger).get(path).status_code == 404
    assert made.signed_in(teacher).get(path).status_code == 403
    assert made.signed_in(teacher).get("/people/confirm/").status_code == 403
    assert b"Nothing is waiting" in made.signed_in(stranger).get("/people/confirm/").content


def test_confirming_asks_for_the_password_again(school, head, office):
    _invites_a_head(office, school)
    answer = made.signed_in(head, lately=False).get(f"/people/confirm/{_waiting().ref}/")
    assert answer.headers["Location"].startswith("/account/reauthenticate/")


def test_a_refusal_says_why_and_changes_nothing(school, head, office, teacher):
    membership = Membership.objects.get(account=teacher)
    actions.change_role(by=made.asking(office), membership=membership, role="headteacher", why="New head")
    answer = _decides(head, "refuse")
    assert answer.status_code == 422
    assert b"Say why you refuse it." in answer.content
    assert _decides(head, "refuse", "Not agreed").status_code == 302
    assert _roles(teacher) == ["class-teacher"]
    assert (made.last_entry().action, made.last_entry().why) == ("confirmation.refused", "Not agreed")


def test_a_choice_that_is_missing_is_asked_for(school, head, office):
    _invites_a_head(office, school)
    answer = _decides(head, "")
    assert answer.status_code == 422
    assert b"Choose whether you confirm it." in answer.content


def test_what_was_decided_cannot_be_decided_again(school, head, office):
    _invites_a_head(office, school)
    found = _waiting()
    actions.confirm(by=made.asking(head), confirmation=found)
    with pytest.raises(ProblemsError):
        actions.confirm(by=made.asking(head), confirmation=found)
    assert made.signed_in(head).get(f"/people/confirm/{found.ref}/").status_code == 404


def test_the_same_change_waits_once(school, head, office, teacher):
    membership = Membership.objects.get(account=teacher)
    for _ in range(2):
        made.signed_in(office).post(f"/people/membership/{membership.ref}/role/", {"role": "headteacher", "why": "x"})
    assert Confirmation.objects.count() == 1


def test_an_invitation_that_waits_is_not_sent_again_and_goes_when_it_is_withdrawn(school, head, office):
    _invites_a_head(office, school)
    client, ref = made.signed_in(office), Invitation.objects.get().ref
    page = client.get(f"/people/organisation/{school.ref}/invitations/").content
    assert b"a second person must confirm it" in page
    assert b"Send again" not in page
    client.post(f"/people/invitation/{ref}/again/")
    assert mail.outbox == []
    client.post(f"/people/invitation/{ref}/withdraw/")
    assert not Confirmation.objects.filter(decided__isnull=True).exists()


def test_the_trust_confirms_that_a_school_joins_it(school, head):
    trust = made.organisation("Pine Trust", Kind.TRUST)
    above = made.person("Uma Upper", ("administrator", trust))
    answer = made.signed_in(head).post(
        f"/people/organisation/{school.ref}/join/", {"whole": trust.ref, "why": "Voted"}, follow=True
    )
    assert b"A second person must confirm" in answer.content
    assert not Affiliation.objects.exists()
    assert b"Pine Trust" in made.signed_in(above).get("/").content
    assert _decides(above).status_code == 302
    assert Affiliation.objects.get().whole == trust


def test_other_roles_need_nobody_else(school, head, teacher):
    membership = Membership.objects.get(account=teacher)
    actions.change_role(by=made.asking(head), membership=membership, role="senco", why="New SENCO")
    assert _roles(teacher) == ["senco"]
    assert not Confirmation.objects.exists()


def test_the_administrator_of_the_site_needs_nobody_else(school):
    actions.invite(by=system_actor("set-up"), organisation=school, email="f@example.org", name="F", role="headteacher")
    assert not Confirmation.objects.exists()
    assert mail.outbox[-1].to == ["f@example.org"]


def test_what_waits_costs_one_query_and_nothing_for_people_who_keep_no_accounts(
    school, head, office, teacher, django_assert_num_queries
):
    for number in range(3):
        _invites_a_head(office, school, f"n{number}@example.org")
    actor, other = made.asking(head), made.asking(teacher)
    with django_assert_num_queries(0):
        assert queries.to_confirm(other) == []
    with django_assert_num_queries(4):  # and one for each invitation: whether it is to the person's own address
        assert len(queries.to_confirm(actor)) == 3


def test_the_terminal_lists_and_confirms_with_the_name_of_the_person(site):
    site.python(
        "from attainable.accounts import actions\n"
        "from attainable.accounts.actor import actor_for\n"
        "from attainable.values import clock\n"
        "from tests.records.accounts import made\n"
        "school = made.organisation()\n"
        "ada = made.person('Ada Head', ('headteacher', school))\n"
        "actions.invite(by=actor_for(ada, clock.today()), organisation=school, email='n@example.org', name='Nia', "
        "role='headteacher')\n"
    )
    listed = site.done("accounts", "waiting")
    assert "Invite Nia to be Headteacher at Larch School, asked for by Ada Head" in listed
    wrong = site.run("accounts", "confirm", "nothing", "--by", " ", "--refuse")
    assert wrong.returncode != 0
    for words in ("You have not said who confirms it.", "You have not said why you refuse it.", "is waiting."):
        assert words in wrong.stdout + wrong.stderr
    assert "Confirmed: Invite Nia" in site.done("accounts", "confirm", listed.split()[0], "--by", "Data protection officer")
    assert "Nothing is waiting." in site.done("accounts", "waiting")
    who = site.python("from attainable.audit.models import Entry; print(Entry.objects.get(action='confirmation.given').name)")
    assert who == "attainable accounts, for Data protection officer"
