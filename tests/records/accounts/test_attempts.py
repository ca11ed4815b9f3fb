"""Wrong passwords that others enter never keep a named person out: known browsers, other machines and passkeys pass."""

import pytest
from django.core.cache import cache
from django.test import Client
from tests.records.accounts import made

from attainable.accounts import known_browsers
from attainable.audit.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)
WRONG = "not-the-password-1"


@pytest.fixture(autouse=True)
def _nothing_limited_yet():
    cache.clear()


@pytest.fixture
def teacher():
    return made.person("Tom Teacher", ("class-teacher", made.organisation()))


def _from(machine: str) -> Client:
    return Client(REMOTE_ADDR=machine)


def _is_in(client) -> bool:
    return bool(client.get("/me/").status_code == 200)


def _guess(email: str, machine: str, times: int) -> None:
    for _ in range(times):
        made.sign_in(_from(machine), email, WRONG)


def test_wrong_passwords_from_one_machine_close_only_that_machine(teacher):
    _guess(teacher.email, "192.0.2.1", 6)
    assert b"Too many" in made.sign_in(_from("192.0.2.1"), teacher.email).content
    elsewhere = _from("192.0.2.2")
    made.sign_in(elsewhere, teacher.email)
    assert _is_in(elsewhere)


def test_a_known_browser_signs_in_from_behind_the_same_address_as_the_guesser(teacher):
    own = _from("192.0.2.1")
    made.sign_in(own, teacher.email)
    own.post("/account/logout/")
    _guess(teacher.email, "192.0.2.1", 30)
    for number in range(70):
        made.sign_in(_from("192.0.2.1"), f"somebody{number}@example.org", WRONG)
    assert b"Too many" in made.sign_in(_from("192.0.2.1"), teacher.email).content
    made.sign_in(own, teacher.email)
    assert _is_in(own)


def test_a_known_browser_has_ten_attempts_of_its_own(teacher):
    own = Client()
    made.sign_in(own, teacher.email)
    own.post("/account/logout/")
    for _ in range(10):
        assert b"not correct" in made.sign_in(own, teacher.email, WRONG).content
    assert b"Too many" in made.sign_in(own, teacher.email).content


def test_a_browser_is_known_only_for_people_who_signed_in_with_it(teacher):
    other = made.person("Olga Other")
    own = Client()
    made.sign_in(own, teacher.email)
    own.post("/account/logout/")
    for _ in range(5):
        made.sign_in(own, other.email, WRONG)
    assert b"Too many" in made.sign_in(own, other.email).content


def test_a_cookie_that_was_made_up_is_worth_nothing(teacher, rf):
    request = rf.get("/")
    for made_up in ("", "x", "eyJhIjoxfQ:1:abc"):
        request.COOKIES["browser"] = made_up
        assert known_browsers.number_of(request, teacher.email) is None


def test_the_cookie_names_nobody_and_is_kept_from_scripts(teacher):
    client = Client()
    made.sign_in(client, teacher.email)
    cookie = client.cookies["browser"]
    assert teacher.email not in cookie.value
    assert teacher.ref not in cookie.value
    assert cookie["httponly"] and cookie["samesite"] == "Lax"


def test_many_machines_together_are_limited_and_the_known_browser_still_passes(teacher, monkeypatch):
    monkeypatch.setattr("attainable.accounts.attempts._TOGETHER", {"login_failed": "8/h/key"})
    own = _from("192.0.2.1")
    made.sign_in(own, teacher.email)
    own.post("/account/logout/")
    for number in range(9):
        _guess(teacher.email, f"198.51.100.{number}", 1)
    assert b"Too many" in made.sign_in(_from("203.0.113.9"), teacher.email).content
    made.sign_in(own, teacher.email)
    assert _is_in(own)


def test_a_sign_in_that_succeeds_gives_its_attempt_back(teacher):
    for _ in range(8):
        client = Client()
        made.sign_in(client, teacher.email)
        assert _is_in(client)


def test_the_person_is_told_of_attempts_when_they_sign_in(teacher):
    made.sign_in(Client(), teacher.email)
    _guess(teacher.email, "192.0.2.1", 5)
    client = _from("192.0.2.2")
    made.sign_in(client, teacher.email)
    assert b"was entered for your account 5 times" in client.get("/me/").content
    again = _from("192.0.2.2")
    made.sign_in(again, teacher.email)
    assert b"was entered for your account" not in again.get("/me/").content, "only once"


def test_a_slip_or_two_of_their_own_is_not_told(teacher):
    _guess(teacher.email, "192.0.2.1", 4)
    client = Client()
    made.sign_in(client, teacher.email)
    assert b"was entered for your account" not in client.get("/me/").content
    assert Entry.objects.filter(action="sign-in.refused").count() == 4
