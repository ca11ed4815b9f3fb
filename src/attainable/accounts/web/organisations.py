"""An organisation, and the organisations it belongs to."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from attainable.accounts import actions, matrix, queries
from attainable.accounts.actions.confirming import joining_needs_second
from attainable.accounts.actor import Actor
from attainable.accounts.models import Organisation
from attainable.accounts.policies import CHILDREN_TOO, MANAGE, joinable, may_affiliate, may_end_affiliation, may_manage
from attainable.accounts.roles import Kind, table
from attainable.accounts.web.forms import JoinForm, WhyForm
from attainable.accounts.web.guards import done, page, posted, who


@page()
def organisation(request: HttpRequest, ref: str) -> HttpResponse:
    """What is known of an organisation, for those who belong to it or keep its accounts."""
    actor = who(request)
    found = queries.organisation(actor, ref)
    affiliations = queries.affiliations(actor, found)
    return render(
        request,
        "accounts/organisation.html",
        {
            "organisation": found,
            "kind": matrix.KINDS[Kind(found.kind)],
            "wholes": [a for a in affiliations if a.part_id == found.pk],
            "parts": [a for a in affiliations if a.whole_id == found.pk],
            "counts": queries.people_by_role(actor, found),
            "roles": {role.id: role.label for role in table().roles},
            "manages": bool(may_manage(actor, found)),
            "joinable": bool(joinable(found)),
            "children_too": CHILDREN_TOO,
        },
    )


@page(MANAGE, again=True)
def join(request: HttpRequest, ref: str) -> HttpResponse:
    """A school joins a federation or trust, or an authority lets a board see its figures; its own administrator decides."""
    part = _part(request, ref)
    may_affiliate(who(request), part).required()
    wholes = queries.wholes_to_join(who(request), part)
    form = JoinForm(wholes, posted(request))
    if form.is_valid():
        whole = next(w for w in wholes if w.ref == form.cleaned_data["whole"])
        why = form.cleaned_data["why"]
        if done(form, lambda: actions.affiliate(by=who(request), whole=whole, part=part, why=why)):
            messages.success(request, _joined(who(request), whole, part))
            return HttpResponseRedirect(reverse("organisation", args=[ref]))
    return render(
        request,
        "accounts/form.html",
        {
            "form": form,
            "title": f"Make {part} part of a federation or trust"
            if part.kind == Kind.SCHOOL
            else f"Who sees the figures of {part}",
            "warning": True,
            "button": "Join" if part.kind == Kind.SCHOOL else "Let them see the figures",
            "words": (
                "Headteachers, SENCOs and administrators of the federation or trust will see this school's children and staff. "
                "A second person must confirm it first."
                if part.kind == Kind.SCHOOL
                else "Members of the board or partner will see figures without names. Small numbers are hidden.",
            ),
            "back": reverse("organisation", args=[ref]),
        },
    )


def _joined(actor: Actor, whole: Organisation, part: Organisation) -> str:
    if joining_needs_second(actor, part):
        return f"A second person must confirm that {part} joins {whole}. Nothing changes until then."
    return f"{part} is now part of {whole}." if whole.kind in CHILDREN_TOO else f"{whole} now sees the figures of {part}."


@page(MANAGE, again=True)
def leave(request: HttpRequest, ref: str, whole: str) -> HttpResponse:
    """A school leaves its federation or trust, or a board no longer sees the figures."""
    part = _part(request, ref)
    found = next((a for a in queries.affiliations(who(request), part) if a.whole.ref == whole), None)
    if found is None:
        raise Http404
    may_end_affiliation(who(request), found.whole, part).required()
    sees_children = found.whole.kind in CHILDREN_TOO
    form = WhyForm(posted(request))
    if form.is_valid() and done(
        form, lambda: actions.end_affiliation(by=who(request), affiliation=found, why=form.cleaned_data["why"])
    ):
        messages.success(
            request,
            f"{part} is no longer part of {found.whole}."
            if sees_children
            else f"{found.whole} no longer sees the figures of {part}.",
        )
        return HttpResponseRedirect(reverse("organisation", args=[ref]))
    what = "this school’s children" if sees_children else "the figures"
    title = f"{part} is part of {found.whole}" if sees_children else f"{found.whole} sees figures of {part}"
    return render(
        request,
        "accounts/form.html",
        {
            "form": form,
            "title": f"End that {title}",
            "button": "End it",
            "warning": True,
            "words": (f"The people of {found.whole} will no longer see {what}, from now.",),
            "back": reverse("organisation", args=[ref]),
        },
    )


def _part(request: HttpRequest, ref: str) -> Organisation:
    found = queries.managed_organisation(who(request), ref)
    if not joinable(found):
        raise Http404
    return found
