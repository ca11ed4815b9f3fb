"""Adding to a store that is in use, full or broken: refused in words, and the store is as it was."""

import errno
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from tests.unit.warehouse.adding_files import ADD_SCRIPT, file, ks2, state, whole

from attainable.evidence.catalogue import open_catalogue
from attainable.evidence.engines import TableWriter
from attainable.values.problem import Problem, ProblemsError
from attainable.warehouse import adding
from attainable.warehouse.adding import add


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with one table."""
    add(tmp_path / "store", [file(tmp_path, "first.csv", ks2("202122"))])
    return tmp_path / "store"


def _refused(store: Path, *paths: Path) -> tuple[Problem, ...]:
    before = state(store)
    with pytest.raises(ProblemsError) as refused:
        add(store, paths)
    assert state(store) == before
    assert refused.value.problems
    assert all(p.what and p.code for p in refused.value.problems)
    return refused.value.problems


def test_a_store_in_use_is_told(tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "FileLock", lambda path, timeout: FileLock(path, timeout=0.05))
    script = "import sys; from filelock import FileLock\nwith FileLock(sys.argv[1]): print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", script, str(store / ".lock")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        (problem,) = _refused(store, file(tmp_path, "new.csv", ks2()))
        assert problem.code == "store-busy"
        other.communicate()
    add(store, [tmp_path / "new.csv"])


def test_two_adds_at_once_both_go_in(tmp_path: Path, store: Path) -> None:
    paths = [file(tmp_path, f"{year}.csv", ks2(year)) for year in ("202223", "202324")]
    running = [subprocess.Popen([sys.executable, "-c", ADD_SCRIPT, str(store), str(path)]) for path in paths]
    assert [process.wait(60) for process in running] == [0, 0]
    assert sorted(e.release for e in open_catalogue(store).entries) == ["2021/22", "2022/23", "2023/24"]


@pytest.mark.parametrize("where", ["write", "save", "move"])
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), OSError("No space left on device")])
def test_a_full_disk_is_told_in_words(
    tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch, where: str, error: OSError
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    path = file(tmp_path, "new.csv", ks2())
    before = state(store)
    with monkeypatch.context() as broken:
        if where == "write":
            broken.setattr(TableWriter, "write", fail)
        elif where == "save":
            broken.setattr(adding, "save_catalogue", fail)
        else:
            broken.setattr(Path, "replace", fail)
        with pytest.raises(ProblemsError) as refused:
            add(store, [path])
    (problem,) = refused.value.problems
    assert problem.code == "disk"
    assert "No space left on device" in problem.what
    assert state(store)["catalogue.json"] == before["catalogue.json"]
    assert whole(open_catalogue(store))
    assert len(add(store, [path]).added) == 1


def test_a_real_limit_on_what_may_be_written_is_told(tmp_path: Path, store: Path) -> None:
    script = """
import resource, sys
from pathlib import Path
from attainable.values.problem import ProblemsError
from attainable.warehouse.adding import add
resource.setrlimit(resource.RLIMIT_FSIZE, (3_000, 3_000))
try:
    add(Path(sys.argv[1]), [Path(sys.argv[2])])
except ProblemsError as error:
    print(error.problems[0].code, error.problems[0].what)
"""
    path = file(tmp_path, "new.csv", ks2(rows=50_000))
    before = state(store)
    command = [sys.executable, "-c", script, str(store), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.stdout.startswith("disk We can't write to the store (")
    assert "None" not in done.stdout
    assert done.stderr == ""
    assert state(store) == before


def test_a_store_that_is_a_file_is_told(tmp_path: Path) -> None:
    path = file(tmp_path, "store", "not a folder")
    with pytest.raises(ProblemsError) as refused:
        add(path, [file(tmp_path, "new.csv", ks2())])
    assert refused.value.problems[0].code == "disk"


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"version": 1}', b"\xff", b""])
def test_a_broken_catalogue_is_told(tmp_path: Path, store: Path, content: bytes) -> None:
    (store / "catalogue.json").write_bytes(content)
    (problem,) = _refused(store, file(tmp_path, "new.csv", ks2()))
    assert problem.code == "broken-store"


def test_progress_never_runs_backwards_or_over(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    paths = [file(tmp_path, f"{year}.csv", ks2(year)) for year in ("202122", "202223")]
    add(tmp_path / "store", paths, progress=lambda what, done, total: told.append((done, total)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == told[-1][1] == 2 * sum(path.stat().st_size for path in paths)
