"""A process that is killed while it adds leaves the store as it was; the next add clears up behind it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.unit.warehouse.adding_files import ADD_SCRIPT, file, ks2, state, whole

from attainable.evidence.catalogue import open_catalogue
from attainable.warehouse.adding import add

# Stops itself at a named step, so that every moment between two steps of an add is hit for certain.
_STOPPED = """
import os, signal, sys
from pathlib import Path
from attainable.evidence import catalogue
from attainable.evidence.engines import TableWriter
from attainable.warehouse import adding
store, path, step = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]

def killed(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def after(function):
    def run(*given, **named):
        function(*given, **named)
        killed()
    return run

if step == "before the rows": TableWriter.write = killed
if step == "after some rows": TableWriter.write = after(TableWriter.write)
if step == "before the move": adding._Adding._swap = killed
if step == "after the move": adding.save_catalogue = killed
if step == "catalogue written beside": catalogue.os.fsync = killed
adding.add(store, [path])
"""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    add(tmp_path / "store", [file(tmp_path, "first.csv", ks2("202122"))])
    return tmp_path / "store"


def _next_add_works(tmp_path: Path, store: Path, path: Path) -> None:
    assert whole(open_catalogue(store))
    add(store, [path, file(tmp_path, "next.csv", ks2("202324"))])
    assert {e.release for e in open_catalogue(store).entries} == {"2021/22", "2022/23", "2023/24"}
    assert whole(open_catalogue(store))
    assert not list(store.glob("incoming-*"))
    assert not list(store.glob("*.new"))
    assert {p.name for p in (store / "tables").iterdir()} == {e.parquet for e in open_catalogue(store).entries}


@pytest.mark.parametrize(
    "step", ["before the rows", "after some rows", "before the move", "after the move", "catalogue written beside"]
)
def test_killed_at_a_step(tmp_path: Path, store: Path, step: str) -> None:
    path = file(tmp_path, "large.csv", ks2("202223", rows=25_000))
    before = state(store)
    done = subprocess.run([sys.executable, "-c", _STOPPED, str(store), str(path), step], timeout=60)
    assert done.returncode == -signal.SIGKILL
    after = state(store)
    assert {name: after[name] for name in before} == before
    _next_add_works(tmp_path, store, path)


@pytest.mark.parametrize("wait", [0.02, 0.1, 0.25])
def test_killed_at_any_moment(tmp_path: Path, store: Path, wait: float) -> None:
    path = file(tmp_path, "large.csv", ks2("202223", rows=100_000))
    before = state(store)["catalogue.json"]
    with subprocess.Popen([sys.executable, "-c", ADD_SCRIPT, str(store), str(path)], stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"go\n"
        time.sleep(wait)
        os.kill(running.pid, signal.SIGKILL)
    assert running.returncode == -signal.SIGKILL
    assert state(store)["catalogue.json"] == before
    _next_add_works(tmp_path, store, path)
