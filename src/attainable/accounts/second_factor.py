"""Who must have a second factor, and who has one."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from attainable.accounts.actor import Actor
from attainable.accounts.roles import Kind

_SEEN = "second_factor"


def required_of(actor: Actor) -> bool:
    """Staff, where the settings say so; families are offered one."""
    return bool(settings.SECOND_FACTOR_REQUIRED) and any(post.kind is not Kind.FAMILY for post in actor.posts)


def ways(request: HttpRequest) -> list[str]:
    """By what a person signed in for this session: password, totp, webauthn, recovery_codes, or a provider's id."""
    records = get_authentication_records(request, request.user)
    return [str(r.get("type") or r.get("provider") or r["method"]) for r in records if not r.get("reauthenticated")]


def wanting(request: HttpRequest, actor: Actor) -> bool:
    """Whether a second factor must be set up before anything else. Asks the database once a session."""
    if not required_of(actor) or request.session.get(_SEEN) == actor.account:
        return False
    own = Authenticator.objects.filter(user_id=actor.account).exclude(type=Authenticator.Type.RECOVERY_CODES)
    # A provider may ask for a second factor itself: then ours would be a third.
    if own.exists() or settings.SECOND_FACTOR_PROVIDERS.intersection(ways(request)):
        request.session[_SEEN] = actor.account
        return False
    return True


def forget(request: HttpRequest) -> None:
    """Ask the database again at the next page."""
    request.session.pop(_SEEN, None)
