"""The pages of signing in that are ours, on top of django-allauth's."""

from typing import Any

from allauth.account.views import LoginView
from allauth.core.internal.ratelimit import handler429
from allauth.socialaccount.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_POST

from attainable.accounts import attempts
from attainable.accounts.actor import Actor
from attainable.accounts.queries import session_of
from attainable.audit.actions import Event, record


class SignIn(LoginView):
    """Signing in: with the organisations' own providers, and why a session ended."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        limited = request.method == "POST" and not attempts.may_send(request, request.POST.get("login", ""))
        return handler429(request) if limited else super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        providers = get_adapter().list_providers(self.request)
        return {
            **super().get_context_data(**kwargs),
            "ended": "ended" in self.request.GET,
            "providers": [{"name": p.name, "url": p.get_login_url(self.request)} for p in providers],
        }


login = SignIn.as_view()


@login_required
@require_POST
def end_session(request: HttpRequest, session: int) -> HttpResponse:
    """Sign out one of one's own sessions, on another machine."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = session_of(actor, session)
    if found is None or found.is_current():
        raise Http404
    found.end()
    record(actor, Event("session.ended", "account"))
    messages.success(request, "Signed out there.")
    return HttpResponseRedirect(reverse("usersessions_list"))
