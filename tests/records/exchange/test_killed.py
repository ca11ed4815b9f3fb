"""A worker that is killed at any point loses nothing: the next one takes the run up, and it is written once and whole."""

import os
import signal
import time

import pytest
from tests.records.conftest import KIND
from tests.records.sites import Maker, Site, wait_for
from tests.soak import drawn

ROWS = 900
BROUGHT_IN = f"""
import csv, io
from attainable.accounts.actor import system_actor
from attainable.accounts.models import Organisation
from attainable.exchange import actions
from attainable.exchange.models import ImportRun, Status
text = io.StringIO()
rows = csv.writer(text)
rows.writerow(["Surname", "Forename", "DOB", "Sex", "SEN status", "Primary need"])
for n in range({ROWS}):
    born = f"{{1 + n % 28}}/{{1 + n % 12}}/{{2009 + n % 11}}"
    rows.writerow([f"Surname{{n:04}}", f"Forename{{n:04}}", born, "FM"[n % 2], "K", "SLCN"])
run = actions.bring_in(by=system_actor("a test"), organisation=Organisation.objects.get(code="100000"), name="a.csv",
                       blocks=[text.getvalue().encode()], background=False)
ImportRun.objects.update(status=Status.PLANNING)
from attainable.exchange.tasks import work_on
work_on.enqueue(run.ref)
print(run.ref)
"""
WORKER = "from attainable.exchange.worker import run_worker\nprint('begun', flush=True)\nrun_worker(batch=True)\n"
STATUS = "from attainable.exchange.models import ImportRun; print(ImportRun.objects.get().status)"
WRITE = """
from attainable.accounts.actor import system_actor
from attainable.exchange import actions
from attainable.exchange.models import ImportRun
actions.write(by=system_actor("a test"), run=ImportRun.objects.get().ref)
"""
AGREE = """
from attainable.audit.models import Entry
from attainable.audit.queries import faults as audit_faults
from attainable.domains.people.models import Child, Enrolment, Need, ProvisionChange
from attainable.domains.people.standing import faults
new = Child.objects.filter(surname__startswith="Surname")
assert not list(audit_faults()) and not list(faults())
assert Entry.objects.filter(action="child.created").count() == new.count()
print(new.count(), Enrolment.objects.count(), ProvisionChange.objects.filter(why__startswith="Import").count(),
      Need.objects.count(),
      Entry.objects.filter(action="import.applied").count())
"""


def _killed_in(site: Site, seconds: float) -> None:
    """A worker that lives for so long."""
    with site.begun(WORKER) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(seconds)
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=30)


# A run that is broken off three times is given up (tested below): here each kill is to be the first.
TRIED_NEVER = "from attainable.exchange.models import ImportRun; ImportRun.objects.update(attempts=0)"


@pytest.mark.soak
@pytest.mark.timeout(drawn(600, 3600))
def test_a_worker_killed_again_and_again_writes_the_run_once(sites: Maker) -> None:
    site = sites.filled(KIND)
    site.python(BROUGHT_IN)
    for seconds in drawn((0.05, 1.2), tuple(n / 20 for n in range(1, 30))):
        _killed_in(site, seconds)
        assert site.python(AGREE) == "0 0 0 0 0"
        site.python(TRIED_NEVER)
    site.done("worker", "--once")
    assert site.python(STATUS) == "planned"
    site.python(WRITE)
    for seconds in drawn((0.05, 0.5), tuple(n / 40 for n in range(1, 25))):
        _killed_in(site, seconds)
        counts = site.python(AGREE)
        # All or nothing, at every moment.
        assert counts in ("0 0 0 0 0", f"{ROWS} {ROWS} {ROWS} {ROWS} 1")
        site.python(TRIED_NEVER)
    site.done("worker", "--once")
    assert site.python(AGREE) == f"{ROWS} {ROWS} {ROWS} {ROWS} 1"
    assert site.python(STATUS) == "applied"


@pytest.mark.timeout(300)
def test_a_run_is_taken_up_by_the_next_worker_and_says_so_when_it_is_given_up(sites: Maker) -> None:
    site = sites.filled(KIND)
    site.python(BROUGHT_IN)
    site.python("from attainable.exchange.models import ImportRun; ImportRun.objects.update(attempts=3)")
    site.done("worker", "--once")
    assert site.python(STATUS) == "failed"
    said = site.python("from attainable.exchange.models import ImportRun; print(ImportRun.objects.get().fault)")
    assert "interrupted 3 times" in said
    assert "Nothing has changed" in said


def test_a_second_worker_is_refused(sites: Maker) -> None:
    site = sites.filled(KIND)
    with site.begun("from attainable.exchange.worker import run_worker\nrun_worker()") as process:
        wait_for(lambda: (site.home / "worker.lock").exists(), process)
        time.sleep(0.3)
        refused = site.run("worker", "--once")
        assert refused.returncode == 3
        assert "A worker is already running" in refused.stderr
