"""Changes of provision, needs and details, as pages."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path

from attainable.accounts.actor import Actor
from attainable.accounts.web.guards import page, who
from attainable.domains.people import policies
from attainable.domains.people.actions import children, enrolments, register
from attainable.domains.people.facts import ENROLMENT
from attainable.domains.people.queries import children as queries
from attainable.domains.people.queries import choices
from attainable.domains.people.queries.children import Record
from attainable.domains.people.queries.schools import find_school
from attainable.domains.people.rules import PLANS
from attainable.domains.people.web import forms
from attainable.domains.people.web.changes import Change, Keys, add_problems, after, call, pages, plain_form
from attainable.records.draft import Draft
from attainable.records.forms import RecordForm
from attainable.values.problem import ProblemsError


def _version(seen: Record, **more: Any) -> dict[str, Any]:
    return {"version": seen.child.version, **more}


def _needs_form(actor: Actor, seen: Record, keys: Keys, posted: Any) -> RecordForm:
    initial = _version(seen, from_date=actor.on)
    if posted is None:
        for need in queries.needs_now(actor, seen):
            initial[f"need_{need.rank}"], initial[f"evidence_{need.rank}"] = need.code, need.evidence
    return forms.NeedsForm(posted, today=actor.on, provision=seen.standing.provision, initial=initial)


def _set_needs(draft: Draft, keys: Keys, values: dict[str, Any]) -> object:
    ranks = range(1, forms.NeedsForm.ranks + 1)
    needs = [(values.get(f"need_{r}", ""), values.get(f"evidence_{r}", "")) for r in ranks]
    return register.set_needs(draft, needs=needs, from_date=values["from_date"], why=values["why"])


def _details_form(actor: Actor, seen: Record, keys: Keys, posted: Any) -> RecordForm:
    child = seen.child
    initial = _version(seen, **{name: getattr(child, name) for name in children.DETAILS})
    return forms.DetailsForm(posted, initial=initial)


def _plan_form(actor: Actor, seen: Record, keys: Keys, posted: Any) -> RecordForm:
    return forms.PlanForm(posted, has_plan=seen.standing.provision in PLANS, initial=_version(seen, from_date=actor.on))


def _leave(draft: Draft, keys: Keys, values: dict[str, Any]) -> None:
    school = find_school(draft.by, keys["school"])
    if school is not None and any(row.school_id == school.pk for row in draft.rows(ENROLMENT)):
        policies.enrol_at(draft.by, school).required()
    enrolments.leave(draft, school=school, **values)


CHANGES = (
    Change(
        "decide-plan",
        "plan/",
        "plan.decide",
        "Record a decision about the EHC plan",
        "Save",
        "The decision has been recorded. The school can see it.",
        "child",
        _plan_form,
        call(register.decide_plan),
    ),
    Change(
        "change-needs",
        "needs/",
        "register.change",
        "Change needs",
        "Save",
        "The needs have been changed.",
        "child",
        _needs_form,
        _set_needs,
        words="The first is the primary need. The needs before stay in the history.",
    ),
    Change(
        "edit-child",
        "edit/",
        "child.edit",
        "Correct details",
        "Save",
        "The details have been changed.",
        "child-details",
        _details_form,
        call(children.change_details),
    ),
    Change(
        "leave-school",
        "leave/<slug:school>/",
        "enrolment.change",
        "Record that the child is leaving",
        "Save",
        "Leaving date saved.",
        "child-details",
        plain_form(forms.LeaveForm),
        _leave,
        warning=True,
        words="The school can no longer see this record after the last day on roll.",
    ),
    Change(
        "attendance-pattern",
        "attendance/",
        "enrolment.change",
        "Part-time attendance",
        "Save",
        "Part-time attendance saved.",
        "child-details",
        plain_form(forms.PatternForm, from_date="today", sessions=10),
        call(enrolments.set_pattern),
    ),
)


@page("enrolment.change")
def add_child(request: HttpRequest) -> HttpResponse:
    """A child joins who has no record here."""
    actor = who(request)
    schools = choices.schools_of(actor, "enrolment.change")
    offered = [(school.organisation.ref, school.organisation.name) for school in schools]
    form = forms.JoinForm(request.POST or None, schools=offered, initial=forms.today_initial())
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        chosen = values.pop("school", form.only_school)
        school = next(s for s in schools if s.organisation.ref == chosen)
        values.pop("version")
        try:
            child = children.join(by=actor, school=school, different=bool(request.POST.get("different")), **values)
        except ProblemsError as error:
            add_problems(form, error)
            if any(problem.code == "double" for problem in error.problems):
                form.ask_whether_different()
        else:
            messages.success(request, "The child has been added.")
            return HttpResponseRedirect(after(actor, child.ref, "child"))
    return render(request, "people/add_child.html", {"form": form}, status=422 if form.errors else 200)


@page("without-school.record")
def add_resident(request: HttpRequest) -> HttpResponse:
    """An authority records a child who is at no school and has no record here."""
    actor = who(request)
    authorities = choices.authorities_of(actor, "without-school.record")
    offered = [(authority.ref, authority.name) for authority in authorities]
    form = forms.ResidentForm(request.POST or None, authorities=offered, today=actor.on, initial=forms.today_initial())
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        chosen = values.pop("authority", form.only_authority)
        authority = next(known for known in authorities if known.ref == chosen)
        values.pop("version")
        try:
            child = children.record_resident(by=actor, authority=authority, **values)
        except ProblemsError as error:
            add_problems(form, error)
        else:
            messages.success(request, "The child has been added.")
            return HttpResponseRedirect(after(actor, child.ref, "child"))
    return render(request, "people/add_resident.html", {"form": form}, status=422 if form.errors else 200)


urlpatterns = [
    path("children/add/", add_child, name="add-child"),
    path("children/add-without-school/", add_resident, name="add-resident"),
    *pages(CHANGES),
]
