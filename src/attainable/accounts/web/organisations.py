"""An organisation, and of what it is part."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from attainable.accounts import actions, matrix, queries
from attainable.accounts.models import Organisation
from attainable.accounts.policies import MANAGE, may_affiliate, may_end_affiliation, may_manage
from attainable.accounts.roles import Kind, table
from attainable.accounts.web.forms import JoinForm, WhyForm
from attainable.accounts.web.guards import done, page, posted, who


@page()
def organisation(request: HttpRequest, ref: str) -> HttpResponse:
    """What is known of an organisation, for those who belong to it or keep its accounts."""
    actor = who(request)
    found = queries.organisation(actor, ref)
    affiliations = queries.affiliations(actor, found)
    return render(request, "accounts/organisation.html", {
        "organisation": found,
        "kind": matrix.KINDS[Kind(found.kind)],
        "wholes": [a for a in affiliations if a.part_id == found.pk],
        "parts": [a for a in affiliations if a.whole_id == found.pk],
        "counts": queries.people_by_role(actor, found),
        "roles": {role.id: role.label for role in table().roles},
        "manages": bool(may_manage(actor, found)),
    })  # fmt: skip


@page(MANAGE, again=True)
def join(request: HttpRequest, ref: str) -> HttpResponse:
    """A school joins a federation or trust; its own administrator decides."""
    part = _school(request, ref)
    may_affiliate(who(request), part).required()
    wholes = queries.wholes_to_join(who(request), part)
    form = JoinForm(wholes, posted(request))
    if form.is_valid():
        whole = next(w for w in wholes if w.ref == form.cleaned_data["whole"])
        why = form.cleaned_data["why"]
        if done(form, lambda: actions.affiliate(by=who(request), whole=whole, part=part, why=why)):
            messages.success(request, f"{part} is now part of {whole}.")
            return HttpResponseRedirect(reverse("organisation", args=[ref]))
    return render(request, "accounts/form.html", {
        "form": form, "title": f"Make {part} part of a federation or trust", "button": "Join", "warning": True,
        "words": ("Heads, SENCOs and administrators of the federation or trust will see this school's children and people.",),
        "back": reverse("organisation", args=[ref]),
    })  # fmt: skip


@page(MANAGE, again=True)
def leave(request: HttpRequest, ref: str, whole: str) -> HttpResponse:
    """A school leaves its federation or trust."""
    part = _school(request, ref)
    found = next((a for a in queries.affiliations(who(request), part) if a.whole.ref == whole), None)
    if found is None:
        raise Http404
    may_end_affiliation(who(request), found.whole, part).required()
    form = WhyForm(posted(request))
    if form.is_valid() and done(
        form,
        lambda: actions.end_affiliation(by=who(request), affiliation=found, why=form.cleaned_data["why"]),
    ):
        messages.success(request, f"{part} is no longer part of {found.whole}.")
        return HttpResponseRedirect(reverse("organisation", args=[ref]))
    return render(request, "accounts/form.html", {
        "form": form, "title": f"End that {part} is part of {found.whole}", "button": "End it", "warning": True,
        "words": (f"The people of {found.whole} will no longer see this school's children, from this moment.",),
        "back": reverse("organisation", args=[ref]),
    })  # fmt: skip


def _school(request: HttpRequest, ref: str) -> Organisation:
    found = queries.managed_organisation(who(request), ref)
    if found.kind != Kind.SCHOOL:
        raise Http404
    return found
