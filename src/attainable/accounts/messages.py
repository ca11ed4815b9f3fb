"""Email to people about their accounts. Plain text, no name of a child, no word of whether an account exists."""

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse

from attainable.accounts.models import Account, Invitation, Membership
from attainable.accounts.roles import table
from attainable.values.dates import day_words


def send_invitation(invitation: Invitation, token: str, inviter: str) -> None:
    role = table().role(invitation.role)
    link = address("invitation", token)
    _send(
        invitation.email,
        f"Invitation to Attainable: {invitation.organisation.name}",
        f"{inviter} invites you to Attainable, the record of special educational needs, for {invitation.organisation.name}, "
        f"as: {role.label}. {role.words}",
        f"Open this link to accept. You can use it once, until {day_words(invitation.expires)}:",
        link,
        "If you did not expect this, you do not need to do anything. The link will expire.",
    )


def send_membership_ended(membership: Membership) -> None:
    _send(
        membership.account.email,
        f"Your access for {membership.organisation.name} has ended",
        f"Your role in Attainable, {table().role(membership.role).label} at {membership.organisation.name}, has ended today.",
        "If this is a mistake, contact the administrator there.",
    )


def send_second_factor_reset(account: Account) -> None:
    _send(
        account.email,
        "Your second step was reset",
        "An administrator removed the authenticator apps, passkeys and recovery codes from your Attainable account, and "
        "signed you out everywhere. Set up a new second step when you next sign in.",
        "If you did not ask for this, tell your organisation's administrator straight away.",
    )


def address(name: str, *args: object) -> str:
    """A page's whole address, out of the settings and never out of a request."""
    return settings.SITE_URL.rstrip("/") + reverse(name, args=args)


def _send(to: str, subject: str, *paragraphs: str) -> None:
    send_mail(subject, "\n\n".join(paragraphs) + "\n", None, [to])
