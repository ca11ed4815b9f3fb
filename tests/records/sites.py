"""Whole sites for the tests of commands: a home and a database of their own, used through processes of their own."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from filelock import FileLock
from tests.records.forks import Forks

ROOT = Path(__file__).resolve().parents[2]
KEY = "k" * 60
# Where the processes of a site find their clock (`tests/days.py`), the tests and the product.
PATH = os.pathsep.join(map(str, (ROOT / "tests" / "clock", ROOT, ROOT / "src")))


@dataclass(frozen=True)
class Site:
    """`url` is empty for SQLite."""

    home: Path
    url: str = ""
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        own = {
            "ATTAINABLE_HOME": str(self.home),
            "DATABASE_URL": self.url,
            "AUDIT_KEY": KEY,
            "SECRET_KEY": KEY,
            "PYTHONPATH": PATH,
            "PYTHONWARNINGS": "error",
        }
        return {**os.environ, **own, **self.more}

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return _run([str(Path(sys.executable).parent / "attainable"), *words], self.environment)

    def done(self, *words: str) -> str:
        """What a command says that must succeed."""
        ran = self.run(*words)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    def python(self, code: str) -> str:
        """What code prints that runs with Django set up on this site."""
        ran = _run(["-c", _SET_UP + code], self.environment)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout.strip()

    @contextmanager
    def begun(self, code: str) -> Iterator[subprocess.Popen[str]]:
        """A process that goes on by itself, and is gone at the end."""
        process = subprocess.Popen(
            [sys.executable, "-c", _SET_UP + code],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
        )
        try:
            yield process
        finally:
            process.kill()
            process.communicate(timeout=20)

    @property
    def database(self) -> Path:
        return self.home / "attainable.sqlite3"

    def state(self) -> str:
        """All that matters of the records, to compare two sites by."""
        return self.python("from tests.records.sites import told_state; print(told_state())")


_forks: list[Forks] = []


def _run(words: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    if not _forks:
        _forks.append(Forks({**environment, "PYTHONPATH": PATH}, ROOT))
    if _forks[0].fits(environment):
        return _forks[0].run(words, environment)
    command = [sys.executable, *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, cwd=ROOT)


_SET_UP = """
import atexit
from attainable.cli.records import set_up
set_up()
from django.db import connections
atexit.register(connections.close_all)
"""


def told_state() -> str:
    """Rows and a hash of every table that a backup must bring back, whatever the database."""
    import hashlib
    import json

    from django.apps import apps
    from django.core.serializers.json import DjangoJSONEncoder

    from attainable.website.backups.rows import tables_of

    lines = []
    for model in sorted(tables_of(apps), key=lambda m: m._meta.db_table):
        # A restore writes of itself to the audit, and signs everybody out.
        if model._meta.app_label in ("sessions", "contenttypes", "auth") or model.__name__ in ("Head", "RolledTo"):
            continue
        rows = model._base_manager.order_by("pk").values_list()
        if model.__name__ == "Entry":
            rows = rows.exclude(action__startswith="backup.")
        if model.__name__ == "Details":
            rows = rows.exclude(entry__action__startswith="backup.")
        text = json.dumps(list(rows), cls=DjangoJSONEncoder, sort_keys=True)
        lines.append(f"{model._meta.db_table} {len(rows)} {hashlib.sha256(text.encode()).hexdigest()[:12]}")
    return "\n".join(lines)


class Maker:
    """Makes sites of both kinds; one of each kind is migrated in a whole run, by whichever process comes first, and copied. Their
    databases go with the server."""

    def __init__(self, folder: Path, name: str, shared: Path) -> None:
        self._folder, self._name, self._shared = folder, name, shared
        self._count = 0

    def empty(self, kind: str) -> Site:
        """A site without tables."""
        home, name = self._next()
        home.mkdir(mode=0o700)
        if kind == "sqlite":
            return Site(home)
        self._server(f'CREATE DATABASE "{name}"')
        return Site(home, self._url(name))

    def migrated(self, kind: str) -> Site:
        return self._copy(kind, self._model(f"{kind} tables", lambda: self.empty(kind), _migrate))

    def filled(self, kind: str) -> Site:
        """A site with people of every kind in it."""
        return self._copy(kind, self._model(f"{kind} people", lambda: self.migrated(kind), _fill))

    def _model(self, name: str, begin: Callable[[], Site], finish: Callable[[Site], None]) -> Site:
        """The site that others are copied from."""
        made = self._shared / f"{name}.json"
        with FileLock(self._shared / f"{name}.lock"):
            if not made.exists():
                site = begin()
                finish(site)
                made.write_text(json.dumps([str(site.home), site.url]), "utf-8")
        home, url = json.loads(made.read_text("utf-8"))
        return Site(Path(home), url)

    def _next(self) -> tuple[Path, str]:
        self._count += 1
        return self._folder / f"site{self._count}", f"{self._name}_{self._count}"

    def _copy(self, kind: str, model: Site) -> Site:
        home, name = self._next()
        home.mkdir(mode=0o700)
        if kind == "sqlite":
            shutil.copy(model.database, home)
            return Site(home)
        self._server(f'CREATE DATABASE "{name}" TEMPLATE "{urlsplit(model.url).path[1:]}" STRATEGY FILE_COPY')
        return Site(home, self._url(name))

    def _url(self, name: str) -> str:
        return os.environ["DATABASE_URL"].replace("/attainable?", f"/{name}?")

    def _server(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


def _migrate(site: Site) -> None:
    site.done("migrate")


def _fill(site: Site) -> None:
    site.python("from tests.records.sites import fill; fill()")


def rows_in(database: Path, table: str) -> int:
    with closing(database) as connection:
        return int(connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])


@contextmanager
def closing(database: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(database)
    try:
        yield connection
    finally:
        connection.close()


def wait_for(condition: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Until a process has come so far; told at once if it ends before."""
    end = time.monotonic() + 60
    while not condition():
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def fill(children: int = 20) -> None:
    """People of every kind that a backup must carry, made up here and nowhere else."""
    import datetime as dt

    from django.db import transaction

    from attainable.accounts.actor import system_actor
    from attainable.accounts.models import Account, Membership, Organisation
    from attainable.audit.actions import Event, record
    from attainable.domains.people.models import Child, ProvisionChange, School
    from attainable.domains.people.standing import restate_all

    day = dt.date(2026, 9, 1)
    authority = Organisation.objects.create(kind="authority", name="Exampleshire", code="X10000001")
    organisation = Organisation.objects.create(kind="school", name="St Zoë’s “A” Primary", code="100000")
    School.objects.create(organisation=organisation, authority=authority, phase="PS")
    account = Account.objects.create_user("senco@example.org", "a long enough password", name="Ann O’Example")
    Membership.objects.create(account=account, organisation=organisation, role="senco", from_date=day)
    by = system_actor("a test")
    for number in range(children):
        with transaction.atomic():
            child = Child.objects.create(forename=f"Zoë{number}", surname="Ćwik\\N", date_of_birth=dt.date(2016, 2, 29), sex="F")
            ProvisionChange.objects.create(
                child=child, provision="K", from_date=day, why="a reason\twith\na line", decided_by_name="Ann O’Example"
            )
            record(by, Event("child.made", "child", child.ref, child.ref, details={"name": ["", f"Zoë{number}"], "n": 1.5}))
    restate_all()
