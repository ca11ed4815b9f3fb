"""The drill: records are backed up, lost, and put back, on the same kind of database and on the other."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from tests.records.conftest import KIND, OTHER
from tests.records.sites import KEY, PATH, ROOT, Maker, Site, closing

both_ways = pytest.mark.parametrize(
    "target", [KIND, pytest.param(OTHER, marks=pytest.mark.skipif(KIND == "sqlite", reason="with PostgreSQL only"))]
)


def _backup(site: Site) -> Path:
    site.done("backup", "--out", str(site.home / "kept"))
    return next((site.home / "kept").glob("attainable-*.zip"))


@both_ways
def test_lost_records_come_back_whole(sites: Maker, filled: Site, target: str) -> None:
    before = filled.state()
    backup = _backup(filled)
    new = sites.empty(target)
    said = new.done("restore", str(backup))
    assert "audit verified (21 entries)" not in said  # the backup's own entry comes after it
    assert "audit verified (20 entries)" in said
    assert new.state() == before
    assert new.python("from attainable.accounts.models import Account; print(Account.objects.create_user('b@c.de').pk)") == "2"
    found = {f["check"]: f["verdict"] for f in json.loads(new.run("doctor", "--format", "json").stdout)}
    assert {found[check] for check in ("database", "migrations", "audit", "standings")} == {"good"}


def test_from_sqlite_to_the_kind_that_is_tested(sites: Maker, site: Site) -> None:
    small = sites.migrated("sqlite")
    small.python("from tests.records.sites import fill; fill(7)")
    site.done("restore", str(_backup(small)))
    assert site.state() == small.state()
    back = sites.empty("sqlite")
    back.done("restore", str(_backup(site)))
    assert back.state() == small.state()


def test_records_that_are_there_stay_unless_told(filled: Site) -> None:
    backup = _backup(filled)
    filled.python(
        "from tests.records.sites import fill; from attainable.accounts.models import *; "
        "Organisation.objects.create(kind='board', name='A later one')"
    )
    refused = filled.run("restore", str(backup))
    assert refused.returncode == 3
    assert "already contains records" in refused.stderr
    assert "Traceback" not in refused.stderr
    later = "from attainable.accounts.models import *; print(Organisation.objects.filter(kind='board').count())"
    assert filled.python(later) == "1"
    filled.done("restore", str(backup), "--replace")
    assert filled.python(later) == "0"
    last = "e = Entry.objects.last(); print(e.action, e.details.values['replaced'])"
    entry = filled.python(f"from attainable.audit.models import *; {last}")
    assert entry.startswith("backup.restored {'audit")
    assert "'audit entries': 21" in entry


def test_a_backup_says_what_it_holds_and_keeps_keys_out(filled: Site) -> None:
    backup = _backup(filled)
    assert backup.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(backup) as archive:
        assert sorted(archive.namelist()) == ["database.sqlite3", "manifest.json"]
        manifest = json.loads(archive.read("manifest.json"))
    assert (manifest["rows"]["people_child"], manifest["audit_number"], manifest["origin"]) == (20, 20, KIND)
    assert "0002_append_only" in manifest["migrations"]["audit"]
    assert KEY not in json.dumps(manifest)
    assert list(backup.parent.iterdir()) == [backup]


def test_a_damaged_backup_is_refused_and_changes_nothing(site: Site, filled: Site) -> None:
    backup = _backup(filled)
    damaged = backup.with_name("damaged.zip")
    whole = bytearray(backup.read_bytes())
    for what in (whole[: len(whole) // 2], whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:], b"", b"text"):
        damaged.write_bytes(what)
        ran = site.run("restore", str(damaged), "--replace")
        assert (ran.returncode, "Traceback" in ran.stderr) == (3, False), ran.stderr
        assert "not a complete Attainable backup" in ran.stderr
    assert site.run("restore", str(backup.with_name("none.zip"))).returncode == 3


def _rewritten(backup: Path, **changes: object) -> Path:
    other = backup.with_name("rewritten.zip")
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(other, "w") as new:
        manifest = {**json.loads(old.read("manifest.json")), **changes}
        new.writestr("manifest.json", json.dumps(manifest))
        new.writestr("database.sqlite3", old.read("database.sqlite3"))
    return other


def test_a_backup_of_a_newer_version_is_refused(sites: Maker, filled: Site) -> None:
    backup = _backup(filled)
    for changed in ({"migrations": {"people": ["0001_initial", "9999_later"]}}, {"form": 2}):
        ran = sites.empty(KIND).run("restore", str(_rewritten(backup, **changed)))
        assert ran.returncode == 3
        assert "newer version" in ran.stderr


def test_a_backup_whose_audit_was_changed_is_refused_unless_told(sites: Maker, filled: Site) -> None:
    backup = _backup(filled)
    with zipfile.ZipFile(backup) as archive:
        archive.extract("database.sqlite3", backup.parent)
    file = backup.parent / "database.sqlite3"
    with closing(file) as connection:
        connection.execute("DROP TRIGGER audit_entry_never_changed")
        connection.execute("UPDATE audit_entry SET name = 'nobody' WHERE number = 5")
        connection.commit()
    import hashlib

    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    forged = backup.with_name("forged.zip")
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(forged, "w") as new:
        new.writestr("manifest.json", json.dumps({**json.loads(old.read("manifest.json")), "sha256": digest}))
        new.write(file, "database.sqlite3")
    target = sites.empty(KIND)
    ran = target.run("restore", str(forged))
    assert ran.returncode == 3
    assert "Entry 5" in ran.stderr
    assert "audit NOT verified" in target.done("restore", str(forged), "--unverified")


def test_another_audit_key_is_told(sites: Maker, filled: Site) -> None:
    target = sites.empty(KIND)
    ran = Site(target.home, target.url, {"AUDIT_KEY": "z" * 60}).run("restore", str(_backup(filled)))
    assert ran.returncode == 3
    assert "a different key" in ran.stderr


def test_nobody_is_signed_in_by_a_backup(sites: Maker, filled: Site) -> None:
    filled.python("from django.contrib.sessions.backends.db import SessionStore; s = SessionStore(); s['a'] = 1; s.save()")
    target = sites.empty(KIND)
    target.done("restore", str(_backup(filled)))
    assert target.python("from django.contrib.sessions.models import Session; print(Session.objects.count())") == "0"


NEXT_VERSION = """
from django.db import migrations
def fill(apps, schema_editor):
    apps.get_model("people", "Child").objects.update(known_as="Migrated")  # without saying in which database
class Migration(migrations.Migration):
    dependencies = [("people", "{last}")]
    operations = [migrations.RunPython(fill)]
"""
RESTORED_BY_NEXT_VERSION = """
from pathlib import Path
from django.conf import settings
settings.MIGRATION_MODULES = {"people": "people_of_later_version"}
from attainable.website.backups.restoring import restore
from attainable.domains.people.models import Child
done = restore(Path("{file}"), lambda *a: None, replace=True)
print(done.migrated, Child.objects.filter(known_as="Migrated").count(), Child.objects.count())
"""


def test_a_backup_of_an_older_version_is_brought_up_to_this_one(filled: Site, tmp_path: Path) -> None:
    backup = _backup(filled)
    last = filled.python("from attainable.website.schema import expected; print(max(n for a, n in expected() if a == 'people'))")
    package = tmp_path / "people_of_later_version"
    shutil.copytree(ROOT / "src/attainable/domains/people/migrations", package)
    (package / "9000_next.py").write_text(NEXT_VERSION.replace("{last}", last))
    later = Site(filled.home, filled.url, {"PYTHONPATH": f"{PATH}:{tmp_path}"})
    assert later.python(RESTORED_BY_NEXT_VERSION.replace("{file}", str(backup))) == "1 20 20"
