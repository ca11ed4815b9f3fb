"""Taking up an invitation."""

from typing import Any

from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from attainable.accounts import actions
from attainable.accounts.actions.invitations import invitation_of
from attainable.accounts.actor import Actor
from attainable.accounts.models import Account, Invitation
from attainable.accounts.queries import has_account
from attainable.accounts.roles import table
from attainable.accounts.web.forms import AcceptForm
from attainable.accounts.web.guards import posted
from attainable.values.problem import ProblemsError

_TOKEN = "invitation"  # noqa: S105  (a key of the session)


def follow(request: HttpRequest, token: str) -> HttpResponse:
    """The link out of the email: its secret goes into the session, so that no later address shows it."""
    request.session[_TOKEN] = token
    return HttpResponseRedirect(reverse("accept_invitation"))


def accept(request: HttpRequest) -> HttpResponse:
    """Accept: with the account that is signed in, or by making one."""
    token = str(request.session.get(_TOKEN, ""))
    invitation = invitation_of(token)
    if invitation is None:
        return _page(request, None, status=410)
    if request.user.is_authenticated:
        return _with_account(request, invitation, token)
    if has_account(invitation):
        link = f"{reverse('account_login')}?{urlencode({'next': reverse('accept_invitation')})}"
        return _page(request, invitation, sign_in=link)
    form = AcceptForm(invitation.email, posted(request), initial={"name": invitation.name})
    if form.is_valid():
        try:
            account = actions.accept(token=token, name=form.cleaned_data["name"], password=form.cleaned_data["password1"])
        except ProblemsError as error:
            return _page(request, None, status=410, problem=error.problems[0])
        return _signed_in(request, account)
    return _page(request, invitation, form=form)


def _with_account(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        return _page(request, invitation, as_account=True)
    try:
        actions.accept_as(by=actor, token=token)
    except ProblemsError as error:
        return _page(request, None, status=409, problem=error.problems[0])
    del request.session[_TOKEN]
    messages.success(request, f"You are now {table().role(invitation.role).label} at {invitation.organisation}.")
    return HttpResponseRedirect(reverse("account"))


def _signed_in(request: HttpRequest, account: Account) -> HttpResponse:
    """The link came by email and the password was just chosen: that signs in."""
    del request.session[_TOKEN]
    response: HttpResponse = perform_login(request, account, redirect_url=reverse("home"))
    return response


def _page(request: HttpRequest, invitation: Invitation | None, *, status: int = 200, **given: Any) -> HttpResponse:
    context = {"form": None, "problem": None, "sign_in": "", "as_account": False, **given}
    role = table().role(invitation.role) if invitation else None
    return render(request, "accounts/accept.html", {**context, "invitation": invitation, "role": role}, status=status)
