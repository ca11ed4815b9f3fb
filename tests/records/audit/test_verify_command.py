"""`attainable audit verify`: 0 when the chain is whole, 5 when it is broken, in words."""

import os
import subprocess
import sys

import pytest

RECORD = """
from attainable.cli.records import records
with records():
    from attainable.accounts.actor import system_actor
    from attainable.audit.actions import Event, record
    for n in range(5):
        record(system_actor("x"), Event("thing.changed", details={"n": n}))
"""
TAMPER = """
from attainable.cli.records import records
with records():
    from django.db import connection
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER audit_entry_never_changed")
        cursor.execute("UPDATE audit_entry SET why = 'other' WHERE number = 2")
"""
ERASE = """
from attainable.cli.records import records
with records():
    from attainable.audit.models import Details
    Details.objects.filter(entry_id=4).delete()
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="module")
def run(home):
    environment = {**os.environ, "ATTAINABLE_HOME": str(home), "DATABASE_URL": ""}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, timeout=120)

    return run


def test_from_nothing_to_a_broken_chain(run):
    verify = ("-c", "from attainable.cli.app import main; main()", "audit", "verify")
    missing = run(*verify)
    assert missing.returncode == 3
    assert "There is no database" in missing.stderr
    run("-m", "attainable.website", "migrate")
    empty = run(*verify)
    assert (empty.returncode, empty.stdout) == (0, "")
    assert "0 entries checked: the chain is whole." in empty.stderr
    run("-c", RECORD)
    whole = run(*verify)
    assert whole.returncode == 0
    assert "5 entries checked: the chain is whole." in whole.stderr
    number, _, digest = whole.stdout.strip().partition(":")
    assert (number, len(digest)) == ("5", 64)
    assert run(*verify, "--known", whole.stdout.strip()).returncode == 0
    older = run(*verify, "--known", f"9:{digest}")
    assert older.returncode == 5
    assert "restored to an older state" in older.stderr
    assert run(*verify, "--known", "nonsense").returncode == 2
    run("-c", ERASE)
    erased = run(*verify)
    assert erased.returncode == 0
    assert "Details of 1 have been erased." in erased.stderr
    run("-c", TAMPER)
    broken = run(*verify)
    assert broken.returncode == 5
    assert "Problem: Entry 2: its contents have changed since it was written." in broken.stderr
    assert "treat it as a breach" in broken.stderr
    assert "broken in 1 place." in broken.stderr
