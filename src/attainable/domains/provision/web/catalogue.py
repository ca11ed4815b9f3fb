"""The catalogue of interventions that a school offers, and what an hour of each role costs."""

from decimal import Decimal
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from attainable.accounts.web.guards import done, page, posted, who
from attainable.domains.people.models import School
from attainable.domains.people.web import presenters as people
from attainable.domains.provision import actions, queries
from attainable.domains.provision.actions import prices
from attainable.domains.provision.models import Intervention
from attainable.domains.provision.rules.approaches import APPROACHES, SUBJECTS
from attainable.domains.provision.rules.words import AREAS, STAFF, TIERS
from attainable.govuk.forms import DateField, Form
from attainable.govuk.look import Look

_COLUMNS: Final = (
    "name",
    "tier",
    "area",
    "approach",
    "subject",
    "staff_role",
    "minutes",
    "sessions_per_week",
    "weeks",
    "group_size",
    "expected",
    "evidence",
)


class InterventionForm(Form):
    """A line of the catalogue."""

    looks: ClassVar = {
        name: Look(width=4, inputmode="numeric") for name in ("minutes", "sessions_per_week", "weeks", "group_size")
    }
    name = forms.CharField(label="Name of the intervention", max_length=100)
    tier = forms.ChoiceField(choices=list(TIERS.items()), widget=forms.RadioSelect)
    area = forms.ChoiceField(label="Area of need", choices=list(AREAS.items()), widget=forms.RadioSelect)
    approach = forms.ChoiceField(
        label="Approach",
        help_text="So that it can be compared with the same help at other schools, whatever they call it.",
        choices=[("", "None of these"), *APPROACHES.items()],
        required=False,
    )
    subject = forms.ChoiceField(
        label="Subject it is for", choices=[("", "Follows from the area of need"), *SUBJECTS.items()], required=False
    )
    staff_role = forms.ChoiceField(label="Who gives it", choices=list(STAFF.items()))
    minutes = forms.IntegerField(label="Minutes a session")
    sessions_per_week = forms.IntegerField(label="Sessions a week")
    weeks = forms.IntegerField(label="Weeks")
    group_size = forms.IntegerField(label="Children in the group", help_text="Enter 1 for one to one.")
    expected = forms.CharField(
        label="What it is expected to change", widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=2000
    )
    evidence = forms.CharField(
        label="What is known about how well it works", widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=2000
    )


class RateForm(Form):
    """What an hour of a role costs from a day on."""

    looks: ClassVar = {"pounds": Look(width=5, prefix="£", inputmode="decimal")}
    staff_role = forms.ChoiceField(label="Role", choices=list(STAFF.items()))
    pounds = forms.DecimalField(
        label="Cost of an hour, with on-costs",
        min_value=Decimal("0.01"),
        max_value=1000,
        decimal_places=2,
        error_messages={
            "max_decimal_places": "Cost of an hour must be pounds and pence, like 17.24",
            "invalid": "Cost of an hour must be pounds and pence, like 17.24",
        },
        help_text="Pay, national insurance and pension, divided by the hours that are paid. For example, 17.24.",
    )
    from_date = DateField(label="From")
    why = forms.CharField(
        label="Why earlier sessions cost something else",
        help_text="Only if sessions since this day are logged already.",
        required=False,
        max_length=300,
    )


def school_of(request: HttpRequest) -> School:
    """The school that the address names, or the actor's first."""
    found = queries.schools(who(request))
    named = request.GET.get("school", "")
    if not found:
        raise Http404
    return next((school for school in found if school.organisation.ref == named), found[0])


@page(queries.MANAGE)
def catalogue(request: HttpRequest) -> HttpResponse:
    actor = who(request)
    context = {
        "rows": queries.catalogue(actor, actor.on),
        "schools": queries.schools(actor),
        "rates": queries.staff_rates(actor),
        "people": people,
    }
    return render(request, "provision/catalogue.html", context)


@page(queries.MANAGE)
def add(request: HttpRequest) -> HttpResponse:
    return _saved(request, school_of(request), None)


@page(queries.MANAGE)
def change(request: HttpRequest, ref: str) -> HttpResponse:
    row = queries.intervention(who(request), ref)
    return _saved(request, row.organisation.school, row)


def _saved(request: HttpRequest, school: School, row: Intervention | None) -> HttpResponse:
    now = {name: getattr(row, name) for name in _COLUMNS} if row else {}
    form = InterventionForm(posted(request), initial=now)
    if form.is_valid() and done(
        form, lambda: actions.save_intervention(by=who(request), school=school, row=row, given=form.cleaned_data)
    ):
        messages.success(request, "The intervention has been saved.")
        return HttpResponseRedirect(reverse("catalogue"))
    title = f"Change {row.name}" if row else "Add an intervention to the catalogue"
    return _form(request, form, school, title, row)


@page(queries.MANAGE)
def retire(request: HttpRequest, ref: str) -> HttpResponse:
    """Asks before an intervention is offered no more."""
    row = queries.intervention(who(request), ref)
    if request.method == "POST":
        actions.retire_intervention(by=who(request), row=row)
        messages.success(request, "The intervention is no longer offered.")
        return HttpResponseRedirect(reverse("catalogue"))
    return render(request, "provision/retire.html", {"row": row})


@page(queries.MANAGE)
def add_rate(request: HttpRequest) -> HttpResponse:
    actor, school = who(request), school_of(request)
    form = RateForm(posted(request), initial={"from_date": actor.on})
    if form.is_valid():
        given = dict(form.cleaned_data)
        pence = int(given.pop("pounds") * 100)
        if done(form, lambda: actions.save_rate(by=actor, school=school, pence=pence, **given)):
            messages.success(request, "The cost has been saved.")
            return HttpResponseRedirect(reverse("catalogue"))
    return _form(request, form, school, "Add what an hour costs", None)


class WithdrawForm(Form):
    """Why a price is withdrawn."""

    why = forms.CharField(label="Why", max_length=300, error_messages={"required": "Say why it is withdrawn."})


@page(queries.MANAGE)
def withdraw_rate(request: HttpRequest, rate: int) -> HttpResponse:
    """A price that was entered wrongly is withdrawn, with the reason."""
    row = queries.staff_rate(who(request), rate)
    form = WithdrawForm(posted(request))
    if form.is_valid() and done(form, lambda: prices.withdraw_rate(by=who(request), row=row, why=form.cleaned_data["why"])):
        messages.success(request, "The cost has been withdrawn.")
        return HttpResponseRedirect(reverse("catalogue"))
    context = {"form": form, "row": row, "people": people}
    return render(request, "provision/withdraw_rate.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, form: Any, school: School, title: str, row: Intervention | None) -> HttpResponse:
    context = {"form": form, "school": school, "title": title, "row": row}
    return render(request, "provision/form.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("provision/catalogue/", catalogue, name="catalogue"),
    path("provision/catalogue/add/", add, name="add-to-catalogue"),
    path("provision/catalogue/costs/", add_rate, name="add-staff-cost"),
    path("provision/catalogue/costs/<int:rate>/withdraw/", withdraw_rate, name="withdraw-staff-cost"),
    path("provision/catalogue/<slug:ref>/", change, name="change-catalogue"),
    path("provision/catalogue/<slug:ref>/retire/", retire, name="retire-intervention"),
]
