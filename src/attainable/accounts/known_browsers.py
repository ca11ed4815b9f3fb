"""Browsers in which a person has signed in before. Wrong passwords from elsewhere never keep them out: a signed cookie lets the
browser have attempts of its own. It opens nothing, and says nobody's name."""

import secrets
from typing import Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

_SALT: Final = "attainable.accounts.known-browsers"
SECONDS: Final = 180 * 24 * 3600
# People who share a computer; the one who signed in longest ago goes first.
_MOST: Final = 12


def number_of(request: HttpRequest, email: str) -> str | None:
    """The number of this browser for a person who has signed in with it, by which attempts are counted; None elsewhere."""
    return _read(request).get(_mark(email))


def remember(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Note in the browser that this person has signed in with it."""
    known = _read(request)
    number = known.pop(_mark(email), None) or secrets.token_hex(8)
    kept = dict([*known.items(), (_mark(email), number)][-_MOST:])
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE,
        signing.dumps(kept, salt=_SALT),
        max_age=SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> dict[str, str]:
    try:
        found = signing.loads(request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE, ""), salt=_SALT, max_age=SECONDS)
    except signing.BadSignature:
        return {}
    return found if isinstance(found, dict) else {}


def _mark(email: str) -> str:
    return salted_hmac(_SALT, email.strip().lower(), algorithm="sha256").hexdigest()[:20]
