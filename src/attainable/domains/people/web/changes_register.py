"""Changes of provision, needs and details, as pages."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path

from attainable.accounts.actor import Actor
from attainable.accounts.web.guards import page, who
from attainable.domains.people.actions import children, enrolments, register
from attainable.domains.people.queries import children as queries
from attainable.domains.people.queries import choices
from attainable.domains.people.queries.children import Record
from attainable.domains.people.rules import characteristics
from attainable.domains.people.web import forms
from attainable.domains.people.web.changes import Change, Keys, add_problems, after, call, pages, plain_form
from attainable.values.problem import ProblemsError


def _version(seen: Record, **more: Any) -> dict[str, Any]:
    return {"version": seen.child.version, **more}


def _provision_form(actor: Actor, seen: Record, keys: Keys, posted: Any) -> forms.RecordForm:
    return forms.ProvisionForm(posted, today=actor.on, initial=_version(seen, from_date=actor.on))


def _needs_form(actor: Actor, seen: Record, keys: Keys, posted: Any) -> forms.RecordForm:
    initial = _version(seen, from_date=actor.on)
    if posted is None:
        for need in queries.needs_now(actor, seen):
            initial[f"need_{need.rank}"], initial[f"evidence_{need.rank}"] = need.code, need.evidence
    return forms.NeedsForm(posted, today=actor.on, provision=seen.standing.provision, initial=initial)


def _set_needs(actor: Actor, seen: Record, keys: Keys, form: Any) -> object:
    values = form.cleaned_data
    return register.set_needs(
        by=actor,
        child=seen.child.ref,
        needs=form.needs,
        from_date=values["from_date"],
        why=values["why"],
        version=values["version"],
    )


def _details_form(actor: Actor, seen: Record, keys: Keys, posted: Any) -> forms.RecordForm:
    child = seen.child
    initial = _version(seen, **{name: getattr(child, name) for name in children.DETAILS})
    return forms.DetailsForm(posted, initial=initial)


def _leave(actor: Actor, seen: Record, keys: Keys, form: Any) -> None:
    enrolments.leave(by=actor, child=seen.child.ref, school=keys["school"], **form.cleaned_data)


CHANGES = (
    Change(
        "change-provision",
        "provision/",
        "register.change",
        "Change provision",
        "Save the change",
        "The provision has been changed.",
        "child",
        _provision_form,
        call(register.change_provision),
    ),
    Change(
        "withdraw-provision",
        "provision/<slug:change>/withdraw/",
        "register.change",
        "Withdraw a change of provision",
        "Withdraw the change",
        "The change has been withdrawn.",
        "child-history",
        plain_form(forms.WithdrawForm),
        call(register.withdraw_provision),
        warning=True,
        words="Withdraw a change that was recorded in error. It stays in the history, struck through, with your reason.",
    ),
    Change(
        "change-needs",
        "needs/",
        "register.change",
        "Change needs",
        "Save the needs",
        "The needs have been changed.",
        "child",
        _needs_form,
        _set_needs,
        words="The first is the primary need. What stood before stays in the history.",
    ),
    Change(
        "edit-child",
        "edit/",
        "child.edit",
        "Correct the details",
        "Save",
        "The details have been changed.",
        "child-details",
        _details_form,
        call(children.edit_child),
    ),
    Change(
        "change-home",
        "home/",
        "child.edit",
        "Change of home",
        "Save",
        "The home has been changed.",
        "child-details",
        plain_form(forms.HomeForm, from_date="today"),
        call(children.move_home),
        words="The authority of the home answers for an EHC plan from that day on.",
    ),
    Change(
        "leave-school",
        "leave/<slug:school>/",
        "enrolment.change",
        "Leaves the school",
        "Save the leaving",
        "The leaving has been recorded.",
        "child-details",
        plain_form(forms.LeaveForm),
        _leave,
        warning=True,
        words="After the last day on roll the school can no longer see this record.",
    ),
    Change(
        "attendance-pattern",
        "attendance/",
        "enrolment.change",
        "Attendance for part of the week",
        "Save",
        "The pattern has been recorded.",
        "child-details",
        plain_form(forms.PatternForm, from_date="today", sessions=10),
        call(enrolments.set_pattern),
    ),
)


def _characteristic(kind: str, title: str) -> Change:
    def apply(actor: Actor, seen: Record, keys: Keys, form: forms.RecordForm) -> None:
        children.set_characteristic(by=actor, child=seen.child.ref, kind=kind, **form.cleaned_data)

    def make(actor: Actor, seen: Record, keys: Keys, posted: Any) -> forms.RecordForm:
        initial = {"version": seen.child.version, "from_date": actor.on}
        return forms.CharacteristicForm(posted, kind=kind, initial=initial)

    return Change(
        f"change-{kind}",
        f"characteristic/{kind}/",
        "child.edit",
        title,
        "Save",
        "The record has been changed.",
        "child-details",
        make,
        apply,
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
            child = children.join(by=actor, school=school, **values)
        except ProblemsError as error:
            add_problems(form, error)
        else:
            messages.success(request, "The child is on roll.")
            return HttpResponseRedirect(after(actor, child.ref, "child"))
    return render(request, "people/add_child.html", {"form": form}, status=422 if form.errors else 200)


_CHARACTERISTICS = tuple(_characteristic(kind, codes.name) for kind, codes in characteristics().items())
urlpatterns = [path("children/add/", add_child, name="add-child"), *pages(CHANGES), *pages(_CHARACTERISTICS)]
