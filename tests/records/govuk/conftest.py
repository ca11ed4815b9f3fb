"""A signed-in person, and pages as that person has them."""

import datetime as dt

import pytest
from django.test import Client


@pytest.fixture
def person(db):
    """Makes a person who holds roles at one school, signed in."""
    from attainable.accounts.models import Account, Membership, Organisation

    def make(*roles: str) -> Client:
        school = Organisation.objects.create(kind="school", name="Elm Lane School", code="100001")
        account = Account.objects.create_user("sam@example.test", name="Sam Okafor")
        for role in roles:
            Membership.objects.create(account=account, organisation=school, role=role, from_date=dt.date(2020, 1, 1))
        client = Client()
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return make


@pytest.fixture
def shown(opened, person):
    """Opens an address as a headteacher."""
    client = person("headteacher")
    return lambda path, width=1280, **how: opened(path, client, width=width, **how)
