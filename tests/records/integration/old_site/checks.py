"""What must hold of the old site once this version has opened it. Each check runs in a process of the site."""

import datetime as dt
import json
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.test import Client
from django.urls import reverse
from tests.records.integration.old_site import held

from attainable.accounts.actor import Actor, actor_for
from attainable.accounts.models import Account
from attainable.audit import queries
from attainable.audit.models import Entry
from attainable.domains.people import standing
from attainable.domains.people.models import Child
from attainable.exchange import actions
from attainable.exchange.models import ImportRun, Status
from attainable.exchange.tasks import carry_out
from attainable.values import clock
from attainable.warehouse.records.building import build
from attainable.warehouse.records.pseudonyms import pseudonym
from attainable.warehouse.records.snapshots import current
from attainable.website.backups.rows import counts

DAY: Final = dt.date(2026, 11, 26)
_SENCO: Final = "senco-oak@fictionshire.example"
# What opening a site, and each command, writes.
# The words by which names are found are more since plain spellings find letters with strokes. New tables are known to Django.
_WRITTEN_SINCE: Final = {
    "people_nameword",
    "django_content_type",
    "auth_permission",
    "django_migrations",
    "django_session",
    "audit_entry",
    "audit_details",
    "audit_head",
    "people_rolledto",
}


def expected(kind: str) -> Any:
    return json.loads(Path(__file__).with_name(f"{kind}.json").read_text("utf-8"))


def outcomes(kind: str) -> dict[str, str]:
    """What each check found, by its name: nothing, or the fault in full."""
    found = {}
    for check in (
        everything_is_there,
        what_was_ended_gives_no_access,
        imports_are_undone,
        plans_are_written_and_undone,
        the_warehouse_goes_on,
        pages_open,
    ):
        try:
            check(kind)
        except Exception:
            found[check.__name__] = traceback.format_exc()
        else:
            found[check.__name__] = ""
    return found


def everything_is_there(kind: str) -> None:
    """The audit's chain with the old end in it, pseudonyms, every row, and who may see what."""
    was = expected(kind)
    assert [problem for problem in queries.faults() if problem.is_error] == []
    number, end = was["audit"]
    assert Entry.objects.get(number=number).hash == end
    assert {ref: pseudonym(ref) for ref in was["pseudonyms"]} == was["pseudonyms"]
    _equal(_differences(held.records(), was["records"]))
    kept = {table: rows for table, rows in was["rows"].items() if table not in _WRITTEN_SINCE}
    now = counts(list(kept), "default")
    other = {table: (now[table], rows) for table, rows in kept.items() if now[table] != rows}
    assert other == {}, other
    assert list(standing.faults()) == []
    reach = held.reach(DAY)
    assert {who: refs for who, refs in reach.items() if refs != was["reach"][who]} == {}


def what_was_ended_gives_no_access(kind: str) -> None:
    """Rows that the old version ended, some on the day on which they began, have their last day before today and no moment."""
    was, reach = expected(kind)["children"], held.reach(DAY)
    for who, child in (
        ("health-a", "consented"),
        ("health-a", "by_duty"),
        ("health-a", "oak_support"),
        ("assistant-oak", "named"),
        ("assistant-oak", "oak_none"),
    ):
        assert was[child] not in reach[f"{who}@fictionshire.example"], (who, child)
    assert was["twin_two"] in reach[_SENCO]  # the restriction was lifted


def pages_open(kind: str) -> None:
    """The record, its history, who saw it, and the access report."""
    child = Child.objects.get(ref=expected(kind)["children"]["formerly_named"])
    client = Client(SERVER_NAME="localhost")
    client.force_login(Account.objects.get(email=_SENCO))
    seen = {}
    for name in ("child", "child-history", "child-family", "child-details", "child-support", "child-access"):
        answer = client.get(reverse(name, args=[child.ref]))
        assert answer.status_code == 200, name
        seen[name] = answer.content.decode()
    assert child.surname in seen["child"]
    assert "Import of a file (.csv)" in seen["child-history"]
    assert "Cara New" in seen["child-family"]
    given = {"kind": "html", "why": "Asked for by the family.", "staff": "roles"}
    answer = client.post(reverse("child-report", args=[expected(kind)["children"]["oak_support"]]), given)
    text = answer.content.decode()
    assert answer.headers.get("Content-Disposition"), text
    assert "The parent changed their mind." in text


def imports_are_undone(kind: str) -> None:
    """The latest first: after each the records are as they were before it."""
    was = expected(kind)
    with _taken_back():
        for one in reversed(was["applied"]):
            _undo(one["run"])
            before = {**was["records"], **one["before"]}
            new = before.keys() - was["children"].values()
            _equal(_differences(held.records(), before, without=new))
        _has_nothing(new)
        assert list(standing.faults()) == []
        changed = {"child.import-undone", "child.results-undone", "child.attendance-undone", "child.suspensions-undone"}
        assert changed <= set(Entry.objects.filter(number__gt=was["audit"][0]).values_list("action", flat=True))


def plans_are_written_and_undone(kind: str) -> None:
    """Plans that the old version made, as it wrote them down."""
    was = expected(kind)
    with _taken_back():
        for ref in was["planned"]:
            run = actions.write(by=_senco(), run=ref, background=False)
            carry_out(run, _senco())
            run.refresh_from_db()
            assert (run.status, run.fault, run.refused) == (Status.APPLIED, "", 0), _problems(run)
        now = held.records()
        changed = _differences(now, was["records"])
        names = ("twin_two", "far_plan_county", "oak_taught", "formerly_taught", "unconsented")
        new = now.keys() - was["records"].keys()
        assert changed.keys() == {*(was["children"][name] for name in names), *new}
        assert [now[ref]["details"]["surname"] for ref in new] == ["Planned"]
        assert {"Attendance", "Suspension"} <= now[was["children"]["formerly_taught"]].keys()
        assert "Result" in now[was["children"]["unconsented"]]
        for ref in reversed(was["planned"]):
            _undo(ref)
        _equal(_differences(held.records(), was["records"], without=new))
        _has_nothing(new)
        assert list(standing.faults()) == []


def the_warehouse_goes_on(kind: str) -> None:
    """The old snapshot is whole, and a build over the same records, of the same day, makes the same files."""
    was, before = expected(kind), current()
    assert before is not None
    assert before.about == was["about"]
    assert list(before.faults()) == []
    outcome = build(on=DAY, pages=False)
    assert outcome.snapshot.about["key"] == was["about"]["key"]
    assert held.files_of(outcome.snapshot.path) == was["files"]
    assert outcome.why_full in ("its form is different", "changes were not watched"), outcome.why_full


def _equal(differences: dict[str, Any]) -> None:
    assert differences == {}, differences


def _senco() -> Actor:
    return actor_for(Account.objects.get(email=_SENCO), clock.today())


def _undo(ref: str) -> ImportRun:
    run = actions.undo(by=_senco(), run=ref, why="The wrong file.", background=False)
    carry_out(run, _senco())
    run.refresh_from_db()
    assert (run.status, run.fault) == (Status.UNDONE, "")
    assert not [note for note in run.notes if note["code"] == "undo-left"], _problems(run)
    return run


def _problems(run: ImportRun) -> list[Any]:
    return [problem["what"] for problems in run.rows.values_list("problems", flat=True) for problem in problems]


@contextmanager
def _taken_back() -> Iterator[None]:
    """What a check changes is not kept, so that each finds the old site."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _has_nothing(refs: Any) -> None:
    """Of a child that an import made the record stays, with nothing in it that counts."""
    now = held.records()
    for ref in refs:
        left = {name: _open(name, rows) for name, rows in now[ref].items() if name != "details"}
        assert {name: rows for name, rows in left.items() if rows} == {}


def _differences(now: Any, was: Any, *, without: Any = ()) -> dict[str, Any]:
    """By child and table what is there now and was there. A carer of an import that was undone stays, and has no child."""
    found: dict[str, Any] = {}
    for ref in now.keys() | was.keys():
        one, other = now.get(ref, {}), was.get(ref, {})
        for table in one.keys() | other.keys():
            pair = _open(table, one.get(table, [])), _open(table, other.get(table, []))
            if pair[0] != pair[1] and ref not in without:
                found.setdefault(ref, {})[table] = pair
    return found


def _open(table: str, rows: Any) -> Any:
    return [row for row in rows if row[-1] is None] if table == "Responsibility" else rows
