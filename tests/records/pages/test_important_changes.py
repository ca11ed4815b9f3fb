"""What does great harm in the wrong hands asks for the password again: erasing, taking a register away, undoing an import, and
restricting a record or ending access to it."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.records.world import World, small

from attainable.domains.people.models import Responsibility

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return small(password="only-in-this-test-world")


def _addresses(world: World) -> dict[str, str]:
    child = world.ref("oak_support")
    carer = Responsibility.objects.filter(child__ref=child, until_date=None).values_list("carer__ref", flat=True).first()
    return {
        "erasing": reverse("retention-erase"),
        "lifting a hold": reverse("retention-lift", args=[1]),
        "taking the register away": reverse("register-download"),
        "taking a whole record away": reverse("child-report", args=[child]),
        "undoing an import": reverse("import-undo", args=["abcdefgh"]),
        "restricting a record": reverse("restrict", args=[child]),
        "lifting a restriction": reverse("lift-restriction", args=[child]),
        "ending a carer's access": reverse("end-carer", args=[child, carer or "nobody"]),
    }


@pytest.mark.parametrize("method", ["get", "post"])
def test_important_changes_ask_for_the_password_again(world: World, method: str) -> None:
    client = Client()
    client.force_login(world.accounts["head_oak"], backend="allauth.account.auth_backends.AuthenticationBackend")
    for what, address in _addresses(world).items():
        answer = getattr(client, method)(address)
        assert answer.status_code == 302, what
        assert answer["Location"].startswith("/account/reauthenticate/"), what


def test_a_person_without_the_permission_is_refused_and_asked_for_nothing(world: World) -> None:
    client = Client()
    client.force_login(world.accounts["governor_oak"], backend="allauth.account.auth_backends.AuthenticationBackend")
    for what, address in _addresses(world).items():
        assert client.get(address).status_code == 403, what
