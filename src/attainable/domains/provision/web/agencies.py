"""Agencies: referrals that are open, recommendations that wait, how long agencies take, and the services with their steps."""

from typing import Any, ClassVar, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from attainable.accounts.web.guards import done, page, posted, who
from attainable.domains.people.actions.viewing import note_list
from attainable.domains.people.models import School
from attainable.domains.people.web import presenters as people
from attainable.domains.provision import queries
from attainable.domains.provision.actions.agencies import retire_service, save_service
from attainable.domains.provision.models import AgencyService
from attainable.domains.provision.queries import agencies as asked
from attainable.domains.provision.rules.agencies import LEAST_LONG, LEAST_MEDIAN
from attainable.domains.provision.rules.words import AGENCIES
from attainable.domains.provision.web.catalogue import school_of
from attainable.govuk.forms import Form
from attainable.govuk.look import Look

_LONG: Final[dict[str, Any]] = {"widget": forms.Textarea(attrs={"rows": 3}), "required": False, "max_length": 3000}


class ServiceForm(Form):
    """A service that the school refers to."""

    looks: ClassVar = {name: Look(width=4, inputmode="numeric") for name in ("wait_weeks", "report_weeks")}
    agency = forms.ChoiceField(label="Kind of agency", choices=list(AGENCIES.items()))
    name = forms.CharField(label="Name of the service", max_length=150)
    provider = forms.CharField(label="Council or health organisation", max_length=150, required=False)
    form = forms.CharField(label="Its form, and where it is sent", **_LONG)
    steps = forms.CharField(label="Its steps", help_text="One a line, in their order.", **_LONG)
    wait_weeks = forms.IntegerField(
        label="Weeks until it sees a child", help_text="As the service says.", min_value=0, max_value=260, required=False
    )
    report_weeks = forms.IntegerField(label="Weeks from then until its report", min_value=0, max_value=260, required=False)


@page(queries.MANAGE)
def agencies(request: HttpRequest) -> HttpResponse:
    actor = who(request)
    referrals, recommended = asked.open_referrals(actor), asked.open_recommendations(actor)
    note_list(actor, "agencies", len(referrals) + len(recommended))
    context = {
        "referrals": referrals,
        "recommended": recommended,
        "waits": asked.waits_by_agency(actor),
        "services": [(row, [step for step in row.steps.splitlines() if step.strip()]) for row in asked.services(actor)],
        "schools": queries.schools(actor),
        "least": LEAST_MEDIAN,
        "least_long": LEAST_LONG,
        "people": people,
        "today": actor.on,
    }
    return render(request, "provision/agencies.html", context)


@page(queries.MANAGE)
def add(request: HttpRequest) -> HttpResponse:
    return _saved(request, school_of(request), None)


@page(queries.MANAGE)
def change(request: HttpRequest, service: str) -> HttpResponse:
    row = asked.service(who(request), service)
    return _saved(request, row.organisation.school, row)


def _saved(request: HttpRequest, school: School, row: AgencyService | None) -> HttpResponse:
    names = ("agency", "name", "provider", "form", "steps", "wait_weeks", "report_weeks")
    form = ServiceForm(posted(request), initial={name: getattr(row, name) for name in names} if row else {})
    if form.is_valid() and done(form, lambda: save_service(by=who(request), school=school, row=row, given=form.cleaned_data)):
        messages.success(request, "The service has been saved.")
        return HttpResponseRedirect(reverse("agencies"))
    title = f"Change {row.name}" if row else "Add a service"
    context = {"form": form, "school": school, "title": title, "row": row}
    return render(request, "provision/agency_service.html", context, status=422 if form.errors else 200)


@page(queries.MANAGE)
def retire(request: HttpRequest, service: str) -> HttpResponse:
    """Asks before a service is taken off the list."""
    row = asked.service(who(request), service)
    if request.method == "POST":
        retire_service(by=who(request), row=row)
        messages.success(request, "The service is no longer in the list.")
        return HttpResponseRedirect(reverse("agencies"))
    return render(request, "provision/agency_retire.html", {"row": row})


urlpatterns = [
    path("agencies/", agencies, name="agencies"),
    path("agencies/add/", add, name="add-agency-service"),
    path("agencies/<slug:service>/", change, name="change-agency-service"),
    path("agencies/<slug:service>/retire/", retire, name="retire-agency-service"),
]
