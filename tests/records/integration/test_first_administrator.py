"""How the first person comes into an empty site."""

import re

from tests.records.sites import Site


def test_the_first_administrator_is_invited_from_the_terminal(site: Site) -> None:
    said = site.done("accounts", "organisation", "authority", "Exampleshire", "--code", "X10000001")
    assert said == "Exampleshire, authority X10000001, is there.\n"
    said = site.done("accounts", "invite", "ada@example.org", "--name", "Ada Example", "--organisation", "X10000001")
    assert "Invited to Exampleshire as administrator" in said
    (message,) = (site.home / "mail").iterdir()
    assert re.search(r"/people/invitation/[\w-]{20,}", message.read_text().replace("=\n", ""))
    assert site.python("from attainable.audit.models import Entry; print(*[e.action for e in Entry.objects.all()])") == (
        "organisation.added person.invited"
    )
    again = site.run("accounts", "invite", "ada@example.org", "--name", "Ada", "--organisation", "X10000001")
    assert (again.returncode, "already invited to that role" in again.stderr) == (3, True)


def test_everything_wrong_is_told_at_once(site: Site) -> None:
    ran = site.run("accounts", "invite", "ada", "--name", "Ada", "--organisation", "Nowhere", "--role", "king")
    assert ran.returncode == 2
    assert "3 problems." in ran.stderr
    assert "Traceback" not in ran.stderr
    wrong = site.run("accounts", "organisation", "club", "A club")
    assert (wrong.returncode, "There is no kind 'club'" in wrong.stderr) == (2, True)
