"""What is due to be erased, legal holds, and the approval: a list, a second look, and only then the act."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from attainable.accounts.web.guards import done, page, who
from attainable.domains.people.actions import retention as actions
from attainable.domains.people.queries import retention as queries
from attainable.domains.people.retention import rules
from attainable.govuk.forms import Form, Look

_APPLIES = {
    "all": "Every record",
    "sen": "Children who have ever been on the SEN register",
    "looked-after": "Children who have ever been looked after",
    "audit": "Every record",
}
_TRIGGERS = {"birth": "from birth", "erasure": "after the record is erased"}


class ChooseForm(Form):
    """Which of the records that are due."""

    children = forms.MultipleChoiceField(error_messages={"required": "Choose at least one record."})


class EraseForm(Form):
    """The second look: how many, and who decided it."""

    looks = {"expected": Look(width=4)}  # noqa: RUF012
    expected = forms.IntegerField(
        label="How many records are you erasing?",
        min_value=1,
        help_text="Enter the number above, to confirm that you mean all of these.",
        error_messages={"required": "Enter how many records you are erasing."},
    )
    why = forms.CharField(
        label="Who decided it, and when",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example: agreed with the data protection officer on 3 March. Give no child’s name.",
        error_messages={"required": "Enter who decided this, and when."},
    )


class HoldForm(Form):
    """Which record must be kept, and why."""

    looks = {"child": Look(width=20)}  # noqa: RUF012
    child = forms.CharField(
        label="Reference of the record",
        max_length=12,
        help_text="12 letters and digits, from the list.",
        error_messages={"required": "Enter the reference of the record."},
    )
    why = forms.CharField(
        label="Who asked to keep the record, and why",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter who asked to keep the record, and why."},
    )


class LiftForm(Form):
    """Who decided that a record need not be kept."""

    why = forms.CharField(
        label="Who decided that it can be released",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter who decided this."},
    )


@page("retention.manage")
def retention(request: HttpRequest) -> HttpResponse:
    """What is due today, what is held, the rules, and what was erased. Choosing leads to the second look."""
    actor = who(request)
    found = queries.preview(actor)
    form = ChooseForm(request.POST or None)
    form.fields["children"].choices = [(row.ref, row.ref) for row in found.due]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        request.session["erase"] = form.cleaned_data["children"]
        return HttpResponseRedirect(reverse("retention-erase"))
    return render(
        request,
        "people/retention.html",
        {
            "found": found,
            "form": form,
            "chosen": set(request.POST.getlist("children")),
            "rules": _rules(),
            "holds": queries.holds(actor),
            "erasures": queries.erasures(actor),
            "rule_labels": {r.id: r.label for r in rules()},
        },
    )


@page("retention.manage", again=True)
def erase(request: HttpRequest) -> HttpResponse:
    """The second look. The list that was chosen is kept in the session, so that no reference is in an address."""
    actor = who(request)
    chosen: list[str] = request.session.get("erase", [])
    if not chosen:
        return HttpResponseRedirect(reverse("retention"))
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        if done(form, lambda: actions.erase(by=actor, children=chosen, **given)):
            del request.session["erase"]
            messages.success(request, f"{len(chosen):,} record{'s' * (len(chosen) != 1)} erased.")
            return HttpResponseRedirect(reverse("retention"))
    found = queries.preview(actor, refs=chosen)
    return render(request, "people/retention_erase.html", {"form": form, "found": found, "chosen": chosen})


@page("retention.manage")
def hold(request: HttpRequest) -> HttpResponse:
    """Keep a record whatever the rules say."""
    actor = who(request)
    form = HoldForm(request.POST or None, initial={"child": request.GET.get("record", "")[:12]})
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        if done(form, lambda: actions.add_hold(by=actor, **given)):
            messages.success(request, "The record is on hold.")
            return HttpResponseRedirect(reverse("retention"))
    return render(request, "people/retention_hold.html", {"form": form, "title": "Put a record on hold", "button": "Put on hold"})


@page("retention.manage", again=True)
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """A record need not be held any longer."""
    actor = who(request)
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        if done(form, lambda: actions.lift_hold(by=actor, hold=pk, **given)):
            messages.success(request, "The record is no longer on hold.")
            return HttpResponseRedirect(reverse("retention"))
    return render(request, "people/retention_hold.html", {"form": form, "title": "Remove a hold", "button": "Remove hold"})


def _rules() -> list[dict[str, str]]:
    return [
        {
            "label": rule.label,
            "applies": _APPLIES[rule.applies],
            "keep": f"{rule.years} years {_TRIGGERS[rule.trigger]}",
            "source": rule.source,
            "mark": "" if rule.mark == "source" else "Check this with your data protection officer.",
        }
        for rule in rules()
    ]


urlpatterns = [
    path("retention/", retention, name="retention"),
    path("retention/erase/", erase, name="retention-erase"),
    path("retention/hold/", hold, name="retention-hold"),
    path("retention/hold/<int:pk>/lift/", lift, name="retention-lift"),
]
