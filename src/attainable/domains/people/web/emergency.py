"""Opening a record in an emergency, and reviewing those who did."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone

from attainable.accounts.actor import Actor
from attainable.accounts.web.guards import done, page, who
from attainable.domains.people import policies
from attainable.domains.people.actions import emergency as actions
from attainable.domains.people.models import Child, EmergencyAccess
from attainable.domains.people.queries import emergency as queries
from attainable.domains.people.visibility import permissions_for
from attainable.govuk.forms import DateField, Form, Look
from attainable.values import clock


class OpenForm(Form):
    """Which child, and why: surname and date of birth, or UPN and date of birth."""

    looks = {"surname": Look(width=20), "upn": Look(width=20), "why": Look(rows=4)}  # noqa: RUF012
    surname = forms.CharField(label="Child’s surname", max_length=100, required=False)
    upn = forms.CharField(label="Or UPN", max_length=20, required=False, help_text="Unique pupil number: 13 characters.")
    date_of_birth = DateField(
        label="Child’s date of birth", past=True, error_messages={"required": "Enter the child’s date of birth."}
    )
    why = forms.CharField(
        label="Why you need to see this record now",
        max_length=1000,
        widget=forms.Textarea,
        help_text="Say what has happened and what you need to know. The people who review it will read this. Do not include "
        "names.",
        error_messages={"required": "Enter why you need to see this record now."},
    )

    def clean(self) -> dict[str, Any]:
        """The child it is about, reported together with anything else that is missing."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(str(values.get(name, "")).strip() for name in ("surname", "upn")):
            self.add_error("surname", "Enter the surname, or the UPN.")
        return values


class ReviewForm(Form):
    """What somebody else found."""

    words = forms.CharField(
        label="What you found",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Say whether it was necessary to open the record, and what happens next if not.",
        error_messages={"required": "Enter what you found."},
    )


def emergency_banner(actor: Actor, child: Child) -> dict[str, str] | None:
    """For the child's page while an emergency access lasts: until when, why, and where it is reviewed. Else None."""
    row = queries.open_now(actor, child)
    if row is None:
        return None
    return {
        "until": timezone.localtime(row.expires).strftime("%H:%M"),
        "why": row.why,
        "href": reverse("emergency", args=[row.ref]),
    }


@page("emergency.open")
def open_record(request: HttpRequest) -> HttpResponse:
    """The form, with its warning. Opening leads to the record."""
    form = OpenForm(request.POST or None)
    opened: list[EmergencyAccess] = []

    def act() -> None:
        opened.append(actions.open_record(by=who(request), **form.cleaned_data))

    if request.method == "POST" and form.is_valid() and done(form, act):
        return HttpResponseRedirect(reverse("child", args=[opened[0].child.ref]))
    return render(request, "people/emergency_open.html", {"form": form})


@page()
def emergencies(request: HttpRequest) -> HttpResponse:
    """The reader's own openings, and those of others that they hear of."""
    actor = who(request)
    if not (actor.may("emergency.open") or actor.may("audit.view")):
        raise PermissionDenied
    reviews = actor.may("audit.view")
    return render(
        request,
        "people/emergencies.html",
        {
            "mine": queries.mine(actor) if actor.may("emergency.open") else [],
            "reviews": reviews,
            "waiting": queries.to_review(actor) if reviews else [],
            "reviewed": queries.reviewed(actor) if reviews else [],
            "may_open": actor.may("emergency.open"),
            "about": _about,
        },
    )


@page()
def emergency(request: HttpRequest, ref: str) -> HttpResponse:
    """One opening: who, when, why, what was seen; and its review. The child is named to those who may see the record."""
    actor = who(request)
    found = queries.emergency(actor, ref)
    may_review = bool(policies.review_emergency(actor, found)) and found.reviewed_at is None
    form = ReviewForm(request.POST or None) if may_review else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid() and done(form, lambda: actions.review(by=actor, emergency=found, words=form.cleaned_data["words"])):
            messages.success(request, "The review has been recorded.")
            return HttpResponseRedirect(reverse("emergencies"))
    return render(
        request,
        "people/emergency.html",
        {
            "found": found,
            "form": form,
            "seen": queries.seen_while_open(found),
            "about": _about(found),
            "named": "child.view" in permissions_for(actor, found.child_id),
            "own": found.account_id == actor.account,
            "lasts": found.expires > clock.now(),
        },
    )


def _about(row: EmergencyAccess) -> str:
    """The child in words that name nobody: only the school."""
    school = row.child.standing.school
    return f"A child at {school.organisation.name}" if school else "A child not on roll at a school"


urlpatterns = [
    path("emergencies/", emergencies, name="emergencies"),
    path("emergencies/open/", open_record, name="emergency-open"),
    path("emergencies/<slug:ref>/", emergency, name="emergency"),
]
