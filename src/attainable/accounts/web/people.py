"""The people of an organisation: who they are, inviting them, ending and changing what they hold."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from attainable.accounts import actions, queries
from attainable.accounts.actions.confirming import role_needs_second
from attainable.accounts.models import Membership
from attainable.accounts.policies import MANAGE, may_end
from attainable.accounts.roles import table
from attainable.accounts.web.forms import InviteForm, RoleForm, WhyForm
from attainable.accounts.web.guards import done, page, posted, who
from attainable.values.problem import ProblemsError

PAGE = 50
_SECOND = "A second person must confirm this role. Nothing changes until then."


@page(MANAGE)
def index(request: HttpRequest) -> HttpResponse:
    """Organisations whose accounts the person manages; with only one, its people."""
    found = list(queries.organisations(who(request)).filter(pk__in=who(request).organisations(MANAGE)))
    if len(found) == 1:
        return HttpResponseRedirect(reverse("organisation_people", args=[found[0].ref]))
    return render(request, "accounts/organisations.html", {"organisations": found})


@page(MANAGE)
def people(request: HttpRequest, ref: str) -> HttpResponse:
    """Who is in an organisation, when they last signed in, and whether they have a second factor."""
    actor = who(request)
    organisation = queries.managed_organisation(actor, ref)
    pages = Paginator(queries.people(actor, organisation), PAGE)
    return render(
        request,
        "accounts/people.html",
        {
            "organisation": organisation,
            "pages": pages.get_page(request.GET.get("page")),
            "former": queries.former_people(actor, organisation)[:20],
            "open_invitations": queries.invitations(actor, organisation).count(),
            "roles": {role.id: role.label for role in table().roles},
            "own": actor.account,
        },
    )


@page(MANAGE, again=True)
def invite(request: HttpRequest, ref: str) -> HttpResponse:
    actor = who(request)
    organisation = queries.managed_organisation(actor, ref)
    form = InviteForm(organisation, posted(request))
    if form.is_valid() and done(form, lambda: actions.invite(by=actor, organisation=organisation, **form.cleaned_data)):
        name = form.cleaned_data["name"]
        waits = role_needs_second(actor, organisation, form.cleaned_data["role"])
        messages.success(request, _SECOND if waits else f"Invited {name}. The link expires in a week.")
        return HttpResponseRedirect(reverse("invitations", args=[ref]))
    return render(
        request,
        "accounts/form.html",
        {
            "form": form,
            "title": f"Invite a person to {organisation}",
            "button": "Send the invitation",
            "back": reverse("organisation_people", args=[ref]),
        },
    )


@page(MANAGE)
def invitations(request: HttpRequest, ref: str) -> HttpResponse:
    """Invitations that nobody has taken up yet."""
    actor = who(request)
    organisation = queries.managed_organisation(actor, ref)
    return render(
        request,
        "accounts/invitations.html",
        {
            "organisation": organisation,
            "invitations": list(queries.invitations(actor, organisation)),
            "roles": {role.id: role.label for role in table().roles},
        },
    )


@page(MANAGE)
@require_POST
def resend(request: HttpRequest, ref: str) -> HttpResponse:
    invitation = queries.invitation(who(request), ref)
    try:
        actions.resend_invitation(by=who(request), invitation=invitation)
        messages.success(request, "We have sent the invitation again. The earlier link no longer works.")
    except ProblemsError as error:
        messages.error(request, str(error.problems[0]))
    return HttpResponseRedirect(reverse("invitations", args=[invitation.organisation.ref]))


@page(MANAGE)
@require_POST
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    invitation = queries.invitation(who(request), ref)
    try:
        actions.withdraw_invitation(by=who(request), invitation=invitation)
        messages.success(request, "The invitation has been withdrawn.")
    except ProblemsError as error:
        messages.error(request, str(error.problems[0]))
    return HttpResponseRedirect(reverse("invitations", args=[invitation.organisation.ref]))


@page(MANAGE, again=True)
def end(request: HttpRequest, ref: str) -> HttpResponse:
    """End a membership, after asking once more and for the reason."""
    membership = _manageable(request, ref)
    form = WhyForm(posted(request))
    if form.is_valid() and done(
        form, lambda: actions.end_membership(by=who(request), membership=membership, why=form.cleaned_data["why"])
    ):
        messages.success(request, f"{membership.account.name} is no longer {_label(membership)}.")
        return _back(membership)
    name, organisation = membership.account.name, membership.organisation
    return _form(
        request,
        membership,
        form,
        f"End the membership of {name}",
        "End the membership",
        warning=True,
        words=(f"{name} will no longer be {_label(membership)} at {organisation}, from now. We keep what they wrote.",),
    )


@page(MANAGE, again=True)
def role(request: HttpRequest, ref: str) -> HttpResponse:
    """Another role in the same organisation."""
    membership = _manageable(request, ref)
    form = RoleForm(membership.organisation, membership.role, posted(request))
    if form.is_valid() and done(form, lambda: actions.change_role(by=who(request), membership=membership, **form.cleaned_data)):
        waits = role_needs_second(who(request), membership.organisation, form.cleaned_data["role"])
        messages.success(request, _SECOND if waits else f"The role of {membership.account.name} has been changed.")
        return _back(membership)
    return _form(
        request,
        membership,
        form,
        f"Change the role of {membership.account.name}",
        "Change the role",
        words=(f"Now {_label(membership)}. That role ends today, and the new one starts.",),
    )


@page(MANAGE, again=True)
def second_factor(request: HttpRequest, ref: str) -> HttpResponse:
    """Take away the second factors of somebody who lost them."""
    membership = _manageable(request, ref)
    form = WhyForm(posted(request))
    if form.is_valid() and done(
        form, lambda: actions.reset_second_factor(by=who(request), membership=membership, why=form.cleaned_data["why"])
    ):
        messages.success(request, f"The second step of {membership.account.name} has been reset.")
        return _back(membership)
    words = ("Only do this after you have spoken to them. We will sign them out everywhere, and email them.",)
    title = f"Reset the second step of {membership.account.name}"
    return _form(request, membership, form, title, "Reset", warning=True, words=words)


def _manageable(request: HttpRequest, ref: str) -> Membership:
    membership = queries.membership(who(request), ref)
    may_end(who(request), membership).required()
    return membership


def _label(membership: Membership) -> str:
    return table().role(membership.role).label


def _back(membership: Membership) -> HttpResponse:
    return HttpResponseRedirect(reverse("organisation_people", args=[membership.organisation.ref]))


def _form(
    request: HttpRequest,
    membership: Membership,
    form: WhyForm,
    title: str,
    button: str,
    *,
    words: tuple[str, ...],
    warning: bool = False,
) -> HttpResponse:
    return render(
        request,
        "accounts/form.html",
        {
            "form": form,
            "title": title,
            "button": button,
            "words": words,
            "warning": warning,
            "back": reverse("organisation_people", args=[membership.organisation.ref]),
        },
    )
