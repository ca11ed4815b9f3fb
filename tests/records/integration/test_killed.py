"""Nothing is lost when a process is killed: in the middle of a write, of a change to the tables, or of a restore."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from tests.records.conftest import KIND
from tests.records.sites import PATH, ROOT, Maker, Site, wait_for
from tests.soak import drawn

# Each turn writes three children and what audit says of them, in one transaction.
WRITING = """
import os
from django.db import transaction
from attainable.accounts.actor import system_actor
from attainable.audit.actions import Event, record_all
from attainable.domains.people.models import Child
by = system_actor("a test")
for turn in range(100_000):
    with transaction.atomic():
        made = [Child.objects.create(forename="A", surname=f"B{turn}", date_of_birth="2016-01-01", sex="F") for _ in range(3)]
        record_all(by, [Event("child.made", "child", child.ref, child.ref, details={"turn": turn}) for child in made])
    with open(os.environ["TEST_TOLD"], "a") as told:
        told.write("a turn\\n")
"""
AGREE = """
from attainable.audit.models import Entry
from attainable.audit.queries import faults
from attainable.domains.people.models import Child
assert set(Child.objects.values_list("ref", flat=True)) == set(Entry.objects.values_list("child", flat=True))
assert not list(faults())
print(Child.objects.count())
"""


def _kill(process: subprocess.Popen[str]) -> str:
    """What it had printed until it was killed."""
    assert process.poll() is None, process.communicate()[0]
    os.kill(process.pid, signal.SIGKILL)
    return process.communicate(timeout=20)[0]


@pytest.mark.soak
@pytest.mark.parametrize("moment", drawn([0.003, 0.011], [n / 1000 for n in range(0, 40, 2)]))
def test_rows_and_audit_agree_after_a_kill_in_the_middle_of_writing(site: Site, tmp_path: Path, moment: float) -> None:
    file = tmp_path / "told"
    with Site(site.home, site.url, {"TEST_TOLD": str(file)}).begun(WRITING) as process:
        wait_for(lambda: file.exists() and file.stat().st_size > 30, process)
        time.sleep(moment)
        _kill(process)
    told = len(file.read_text().splitlines())
    kept = int(site.python(AGREE))
    # All that was told is there; the turn in which it was killed is there whole or not at all.
    assert kept in (3 * told, 3 * (told + 1))
    assert (
        site.python(
            "from attainable.website.checkup import findings; "
            "print([f.check for f in findings(lambda *a: None) if f.verdict == 'FAULT' "
            "and f.check in ('database', 'audit')])"
        )
        == "[]"
    )


# A migration of many rows, that says when it is in the middle and then waits to be killed.
MIGRATION = """
import os, time
from django.db import migrations, models

def fill(apps, schema_editor):
    Child = apps.get_model("people", "Child")
    for child in Child.objects.using(schema_editor.connection.alias).all():
        Child.objects.using(schema_editor.connection.alias).filter(pk=child.pk).update(known_as="Migrated")
    marker = os.environ["TEST_MARKER"]
    open(marker, "w").close()
    while os.path.exists(marker):
        time.sleep(0.01)

class Migration(migrations.Migration):
    dependencies = [("people", "{last}")]
    operations = [
        migrations.AddField("child", "added", models.CharField(max_length=5, default="")),
        migrations.RunPython(fill),
        migrations.RenameField("child", "former_upn", "older_upn"),
    ]
"""
# What `attainable migrate` does, in the version whose people app has one migration more.
MIGRATING = """
from django.conf import settings
settings.MIGRATION_MODULES = {"people": "people_of_next_version"}
from attainable.website.migrating import migrate
print(migrate(lambda *a: None))
"""
COLUMNS = """
from django.db import connection
with connection.cursor() as cursor:
    names = [c.name for c in connection.introspection.get_table_description(cursor, "people_child")]
    cursor.execute("SELECT COUNT(*) FROM people_child WHERE known_as = 'Migrated'")
    print("added" in names, "older_upn" in names, cursor.fetchone()[0])
"""


@pytest.fixture
def upgrade(filled: Site, tmp_path: Path) -> tuple[Site, Path]:
    """A site whose next version brings a long migration, and the file by which that says it is in the middle."""
    last = filled.python("from attainable.website.schema import expected; print(max(n for a, n in expected() if a == 'people'))")
    shutil.copytree(ROOT / "src/attainable/domains/people/migrations", tmp_path / "people_of_next_version")
    (tmp_path / "people_of_next_version/9000_long.py").write_text(MIGRATION.replace("{last}", last))
    marker = tmp_path / "in-the-middle"
    more = {"PYTHONPATH": f"{PATH}:{tmp_path}", "TEST_MARKER": str(marker)}
    return Site(filled.home, filled.url, more), marker


def test_a_kill_in_the_middle_of_a_migration_loses_nothing(upgrade: tuple[Site, Path]) -> None:
    site, marker = upgrade
    before = site.state()
    with site.begun(MIGRATING) as process:
        wait_for(marker.exists, process)
        _kill(process)
    assert site.python(COLUMNS) == "False False 0"
    assert site.state() == before
    marker.unlink()
    with site.begun(MIGRATING) as process:
        wait_for(marker.exists, process)
        marker.unlink()
        text, _ = process.communicate(timeout=60)
        assert (process.returncode, text.strip()) == (0, "1")
    assert site.python(COLUMNS) == "True True 20"


READING = """
from django.conf import settings
from django.test import Client
from attainable.domains.people.models import Child
settings.ALLOWED_HOSTS = ["*"]
print(Client().get("/health/").status_code, Client().get("/account/login/").status_code, end=" ")
"""


def test_people_read_while_a_migration_runs(upgrade: tuple[Site, Path]) -> None:
    """On SQLite everything is read as it was before. On PostgreSQL the table that is changed waits until the change is made,
    and all others are read."""
    site, marker = upgrade
    table = "Child.objects.count()" if KIND == "sqlite" else "Child.objects.none().count() + 20"
    with site.begun(MIGRATING) as process:
        wait_for(marker.exists, process)
        assert site.python(f"{READING}print({table})") == "200 200 20"
        assert process.poll() is None


def test_a_kill_in_the_middle_of_a_restore_leaves_what_was_there(sites: Maker, filled: Site) -> None:
    filled.done("backup", "--out", str(filled.home / "kept"))
    backup = next((filled.home / "kept").glob("*.zip"))
    target = sites.filled(KIND)
    target.python("from attainable.accounts.models import *; Organisation.objects.create(kind='board', name='Kept')")
    before = target.state()
    with target.begun(RESTORING.replace("{backup}", repr(str(backup)))) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "in the middle\n"
        _kill(process)
    assert target.state() == before


# Restores, and waits for long where half of the rows are in place.
RESTORING = """
import time
from pathlib import Path
from attainable.website.backups import restoring
def tell(what, done, total):
    if what.startswith(("Restoring", "Copying people_")):
        print("in the middle", flush=True)
        time.sleep(60)
restoring.restore(Path({backup}), tell, replace=True)
"""


def test_two_that_migrate_at_once_do_it_once(sites: Maker) -> None:
    site = sites.empty(KIND)
    code = "from attainable.website.migrating import migrate; print(migrate(lambda *a: None))"
    with site.begun(code) as one, site.begun(code) as other:
        texts = [process.communicate(timeout=120)[0].strip() for process in (one, other)]
        assert [one.returncode, other.returncode] == [0, 0], texts
    assert "0" in texts
    assert max(map(int, texts)) > 10
