"""What `make run` installs, from an empty cache, into a throwaway folder."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from timing import ROOT, CouldNotRunError, say


def steps(work: Path) -> list[tuple[str, float, int]]:
    """Each step as (what, seconds, bytes on disk). Raises CouldNotRunError without uv or the registry."""
    if not (ROOT / ".tools/bin/uv").exists():
        raise CouldNotRunError("left out, since uv is not set up here")
    tools, environment = work / "tools", work / "environment"
    python = Path(sys.base_prefix) / "bin/python3"
    uv, requirements = tools / "bin/uv", ROOT / "requirements"
    into = ("-p", environment / "bin/python", "--no-cache")
    return [
        _step(
            "uv, by pip",
            tools,
            [
                (python, "-m", "venv", tools),
                (
                    tools / "bin/python",
                    "-m",
                    "pip",
                    "install",
                    "-q",
                    "--disable-pip-version-check",
                    "--no-cache-dir",
                    "--require-hashes",
                    "-r",
                    requirements / "tools.txt",
                ),
            ],
        ),
        _step(
            "requirements/run.txt, by uv, compiled",
            environment,
            [
                (uv, "venv", "-q", "--python", python, environment),
                (uv, "pip", "sync", "-q", *into, "--compile-bytecode", "--require-hashes", requirements / "run.txt"),
            ],
        ),
    ]


def _step(what: str, folder: Path, commands: Sequence[Sequence[str | Path]]) -> tuple[str, float, int]:
    start = time.perf_counter()
    for command in commands:
        done = subprocess.run([*map(str, command)], capture_output=True, text=True)
        if done.returncode != 0:
            say(done.stderr[:1000])
            raise CouldNotRunError(f"left out: {what} did not install (is the package registry in reach?)")
    seconds = time.perf_counter() - start
    say(f"  {what}: {seconds:.1f} s")
    return what, seconds, _size(folder)


def _size(folder: Path) -> int:
    """Bytes on disk, a file with two names counted once."""
    seen = {(s.st_dev, s.st_ino): s.st_blocks * 512 for p in folder.rglob("*") for s in [p.lstat()]}
    return sum(seen.values())
