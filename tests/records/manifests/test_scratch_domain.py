"""A domain is a folder and one name in the list of domains: what it declares is then in every part of the house."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.records.sites import KEY, ROOT

from attainable.manifest import DOMAINS

MANIFEST = '''"""Wishes of children: a domain of a test."""

from attainable.manifest import Domain, HealthCheck, HomeLinks, Link, Nightly, Permission, RecordPart, Task, Tile

DOMAIN = Domain(
    name="wishes",
    title="Wishes",
    permissions=(Permission("wish.view", "See what a child wishes for", 55),),
    groups={"keep-records": ("wish.view",)},
    navigation=(Link("Wishes", "wishes", ("wish.view",), 45),),
    home_links=(HomeLinks("Figures", (Link("Wishes in figures", "wishes", ("figures.view",), 30),)),),
    tasks=(Task("wish-open", "{} child has a wish", "{} children have wishes", "wish.view", "wishes.pages:open_wishes"),),
    tiles=(Tile("wishes/tile.html", "wishes.pages:tile", 45),),
    parts=(RecordPart("child-wishes", "Wishes", "wish.view", 70),),
    urls="wishes.pages:urlpatterns",
    search="wishes.pages:search",
    nightly=(Nightly("Wishes", "wishes.pages:nightly", 50),),
    health=(HealthCheck("wishes", "every wish has words", "wishes.pages:faults"),),
    commands={"wishes": "wishes.commands:wishes"},
    commands_without_site={"wish-words": "wishes.commands:words"},
    held="wishes.pages:PARTS",
)
'''
MODELS = """from django.db import models

from attainable.domains.people.models import Child


class Wish(models.Model):
    child = models.ForeignKey(Child, models.CASCADE, related_name="wishes")
    words = models.CharField(max_length=80)

    class Meta:
        app_label = "wishes"
"""
PAGES = """from django.http import HttpResponse
from django.urls import path, reverse

from attainable.accounts.web.guards import page
from attainable.domains.people.queries.work import Task
from attainable.domains.people.visibility import visible
from attainable.domains.people.web.children import part
from attainable.manifest import Found
from attainable.records.report import Part
from wishes.models import Wish


@page("wish.view")
def wishes(request):
    return HttpResponse("All wishes")


@part("child-wishes", folder="wishes")
def child_wishes(actor, seen):
    return {"wishes": list(Wish.objects.filter(child=seen.child))}


def open_wishes(actor, most=8):
    found = list(visible(actor, "wish.view").filter(child__wishes__isnull=False).select_related("child", "school__organisation"))
    return Task("wish-open", len(found), found[:most])


def tile(actor):
    return {"words": "Wishes tile"} if actor.may("wish.view") else None


def search(actor, text):
    return [Found("Wishes", "A wish called " + text, reverse("wishes"), "a hint")]


def nightly():
    return f"{Wish.objects.count()} wishes"


def faults(limit):
    return []


PARTS = (Part("Wishes", ("wishes.Wish",), ("Words",), lambda child: ((w.words,) for w in Wish.objects.filter(child=child))),)
urlpatterns = [path("wishes/", wishes, name="wishes"), path("children/<slug:ref>/wishes/", child_wishes, name="child-wishes")]
"""
COMMANDS = '''import typer

wishes = typer.Typer(help="Wishes of children.", no_args_is_help=True)


@wishes.callback()
def common() -> None:
    """Wishes of children."""


@wishes.command()
def count() -> None:
    """How many there are."""
    from wishes.models import Wish

    typer.echo(f"{Wish.objects.count()} wishes")


def words() -> None:
    """Needs no records."""
    import sys

    typer.echo("django" in sys.modules)
'''
FILES = {
    "__init__.py": "",
    "domain.py": MANIFEST,
    "models.py": MODELS,
    "pages.py": PAGES,
    "commands.py": COMMANDS,
    "apps.py": 'from django.apps import AppConfig\n\n\nclass Wishes(AppConfig):\n    name = "wishes"\n',
    "jinja2/wishes/tile.html": "<p>{{ tile.words }}</p>",
    "jinja2/wishes/child_wishes.html": '{% extends "people/record.html" %}{% block part %}{{ wishes[0].words }}{% endblock %}',
}
# What a person sees who signs in, as text by page.
ASK = """
import json
from django.core.management import call_command
call_command("migrate", run_syncdb=True, verbosity=0)
from django.test import Client
from django.urls import reverse
from attainable.accounts import matrix
from attainable.domains.people.queries.children import record
from attainable.domains.people.queries.held import everything
from attainable.domains.people.web.access_document import Redaction, document
from attainable.records.checks import faults
from tests.records.world import small
from wishes.models import Wish

world = small()
child = world.children["oak_support"]
Wish.objects.create(child=child, words="A red bicycle")
seen = {}
for key in ("head_oak", "governor_oak"):
    client = Client(SERVER_NAME="localhost")
    client.force_login(world.accounts[key])
    for name, address in (
        ("home", "/"), ("part", reverse("child-wishes", args=[child.ref])), ("permissions", reverse("permissions")),
        ("to-do", reverse("to-do", args=["wish-open"])),
    ):
        answer = client.get(address)
        seen[f"{key} {name}"] = answer.content.decode() if answer.status_code == 200 else answer.status_code
    seen[f"{key} search"] = client.post(reverse("search"), {"q": "moon"}).content.decode()
actor = world.actor("head_oak")
held = everything(actor, record(actor, child.ref, "audit.child"))
seen["report"] = repr(document(held, Redaction(), organisation="Oak", on=actor.on))
seen["docs"] = matrix.page()
seen["faults"] = [str(fault) for fault in faults()]
print(json.dumps(seen))
"""


class House:
    """The house with one more domain: the list of domains is longer by a name, and nothing else is changed."""

    def __init__(self, folder: Path) -> None:
        for name, text in FILES.items():
            file = folder / "wishes" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        home = folder / "home"
        home.mkdir(mode=0o700)
        paths = os.pathsep.join([str(folder), str(ROOT), os.environ.get("PYTHONPATH", "")])
        own = {"ATTAINABLE_HOME": str(home), "DATABASE_URL": "", "AUDIT_KEY": KEY, "SECRET_KEY": KEY, "PYTHONPATH": paths}
        self._environment = {**os.environ, **own}

    def python(self, code: str, *words: str) -> subprocess.CompletedProcess[str]:
        begin = 'import attainable.manifest as m\nm.DOMAINS = (*m.DOMAINS, "wishes")\n'
        command = [sys.executable, "-c", begin + code, *words]
        return subprocess.run(command, env=self._environment, capture_output=True, text=True, timeout=240, cwd=ROOT)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self.python("from attainable.cli.__main__ import run\nrun()", *words)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    return House(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def seen(house):
    ran = house.python("from attainable.cli.records import set_up\nset_up()\n" + ASK)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_nothing_is_wrong_with_it(seen):
    assert seen["faults"] == []


def test_it_is_in_the_navigation_and_on_the_home_page_of_those_who_may(seen):
    home = seen["head_oak home"]
    assert home.index("Figures") < home.index('href="/wishes/"') < home.index("Schools")
    assert "Wishes tile" in home and "1 child has a wish" in home
    governor = seen["governor_oak home"]
    assert "Wishes tile" not in governor and "has a wish" not in governor
    assert governor.index("Evidence: how things are now") < governor.index("Wishes in figures")


def test_it_is_a_part_of_a_childs_page(seen):
    assert "A red bicycle" in seen["head_oak part"]
    assert seen["governor_oak part"] == 403


def test_its_permission_is_on_the_page_of_permissions_and_in_the_docs(seen):
    assert "See what a child wishes for" in seen["governor_oak permissions"]
    row = next(line for line in seen["docs"].splitlines() if line.startswith("| See what a child wishes for"))
    # SENCO and headteacher keep records; who takes the group takes the permission.
    assert row.split("|")[2:-1] == [" – ", " – ", " School ", " School ", " – "]


def test_its_task_has_a_page(seen):
    assert "1 child has a wish" in seen["head_oak to-do"]
    assert seen["governor_oak to-do"] == 403


def test_a_search_finds_it(seen):
    assert "A wish called moon" in seen["head_oak search"] and "a hint" in seen["head_oak search"]


def test_the_access_report_holds_it(seen):
    assert "A red bicycle" in seen["report"]


def test_its_commands_are_there_and_open_the_records_where_they_need_them(house, seen):
    assert house.command("wishes", "count").stdout == "1 wishes\n"
    assert house.command("wish-words").stdout == "False\n"
    assert "Wishes of children." in house.command("--help").stdout


def test_the_doctor_and_the_night_ask_it(house, seen):
    found = house.command("doctor").stdout
    assert "every wish has words" in found and f"{len(DOMAINS) + 1} domains, and what each hands over is there" in found
    assert "Wishes: 1 wishes" in house.command("nightly").stdout


def test_the_doctor_refuses_it_where_it_names_what_is_not_there(house, seen):
    code = """
import dataclasses, wishes.domain as d
d.DOMAIN = dataclasses.replace(d.DOMAIN, nightly=(dataclasses.replace(d.DOMAIN.nightly[0], run="wishes.pages:no_such"),))
from attainable.cli.__main__ import run
run()
"""
    ran = house.python(code, "doctor")
    assert ran.returncode == 5
    assert "The nightly of “wishes” name wishes.pages:no_such, which can't be loaded" in ran.stdout
    assert "domain.py, line 1" in ran.stdout
    served = house.python(f"{code.partition('from attainable.cli')[0]}import attainable.website.wsgi")
    assert served.returncode == 1
    assert "wishes.pages:no_such, which can't be loaded" in served.stderr
