"""`attainable accounts`: organisations that are in no register, and the first administrator of each. All else is in the pages."""

from typing import TYPE_CHECKING, Annotated

import typer

from attainable.cli.records import records
from attainable.values.problem import Problem, ProblemsError

if TYPE_CHECKING:
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
) -> None:
    """Invite a person by email: the way in for the first administrator, who invites everybody else from the pages."""
    with records():
        from attainable.accounts.actions.invitations import invite as send
        from attainable.accounts.actor import system_actor

        found = _invitable(email, organisation, role)
        invitation = send(by=system_actor("attainable accounts"), organisation=found, email=email, name=name, role=role)
        where = _mail_folder()
        typer.echo(
            f"Invited to {found.name} as {invitation.get_role_display().lower()}. The link works for a week. "
            + (f"The message is in {where}." if where else "The message has been sent.")
        )


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
