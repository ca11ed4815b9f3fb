"""The command `attainable retention`: which records have been kept long enough, and erasing those that somebody approves."""

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import typer

from attainable.values import clock
from attainable.values.problem import Problem, ProblemsError

retention = typer.Typer(help="Records that are due to be erased. Nothing is erased automatically.", no_args_is_help=True)

_ACCOUNT = typer.Option("--as", metavar="EMAIL", help="Account of the person who is responsible for the records, and approves.")


@retention.command()
def preview(
    account: Annotated[str, _ACCOUNT] = "",
    on: Annotated[str, typer.Option("--on", metavar="DAY", help="On another date, such as 2027-09-01.")] = "",
) -> None:
    """List what is due: reference, year of birth, rule, since when, and who answers for it. No names.

    Without --as the records of every organisation are listed."""
    from attainable.accounts.actor import system_actor
    from attainable.domains.people.queries.retention import preview as asked

    actor: Any = _actor(account) if account else system_actor("attainable retention preview")
    found = asked(actor, _day(on) if on else None)
    for row in found.due:
        typer.echo("\t".join((row.ref, str(row.born), row.kept.rule.id, str(row.kept.due), row.organisation_name)))
    held = f"; {len(found.held):,} held" if found.held else ""
    typer.echo(f"{len(found.due):,} due on {found.day.isoformat()}{held}.", err=True)


@retention.command()
def erase(
    refs: Annotated[Path, typer.Argument(help="File with a reference on each line, as preview prints them.")],
    account: Annotated[str, _ACCOUNT],
    why: Annotated[str, typer.Option("--why", help="Who decided this, and when. Do not name a child.")],
    expected: Annotated[int, typer.Option("--expect", min=1, help="How many records you mean to erase.")],
) -> None:
    """Erase records that are due, all of those in the file or none. It can't be undone."""
    lines = refs.read_text("utf-8").splitlines() if refs.is_file() else []
    chosen = [line.split()[0] for line in lines if line.strip()]
    if not chosen:
        raise ProblemsError(Problem("no-references", f"{refs} does not contain any references.", "Write one on each line."))
    from attainable.domains.people.actions.retention import erase as act

    stubs = act(by=_actor(account), children=chosen, why=why, expected=expected)
    typer.echo(f"{len(stubs):,} record{'s' * (len(stubs) != 1)} erased.", err=True)


def _actor(email: str) -> Any:

    from attainable.accounts.actor import actor_for
    from attainable.accounts.models import Account

    found = Account.objects.filter(email=email.strip().lower(), is_active=True).first()
    if found is None:
        raise ProblemsError(Problem("no-account", "There is no such account.", "Check the email address."))
    return actor_for(found, clock.today())


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("Write the date like 2027-09-01.") from None
