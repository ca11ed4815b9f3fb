"""Families are invited and see their own; a child who joins brings the record along."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from tests.records.world import World, small

from attainable.accounts.models import Account
from attainable.domains.people.models import Carer, Child, Enrolment, Responsibility


@pytest.fixture
def world(transactional_db) -> World:
    return small()


def version(world: World, key: str) -> int:
    return Child.objects.get(pk=world.children[key].pk).version


def posted_day(name: str, day) -> dict[str, int]:
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def test_a_carer_is_invited_accepts_and_sees_the_child(world, client):
    client.force_login(world.accounts["senco_oak"])
    ref = world.ref("oak_support")
    add = {
        "name": "Jo Carer",
        "relationship": "mother",
        "email": "jo.carer@family.example",
        "lives_with": "on",
        "telephone": "",
        "version": version(world, "oak_support"),
    }
    assert client.post(reverse("add-carer", args=[ref]), add).status_code == 302
    carer = Carer.objects.get(email="jo.carer@family.example")
    answer = client.post(reverse("invite-carer", args=[ref, carer.ref]), {"version": version(world, "oak_support")})
    assert answer.status_code == 302
    (message,) = mail.outbox
    assert world.children["oak_support"].forename not in message.body
    (link,) = re.findall(r"https?://[^/]+(/\S+)", str(message.body))
    family = Client()
    page = family.get(link, follow=True)
    assert page.status_code == 200
    chosen = "a long and quiet password"
    done = family.post(reverse("accept_invitation"), {"name": "Jo Carer", "password1": chosen, "password2": chosen}, follow=True)
    assert done.status_code == 200
    assert Account.objects.filter(email="jo.carer@family.example").exists()
    assert family.get(reverse("child", args=[ref])).status_code == 200
    assert family.get(reverse("child", args=[world.ref("oak_plan")])).status_code == 404
    # A court order ends it at once.
    Responsibility.objects.filter(carer=carer).update(may_see=False, why_not="A court order.")
    assert family.get(reverse("child", args=[ref])).status_code == 404


def test_a_child_who_joins_with_a_record_brings_it_along(world, client):
    child = world.children["oak_support"]
    client.force_login(world.accounts["senco_elm"])
    assert client.get(reverse("child", args=[child.ref])).status_code == 404
    values = {
        "forename": child.forename,
        "surname": child.surname.upper(),
        "sex": child.sex,
        "upn": child.upn.lower(),
        "status": "C",
        **posted_day("date_of_birth", child.date_of_birth),
        **posted_day("from_date", world.on),
    }
    answer = client.post(reverse("add-child"), values)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    assert Child.objects.filter(upn=child.upn).count() == 1
    assert client.get(reverse("child", args=[child.ref])).status_code == 200
    rows = Enrolment.objects.filter(child=child).order_by("from_date")
    assert rows[0].until_date is not None and rows[1].school.organisation == world.organisations["elm"]
    client.force_login(world.accounts["senco_oak"])
    assert client.get(reverse("child", args=[child.ref])).status_code == 404


def test_a_upn_with_another_birthday_joins_nothing(world, client):
    child = world.children["oak_support"]
    client.force_login(world.accounts["senco_elm"])
    values = {
        "forename": "Some",
        "surname": child.surname,
        "sex": "F",
        "upn": child.upn,
        "status": "C",
        "date_of_birth_day": 1,
        "date_of_birth_month": 1,
        "date_of_birth_year": 2015,
        **posted_day("from_date", world.on),
    }
    answer = client.post(reverse("add-child"), values)
    assert answer.status_code == 422
    assert "a different surname or date of birth" in answer.content.decode()
    assert Enrolment.objects.filter(child=child).count() == 1
