"""Logging sessions: one page for a group, on which everybody was there unless somebody says otherwise."""

import datetime as dt
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from attainable.accounts.actor import Actor
from attainable.accounts.web.guards import done, page, posted, who
from attainable.domains.people.actions.viewing import note_list, note_view
from attainable.domains.people.queries.children import Record, record
from attainable.domains.people.web import presenters as people
from attainable.domains.people.web.changes import Change, Keys, call, pages
from attainable.domains.people.web.children import frame
from attainable.domains.provision import queries
from attainable.domains.provision.actions import sessions as actions
from attainable.domains.provision.models import Session
from attainable.domains.provision.queries import sessions as logged
from attainable.domains.provision.rules.words import MISSED, SESSIONS
from attainable.govuk.forms import DateField, Form
from attainable.records.forms import RecordForm
from attainable.values.dates import day_words

_GIVEN = "given"


class DayForm(Form):
    """The day that is looked at."""

    day = DateField(label="Day", past=True, required=False)


class RemoveForm(RecordForm):
    """Why a session is removed."""

    why = forms.CharField(
        label="Why",
        help_text="For example, it was logged on the wrong day.",
        max_length=300,
        error_messages={"required": "Say why you remove it."},
    )


class SessionForm(Form):
    """For each child of the group whether the session was given, and if not why."""

    kind = forms.ChoiceField(
        label="Kind of session",
        choices=list(SESSIONS.items()),
        initial="delivery",
        required=False,
        widget=forms.RadioSelect,
        help_text="Only sessions count towards what was planned. A catch-up session makes up for one that was missed.",
    )

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
        self.order_fields([*(name for name in self.fields if name != "kind"), "kind"])
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
    running, done_already = queries.running(actor, day), logged.logged_on(actor, day)
    closed = logged.closed_schools(day, [row for row, _, _ in running])
    groups = [
        {
            "row": row,
            "group": group,
            "mark": queries.mark_of(group),
            "children": children,
            "logged": done_already.get((row.pk, group), 0),
            "closed": row.organisation_id in closed,
        }
        for row, group, children in running
    ]
    asked = any(name.startswith("day_") for name in request.GET)
    context = {
        "groups": groups,
        "schools": len({row.organisation_id for row, _, _ in running}),
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
        given: dict[str, Any] = {
            "intervention": ref,
            "group": named,
            "day": day,
            "kind": form.cleaned_data["kind"] or "delivery",
            "reasons": form.reasons(),
        }
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


def _removal(actor: Actor, seen: Record, keys: Keys, posted: Any) -> RecordForm:
    _known(seen, keys)
    return RemoveForm(posted, initial={"version": seen.child.version})


def _about(actor: Actor, seen: Record, keys: Keys) -> str:
    row = _known(seen, keys)
    return f"{row.given.intervention.name}, {day_words(row.day)}, logged by {row.logged_by_name}"


def _known(seen: Record, keys: Keys) -> Session:
    row = logged.session_of(seen.child, keys["session"])
    if row is None:
        raise Http404
    return row


CHANGES: Final = (
    Change(
        "remove-session",
        "session/<int:session>/remove/",
        queries.LOG,
        "Remove a session",
        "Remove the session",
        "The session has been removed.",
        "child-provision",
        _removal,
        call(actions.remove_session),
        about=_about,
        warning=True,
    ),
)


@page("child.view")
def of_child(request: HttpRequest, ref: str, given: int) -> HttpResponse:
    """Everything that was logged of one thing that a child is given."""
    actor = who(request)
    seen = record(actor, ref, "provision.view")
    row, sessions = logged.sessions_of(actor, seen, given)
    note_view(actor, seen, "child-provision")
    context = {**frame(actor, seen), "row": row, "sessions": sessions, "people": people, "may": queries.LOG in seen.may}
    return render(request, "provision/child_sessions.html", context)


of_child.child_permission = "provision.view"  # type: ignore[attr-defined]
urlpatterns = [
    path("sessions/", index, name="sessions"),
    path("sessions/<slug:ref>/", log, name="log-sessions"),
    path("children/<slug:ref>/provision-given/<int:given>/sessions/", of_child, name="child-sessions"),
    *pages(CHANGES),
]
