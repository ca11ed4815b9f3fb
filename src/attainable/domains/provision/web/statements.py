"""The list of observable statements of a school: its words, their order, and which are offered."""

from typing import Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from attainable.accounts.actor import Actor
from attainable.accounts.web.guards import done, page, posted, who
from attainable.domains.people.models import School
from attainable.domains.provision import queries
from attainable.domains.provision.actions import statements as actions
from attainable.domains.provision.models import Statement
from attainable.domains.provision.queries.statements import statements_of
from attainable.domains.provision.rules.statements import starting_list
from attainable.domains.provision.rules.words import AREAS
from attainable.govuk.forms import Form
from attainable.values.problem import ProblemsError

_WAYS: Final = ("up", "down", "retire", "again")
_DONE: Final = {
    "up": "The statement has been moved up.",
    "down": "The statement has been moved down.",
    "retire": "The statement is no longer offered. Concerns in which it was ticked keep it.",
    "again": "The statement is offered again.",
}


class StatementForm(Form):
    """A statement and its area."""

    words = forms.CharField(
        label="What staff can see",
        max_length=150,
        help_text="Something a person can see or hear, never a cause. For example, follows one instruction but not two together.",
    )
    area = forms.ChoiceField(label="Area of need", choices=list(AREAS.items()), widget=forms.RadioSelect)


def _school(request: HttpRequest) -> School:
    """The school that the address names, or the actor's first."""
    found = queries.schools(who(request))
    if not found:
        raise Http404
    named = request.GET.get("school", "")
    return next((school for school in found if school.organisation.ref == named), found[0])


def _address(school: School) -> str:
    return f"{reverse('statements')}?school={school.organisation.ref}"


def _row(request: HttpRequest, school: School, ref: str) -> Statement:
    row = next((row for row in statements_of(who(request), school) if row.ref == ref), None)
    if row is None:
        raise Http404
    return row


@page(queries.MANAGE)
def statements(request: HttpRequest) -> HttpResponse:
    """The list by area, with buttons that move and retire; before a school has its own, the starting list."""
    actor, school = who(request), _school(request)
    if request.method == "POST":
        return _changed(request, school)
    rows = statements_of(actor, school)
    areas = [(AREAS[code], [row for row in rows if row.area == code and row.retired_on is None]) for code in AREAS]
    context = {
        "school": school,
        "schools": queries.schools(actor),
        "own": bool(rows),
        "areas": areas,
        "starting": [(AREAS[code], texts) for code, texts in starting_list().items()],
        "retired": [row for row in rows if row.retired_on is not None],
        "here": _address(school),
    }
    return render(request, "provision/statements.html", context)


def _changed(request: HttpRequest, school: School) -> HttpResponse:
    """One press of a button."""
    actor = who(request)
    way = next((way for way in _WAYS if way in request.POST), "")
    if "adopt" in request.POST:
        actions.adopt_statements(by=actor, school=school)
        messages.success(request, "You can now change the list.")
    elif way:
        row = _row(request, school, request.POST[way])
        try:
            _do(way, actor, school, row)
        except ProblemsError as error:
            messages.error(request, " ".join(problem.what for problem in error.problems))
        else:
            messages.success(request, _DONE[way])
    return HttpResponseRedirect(_address(school))


def _do(way: str, actor: Actor, school: School, row: Statement) -> None:
    if way in ("up", "down"):
        actions.move_statement(by=actor, school=school, row=row, up=way == "up")
    elif way == "retire":
        actions.retire_statement(by=actor, school=school, row=row)
    else:
        actions.offer_statement_again(by=actor, school=school, row=row)


@page(queries.MANAGE)
def add(request: HttpRequest) -> HttpResponse:
    return _saved(request, _school(request), None)


@page(queries.MANAGE)
def change(request: HttpRequest, statement: str) -> HttpResponse:
    for school in queries.schools(who(request)):
        row = next((row for row in statements_of(who(request), school) if row.ref == statement), None)
        if row is not None:
            return _saved(request, school, row)
    raise Http404


def _saved(request: HttpRequest, school: School, row: Statement | None) -> HttpResponse:
    form = StatementForm(posted(request), initial={"words": row.words, "area": row.area} if row else {})
    if form.is_valid():

        def save() -> None:
            actions.adopt_statements(by=who(request), school=school)
            actions.save_statement(by=who(request), school=school, row=row, **form.cleaned_data)

        if done(form, save):
            messages.success(request, "The statement has been saved.")
            return HttpResponseRedirect(_address(school))
    title = "Change a statement" if row else "Add a statement"
    context = {"form": form, "school": school, "title": title, "here": _address(school)}
    return render(request, "provision/statement.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("provision/statements/", statements, name="statements"),
    path("provision/statements/add/", add, name="add-statement"),
    path("provision/statements/<slug:statement>/", change, name="change-statement"),
]
