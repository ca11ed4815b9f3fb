"""Staff must have a second step where the settings say so; families are offered one."""

import pytest
from django.core.cache import cache
from django.test import Client
from tests.records.accounts import made

from attainable.accounts.roles import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _required(settings):
    cache.clear()
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def teacher():
    return made.person("Tom Teacher", ("class-teacher", made.organisation()))


@pytest.mark.parametrize("path", ["/", "/me/", "/permissions/", "/account/sessions/", "/account/password/change/"])
def test_staff_without_one_come_to_set_it_up_and_nowhere_else(teacher, path):
    response = made.signed_in(teacher).get(path)
    assert (response.status_code, response.headers["Location"]) == (302, "/account/2fa/")


def test_no_write_gets_past_it(teacher):
    client = made.signed_in(teacher)
    assert client.post("/me/name/", {"name": "Other"}).status_code == 302
    teacher.refresh_from_db()
    assert teacher.name == "Tom Teacher"


def test_the_pages_where_it_is_set_up_are_open(teacher):
    client = made.signed_in(teacher)
    for path in ("/account/2fa/", "/account/2fa/totp/activate/", "/account/2fa/webauthn/add/"):
        assert client.get(path).status_code == 200, path


def test_setting_one_up_opens_everything(teacher):
    client = made.signed_in(teacher)
    key = made.given(client.get("/account/2fa/totp/activate/"))["form"].secret
    client.post("/account/2fa/totp/activate/", {"code": made.code_of(key)})
    assert client.get("/me/").status_code == 200


def test_the_last_one_cannot_be_taken_away(teacher):
    made.with_app(teacher)
    client = made.signed_in(teacher)
    page = client.post("/account/2fa/totp/deactivate/")
    assert b"Staff must have a second step" in page.content
    assert made.has_factor(teacher)


def test_recovery_codes_alone_are_no_second_factor(teacher):
    made.recovery_codes(teacher)
    assert made.signed_in(teacher).get("/me/").status_code == 302


def test_a_family_is_offered_one(settings):
    family = made.organisation("Families", Kind.FAMILY)
    parent = made.person("Pat Parent", ("parent", family))
    client = made.signed_in(parent)
    assert client.get("/me/").status_code == 200
    assert client.get("/account/2fa/totp/activate/").status_code == 200


def test_when_it_is_only_offered_nobody_is_kept_out(settings, teacher):
    settings.SECOND_FACTOR_REQUIRED = False
    made.with_app(teacher)
    client = made.signed_in(teacher)
    client.post("/account/2fa/totp/deactivate/")
    assert not made.has_factor(teacher)
    assert client.get("/me/").status_code == 200


def test_it_is_looked_up_once_a_session(teacher, django_assert_num_queries, django_assert_max_num_queries):
    made.with_app(teacher)
    client = made.signed_in(teacher)
    client.get("/permissions/")
    with django_assert_max_num_queries(3):
        client.get("/permissions/")


def test_who_lost_it_sets_it_up_anew(teacher):
    from attainable.accounts import actions
    from attainable.accounts.models import Membership

    key = made.with_app(teacher)
    head = made.person("Ada Head", ("headteacher", Membership.objects.get(account=teacher).organisation))
    client = Client()
    made.sign_in(client, teacher.email)
    client.post("/account/2fa/authenticate/", {"code": made.code_of(key)})
    assert client.get("/me/").status_code == 200
    membership = Membership.objects.get(account=teacher)
    actions.reset_second_factor(by=made.asking(head), membership=membership, why="Lost the phone")
    assert client.get("/me/").headers["Location"].startswith("/account/login/")
    made.sign_in(client, teacher.email)
    assert client.get("/me/").headers["Location"] == "/account/2fa/"
