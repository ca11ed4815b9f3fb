"""Concerns that wait for a decision, and deciding about one."""

from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from attainable.accounts.actor import Actor
from attainable.accounts.web.guards import page, who
from attainable.domains.people.actions.viewing import note_list
from attainable.domains.people.queries.children import Record
from attainable.domains.people.web import presenters as people
from attainable.domains.people.web.changes import Change, Keys, call, pages
from attainable.domains.provision import actions, queries
from attainable.domains.provision.rules.words import TRIAGE
from attainable.govuk.forms import DateField
from attainable.records.forms import RecordForm
from attainable.values.dates import day_words


class DecideForm(RecordForm):
    """What happens next, why, and when somebody looks again."""

    outcome = forms.ChoiceField(
        label="What happens next?",
        choices=list(TRIAGE.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happens next."},
    )
    why = forms.CharField(label="Why", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    look_again_on = DateField(label="Date to look again", help_text="Not needed if you close the concern.", required=False)
    parents_told_on = DateField(label="Date the parents were informed", required=False)
    parents_answer = forms.CharField(
        label="What the parents answered", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, required=False
    )


_DECIDED: Final = ("outcome", "why", "look_again_on", "parents_told_on", "parents_answer")


def _form(actor: Actor, seen: Record, keys: Keys, posted: Any) -> RecordForm:
    row = queries.concern(seen, keys["concern"])
    known = {name: getattr(row, name) for name in _DECIDED} if row else {}
    return DecideForm(posted, initial={**known, "version": seen.child.version})


def _about(actor: Actor, seen: Record, keys: Keys) -> str:
    row = queries.concern(seen, keys["concern"])
    if row is None:
        return ""
    more = (("Where", row.place), ("Tried", row.tried), ("The child says", row.child_says), ("The parents say", row.parents_say))
    said = "".join(f" {label}: {text.rstrip('.')}." for label, text in more if text)
    return f"{row.raised_by}, since {day_words(row.from_date)}: {row.seen}{said}"


CHANGES: Final = (
    Change(
        "decide-concern",
        "concern/<int:concern>/decide/",
        queries.MANAGE,
        "Decide about a concern",
        "Save",
        "The decision has been saved.",
        "child-support-plan",
        _form,
        call(actions.decide_concern),
        about=_about,
    ),
)


@page(queries.MANAGE)
def concerns(request: HttpRequest) -> HttpResponse:
    """Open concerns: those that wait, with how long, and those decided, with when somebody looks again."""
    actor = who(request)
    waiting, decided = (queries.concerns(actor, waiting=which) for which in (True, False))
    note_list(actor, "concerns", len(waiting) + len(decided))
    context = {
        "waiting": [(row, (actor.on - row.from_date).days) for row in waiting],
        "decided": decided,
        "words": TRIAGE,
        "people": people,
        "today": actor.on,
    }
    return render(request, "provision/concerns.html", context)


urlpatterns = [path("concerns/", concerns, name="concerns"), *pages(CHANGES)]
