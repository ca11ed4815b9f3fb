"""`attainable audit`: whether the chain of the audit is whole."""

from typing import Annotated

import typer

from attainable.cli.exits import Exit, tell
from attainable.cli.progress import bytes_progress
from attainable.cli.records import records
from attainable.values.problem import Problem

app = typer.Typer(help="The audit: who did or saw what, chained so that tampering shows.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Commands of the audit."""


@app.command()
def verify(
    known: Annotated[
        str, typer.Option("--known", metavar="NUMBER:HASH", help="An end of the chain, as an earlier check printed it.")
    ] = "",
) -> None:
    """Check every entry of the audit against the chain. Exit code 0 when it is whole, 5 when it is broken.

    Prints the chain's end. Keep it outside the machine: with --known a database that was put back to an older state is found
    out as well."""
    with records():
        from attainable.audit.models import Entry, Head
        from attainable.audit.queries import faults
        from attainable.audit.spool import waiting

        broken, erased = 0, 0
        if known and not Entry.objects.filter(number=_number(known), hash=known.partition(":")[2]).exists():
            broken = 1
            _tell(
                Problem(
                    "audit-broken",
                    f"The end that you kept, entry {_number(known):,}, is not in the audit.",
                    "The database was restored to an older state, or created again.",
                ),
                broken,
            )
        with bytes_progress() as bar:
            for problem in faults(lambda done, total: bar("Checking the audit", done, total)):
                broken, erased = broken + problem.is_error, erased + (not problem.is_error)
                if problem.is_error:
                    _tell(problem, broken)
        head = Head.objects.filter(pk=1).first()
        broken = _tell_altered_views(sum(not right for _, right in waiting()), broken)
    # The counts are told on standard error, the end of the chain alone on standard output, to be kept.
    checked = f"{head.number if head else 0:,} entries checked"
    if broken:
        typer.echo(f"{checked}: the chain is broken in {broken:,} place{'s' * (broken != 1)}.", err=True)
        raise typer.Exit(Exit.FAULTS_FOUND)
    if head:
        typer.echo(f"{head.number}:{head.hash}")
    typer.echo(f"{checked}: the chain is whole." + (f" Details of {erased:,} have been erased." if erased else ""), err=True)


def _number(known: str) -> int:
    number, _, digest = known.partition(":")
    if not number.isdigit() or len(digest) != 64:
        raise typer.BadParameter("It is not NUMBER:HASH, the form that `attainable audit verify` prints.")
    return int(number)


_MOST = 100


def _tell(problem: Problem, count: int) -> None:
    """The first hundred; a wrong key breaks every entry."""
    if count <= _MOST:
        tell([problem])
    elif count == _MOST + 1:
        typer.echo("More are not listed.", err=True)


def _tell_altered_views(wrong: int, broken: int) -> int:
    """Say how many views that wait are not what was noted. Returns how many faults there are now."""
    if not wrong:
        return broken
    what = f"{wrong:,} views that wait to be written to the audit are not what was noted."
    _tell(Problem("audit-broken", what, "Treat it as a breach until it is explained."), broken + 1)
    return broken + 1
