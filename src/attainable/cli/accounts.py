<<<<<<< HEAD
"""`attainable accounts`: organisations that are in no register, and the first administrator of each. All else is in the pages."""

from typing import Annotated
=======
"""`attainable accounts`: the first organisation and the first administrator of an installation; the rest is done on pages."""

from typing import TYPE_CHECKING, Annotated
>>>>>>> 4cab3e0 (The first administrator of an installation is invited from a terminal)

import typer

from attainable.cli.records import records
from attainable.values.problem import Problem, ProblemsError

<<<<<<< HEAD
app = typer.Typer(help="Organisations, and the first administrator of each.", no_args_is_help=True)


@app.command()
def organisation(
    kind: Annotated[
        str, typer.Argument(help="school, federation, trust, authority, health, partner or board")
    ],
    name: Annotated[str, typer.Argument(help="Its name.")],
    code: Annotated[
        str, typer.Option(help="Its official number: URN, or nine-character code of an authority.")
    ] = "",
) -> None:
    """Add an organisation, unless one of this kind has the code already. Schools come by `attainable schools import`."""
    with records():
        from attainable.accounts.actions.organisations import add_organisation
        from attainable.accounts.actor import system_actor
        from attainable.accounts.roles import Kind

        if kind not in list(Kind):
            raise ProblemsError(
                Problem("unknown-kind", f"There is no kind {kind!r}.", f"Use one of {', '.join(Kind)}.")
            )
        made = add_organisation(
            by=system_actor("attainable accounts"), kind=Kind(kind), name=name.strip(), code=code.strip()
        )
        typer.echo(f"{made.name}, {made.kind}{f' {made.code}' if made.code else ''}, is there.")
=======
if TYPE_CHECKING:
    from attainable.accounts.actor import Actor
    from attainable.accounts.models import Organisation

app = typer.Typer(
    help="The first people of an installation. Others are invited on pages.", no_args_is_help=True
)


@app.callback()
def group() -> None:
    """Commands of accounts."""
>>>>>>> 4cab3e0 (The first administrator of an installation is invited from a terminal)


@app.command()
def invite(
<<<<<<< HEAD
    email: Annotated[str, typer.Argument(help="Address of the person.")],
    name: Annotated[str, typer.Option(help="Name of the person.")],
    organisation: Annotated[str, typer.Option(help="Code (or name) of the organisation.")],
    role: Annotated[str, typer.Option(help="Role, by its id in roles.yaml.")] = "administrator",
) -> None:
    """Invite a person by e-mail: the way in for the first administrator, who invites everybody else from the pages."""
    with records():
        from django.core.exceptions import ValidationError
        from django.core.validators import validate_email
        from django.db.models import Q

        from attainable.accounts.actions.invitations import invite as send
        from attainable.accounts.actor import system_actor
        from attainable.accounts.models import Organisation
        from attainable.accounts.roles import table

        problems = []
        found = list(Organisation.objects.filter(Q(code=organisation) | Q(name__iexact=organisation))[:2])
        if len(found) != 1:
            told = (
                f"There is no organisation {organisation!r}."
                if not found
                else f"Several are called {organisation!r}."
            )
            problems.append(
                Problem(
                    "unknown-organisation", told, "Give its code, or add it: attainable accounts organisation"
                )
            )
        if role not in {known.id for known in table().roles}:
            roles = ", ".join(known.id for known in table().roles)
            problems.append(Problem("unknown-role", f"There is no role {role!r}.", f"Use one of {roles}."))
        try:
            validate_email(email)
        except ValidationError:
            problems.append(
                Problem("bad-email", "That is no e-mail address.", "Write it as name@example.org.")
            )
        if problems:
            raise ProblemsError(problems)
        invitation = send(
            by=system_actor("attainable accounts"), organisation=found[0], email=email, name=name, role=role
        )
        where = _mail_folder()
        typer.echo(f"Invited to {found[0].name} as {invitation.get_role_display().lower()}; the link works for a week. "
                   + (f"The message is in {where}." if where else "The message is on its way."))  # fmt: skip


def _mail_folder() -> str:
    from django.conf import settings

    return "" if settings.CONFIG.text("EMAIL_URL") else str(settings.CONFIG.home / "mail")
=======
    email: Annotated[str, typer.Argument(help="Email address to which the link goes.")],
    name: Annotated[str, typer.Option("--name", help="The person's name.")],
    organisation: Annotated[
        str, typer.Option("--organisation", help="Its name; or its number if it is there already.")
    ],
    kind: Annotated[
        str, typer.Option("--kind", help="school, federation, trust, authority, health, partner or board.")
    ] = "school",
    code: Annotated[
        str, typer.Option("--code", help="Official number of an organisation that is made anew.")
    ] = "",
    role: Annotated[
        str, typer.Option("--role", help="The role that the person is to hold.")
    ] = "administrator",
) -> None:
    """Invite somebody to hold a role in an organisation, which is made if it is not there yet."""
    with records():
        from attainable.accounts.actions import invite as send
        from attainable.accounts.actor import system_actor
        from attainable.accounts.roles import table

        _check(email, kind, role)
        by = system_actor("attainable accounts invite")
        at = _organisation(by, organisation, kind, code)
        send(by=by, organisation=at, email=email, name=name, role=role)
        label = table().role(role).label
    typer.echo(f"Invited as {label} of {at.name}. The link was sent; it works once, for a week.", err=True)


def _check(email: str, kind: str, role: str) -> None:
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from attainable.accounts.roles import Kind, role_choices

    problems = []
    try:
        validate_email(email)
    except ValidationError:
        problems.append(_problem("That is no email address.", "Write it like name@school.example."))
    if kind not in list(Kind):
        problems.append(_problem("There is no such kind of organisation.", f"Choose of: {', '.join(Kind)}."))
    if role not in dict(role_choices()):
        problems.append(_problem("There is no such role.", f"Choose of: {', '.join(dict(role_choices()))}."))
    if problems:
        raise ProblemsError(problems)


def _organisation(by: "Actor", organisation: str, kind: str, code: str) -> "Organisation":
    from attainable.accounts.actions import add_organisation
    from attainable.accounts.models import Organisation
    from attainable.accounts.roles import Kind

    found = Organisation.objects.filter(kind=kind, closed_on__isnull=True)
    by_number = found.filter(code=organisation).exclude(code="").first()
    return by_number or found.filter(name=organisation).first() or add_organisation(
        by=by, kind=Kind(kind), name=organisation, code=code
    )  # fmt: skip


def _problem(what: str, mend: str) -> Problem:
    return Problem("unknown-role", what, mend)
>>>>>>> 4cab3e0 (The first administrator of an installation is invited from a terminal)
