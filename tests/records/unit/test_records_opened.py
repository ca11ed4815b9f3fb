"""A command opens the records, or says in words why it can't."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from attainable.cli.records import database_problem, records
from attainable.values.problem import ProblemsError
from attainable.website.schema import schema


@pytest.fixture
def kept_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test's transaction outlives the command."""
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)


def _codes(caught: pytest.ExceptionInfo[ProblemsError]) -> list[str]:
    return [problem.code for problem in caught.value.problems]


@pytest.mark.django_db
def test_the_records_are_opened(kept_open: None) -> None:
    with records():
        assert schema().is_current


@pytest.mark.django_db
def test_tables_of_an_older_version_are_told(kept_open: None) -> None:
    MigrationRecorder(connection).record_unapplied("people", "0001_initial")
    with pytest.raises(ProblemsError) as caught, records():
        pass
    assert _codes(caught) == ["not-migrated"]
    assert caught.value.problems[0].mend == "Make them: attainable migrate"
    with records(migrated=False):
        pass


@pytest.mark.django_db
def test_tables_of_a_newer_version_are_told(kept_open: None) -> None:
    MigrationRecorder(connection).record_applied("people", "9999_later")
    with pytest.raises(ProblemsError) as caught, records():
        pass
    assert _codes(caught) == ["newer-version"]


@pytest.mark.django_db
def test_what_is_not_allowed_is_told_in_words(kept_open: None) -> None:
    with pytest.raises(ProblemsError) as caught, records():
        raise PermissionDenied("Only an administrator may do this.")
    assert str(caught.value) == "Only an administrator may do this."


def test_a_databases_own_words_are_not_shown() -> None:
    problem = database_problem(OperationalError("Key (surname)=(Smith) already exists"))
    assert "Smith" not in str(problem)
    assert database_problem(OperationalError("database is locked")).code == "database-busy"


def _python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **environment}, capture_output=True, text=True, timeout=60
    )


_OPEN = """
from attainable.cli.exits import run_guarded
from attainable.cli.records import records
def command():
    with records():
        print("opened")
run_guarded(command)
"""


def test_no_database_is_told_without_a_traceback(tmp_path: Path) -> None:
    done = _python(_OPEN, ATTAINABLE_HOME=str(tmp_path), DATABASE_URL="")
    assert (done.returncode, done.stdout) == (3, "")
    assert "There is no database" in done.stderr
    assert "attainable migrate" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_server_that_does_not_answer_is_told(tmp_path: Path) -> None:
    done = _python(_OPEN, ATTAINABLE_HOME=str(tmp_path), DATABASE_URL="postgresql://u:geheim@127.0.0.1:1/none")
    assert done.returncode == 3
    assert "can't be reached" in done.stderr
    assert "geheim" not in done.stderr


def test_bad_settings_are_told_together(tmp_path: Path) -> None:
    done = _python(_OPEN, ATTAINABLE_HOME=str(tmp_path), SESSION_HOURS="x", SECOND_FACTOR="y")
    assert done.returncode == 3
    assert "SESSION_HOURS" in done.stderr
    assert "SECOND_FACTOR" in done.stderr
    assert "2 problems." in done.stderr
