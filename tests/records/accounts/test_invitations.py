"""People come by invitation: a link that works once, for a week, for a role that the organisation's kind has."""

import datetime as dt

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from tests.records.accounts import made
from tests.records.accounts.made import PASSWORD

from attainable.accounts import actions
from attainable.accounts.actor import system_actor
from attainable.accounts.models import Account, Invitation, Membership
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


def _invite(by, at, email="new@example.org", role="class-teacher", **more):
    return actions.invite(by=made.asking(by), organisation=at, email=email, name="New Person", role=role, **more)


def _codes(error) -> set[str]:
    return {problem.code for problem in error.value.problems}


def test_an_invited_person_chooses_a_password_and_holds_the_role(school, head):
    _invite(head, school, "New@Example.ORG")
    client = Client()
    page = client.get(made.link_in_mail(), follow=True)
    assert b"Larch School invites you" in page.content
    response = client.post("/people/invitation/", {"name": "Nia New", "password1": PASSWORD, "password2": PASSWORD})
    assert response.status_code == 302
    account = Account.objects.get(email="new@example.org")
    assert account.name == "Nia New"
    assert account.check_password(PASSWORD)
    assert account.password.startswith("argon2")
    assert [post.role for post in made.asking(account).posts] == ["class-teacher"]
    assert client.get("/me/").status_code == 200, "accepting signs in"
    actions_noted = list(Entry.objects.order_by("number").values_list("action", flat=True))
    assert actions_noted == ["person.invited", "invitation.accepted", "signed.in"]


def test_the_link_works_once(school, head):
    _invite(head, school)
    link = made.link_in_mail()
    first, second = Client(), Client()
    first.get(link, follow=True)
    second.get(link, follow=True)
    chosen = {"name": "Nia New", "password1": PASSWORD, "password2": PASSWORD}
    assert first.post("/people/invitation/", chosen).status_code == 302
    assert second.post("/people/invitation/", chosen).status_code == 410
    assert Client().get(link, follow=True).status_code == 410
    assert Account.objects.filter(email="new@example.org").count() == 1


def test_the_link_ends_after_a_week(school, head):
    invitation = _invite(head, school)
    assert timezone.now() + dt.timedelta(days=6) < invitation.expires < timezone.now() + dt.timedelta(days=8)
    Invitation.objects.update(expires=timezone.now() - dt.timedelta(seconds=1))
    assert Client().get(made.link_in_mail(), follow=True).status_code == 410


def test_only_a_hash_of_the_token_is_kept(school, head):
    invitation = _invite(head, school)
    token = made.link_in_mail().rstrip("/").rsplit("/", 1)[1]
    assert len(token) >= 43
    assert token not in str(Invitation.objects.filter(pk=invitation.pk).values())
    assert invitation.token_hash != token


def test_the_token_does_not_stay_in_the_address(school, head):
    _invite(head, school)
    response = Client().get(made.link_in_mail())
    assert response.headers["Location"] == "/people/invitation/"


def test_sending_again_makes_the_earlier_link_useless(school, head):
    invitation = _invite(head, school)
    earlier = made.link_in_mail()
    actions.resend_invitation(by=made.asking(head), invitation=invitation)
    assert made.link_in_mail() != earlier
    assert Client().get(earlier, follow=True).status_code == 410
    assert Client().get(made.link_in_mail(), follow=True).status_code == 200


def test_a_withdrawn_invitation_is_over(school, head):
    invitation = _invite(head, school)
    actions.withdraw_invitation(by=made.asking(head), invitation=invitation)
    assert Client().get(made.link_in_mail(), follow=True).status_code == 410
    with pytest.raises(ProblemsError) as error:
        actions.resend_invitation(by=made.asking(head), invitation=invitation)
    assert _codes(error) == {"not-open"}


def test_an_existing_account_gains_the_role_after_signing_in(school, head):
    elsewhere = made.organisation("Oak School")
    account = made.person("Tom Teacher", ("class-teacher", elsewhere))
    _invite(head, school, account.email, "senco")
    client = Client()
    page = client.get(made.link_in_mail(), follow=True)
    assert b"You already have an account" in page.content
    made.sign_in(client, account.email)
    assert b"invites you" in client.get("/people/invitation/").content
    client.post("/people/invitation/")
    assert sorted(post.role for post in made.asking(account).posts) == ["class-teacher", "senco"]


def test_an_invitation_is_not_taken_up_by_another_account(school, head):
    other = made.person("Olga Other")
    _invite(head, school)
    client = made.signed_in(other)
    client.get(made.link_in_mail(), follow=True)
    assert client.post("/people/invitation/").status_code == 409
    assert not Membership.objects.filter(account=other).exists()


def test_inviting_shows_nothing_of_whether_the_address_has_an_account(school, head):
    made.person("Known Person", email="known@example.org")
    for email in ("known@example.org", "unknown@example.org"):
        _invite(head, school, email)
    known, unknown = mail.outbox[-2:]
    assert known.subject == unknown.subject
    assert [len(line) for line in known.body.splitlines()] == [len(line) for line in unknown.body.splitlines()]


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.FAMILY])
def test_only_roles_of_the_organisations_kind_can_be_given(kind):
    at = made.organisation("Somewhere", kind)
    keeper = made.person("Keeper", ("administrator", at))
    for role in table().roles:
        if kind in role.organisations:
            _invite(keeper, at, f"{role.id}@example.org", role.id)
        else:
            with pytest.raises(PermissionDenied):
                _invite(keeper, at, f"{role.id}@example.org", role.id)


def test_who_does_not_keep_the_accounts_invites_nobody(school, head):
    neighbour = made.person("Nick Next", ("headteacher", made.organisation("Next School")))
    senco = made.person("Sara Senco", ("senco", school))
    former = made.person("Fay Former")
    made.hold(former, "headteacher", school, since=100, until=1)
    for person in (neighbour, senco, former):
        with pytest.raises(PermissionDenied):
            _invite(person, school)
    assert not Invitation.objects.exists()


def test_nobody_invites_themselves_or_twice(school, head):
    with pytest.raises(ProblemsError) as error:
        _invite(head, school, head.email, "senco")
    assert _codes(error) == {"own-address"}
    _invite(head, school)
    with pytest.raises(ProblemsError) as error:
        _invite(head, school)
    assert _codes(error) == {"already-invited"}


def test_a_role_for_a_time_ends_by_itself(school, head):
    last = timezone.localdate() + dt.timedelta(days=3)
    _invite(head, school, until=last)
    client = Client()
    client.get(made.link_in_mail(), follow=True)
    client.post("/people/invitation/", {"name": "Nia", "password1": PASSWORD, "password2": PASSWORD})
    membership = Membership.objects.get(account__email="new@example.org")
    assert membership.until_date == last
    assert not Membership.objects.filter(Membership.on(last + dt.timedelta(days=1)), pk=membership.pk).exists()
    with pytest.raises(ProblemsError) as error:
        _invite(head, school, "later@example.org", until=timezone.localdate())
    assert _codes(error) == {"bad-end"}


@pytest.mark.parametrize(
    ("password", "again", "told"),
    [
        ("short-one", "short-one", "at least 12"),
        ("passwordpassword", "different-one-here", "not the same"),
        ("new@example.org1", "new@example.org1", "similar"),
        ("918273645546", "918273645546", "numeric"),
        ("aaaabbbbaaaab", "aaaabbbbaaaab", "harder to guess"),
        ("qwertyuiop12", "qwertyuiop12", "harder to guess"),
    ],
)
def test_a_weak_password_is_refused(school, head, password, again, told):
    _invite(head, school)
    client = Client()
    client.get(made.link_in_mail(), follow=True)
    page = client.post("/people/invitation/", {"name": "Nia", "password1": password, "password2": again})
    assert page.status_code == 200
    assert told in page.content.decode()
    assert not Account.objects.filter(email="new@example.org").exists()


def test_the_first_administrator_is_invited_by_the_installation(school):
    actions.invite(by=system_actor("set-up"), organisation=school, email="first@example.org", name="First", role="administrator")
    assert Client().get(made.link_in_mail(), follow=True).status_code == 200
