"""A session ends when it was idle for half an hour, and after twelve hours whatever happened."""

import datetime as dt

import pytest
from django.test import Client
from tests.records.accounts import made

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """The product's clock, which a test moves on; Django's own stays as it is."""

    class Clock:
        moment = dt.datetime.now(dt.UTC)

        def now(self) -> dt.datetime:
            return self.moment

        def minutes(self, count: float) -> None:
            self.moment += dt.timedelta(minutes=count)

    made_clock = Clock()
    monkeypatch.setattr("attainable.accounts.middleware.clock.now", made_clock.now)
    return made_clock


@pytest.fixture
def client():
    teacher = made.person("Tom Teacher", ("class-teacher", made.organisation()))
    browser = Client()
    made.sign_in(browser, teacher.email)
    assert browser.get("/me/").status_code == 200
    return browser


def test_an_idle_session_ends(client, clock):
    clock.minutes(32)
    response = client.get("/me/")
    assert response.headers["Location"] == "/account/login/?ended=1&next=%2Fme%2F"
    assert b"We signed you out" in client.get("/account/login/?ended=1").content
    assert client.get("/me/").headers["Location"].startswith("/account/login/?next=")


def test_a_write_that_comes_too_late_is_not_done(client, clock):
    clock.minutes(32)
    assert client.post("/me/name/", {"name": "Late"}).headers["Location"] == "/account/login/?ended=1"


def test_working_keeps_it(client, clock):
    for _ in range(10):
        clock.minutes(25)
        assert client.get("/me/").status_code == 200


def test_after_twelve_hours_it_ends_whatever_happened(client, clock):
    for _ in range(28):
        clock.minutes(25)
        assert client.get("/me/").status_code == 200
    clock.minutes(25)
    assert client.get("/me/").status_code == 302


def test_the_next_sign_in_begins_anew(client, clock):
    clock.minutes(32)
    client.get("/me/")
    made.sign_in(client, "tom.teacher@example.org")
    assert client.get("/me/").status_code == 200


def test_the_cookie_ends_with_the_browser_and_scripts_do_not_see_it(client):
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["max-age"]


def test_reading_pages_writes_to_the_session_once_a_minute_at_most(client, clock, django_assert_num_queries):
    client.get("/permissions/")
    with django_assert_num_queries(3):
        client.get("/permissions/")
