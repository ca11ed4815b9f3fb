"""`attainable nightly`: what has to happen once a day, each part whatever becomes of the others."""

from collections.abc import Callable
from typing import Annotated

import typer

from attainable.cli.exits import Exit, tell
from attainable.cli.records import records
from attainable.values.problem import Problem, ProblemsError


def nightly(
    full: Annotated[bool, typer.Option("--full", help="Build the warehouse anew, not only what changed.")] = False,
) -> None:
    """Bring every child's standing to today, build the warehouse, say what is due to be erased, and clear old sessions.

    Exit code 5 if a part failed; the others were done all the same."""
    failed: list[str] = []
    with records():
        for name, part in _PARTS.items():
            try:
                typer.echo(f"{name}: {part(full)}")
            except ProblemsError as error:
                failed.append(name)
                tell(error.problems)
            except Exception as error:
                # The error's own text may hold a row of a record, so only its kind is told.
                failed.append(name)
                tell(
                    [
                        Problem(
                            "failed", f"{name}: it failed ({type(error).__name__}).", "Run it by itself with ATTAINABLE_DEBUG=1."
                        )
                    ]
                )
    if failed:
        typer.echo(f"Not done: {', '.join(failed)}.", err=True)
        raise typer.Exit(Exit.FAULTS_FOUND)


def _standings(full: bool) -> str:
    from attainable.domains.people.standing import ensure_current

    ensure_current()
    return "as at today"


def _warehouse(full: bool) -> str:
    from attainable.warehouse.records.building import build

    outcome = build(full=full)
    tell(outcome.notes)
    return f"{outcome.snapshot.id}, {outcome.children:,} children worked out anew" + (
        f" ({outcome.why_full})" if outcome.why_full else ""
    )


def _retention(full: bool) -> str:
    from attainable.accounts.actor import system_actor
    from attainable.domains.people.queries.retention import preview

    found = preview(system_actor("attainable nightly"), None)
    return f"{len(found.due):,} records are due to be erased, {len(found.held):,} held; nothing is erased by itself"


def _sessions(full: bool) -> str:
    from django.core.management import call_command

    call_command("clearsessions")
    return "those that ended are cleared"


_PARTS: dict[str, Callable[[bool], str]] = {
    "Standings": _standings,
    "Warehouse": _warehouse,
    "Retention": _retention,
    "Sessions": _sessions,
}
