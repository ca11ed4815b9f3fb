"""The pages of people: for whom they are, what they do, and that their work does not grow with the number of people."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from tests.records.accounts import made

from attainable.accounts import actions
from attainable.accounts.actor import system_actor
from attainable.accounts.models import Affiliation, Confirmation, Invitation, Membership
from attainable.accounts.roles import Kind, table
from attainable.audit.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return made.organisation()


@pytest.fixture
def head(school):
    return made.person("Ada Head", ("headteacher", school))


@pytest.fixture
def teacher(school):
    return made.person("Tom Teacher", ("class-teacher", school))


@pytest.fixture
def client(head):
    return made.signed_in(head)


def _membership(account) -> Membership:
    return Membership.objects.get(account=account, ended=None)


def _paths(school, teacher) -> dict[str, str]:
    """Pages of people whose accounts one keeps."""
    at, ref = f"/people/organisation/{school.ref}", f"/people/membership/{_membership(teacher).ref}"
    return {
        "people": f"{at}/people/",
        "invite": f"{at}/invite/",
        "invitations": f"{at}/invitations/",
        "join": f"{at}/join/",
        "end": f"{ref}/end/",
        "role": f"{ref}/role/",
        "second factor": f"{ref}/second-factor/",
    }


PAGES = ["people", "invite", "invitations", "join", "end", "role", "second factor"]


@pytest.mark.parametrize("page", PAGES)
def test_who_keeps_the_accounts_sees_it(client, school, teacher, page):
    response = client.get(_paths(school, teacher)[page])
    assert response.status_code == 200
    assert response.content.decode().count("<h1") == 1


@pytest.mark.parametrize("page", PAGES)
def test_nobody_else_sees_it(school, head, teacher, page):
    path = _paths(school, teacher)[page]
    next_school = made.organisation("Next School")
    neighbour = made.person("Nick Next", ("headteacher", next_school))
    former = made.person("Fay Former", ("administrator", next_school))
    made.hold(former, "headteacher", school, since=90, until=1)
    senco = made.person("Sara Senco", ("senco", school))
    assert Client().get(path).headers["Location"].startswith("/account/login/")
    for account, expected in ((neighbour, 404), (former, 404), (senco, 403), (teacher, 403)):
        for method in ("get", "post"):
            response = getattr(made.signed_in(account), method)(path)
            assert response.status_code == expected, (account.name, method)
            assert "Tom Teacher" not in response.content.decode().replace(account.name, "")


@pytest.mark.parametrize("page", ["invite", "join", "end", "role", "second factor"])
def test_what_weighs_much_asks_for_the_password_again(head, school, teacher, page):
    response = made.signed_in(head, lately=False).get(_paths(school, teacher)[page])
    assert response.headers["Location"].startswith("/account/reauthenticate/")


def test_what_was_sent_is_done_after_the_password(head, school):
    client = made.signed_in(head, lately=False)
    path = f"/people/organisation/{school.ref}/invite/"
    first = client.post(path, {"name": "New", "email": "new@example.org", "role": "senco"})
    again = first.headers["Location"]
    assert again.startswith("/account/reauthenticate/")
    client.post(again, {"password": made.PASSWORD, "next": path})
    assert Invitation.objects.get().email == "new@example.org"


def test_inviting_by_the_page(client, school):
    path = f"/people/organisation/{school.ref}/invite/"
    empty = client.post(path, {})
    assert b"There is a problem" in empty.content
    assert b"Choose a role" in empty.content
    other_kind = client.post(path, {"name": "New", "email": "new@example.org", "role": "case-officer"})
    assert other_kind.status_code == 200
    done = client.post(path, {"name": "New", "email": "new@example.org", "role": "senco"}, follow=True)
    assert b"Invited New" in done.content
    twice = client.post(path, {"name": "New", "email": "new@example.org", "role": "senco"})
    assert b"already invited to that role" in twice.content
    ref = Invitation.objects.get().ref
    assert client.post(f"/people/invitation/{ref}/again/").status_code == 302
    assert client.post(f"/people/invitation/{ref}/withdraw/").status_code == 302
    assert client.post(f"/people/invitation/{ref}/withdraw/").status_code == 404
    assert client.get(f"/people/invitation/{ref}/again/").status_code == 405


def test_a_neighbours_invitation_is_not_there(school, head, client):
    client.post(f"/people/organisation/{school.ref}/invite/", {"name": "N", "email": "n@example.org", "role": "senco"})
    ref = Invitation.objects.get().ref
    neighbour = made.signed_in(made.person("Nick Next", ("headteacher", made.organisation("Next"))))
    for what in ("again", "withdraw"):
        assert neighbour.post(f"/people/invitation/{ref}/{what}/").status_code == 404


def test_ending_a_membership_asks_why(client, school, teacher):
    path = _paths(school, teacher)["end"]
    assert b"will no longer be Class teacher" in client.get(path).content
    assert b"Say why" in client.post(path, {"why": " "}).content
    assert client.post(path, {"why": "Left"}).status_code == 302
    assert Entry.objects.get(action="membership.ended").why == "Left"
    assert client.post(path, {"why": "Again"}).status_code == 404
    assert b"Former members" in client.get(f"/people/organisation/{school.ref}/people/").content


def test_nobody_ends_or_changes_their_own(client, head):
    ref = _membership(head).ref
    for page in ("end", "role", "second-factor"):
        assert client.get(f"/people/membership/{ref}/{page}/").status_code == 403
        assert client.post(f"/people/membership/{ref}/{page}/", {"why": "x", "role": "senco"}).status_code == 403


def test_changing_a_role_by_the_page(client, school, teacher):
    path = _paths(school, teacher)["role"]
    assert client.post(path, {"role": "senco", "why": "New SENCO"}).status_code == 302
    assert [post.role for post in made.asking(teacher).posts] == ["senco"]


def test_the_list_tells_who_signed_in_and_who_has_a_second_factor(client, school, teacher):
    made.with_app(teacher)
    teacher.last_login = timezone.now()
    teacher.save()
    text = client.get(f"/people/organisation/{school.ref}/people/").content.decode()
    assert "Tom Teacher" in text
    assert "tom.teacher@example.org" in text
    assert "Never" not in text.partition("Tom Teacher")[2]
    assert "Yes" in text.partition("Tom Teacher")[2]


def test_one_organisation_leads_to_its_people_and_several_to_a_list(client, school):
    assert client.get("/people/").headers["Location"] == f"/people/organisation/{school.ref}/people/"
    trust = made.organisation("Trust", Kind.TRUST)
    above = made.person("Uma Upper", ("administrator", trust))
    Affiliation.objects.create(whole=trust, part=school, from_date=timezone.localdate() - dt.timedelta(days=3))
    page = made.signed_in(above).get("/people/")
    assert page.status_code == 200
    assert b"Larch School" in page.content


def test_the_page_of_an_organisation_is_for_those_who_belong_to_it(client, school, teacher):
    path = f"/people/organisation/{school.ref}/"
    assert b"See and manage people" in client.get(path).content
    own = made.signed_in(teacher).get(path)
    assert own.status_code == 200
    assert b"See and manage" not in own.content
    stranger = made.person("Stan Stranger", ("headteacher", made.organisation("Far School")))
    assert made.signed_in(stranger).get(path).status_code == 404
    assert Client().get(path).status_code == 302


def test_joining_and_leaving_by_the_pages(client, school):
    trust = made.organisation("Pine Trust", Kind.TRUST)
    path = f"/people/organisation/{school.ref}/join/"
    assert client.post(path, {"whole": trust.ref, "why": "Voted"}).status_code == 302
    actions.confirm(by=system_actor("set-up"), confirmation=Confirmation.objects.get())
    leave = f"/people/organisation/{school.ref}/leave/{trust.ref}/"
    assert client.get(leave).status_code == 200
    assert client.post(leave, {"why": "Left"}).status_code == 302
    assert client.get(leave).status_code == 404


def test_an_authority_lets_a_board_see_its_figures_by_the_pages():
    county, board = made.organisation("County", Kind.AUTHORITY), made.organisation("Board", Kind.BOARD)
    trust = made.organisation("Pine Trust", Kind.TRUST)
    client = made.signed_in(made.person("Ada Admin", ("administrator", county)))
    home, join = f"/people/organisation/{county.ref}/", f"/people/organisation/{county.ref}/join/"
    assert b"No board or partner can see its figures." in client.get(home).content
    shown = client.get(join).content
    assert b"Board (board)" in shown and b"Pine Trust" not in shown and b"children and staff" not in shown
    assert client.post(join, {"whole": trust.ref, "why": "x"}).status_code == 200
    assert client.post(join, {"whole": board.ref, "why": "The partnership agreed"}).status_code == 302
    assert b"Board now sees the figures of County." in client.get(home).content
    member = made.signed_in(made.person("Bea Board", ("board-member", board)))
    assert b"Can see the figures of" in member.get(f"/people/organisation/{board.ref}/").content
    leave = f"{home}leave/{board.ref}/"
    assert b"End that Board sees figures of County" in client.get(leave).content
    assert client.post(leave, {"why": "It ended"}).status_code == 302
    assert b"Board no longer sees the figures of County." in client.get(home).content


def test_my_account_tells_what_i_am_and_was(client, head, school):
    made.hold(head, "governor", made.organisation("Old School"), since=400, until=40)
    text = client.get("/me/").content.decode()
    assert "Headteacher, Larch School" in text
    assert "Governor, Old School" in text
    assert client.post("/me/name/", {"name": "Ada Lovelace Head"}).status_code == 302
    head.refresh_from_db()
    assert head.name == "Ada Lovelace Head"
    assert Entry.objects.get(action="name.changed").details.values == {"before": "Ada Head", "after": "Ada Lovelace Head"}
    assert Client().get("/me/").status_code == 302


def test_who_holds_nothing_is_told_so():
    nobody = made.person("Nora Nothing")
    assert b"You do not have a role at the moment" in made.signed_in(nobody).get("/me/").content
    for path in ("/people/", "/people/audit/"):
        assert made.signed_in(nobody).get(path).status_code == 403


def test_the_table_of_permissions_is_the_table_of_roles(teacher):
    text = made.signed_in(teacher).get("/permissions/").content.decode()
    for role in table().roles:
        assert role.label in text
    for words in table().permissions.values():
        assert words.replace("'", "&#39;") in text
    assert Client().get("/permissions/").status_code == 302


def test_queries_do_not_grow_with_people(client, school, head, teacher, django_assert_num_queries):
    paths = {"people": 8, "invitations": 5}
    at = f"/people/organisation/{school.ref}"
    for number in range(30):
        made.person(f"Person {number}", ("class-teacher", school))
        Invitation.objects.create(
            email=f"i{number}@example.org",
            name="I",
            organisation=school,
            role="senco",
            token_hash=str(number),
            invited_by=head,
            expires=timezone.now(),
        )
    for page, most in paths.items():
        client.get(f"{at}/{page}/")
        with django_assert_num_queries(most):
            client.get(f"{at}/{page}/")


@pytest.mark.parametrize(("path", "most"), [("/me/", 5), ("/permissions/", 3), ("/me/name/", 3)])
def test_queries_of_own_pages(client, path, most, django_assert_num_queries):
    client.get(path)
    with django_assert_num_queries(most):
        client.get(path)
