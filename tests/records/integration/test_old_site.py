"""A site and a backup of an earlier version open with this one, on both databases (`old_site/README.md`)."""

import datetime as dt
import gzip
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests import days
from tests.records.conftest import KIND
from tests.records.sites import Maker, Site

FOLDER = Path(__file__).parent / "old_site"
# The site was made at ten: the emergency access in it is open for half an hour.
NOW = dt.datetime(2026, 11, 26, 10, 15, tzinfo=dt.UTC)


@pytest.fixture(scope="module", autouse=True)
def _the_day_of_the_old_site() -> Iterator[None]:
    with days.at(NOW):
        yield


def _with_home(site: Site, made_on: str) -> Site:
    """The site with the warehouse and the imports that it had."""
    with zipfile.ZipFile(FOLDER / f"{made_on}.home.zip") as archive:
        archive.extractall(site.home)
    link = site.home / "warehouse/current"
    target = link.read_text("utf-8")
    link.unlink()
    link.symlink_to(target)
    return Site(site.home, site.url, {"WAREHOUSE_KEY": "w" * 60, "PYTHONWARNINGS": ""})


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def restored(request: pytest.FixtureRequest, sites: Maker) -> tuple[Site, dict[str, str]]:
    """The backup of each kind of database, restored into the kind that is tested."""
    site = _with_home(sites.empty(KIND), request.param)
    said = site.done("restore", str(FOLDER / f"{request.param}.zip"))
    number, _ = json.loads((FOLDER / f"{request.param}.json").read_text("utf-8"))["audit"]
    assert f"audit verified ({number} entries)" in said
    return site, _outcomes(site, request.param)


@pytest.fixture(scope="module")
def in_place(sites: Maker) -> tuple[Site, dict[str, str]]:
    """The old site's own database, of the kind that is tested, brought up to this version."""
    site = _with_home(sites.empty(KIND), KIND)
    if KIND == "sqlite":
        with zipfile.ZipFile(FOLDER / "sqlite.zip") as archive:
            site.database.write_bytes(archive.read("database.sqlite3"))
    else:
        import psycopg

        with psycopg.connect(site.url, autocommit=True) as connection:
            connection.execute(gzip.decompress((FOLDER / "postgresql.sql.gz").read_bytes()))
    assert "to the tables" in site.done("migrate")
    return site, _outcomes(site, KIND)


CHECKS = [
    "everything_is_there",
    "what_was_ended_gives_no_access",
    "imports_are_undone",
    "plans_are_written_and_undone",
    "the_warehouse_goes_on",
    "pages_open",
]


@pytest.mark.parametrize("check", CHECKS)
def test_a_backup_opens_with_all_that_was_in_it(restored: tuple[Site, dict[str, str]], check: str) -> None:
    assert not restored[1][check], restored[1][check]


@pytest.mark.parametrize("check", CHECKS)
def test_a_site_is_brought_up_to_this_version_in_place(in_place: tuple[Site, dict[str, str]], check: str) -> None:
    assert not in_place[1][check], in_place[1][check]


def test_the_doctor_finds_no_fault_in_a_restored_site(restored: tuple[Site, dict[str, str]]) -> None:
    _no_fault(restored[0])


def test_the_audit_of_a_site_in_place_verifies_and_the_doctor_finds_no_fault(in_place: tuple[Site, dict[str, str]]) -> None:
    in_place[0].done("audit", "verify")
    _no_fault(in_place[0])


def _outcomes(site: Site, made_on: str) -> dict[str, str]:
    """What each check found, in one process of the site."""
    run = "import json; from tests.records.integration.old_site import checks; "
    found: dict[str, str] = json.loads(site.python(f"{run}print(json.dumps(checks.outcomes({made_on!r})))").splitlines()[-1])
    return found


def _no_fault(site: Site) -> None:
    found: list[dict[str, Any]] = json.loads(site.run("doctor", "--format", "json").stdout)
    verdicts = {one["check"]: (one["verdict"], one["what"]) for one in found}
    faults = {check: what for check, (verdict, what) in verdicts.items() if verdict == "fault"}
    # A folder of tests has no pages built, and is readable as its umask says. A server of databases has a clock of its own.
    assert faults.keys() <= {"frontend", "files", "clock"}, faults
    assert {verdicts[check][0] for check in ("database", "migrations", "audit", "standings")} == {"good"}
