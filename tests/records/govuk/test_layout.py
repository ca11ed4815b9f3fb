"""The frame of pages: whose it is, the ways on that are theirs, and what stands in it when something goes wrong."""

import re
from typing import Any

import pytest
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.template import engines
from django.test import Client, RequestFactory, override_settings
from jinja2 import UndefinedError

from attainable.accounts.actor import Actor, Post
from attainable.accounts.roles import Kind
from attainable.manifest import Link
from attainable.website import errors
from attainable.website.context import navigation, site


def actor(*roles):
    return Actor(1, "Sam Okafor", tuple(Post(role, 1, "Elm Lane School", Kind.SCHOOL) for role in roles))


def asked(path="/", who=None) -> HttpRequest:
    request = RequestFactory().get(path)
    request.actor = who  # type: ignore[attr-defined]
    return request


def drawn(source, **given):
    return engines["jinja2"].from_string(source).render(given)


@pytest.fixture
def pages(monkeypatch):
    """Pages that do not depend on what others have built."""
    found = {link.page: f"/{link.page}/" for link in navigation()} | {"home": "/", "audit": "/people/audit/", "search": "/find/"}
    monkeypatch.setattr("attainable.website.context._address", found.get)
    return found


def test_a_way_on_is_there_for_those_who_may_take_it(pages):
    def ways(*roles):
        return [item["text"] for item in site(asked(who=actor(*roles)))["navigation"]]

    assert "SEN register" in ways("senco")
    assert "People" not in ways("senco")
    assert {"Home", "Figures", "Schools"} <= set(ways("governor"))
    assert not {"SEN register", "Children", "People"} & set(ways("governor"))
    assert {"People", "Audit"} <= set(ways("administrator"))
    assert "SEN register" not in ways("administrator")
    assert ways() == ["Home"]
    assert site(asked())["navigation"] == []


def test_a_page_that_does_not_exist_is_passed_by(monkeypatch):
    monkeypatch.setattr("attainable.website.context.navigation", lambda: (Link("Home", "home"), Link("Moon", "no_such_page")))
    assert [item["text"] for item in site(asked(who=actor("senco")))["navigation"]] == ["Home"]


def test_the_way_that_was_taken_is_marked_and_no_other(pages):
    def marked(path):
        items = site(asked(path, actor("headteacher", "administrator")))["navigation"]
        return [item["text"] for item in items if item["active"] or item["current"]]

    assert marked("/") == ["Home"]
    assert marked("/people/someone/") == ["People"]
    assert marked("/people/audit/") == ["Audit"]
    assert marked("/elsewhere/") == []


def test_the_search_box_is_there_for_those_who_may_find_a_child(pages):
    assert site(asked(who=actor("senco")))["search_address"] == "/find/"
    assert site(asked(who=actor("governor")))["search_address"] is None
    assert site(asked())["search_address"] is None


def test_a_page_says_whose_it_is_and_lets_them_out(person):
    html = person("senco").get("/components/").content.decode()
    assert "<title>Components – Attainable</title>" in html
    assert "Sam Okafor" in html
    assert "Elm Lane School" in html
    assert 'action="/account/logout/"' in html
    assert html.count("<h1") == 1
    assert html.index("govuk-skip-link") < html.index("app-header")


def test_the_page_of_components_is_for_people_who_signed_in(db):
    assert Client().get("/components/").status_code == 302


def test_nothing_is_inline_and_nothing_from_elsewhere(person):
    response = person("headteacher").get("/components/")
    html = response.content.decode()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", html)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html))
    assert not re.search(r"(?:src|href)=.https?://", html)
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]


def test_a_page_with_errors_says_so_in_its_title():
    class Wrong:
        is_bound, errors = True, {"name": ["Enter a name"]}

    page = '{% extends "govuk/layout.html" %}{% block title %}Name{% endblock %}'
    given: dict[str, Any] = {"actor": None, "navigation": [], "messages": [], "footer_links": []}
    assert "<title>Error: Name – Attainable</title>" in drawn(page, form=Wrong, **given)
    assert "<title>Name – Attainable</title>" in drawn(page, **given)


def test_messages_are_banners_and_never_markup():
    told = [Message(messages.SUCCESS, "Saved <b>"), Message(messages.ERROR, "Not saved")]
    html = drawn('{% from "govuk/messages.html" import flash %}{{ flash(messages) }}', messages=told)
    assert "Saved &lt;b&gt;" in html
    assert html.count("govuk-notification-banner--success") == 1
    assert html.count('role="alert"') == 2


@pytest.mark.parametrize(
    "source", ["{{ nothing }}", "{{ given.nothing }}", "{{ given['nothing'] }}", "{% if nothing %}{% endif %}"]
)
def test_a_name_that_is_missing_in_a_template_of_ours_is_told_at_once(source):
    with pytest.raises(UndefinedError):
        drawn(source, given={"a": 1})


def test_words_of_dates_and_numbers():
    import datetime as dt

    source = (
        "{{ when | day }}, {{ when | short_day }}, {{ when | moment }}, {{ 12431 | number }}, "
        "{{ 1 | counted('child', 'children') }}, {{ 2 | counted('child', 'children') }}"
    )
    when = dt.datetime(2026, 5, 3, 23, 30, tzinfo=dt.UTC)
    assert drawn(source, when=when) == "4 May 2026, 4 May 26, 4 May 2026 at 12:30am, 12,431, 1 child, 2 children"


# When something goes wrong


@pytest.mark.parametrize(
    ("page", "status", "heading"),
    [
        (errors.refused, 403, "You can’t see this page"),
        (errors.csrf_failure, 403, "This page has expired"),
        (errors.not_found, 404, "Page not found"),
        (errors.bad_request, 400, "We could not read that request"),
        (errors.fault, 500, "Something went wrong"),
    ],
)
def test_a_page_for_what_went_wrong_says_it_in_words_and_nothing_of_what_was_asked_for(page, status, heading):
    response = page(asked("/children/Ada-Lovelace/?q=Ada"))
    html = response.content.decode()
    assert response.status_code == status
    assert f">{heading}</h1>" in html
    assert "Lovelace" not in html
    assert "Ada" not in html


class Broken:
    """A session whose database is away."""

    def __getattr__(self, name):
        raise ConnectionError("the database is away")


def test_the_page_for_a_fault_needs_neither_database_nor_session():
    request = RequestFactory().get("/")
    request.session = request.user = Broken()  # type: ignore[assignment]
    response = errors.fault(request)
    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()


def test_a_page_that_is_not_there_is_told_so_to_anybody(db):
    response = Client().get("/no/such/page/")
    assert response.status_code == 404
    assert "Page not found" in response.content.decode()


def test_a_form_that_is_not_from_our_page_is_not_taken(person):
    strict = Client(enforce_csrf_checks=True)
    assert "has expired" in strict.post("/account/logout/").content.decode()


@override_settings(SESSION_COOKIE_NAME="__Host-session", SESSION_COOKIE_AGE=8 * 3600)
def test_cookies_are_told_as_they_are_set(db):
    html = Client().get("/cookies/").content.decode()
    assert "__Host-session" in html
    assert "after 8 hours" in html
    assert "Accessibility statement" in Client().get("/accessibility/").content.decode()
