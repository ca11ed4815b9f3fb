"""The audit for administrators: who, when, what, why, from where. Its own use is noted."""

import csv
import datetime as dt
import io

import pytest
from django.test import Client
from django.utils import timezone
from tests.records.accounts import made

from attainable.accounts.actor import system_actor
from attainable.accounts.roles import Kind
from attainable.audit.actions import Event, record
from attainable.audit.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return made.organisation()


@pytest.fixture
def head(school):
    return made.person("Ada Head", ("headteacher", school))


@pytest.fixture
def senco(school):
    return made.person("Sara Senco", ("senco", school))


@pytest.fixture
def client(head):
    return made.signed_in(head)


def _does(account, action="child.viewed", **more):
    record(made.asking(account), Event(action, **more))


def test_it_shows_who_when_what_why_and_from_where(client, senco):
    _does(senco, "register.changed", child="abc123", why="Reviewed", details={"before": "N", "after": "K"})
    text = client.get("/people/audit/").content.decode()
    for told in ("Sara Senco", "Register changed", "abc123", "Reviewed", "Larch School"):
        assert told in text, told
    assert "&#39;K&#39;" not in text, "values are not for this page"


def test_only_ones_own_organisations(client, senco):
    stranger = made.person("Stan Stranger", ("headteacher", made.organisation("Far School")))
    _does(stranger, why="Elsewhere")
    record(system_actor("nightly"), Event("backup.made", why="Nightly"))
    text = client.get("/people/audit/").content.decode()
    assert "Elsewhere" not in text
    assert "Nightly" not in text
    theirs = made.signed_in(stranger).get("/people/audit/").content.decode()
    assert "Elsewhere" in theirs
    asked = client.get(f"/people/audit/?person={stranger.ref}").content.decode()
    assert "Elsewhere" not in asked


@pytest.mark.parametrize("role", ["senco", "class-teacher", "governor"])
def test_it_is_not_for_others(school, role):
    client = made.signed_in(made.person("Other", (role, school)))
    assert client.get("/people/audit/").status_code == 403
    assert client.post("/people/audit/download/").status_code == 403
    assert Client().get("/people/audit/").status_code == 302


def test_a_trust_reads_the_audit_of_its_schools_while_they_are_its_schools(school, senco):
    from attainable.accounts.models import Affiliation

    trust = made.organisation("Trust", Kind.TRUST)
    above = made.person("Uma Upper", ("administrator", trust))
    joined = Affiliation.objects.create(whole=trust, part=school, from_date=timezone.localdate() - dt.timedelta(days=9))
    _does(senco, why="Seen from above")
    assert b"Seen from above" in made.signed_in(above).get("/people/audit/").content
    joined.until_date = timezone.localdate() - dt.timedelta(days=1)
    joined.save()
    assert b"Seen from above" not in made.signed_in(above).get("/people/audit/").content


def test_it_is_filtered_by_person_action_and_days(client, head, senco):
    _does(senco, "child.viewed", why="First")
    _does(senco, "register.changed", why="Second")
    _does(head, "child.viewed", why="Third")
    day = timezone.localdate()
    yesterday = day - dt.timedelta(days=1)

    def shown(**query) -> set[str]:
        text = client.get("/people/audit/", query).content.decode()
        return {why for why in ("First", "Second", "Third") if f">{why}<" in text}

    def boxes(name: str, date: dt.date) -> dict[str, int]:
        return {f"{name}_day": date.day, f"{name}_month": date.month, f"{name}_year": date.year}

    assert shown() == {"First", "Second", "Third"}
    assert shown(person=senco.ref) == {"First", "Second"}
    assert shown(action="child.viewed") == {"First", "Third"}
    assert shown(person=senco.ref, action="child.viewed") == {"First"}
    assert shown(**boxes("since", day), **boxes("until", day)) == {"First", "Second", "Third"}
    assert shown(**boxes("until", yesterday)) == set()
    assert b"There is a problem" in client.get("/people/audit/", {"since_day": "99"}).content


def test_a_page_begins_where_the_one_before_ended_though_entries_were_added(client, senco):
    for number in range(120):
        _does(senco, why=f"why-{number:03}")
    first = client.get("/people/audit/")
    seen = _whys(first)
    older = made_link(first)
    _does(senco, why="later")
    second = client.get(f"/people/audit/{older}")
    third = client.get(f"/people/audit/{made_link(second)}")
    assert seen + _whys(second) + _whys(third) == [f"why-{number:03}" for number in reversed(range(120))]


def _whys(page) -> list[str]:
    import re

    return re.findall(r">(why-\d{3})<", page.content.decode())


def made_link(page) -> str:
    import re

    found = re.search(r'href="(\?[^"]*before=\d+)"', page.content.decode())
    assert found is not None
    return found[1].replace("&amp;", "&")


@pytest.mark.parametrize("before", ["", "0", "-1", "x", "9" * 40, "1 OR 1=1", "²"])
def test_an_odd_beginning_is_no_fault(client, before):
    assert client.get("/people/audit/", {"before": before}).status_code == 200


def test_reading_it_is_noted(client, head, senco):
    client.get("/people/audit/", {"person": senco.ref})
    noted = made.last_entry()
    assert (noted.action, noted.name) == ("audit.viewed", "Ada Head")
    assert noted.details.values == {"person": senco.ref}


def test_the_file_has_everything_and_runs_no_formula(client, head, senco):
    _does(senco, "child.viewed", child="abc123", why='=HYPERLINK("http://evil.example","x")')
    _does(senco, "child.viewed", why="+1", child="@x")
    _does(head, why="Not asked for")
    response = client.post("/people/audit/download/", {"person": senco.ref})
    assert response.headers["Content-Disposition"].startswith('attachment; filename="audit-')
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["why"] for row in rows] == ["'+1", '\'=HYPERLINK("http://evil.example","x")']
    assert rows[0]["reference"] == "'@x"
    assert rows[0]["who"] == "Sara Senco"
    noted = made.last_entry()
    assert (noted.action, noted.details.values) == ("audit.exported", {"person": senco.ref})


def test_the_file_is_made_after_the_password_alone(head):
    response = made.signed_in(head, lately=False).post("/people/audit/download/")
    assert response.headers["Location"].startswith("/account/reauthenticate/")
    assert not Entry.objects.filter(action="audit.exported").exists()
    assert made.signed_in(head).get("/people/audit/download/").status_code == 405


def test_queries_do_not_grow_with_entries(client, senco, django_assert_num_queries):
    for number in range(60):
        _does(senco, f"thing{number % 5}.viewed")
    client.get("/people/audit/")
    with django_assert_num_queries(11):
        client.get("/people/audit/")
