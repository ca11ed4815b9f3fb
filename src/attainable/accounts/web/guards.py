"""What a page asks for first: being signed in, a permission, and the password again for important changes."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseBase, QueryDict

from attainable.accounts.actor import Actor
from attainable.values.problem import ProblemsError

View = Callable[..., HttpResponseBase]


def who(request: HttpRequest) -> Actor:
    """The person who asks; only behind `page`."""
    return cast(Actor, request.actor)  # type: ignore[attr-defined]


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: all that was sent, even if that is nothing; None before anything was."""
    return request.POST if request.method == "POST" else None


def page(*permissions: str, again: bool = False) -> Callable[[View], View]:
    """A page for those who are signed in, and hold one of the permissions where some are named: others are refused. With
    `again` the password or second factor is asked for, if that was not done in the last minutes."""

    def decorate(view: View) -> View:
        inner = reauthentication_required(view) if again else view

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if permissions and not any(map(who(request).may, permissions)):
                raise PermissionDenied("Your role does not give you access to this page.")
            return cast(HttpResponseBase, inner(request, *args, **kwargs))

        guarded.page_permission = "|".join(permissions)  # type: ignore[attr-defined]
        return cast(View, login_required(guarded))

    return decorate


def done(form: BaseForm, action: Callable[[], object]) -> bool:
    """Whether an action was done; if not, the form says why."""
    try:
        action()
    except ProblemsError as error:
        for problem in error.problems:
            field = problem.column if problem.column in form.fields else None
            form.add_error(field, f"{problem.what} {problem.mend}".strip())
        return False
    return True
