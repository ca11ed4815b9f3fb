"""Files that come in are looked through for viruses before anything reads them, by a command that the settings name."""

import os
import signal
import subprocess
from pathlib import Path
from typing import Final

import structlog
from django.conf import settings

from attainable.values.problem import Problem, ProblemsError

log = structlog.get_logger("attainable.imports")
_CLEAN, _INFECTED = 0, 1


def refuse_infected(path: Path) -> None:
    """Raises ProblemsError for a file in which the command finds a virus, and for one that it could not look through."""
    if not settings.VIRUS_CHECK:
        return
    code = exit_code(path)
    if code == _CLEAN:
        return
    log.warning("file refused", why="virus" if code == _INFECTED else "not checked", code=code)
    raise ProblemsError(_VIRUS if code == _INFECTED else _NOT_CHECKED)


def exit_code(path: Path) -> int | None:
    """How the command ended; None where it could not be run, or took too long. It is given none of our settings, which hold
    keys, and not a shell: the path is one word, whatever it contains."""
    command = [*settings.VIRUS_CHECK, str(path)]
    surroundings = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}
    nothing = subprocess.DEVNULL
    try:
        running = subprocess.Popen(  # noqa: S603  (the command is the settings')
            command, stdin=nothing, stdout=nothing, stderr=nothing, env=surroundings, start_new_session=True
        )
    except OSError:
        return None
    try:
        return running.wait(settings.VIRUS_CHECK_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)  # what it started too
        running.wait()
        return None


_VIRUS: Final = Problem(
    "virus",
    "We found a virus in the file. We did not read or keep the file.",
    "Do not open the file. Tell your IT support.",
    column="file",
)
_NOT_CHECKED: Final = Problem(
    "not-checked",
    "We could not check the file for viruses, so we did not read or keep it.",
    "Try again later. If it keeps happening, tell the person who runs this site.",
    column="file",
)
