"""`attainable nightly`: what has to happen once a day, each part whatever becomes of the others."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from attainable.cli.exits import Exit, tell
from attainable.cli.records import records
from attainable.manifest import declared, load
from attainable.values.heartbeat import beat
from attainable.values.problem import Problem, ProblemsError


def nightly(
    full: Annotated[bool, typer.Option("--full", help="Build the whole warehouse again, not only what changed.")] = False,
) -> None:
    """Bring every child's standing to today, build the warehouse, say what is due to be erased, clear old sessions, and
    keep the end of the audit outside.

    Exit code 5 if a part failed; the others were done all the same."""
    failed: list[str] = []
    with records():
        for name, part in _parts(full).items():
            try:
                typer.echo(f"{name}: {part()}")
            except ProblemsError as error:
                failed.append(name)
                tell(error.problems)
            except Exception as error:
                # The error's own text may hold a row of a record, so only its kind is told.
                failed.append(name)
                tell(
                    [
                        Problem(
                            "failed",
                            f"{name}: it failed ({type(error).__name__}).",
                            "Run only this command, with ATTAINABLE_DEBUG=1.",
                        )
                    ]
                )
    beat(_home() / "beats", "nightly")
    if failed:
        typer.echo(f"Not done: {', '.join(failed)}.", err=True)
        raise typer.Exit(Exit.FAULTS_FOUND)


def _home() -> Path:
    from django.conf import settings

    return Path(settings.CONFIG.home)


def _parts(full: bool) -> dict[str, Callable[[], str]]:
    """The domains' parts and the platform's own, in the order in which they are done."""
    parts: list[tuple[int, str, Callable[[], str]]] = [
        (20, "Warehouse", partial(_warehouse, full)),
        (40, "Sessions", _sessions),
        (90, "Unusual viewing", _unusual),
        (95, "End of the audit", _end_of_audit),
        (45, "Files left by commands that were stopped", _left_over),
        *((part.place, part.title, partial(_run, part.run)) for part in declared("nightly")),
    ]
    return {title: run for _, title, run in sorted(parts, key=lambda part: part[0])}


def _run(name: str) -> str:
    """Each part is loaded when it is its turn, so that only a part that can't be loaded fails."""
    return str(load(name)())


def _warehouse(full: bool) -> str:
    from attainable.warehouse.records.building import build

    outcome = build(full=full)
    tell(outcome.notes)
    return f"{outcome.snapshot.id}, {outcome.children:,} children calculated again" + (
        f" ({outcome.why_full})" if outcome.why_full else ""
    )


def _left_over() -> str:
    from attainable.website.background import remove_left_over

    return f"{remove_left_over():,} deleted"


def _unusual() -> str:
    from attainable.accounts.watching import note_unusual

    return f"{note_unusual(hours=26):,} people noted that the worker had not"


def _end_of_audit() -> str:
    from attainable.audit.outside import send_end

    return send_end()


def _sessions() -> str:
    from django.core.management import call_command

    call_command("clearsessions")
    return "those that ended are cleared"
