"""Processes for the commands of tests, quickly: a server that has read the libraries, and becomes a new process for each command.

A command that starts from nothing spends a second on reading Django and the rest. The server reads those that need no settings,
then forks: the new process takes over environment and output of the test, and reads the product and its settings itself. It ends
as every Python does. Run as a program this file is the server.
"""

import array
import atexit
import contextlib
import importlib
import json
import os
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

# Only what reads no settings of Django; what a command needs beside these it reads itself.
_LIBRARIES = """
    django.core.management django.db.models django.db.migrations.executor django.forms django.template django.test django.urls
    django.views.generic django.contrib.auth.hashers django.middleware.csrf
    argon2 brotli cryptography.hazmat.primitives.asymmetric.ec docx fido2.webauthn filelock jinja2 lxml.etree msgspec numpy
    psycopg requests rich.console sqlite3 structlog typer typst unittest.mock wsgiref.simple_server yaml zoneinfo
"""
_TIMEOUT = 120


class Forks:
    """The server, as a test's process sees it."""

    def __init__(self, environment: dict[str, str], cwd: Path) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="forks-"))
        self._address, self._cwd = self._folder / "socket", cwd
        self._path = environment["PYTHONPATH"]
        self._shift, self._warnings = environment.get("ATTAINABLE_TEST_SHIFT"), environment.get("PYTHONWARNINGS")
        command = [sys.executable, str(Path(__file__)), str(self._address)]
        # Threads that a library starts as it is read would not live on in a fork.
        environment = {**environment, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(command, env=environment, cwd=cwd, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
        assert self._process.stdout is not None and self._process.stdout.readline() == b"ready\n"
        atexit.register(self.end)

    def fits(self, environment: dict[str, str]) -> bool:
        """Whether a process with this environment would be as one that starts from nothing: these are read at the very start."""
        found = [environment.get(name) for name in ("PYTHONPATH", "ATTAINABLE_TEST_SHIFT", "PYTHONWARNINGS")]
        return found == [self._path, self._shift, self._warnings]

    def run(self, words: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, socket.socket(socket.AF_UNIX) as asked:
            asked.settimeout(_TIMEOUT)
            asked.connect(str(self._address))
            socket.send_fds(asked, [json.dumps([words, environment]).encode() + b"\n"], [out.fileno(), err.fileno()])
            code = int(asked.makefile().readline())
            texts = [_text(out), _text(err)]
        return subprocess.CompletedProcess(words, code, *texts)

    def end(self) -> None:
        self._process.terminate()
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


def _text(file: Any) -> str:
    file.seek(0)
    return str(file.read().decode())


def _serve(address: str) -> tuple[list[str], dict[str, str]]:
    """Waits for requests; returns in a new process, with what that is to do."""
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(address)
    listening.listen(8)
    listening.settimeout(5)
    began_by = os.getppid()
    print("ready", flush=True)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever watches a process is no child that anyone waits for
    while True:
        try:
            asked, _ = listening.accept()
        except TimeoutError:
            if os.getppid() != began_by:  # the tests were killed
                sys.exit()
            continue
        asked.setblocking(True)
        if _fork():
            asked.close()
            continue
        # Here the watcher, which says how the process ended.
        listening.close()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        words, environment, files = _request(asked)
        child = _fork()
        if child:
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            with contextlib.suppress(BrokenPipeError):
                asked.sendall(f"{code}\n".encode())
            os._exit(0)
        asked.close()
        for target, file in zip((1, 2), files, strict=True):
            os.dup2(file, target)
            os.close(file)
        return words, environment


def _fork() -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # no thread of Python's runs here
        return os.fork()


def _request(asked: socket.socket) -> tuple[list[str], dict[str, str], list[int]]:
    text, files = b"", array.array("i")
    while not text.endswith(b"\n"):
        part, found, _, _ = socket.recv_fds(asked, 1 << 20, 2)
        text += part
        files.extend(found)
    words, environment = json.loads(text)
    return words, environment, list(files)


def main() -> None:
    for name in _LIBRARIES.split():
        importlib.import_module(name)
    sys.path.pop(0)  # the folder of this file, which no command has
    words, environment = _serve(sys.argv[1])
    os.environ.clear()
    os.environ.update(environment)
    if words[0] == "-c":
        sys.argv = words[:1]
        sys.path.insert(0, "")
        own = {"__name__": "__main__", "__builtins__": __builtins__}
        exec(compile(words[1], "<string>", "exec"), own)
    else:
        sys.argv = words
        sys.path.insert(0, str(Path(words[0]).parent))
        runpy.run_path(words[0], run_name="__main__")


if __name__ == "__main__":
    main()
