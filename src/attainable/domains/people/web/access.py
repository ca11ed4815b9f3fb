"""Who may open a page at all: signed in, with a permission that their role holds of somebody."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from attainable.accounts.actor import Actor

type View = Callable[..., HttpResponseBase]


def page_for(permission: str = "") -> Callable[[View], View]:
    """For those whose role holds the permission of anybody; without one, for everybody signed in."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if permission and not actor_of(request).may(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.page_permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def actor_of(request: HttpRequest) -> Actor:
    """The person who asks: set by accounts.middleware.SignedIn."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
