"""Who asks, for how long a session lasts, and whether a second factor is still to be set up."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from attainable.accounts import second_factor
from attainable.accounts.actor import actor_for
from attainable.values import clock

_BEGAN, _SEEN = "began", "seen"
# The last request is noted at most so often, so that reading pages does not write to the session each time.
_NOTED_EVERY = 60


class SessionLifetime:
    """Ends a session that was idle too long, or that lasted too long whatever happened."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(clock.now().timestamp())
            session = request.session
            seen, began = session.get(_SEEN, now), session.setdefault(_BEGAN, now)
            idle, whole = settings.SESSION_IDLE_MINUTES * 60, settings.SESSION_COOKIE_AGE
            if now - seen > idle + _NOTED_EVERY or now - began > whole:
                logout(request)
                back = f"&{urlencode({'next': request.path})}" if request.method == "GET" else ""
                return HttpResponseRedirect(f"{reverse('account_login')}?ended=1{back}")
            if now - seen >= _NOTED_EVERY or _SEEN not in session:
                session[_SEEN] = now
        return self._get_response(request)


class SignedIn:
    """`request.actor`: the person with the posts held today; None before signing in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        today: dt.date = clock.today()
        request.actor = actor_for(request.user, today) if request.user.is_authenticated else None  # type: ignore[attr-defined]
        return self._get_response(request)


# What somebody who still has to set up a second factor may open.
_OPEN = ("mfa_", "account_logout", "account_reauthenticate", "health")


class SecondFactor:
    """Staff without a second factor get no further than to the pages where they set one up, where the settings ask for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        actor = getattr(request, "actor", None)
        name = request.resolver_match.view_name if request.resolver_match else ""
        if actor is None or name.startswith(_OPEN) or not second_factor.wanting(request, actor):
            return None
        return HttpResponseRedirect(reverse("mfa_index"))
