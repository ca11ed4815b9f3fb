"""The worker: takes up runs that were broken off, then tasks as they come. Every five minutes it looks for unusual viewing, and
once an hour it deletes what need not be kept."""

import logging
import time
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.db import OperationalError, close_old_connections
from filelock import FileLock, Timeout

from attainable.accounts.watching import note_unusual
from attainable.audit.spool import is_locked
from attainable.exchange import storage
from attainable.exchange.models import BUSY, ImportRun, Status
from attainable.values import clock
from attainable.values.heartbeat import beat
from attainable.values.problem import Problem, ProblemsError

TIDY_SECONDS: Final = 3600
WATCH_SECONDS: Final = 300
# One that was just told to stop, or killed, may hold the lock for a moment yet.
LEAVING_SECONDS: Final = 5


def _worker(interval: float) -> Any:
    """The worker of the package, which does the tasks that wait and returns."""
    from django_tasks_db.management.commands.db_worker import Worker

    for name in ("django_tasks_db", "django.tasks"):  # each task and each start in three lines: ours says what matters
        logging.getLogger(name).setLevel(logging.WARNING)
    return Worker(
        queue_names=["*"],
        interval=interval,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="attainable",
        excluded_queue_names=[],
    )


def run_worker(*, batch: bool = False, interval: float = 1.0, stop: Callable[[], bool] = lambda: False) -> None:
    """Work until stopped; with `batch` until nothing is left. One worker a site: a second one is refused."""
    lock = FileLock(settings.CONFIG.home / "worker.lock")
    try:
        lock.acquire(timeout=LEAVING_SECONDS)
    except Timeout:
        raise ProblemsError(
            Problem("worker-running", "A worker is already running for this site.", "Stop it first, or let it continue.")
        ) from None
    try:
        take_up()
        worker = _worker(interval)
        tidied = watched = 0.0
        while not stop():
            close_old_connections()
            beat(settings.CONFIG.home / "beats", "worker")
            if not _ran(worker):
                time.sleep(interval)
                continue
            if time.monotonic() - tidied > TIDY_SECONDS or not tidied:
                tidy()
                tidied = time.monotonic()
            if time.monotonic() - watched > WATCH_SECONDS or not watched:
                _watch()
                watched = time.monotonic()
            if batch:
                return
            time.sleep(interval)
    finally:
        lock.release()


def _ran(worker: Any) -> bool:
    """Do what waits. False where another change holds the database: the work stays in its line."""
    try:
        worker.run()
    except OperationalError as error:
        if not is_locked(error):
            raise
        return False
    return True


def _watch() -> None:
    """Where another change holds the database, the next time finds the same."""
    try:
        note_unusual(hours=1.5)
    except OperationalError as error:
        if not is_locked(error):
            raise


def take_up() -> int:
    """Runs that a worker was at when it was killed: their tasks are put in line again. Only the one worker calls this, so that
    nobody else is at them."""
    from django.tasks import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    from attainable.exchange.tasks import work_on

    DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).update(
        status=TaskResultStatus.FAILED, finished_at=clock.now(), exception_class_path="", traceback=""
    )
    waiting = set()
    for args in DBTaskResult.objects.filter(status=TaskResultStatus.READY).values_list("args_kwargs", flat=True):
        waiting.update(args.get("args", []))
    found = 0
    for run in ImportRun.objects.filter(status__in=BUSY).exclude(ref__in=waiting):
        work_on.enqueue(run.ref)
        found += 1
    return found


def tidy() -> int:
    """Delete files and the contents of rows whose time is over; counts stay. How many runs were emptied."""
    due = ImportRun.objects.filter(emptied=False, keep_until__lt=clock.today()).exclude(status__in=BUSY)
    found = 0
    for run in due:
        run.rows.update(person=None, plan={}, problems=[], candidates=[], made=[])
        if run.status in (Status.MAPPING, Status.PLANNED, Status.FAILED):
            run.status = Status.LEFT
        run.emptied = True
        run.save(update_fields=["status", "emptied"])
        storage.remove(run.ref)
        found += 1
    return found
