"""Limits on attempts to sign in. Wrong passwords count for an address and the machine that sends them, so that nobody can keep a
named person out. A browser in which the person has signed in before has attempts of its own, whatever comes from elsewhere, even
from behind the same address of a school. Passkeys and providers are not counted here at all."""

from typing import Final

from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from django.contrib import messages
from django.http import HttpRequest

from attainable.accounts import known_browsers
from attainable.accounts.models import Account
from attainable.audit.queries import refused_since_signed_in

_KNOWN: Final = {"login_failed": "10/300s/key"}
# From all machines together that a person never signed in with: many machines that share the guessing.
_TOGETHER: Final = {"login_failed": "500/h/key"}
_SENT: Final = {"sign_in": "60/m/ip"}
# So many refusals are more than a person's own slips.
TOLD_FROM: Final = 5


def use(request: HttpRequest, email: str) -> RateLimitUsage | None:
    """One attempt with a password; None where there have been too many. What is returned can be given back."""
    number = known_browsers.number_of(request, email)
    if number is not None:
        return _consume(request, f"browser:{number}", _KNOWN)
    machine = _consume(request, here(request, email))
    together = _consume(request, f"all:{email.lower()}", _TOGETHER) if machine else None
    return RateLimitUsage([*machine.usage, *together.usage]) if machine and together else None


def here(request: HttpRequest, email: str) -> str:
    """An address, as tried from this machine."""
    return f"{email.lower()}|{ratelimit.get_ip(request)}"


def may_send(request: HttpRequest, email: str) -> bool:
    """Whether this machine may send the form of signing in once more. Browsers that the person has signed in with always may."""
    if known_browsers.number_of(request, email) is not None:
        return True
    return ratelimit.consume(request, app="allauth.account", action="sign_in", config=_SENT) is not None


def tell(request: HttpRequest, account: Account) -> None:
    """Tell somebody who has signed in that others tried. Ask before their own sign-in is noted."""
    count = refused_since_signed_in(account.pk, account.ref)
    if count >= TOLD_FROM:
        messages.warning(
            request,
            f"Since you last signed in, a wrong password or code was entered for your account {count:,} times. Nobody signed in. "
            "If that was not you, tell your organisation's administrator.",
        )


def _consume(request: HttpRequest, key: str, config: dict[str, str] | None = None) -> RateLimitUsage | None:
    return ratelimit.consume(request, app="allauth.account", action="login_failed", key=key, config=config)


def use_code(request: HttpRequest) -> RateLimitUsage | None:
    """One attempt with a code that works without an account, from this machine; None where there have been too many. A code is
    too long to be guessed by many machines together, so those are not counted: they would keep everybody out."""
    return _consume(request, f"code:{ratelimit.get_ip(request)}", _KNOWN)
