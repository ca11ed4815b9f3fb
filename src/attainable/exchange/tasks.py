"""Work in the background: one task a run, on the database. What it does follows from the state of the run, so that doing it
again after it was broken off does no harm."""

import logging

from django.db import connection, transaction
from django.tasks import task

from attainable.accounts.actor import Actor, actor_for, system_actor
from attainable.exchange.applying import apply_run
from attainable.exchange.models import ImportRun, Status
from attainable.exchange.plans import make_plan
from attainable.exchange.storage import Progress
from attainable.exchange.undoing import undo_run
from attainable.values import clock
from attainable.values.problem import Problem, ProblemsError

log = logging.getLogger("attainable.exchange")
MOST_ATTEMPTS = 3


def start(run: ImportRun) -> None:
    """Once what was written so far is committed."""
    transaction.on_commit(lambda: work_on.enqueue(run.ref))


@task()
def work_on(ref: str) -> str:
    """Bring a run forward from its current state."""
    run = ImportRun.objects.filter(ref=ref).first()
    if run is not None:
        carry_out(run, _actor(run))
    return ref


def carry_out(run: ImportRun, by: Actor, progress: Progress | None = None) -> None:
    """Plan, write or undo, depending on the run. A fault of the file is shown in the run; anything else fails it without a
    trace of what was in it. Nothing of the record is changed unless all of it is."""
    if not run.busy:
        return
    _with_little_memory()
    ImportRun.objects.filter(pk=run.pk).update(attempts=run.attempts + 1)
    run.refresh_from_db()
    steps = {Status.PLANNING: make_plan, Status.APPLYING: apply_run, Status.UNDOING: undo_run}
    back = {Status.PLANNING: Status.FAILED, Status.APPLYING: Status.PLANNED, Status.UNDOING: Status.APPLIED}
    stood, told = Status(run.status), progress or Progress(run.ref)
    try:
        if run.attempts > MOST_ATTEMPTS:
            raise _given_up(run)
        steps[stood](run, by, told)
        ImportRun.objects.filter(pk=run.pk).update(attempts=0, fault="")
    except ProblemsError as error:
        _stop(run, back[stood], " ".join(str(problem) for problem in error.problems))
    except Exception as error:
        # Its own words may hold what was in the file: the log is told its kind and place alone.
        log.error("import %s failed: %s at %s", run.ref, type(error).__name__, _place(error))
        _stop(run, back[stood], "Something went wrong. Nothing has changed. Try again, or ask the person who runs the site.")
    finally:
        told.end()
        run.refresh_from_db()


def _with_little_memory() -> None:
    """Long work goes once through much of the database: what pages of the site are quick by would only fill memory here."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA mmap_size = 0")
            cursor.execute("PRAGMA cache_size = -8000")


def _given_up(run: ImportRun) -> ProblemsError:
    return ProblemsError(
        Problem(
            "given-up",
            f"The import was interrupted {MOST_ATTEMPTS} times, so we will not try again automatically. Nothing has changed.",
            "Try again, with a smaller file if it is large.",
        )
    )


def _place(error: Exception) -> str:
    trace, place = error.__traceback__, ""
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _stop(run: ImportRun, status: Status, words: str) -> None:
    ImportRun.objects.filter(pk=run.pk).update(status=status, fault=words, attempts=0)


def _actor(run: ImportRun) -> Actor:
    """The person who imported the file, with what they may do now."""
    if run.account is None:
        return system_actor(run.by_name)
    return actor_for(run.account, clock.today())
