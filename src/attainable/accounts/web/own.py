"""The person's own account, and the table of who may see what."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse

from attainable.accounts import actions, matrix, queries
from attainable.accounts.roles import table
from attainable.accounts.second_factor import required_of
from attainable.accounts.web.forms import NameForm
from attainable.accounts.web.guards import done, page, posted, who

_FACTORS = {"totp": "Authenticator app", "webauthn": "Passkey or security key", "recovery_codes": "Recovery codes"}


@page()
def account(request: HttpRequest) -> HttpResponse:
    """My account."""
    actor = who(request)
    memberships = queries.own_memberships(actor)
    held = {post.membership for post in actor.posts}
    factors = [_FACTORS[row.type] for row in queries.own_second_factors(actor)]
    return render(
        request,
        "accounts/account.html",
        {
            "account": request.user,
            "present": [m for m in memberships if m.ref in held],
            "former": [m for m in memberships if m.ref not in held],
            "factors": list(dict.fromkeys(factors)),
            "factor_required": required_of(actor),
            "roles": {role.id: role for role in table().roles},
        },
    )


def still_here(request: HttpRequest) -> HttpResponse:
    """For the script that warns before a session ends: who is signed in, and the token that forms need now. Asking counts as
    using the site."""
    if not request.user.is_authenticated:
        return JsonResponse({}, status=401)
    return JsonResponse({"account": str(request.user.pk), "token": get_token(request)}, headers={"Cache-Control": "no-store"})


@page()
def name(request: HttpRequest) -> HttpResponse:
    """Change one's own name."""
    actor = who(request)
    form = NameForm(posted(request), initial={"name": actor.name})
    if form.is_valid() and done(form, lambda: actions.change_name(by=actor, name=form.cleaned_data["name"])):
        messages.success(request, "Your name has been changed.")
        return HttpResponseRedirect(reverse("account"))
    return render(
        request, "accounts/form.html", {"form": form, "title": "Your name", "button": "Save", "back": reverse("account")}
    )


@page()
def permissions(request: HttpRequest) -> HttpResponse:
    """Who may see what: the whole table, for everybody who signs in."""
    return render(
        request,
        "accounts/permissions.html",
        {
            "groups": matrix.groups(),
            "roles": table().roles,
            "held_in": matrix.held_in,
            "reaches": matrix.REACHES.values(),
            "beyond": matrix.BEYOND,
            "own": {post.role for post in who(request).posts},
        },
    )
