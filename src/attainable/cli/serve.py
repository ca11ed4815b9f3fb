"""`attainable serve`: the web application, after its set-up has been looked at and mended."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import typer

from attainable.cli.domain_commands import own_commands
from attainable.cli.records import newer_problem, records
from attainable.values.problem import Problem, ProblemsError

# Where the package stands in a clone; the stylesheet is compiled beside it.
_ROOT: Final = Path(__file__).resolve().parents[3]


# A client that has sent no whole head of a request by then is cut off.
_HEADER_MS: Final = 10_000


def serve(
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen at.", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Processes; 0: one for each processor, up to four.", min=0)] = 0,
    threads: Annotated[int, typer.Option(help="Threads for each process.", min=1)] = 4,
) -> None:
    """Serve the web application. In local mode it first fixes a missing or outdated set-up. In production it reports it."""
    _require_free(host, port)
    if os.environ.get("ATTAINABLE_MODE", "local") != "production":
        os.environ.setdefault("SITE_URL", f"http://{host}:{port}")
    ensure_frontend()
    with records(migrated=False):
        from attainable.records.checks import refuse_faults

        refuse_faults(own_commands())
        _ensure_migrated()
    with _background():
        _run(host, port, workers or min(os.cpu_count() or 1, 4), threads)


@contextmanager
def _background() -> Iterator[None]:
    """In local mode the worker beside the server, ended with it. In production it is a service of its own."""
    if os.environ.get("ATTAINABLE_MODE") == "production":
        yield
        return
    worker = subprocess.Popen([sys.executable, "-m", "attainable.cli", "worker"], stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        worker.terminate()
        try:
            worker.wait(10)
        except subprocess.TimeoutExpired:
            worker.kill()


def _require_free(host: str, port: int) -> None:
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        raise ProblemsError(
            Problem(
                "port-taken",
                f"Attainable can't run at {host}:{port} ({error.strerror}).",
                "Stop the program that uses this port, or choose another with --port.",
            )
        ) from None


def frontend_file() -> Path:
    return _ROOT / "build/frontend/attainable.css"


def ensure_frontend() -> None:
    """The stylesheet compiled. In a clone the script makes or mends it; it costs milliseconds when there is nothing to do."""
    script = _ROOT / "scripts/frontend"
    if os.environ.get("ATTAINABLE_MODE") == "production" and frontend_file().is_file():
        return
    if script.is_file():
        done = subprocess.run([str(script)], check=False)  # noqa: S603  (our own script)
        if done.returncode == 0:
            return
    if not frontend_file().is_file():
        raise ProblemsError(
            Problem("no-frontend", "The pages' stylesheet has not been compiled.", "Run scripts/frontend in the source folder.")
        )


def _ensure_migrated() -> None:
    from django.conf import settings

    from attainable.website.schema import schema

    if not settings.CONFIG.production:
        settings.CONFIG.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = schema()
    if found.newer:
        raise ProblemsError(newer_problem())
    if not found.pending:
        return
    if settings.CONFIG.production:
        raise ProblemsError(
            Problem(
                "not-migrated",
                "The database's tables are not those of this version.",
                "Make the changes, even while people are working: attainable migrate",
            )
        )
    from attainable.cli.operations import migrate

    migrate(backup=True)


def _run(host: str, port: int, workers: int, threads: int) -> None:
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels
    from granian.server import Server

    os.environ["ATTAINABLE_THREADS"] = str(threads)  # each process makes its own
    server = Server(
        "attainable.website.receiving:make",
        factory=True,
        address=host,
        port=port,
        # Without a thread for each request: receiving.py takes bodies in, and then finds a thread.
        interface=Interfaces.ASGINL,
        workers=workers,
        backlog=2048,
        backpressure=2048,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADER_MS),
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
    )
    shown = f"[{host}]" if ":" in host else host
    server.on_startup(lambda: typer.echo(f"Serving on http://{shown}:{port} (stop with Ctrl-C)"))
    server.serve()
