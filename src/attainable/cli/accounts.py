"""`attainable accounts`: organisations that are in no register, and the first administrator of each. All else is in the pages."""

from typing import TYPE_CHECKING, Annotated

import typer

from attainable.cli.records import records
from attainable.values.problem import Problem, ProblemsError

if TYPE_CHECKING:
    from attainable.accounts.actor import Actor
    from attainable.accounts.models import Organisation

app = typer.Typer(help="Organisations, and the first administrator of each.", no_args_is_help=True)


@app.command()
def organisation(
    kind: Annotated[str, typer.Argument(help="school, federation, trust, authority, health, partner or board")],
    name: Annotated[str, typer.Argument(help="Its name.")],
    code: Annotated[str, typer.Option(help="Its official number: URN, or nine-character code of an authority.")] = "",
) -> None:
    """Add an organisation, unless one of this kind has the code already. Schools come by `attainable schools import`."""
    with records():
        from attainable.accounts.actions.organisations import add_organisation
        from attainable.accounts.actor import system_actor
        from attainable.accounts.roles import Kind

        if kind not in list(Kind):
            raise ProblemsError(Problem("unknown-kind", f"There is no kind {kind!r}.", f"Use one of {', '.join(Kind)}."))
        made = add_organisation(by=system_actor("attainable accounts"), kind=Kind(kind), name=name.strip(), code=code.strip())
        typer.echo(f"{made.name}, {made.kind}{f' {made.code}' if made.code else ''}, is there.")


@app.command()
def invite(
    email: Annotated[str, typer.Argument(help="The person's email address.")],
    name: Annotated[str, typer.Option(help="The person's name.")],
    organisation: Annotated[str, typer.Option(help="The organisation's code (or name).")],
    role: Annotated[str, typer.Option(help="Role, by its id in roles.yaml.")] = "administrator",
    by: Annotated[str, typer.Option(help="Who asked you to invite them. The audit keeps the name.")] = "",
) -> None:
    """Invite a person by email: the way in for the first administrator, who invites everybody else from the pages."""
    with records():
        from attainable.accounts.actions.invitations import invite as send

        found = _invitable(email, organisation, role)
        invitation = send(by=_terminal(by), organisation=found, email=email, name=name, role=role)
        where = _mail_folder()
        typer.echo(
            f"Invited to {found.name} as {invitation.get_role_display().lower()}. The link works for a week. "
            + (f"The message is in {where}." if where else "The message has been sent.")
        )


@app.command()
def waiting() -> None:
    """List what waits for a second person: wide roles, and schools that join a federation or trust."""
    with records():
        from attainable.accounts.actor import system_actor
        from attainable.accounts.queries import waiting as find

        found = find(system_actor("attainable accounts"))
        for one in found:
            typer.echo(f"{one.ref}  {one}, asked for by {one.asked_by.name} on {one.asked:%Y-%m-%d}")
        if not found:
            typer.echo("Nothing is waiting.")


@app.command()
def confirm(
    ref: Annotated[str, typer.Argument(help="Reference, as `attainable accounts waiting` shows it.")],
    by: Annotated[str, typer.Option(help="Who confirms it. The audit keeps the name.")],
    refuse: Annotated[bool, typer.Option("--refuse", help="Refuse it instead. Nothing changes.")] = False,
    why: Annotated[str, typer.Option(help="Why. You must say why if you refuse it.")] = "",
) -> None:
    """Confirm what waits for a second person, where an organisation has nobody else who can."""
    with records():
        from attainable.accounts import actions
        from attainable.accounts.queries import waiting as find

        actor = _terminal(by)
        found = next((one for one in find(actor) if one.ref == ref), None)
        problems = []
        if not by.strip():
            problems.append(Problem("nobody-named", "You have not said who confirms it.", "Use --by NAME."))
        if refuse and not why.strip():
            problems.append(Problem("no-reason", "You have not said why you refuse it.", "Use --why TEXT."))
        if found is None:
            mend = "List what waits: attainable accounts waiting"
            problems.append(Problem("not-waiting", f"Nothing with the reference {ref!r} is waiting.", mend))
        if problems or found is None:
            raise ProblemsError(problems)
        act = actions.refuse if refuse else actions.confirm
        act(by=actor, confirmation=found, why=why.strip())
        typer.echo(f"{'Refused' if refuse else 'Confirmed'}: {found}.")


def _terminal(by: str) -> "Actor":
    """The site's administrator at the terminal, with the name of the person who asked."""
    from attainable.accounts.actor import system_actor

    return system_actor(f"attainable accounts, for {by.strip()[:100]}" if by.strip() else "attainable accounts")


def _invitable(email: str, organisation: str, role: str) -> "Organisation":
    """The organisation that is meant; every fault of what was typed at once."""
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email
    from django.db.models import Q

    from attainable.accounts.models import Organisation
    from attainable.accounts.roles import table

    problems = []
    found = list(Organisation.objects.filter(Q(code=organisation) | Q(name__iexact=organisation))[:2])
    if len(found) != 1:
        told = f"Several organisations are called {organisation!r}." if found else f"There is no organisation {organisation!r}."
        mend = "Give its code, or add it: attainable accounts organisation"
        problems.append(Problem("unknown-organisation", told, mend))
    roles = [known.id for known in table().roles]
    if role not in roles:
        problems.append(Problem("unknown-role", f"There is no role {role!r}.", f"Use one of {', '.join(roles)}."))
    try:
        validate_email(email)
    except ValidationError:
        problems.append(Problem("bad-email", "That is not an email address.", "Write it like name@example.org."))
    if problems:
        raise ProblemsError(problems)
    return found[0]


def _mail_folder() -> str:
    from django.conf import settings

    return "" if settings.CONFIG.text("EMAIL_URL") else str(settings.CONFIG.home / "mail")
