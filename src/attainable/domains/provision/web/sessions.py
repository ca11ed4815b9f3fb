"""Logging sessions: one page for a group, on which everybody was there unless somebody says otherwise."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from attainable.accounts.web.guards import done, page, posted, who
from attainable.domains.people.actions.viewing import note_list
from attainable.domains.people.web import presenters as people
from attainable.domains.provision import actions, queries
from attainable.domains.provision.rules.words import MISSED
from attainable.govuk.forms import DateField, Form

_GIVEN = "given"


class DayForm(Form):
    """The day that is looked at."""

    day = DateField(label="Day", past=True, required=False)


class SessionForm(Form):
    """For each child of the group whether the session was given, and if not why."""

    def __init__(self, *args: Any, children: list[tuple[int, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, name, chosen in children:
            choices = [
                ("", "Nothing to log"),
                (_GIVEN, "Given"),
                *((code, f"Not given: {words[:1].lower()}{words[1:]}") for code, words in MISSED.items()),
            ]
            self.fields[f"child-{key}"] = forms.ChoiceField(
                label=name,
                choices=choices,
                initial=chosen,
                required=False,
                error_messages={"invalid_choice": f"Choose what to log for {name} from the list"},
            )
        self.word_all()

    def reasons(self) -> dict[int, str]:
        """By what the child is given: why not, or nothing where it was. Children with nothing to log are left out."""
        named = {name: value for name, value in self.cleaned_data.items() if name.startswith("child-") and value}
        return {int(name.removeprefix("child-")): "" if value == _GIVEN else value for name, value in named.items()}


def _day(request: HttpRequest) -> dt.date:
    """The day that the address names, today otherwise. A form is always about the day that its page showed."""
    on = who(request).on
    form = DayForm(request.GET)
    day = form.cleaned_data.get("day") if form.is_valid() else None
    return min(day, on) if day else on


def _logged(session: Any, usual: str) -> str:
    """What the form offers for a child: what is logged, or what is usual."""
    return usual if session is None else session.reason or _GIVEN


@page(queries.LOG)
def index(request: HttpRequest) -> HttpResponse:
    """The interventions that run on a day, for the children of the person who asks."""
    actor, day = who(request), _day(request)
    groups = [(row, group, queries.mark_of(group), children) for row, group, children in queries.running(actor, day)]
    asked = any(name.startswith("day_") for name in request.GET)
    context = {
        "groups": groups,
        "people": people,
        "day": day,
        "form": DayForm(request.GET if asked else None, initial={"day": day}),
    }
    return render(request, "provision/sessions.html", context)


@page(queries.LOG)
def log(request: HttpRequest, ref: str) -> HttpResponse:
    actor, day, named = who(request), _day(request), request.GET.get("group", "")[:40]
    intervention, group = queries.group_of(actor, ref, day, named)
    known = queries.logged(group, day)
    # One to one, and children without a named group, are not one session: nobody is marked as there until somebody says so.
    usual = _GIVEN if named or len(group) == 1 else ""
    children = [(row.pk, row.child.name, _logged(known.get(row.pk), "" if row.interrupted_on else usual)) for row in group]
    form = SessionForm(posted(request), children=children)
    if form.is_valid():
        given: dict[str, Any] = {"intervention": ref, "group": named, "day": day, "reasons": form.reasons()}
        if done(form, lambda: actions.log_sessions(by=actor, **given)):
            messages.success(request, "The session has been logged.")
            return HttpResponseRedirect(f"{reverse('sessions')}?day_day={day.day}&day_month={day.month}&day_year={day.year}")
    note_list(actor, "sessions", len(group))
    context = {
        "day": day,
        "people": people,
        "form": form,
        "intervention": intervention,
        "group": group[0].group,
        "logged": len(known),
        "children": len(group),
    }
    return render(request, "provision/log.html", context, status=422 if form.errors else 200)


urlpatterns = [path("sessions/", index, name="sessions"), path("sessions/<slug:ref>/", log, name="log-sessions")]
