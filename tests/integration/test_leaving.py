"""How the process ends: its code, what was printed, and what had asked to be done at the end."""

import os
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest


def ended(code: str, *, out: IO[str] | int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    text = f"import sys; from attainable.cli.exits import leave\n{code}"
    held_back = {**os.environ, "PYTHONUNBUFFERED": ""}
    return subprocess.run([sys.executable, "-c", text], stdout=out, stderr=subprocess.PIPE, text=True, timeout=60, env=held_back)


@pytest.mark.parametrize(
    ("what", "code", "said"), [("None", 0, ""), ("0", 0, ""), ("4", 4, ""), ("'no such thing'", 1, "no such thing\n")]
)
def test_the_code_is_what_the_command_ended_with(what: str, code: int, said: str) -> None:
    run = ended(f"print('written', end=''); leave({what})")
    assert (run.returncode, run.stdout, run.stderr) == (code, "written", said)


def test_threads_and_exit_handlers_come_first(tmp_path: Path) -> None:
    made = tmp_path / "made"
    run = ended(
        "import atexit, threading, time, pathlib\n"
        f"made = pathlib.Path({str(made)!r})\n"
        "atexit.register(lambda: made.write_text(made.read_text() + ' handler'))\n"
        "threading.Thread(target=lambda: (time.sleep(0.3), made.write_text('thread'))).start()\n"
        "leave(0)"
    )
    assert run.returncode == 0 and made.read_text() == "thread handler"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_output_that_can_not_be_written_is_told() -> None:
    with Path("/dev/full").open("w") as full:
        run = ended("print('figures'); leave(0)", out=full)
    assert run.returncode == 3 and "could not be written" in run.stderr and "Traceback" not in run.stderr


def test_a_reader_who_has_had_enough_is_no_fault() -> None:
    read, write = os.pipe()
    os.close(read)
    run = ended("print('figures'); leave(0)", out=write)
    os.close(write)
    assert (run.returncode, run.stderr) == (0, "")


def test_the_command_leaves_so() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "attainable.cli", "measure", "show", "no-such", "--area", "E10000017"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode in (2, 4) and "Problem:" in run.stderr and "Traceback" not in run.stderr
