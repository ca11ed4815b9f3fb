"""`attainable accounts invite`: how an installation gets its first administrator."""

import os
import re
import subprocess
import sys

import pytest


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="module")
def run(home):
    environment = {**os.environ, "ATTAINABLE_HOME": str(home), "DATABASE_URL": ""}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments], env=environment, capture_output=True, text=True, timeout=120
        )

    return run


def test_from_nothing_to_the_first_administrator(run, home):
    invite = ("-c", "from attainable.cli.app import main; main()", "accounts", "invite")
    given = (
        "--name",
        "Ada Admin",
        "--organisation",
        "North Council",
        "--kind",
        "authority",
        "--code",
        "E10000001",
    )
    assert run(*invite, "ada@example.org", *given).returncode == 3, "there is no database yet"
    run("-m", "attainable.website", "migrate")
    done = run(*invite, "ada@example.org", *given)
    assert done.returncode == 0, done.stderr
    assert "Invited as Administrator of North Council." in done.stderr
    message = "".join(path.read_text() for path in (home / "mail").iterdir())
    assert re.search(r"/people/invitation/\S{43}/", message.replace("=\n", ""))
    twice = run(
        *invite, "ada@example.org", "--name", "Ada", "--organisation", "E10000001", "--kind", "authority"
    )
    assert twice.returncode == 3
    assert "invited to that role already" in twice.stderr
    wrong = run(
        *invite, "no-address", "--name", "A", "--organisation", "X", "--role", "king", "--kind", "shop"
    )
    assert wrong.returncode == 2
    assert "3 problems." in wrong.stderr
    elsewhere = run(
        *invite, "a@example.org", "--name", "A", "--organisation", "Oak School", "--role", "case-officer"
    )
    assert elsewhere.returncode == 3
    assert "no such role" in elsewhere.stderr
