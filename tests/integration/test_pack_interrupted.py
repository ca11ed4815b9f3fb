"""A pack that is killed, or whose disk fills, leaves what was there and nothing half-written."""

import errno
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from attainable.demo.lives.nation import make_nation
from attainable.evidence.backends import backend
from attainable.evidence.disclosure.profiles import profile_of
from attainable.evidence.papers.pack_files import make_pack
from attainable.evidence.tables.reading import open_tables
from attainable.values.problem import ProblemsError


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("interrupted") / "nation"
    make_nation(out, scale=0.002)
    return out


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def make(nation: Path, out: Path, log: Path | None = None) -> None:
    with backend() as opened:
        make_pack(
            open_tables(nation),
            opened,
            profile_of("public"),
            out,
            formats=("html",),
            charts=("1", "6"),
            on=date(2026, 1, 1),
            log=log,
        )


def test_a_full_disk_leaves_the_older_pack(nation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, log = tmp_path / "pack", tmp_path / "log"
    make(nation, out)
    before = contents(out)
    write, written = Path.write_text, []

    def full(path: Path, text: str, encoding: str | None = None) -> int:
        written.append(path.name)
        if len(written) > 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, text, encoding)

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(ProblemsError, match="No space left") as told:
        make(nation, out, log)
    assert "Nothing was left behind" in str(told.value)
    assert len(written) > 2
    assert contents(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]  # no half of a pack, and no release written down


@pytest.mark.parametrize("after", [0.4, 1.2, 2.0])
def test_a_killed_run_leaves_no_pack_and_does_not_stand_in_the_way(nation: Path, tmp_path: Path, after: float) -> None:
    out = tmp_path / "pack"
    command = [str(Path(sys.executable).parent / "attainable"), "pack", "--tables", str(nation), "--out", str(out)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(after)
    was_done = process.poll() is not None
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert was_done or not out.exists()
    make(nation, out)
    assert (out / "pack.html").is_file() and (out / "pack.json").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]
