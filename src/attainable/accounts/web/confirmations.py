"""What waits for a second person: the list, and confirming or refusing one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from attainable.accounts import actions, queries
from attainable.accounts.actor import Actor
from attainable.accounts.models import Confirmation
from attainable.accounts.policies import MANAGE, may_confirm
from attainable.accounts.roles import table
from attainable.accounts.web.guards import done, page, posted, who
from attainable.govuk.forms import Form


class DecideForm(Form):
    """Yes or no, and why not."""

    decision = forms.ChoiceField(
        label="Do you confirm it?",
        choices=[("confirm", "Yes, confirm it"), ("refuse", "No, refuse it")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you confirm it."},
    )
    why = forms.CharField(
        label="Why",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="You must say why if you refuse it. We keep this in the audit. Do not name a child.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == "refuse" and not cleaned.get("why"):
            self.add_error("why", "Say why you refuse it.")
        return cleaned


def tile(actor: Actor) -> dict[str, Any] | None:
    """What the person may confirm, for their home page."""
    found = queries.to_confirm(actor)
    return {"waiting": found} if found else None


@page(MANAGE)
def confirmations(request: HttpRequest) -> HttpResponse:
    """What waits at the organisations whose accounts the person keeps."""
    actor = who(request)
    rows = [(found, may_confirm(actor, found), found.asked_by_id == actor.account) for found in queries.waiting(actor)]
    return render(request, "accounts/confirmations.html", {"rows": rows})


@page(MANAGE, again=True)
def confirmation(request: HttpRequest, ref: str) -> HttpResponse:
    """Confirm or refuse one. The person who asked can take it back here."""
    actor = who(request)
    found = queries.confirmation(actor, ref)
    if found.asked_by_id == actor.account:
        return _take_back(request, found)
    may_confirm(actor, found).required()
    form = DecideForm(posted(request))
    if form.is_valid() and done(form, lambda: _decide(actor, found, form.cleaned_data)):
        confirmed = form.cleaned_data["decision"] == "confirm"
        messages.success(request, "Confirmed." if confirmed else "Refused. Nothing has changed.")
        return HttpResponseRedirect(reverse("confirmations"))
    return _page(request, found, form, "Save")


def _decide(actor: Actor, found: Confirmation, given: dict[str, Any]) -> None:
    if given["decision"] == "confirm":
        actions.confirm(by=actor, confirmation=found, why=given["why"])
    else:
        actions.refuse(by=actor, confirmation=found, why=given["why"])


def _take_back(request: HttpRequest, found: Confirmation) -> HttpResponse:
    form = Form(posted(request))
    if form.is_valid() and done(form, lambda: actions.refuse(by=who(request), confirmation=found, why="")):
        messages.success(request, "You have withdrawn it. Nothing has changed.")
        return HttpResponseRedirect(reverse("confirmations"))
    return _page(request, found, form, "Withdraw", own=True)


def _page(request: HttpRequest, found: Confirmation, form: Form, button: str, *, own: bool = False) -> HttpResponse:
    context = {
        "found": found,
        "form": form,
        "button": button,
        "own": own,
        "role_words": table().role(found.role).words if found.role else "",
    }
    return render(request, "accounts/confirmation.html", context, status=422 if form.errors else 200)
