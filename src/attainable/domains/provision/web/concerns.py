"""Concerns that wait for a decision, and deciding about one."""

from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from attainable.accounts.actor import Actor
from attainable.accounts.web.guards import page, who
from attainable.domains.people.actions.viewing import note_list
from attainable.domains.people.queries.children import Record
from attainable.domains.people.web import presenters as people
from attainable.domains.people.web.changes import Change, Keys, call, pages
from attainable.domains.provision import actions, queries
from attainable.domains.provision.models import Concern
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


def _row(seen: Record, keys: Keys) -> Concern | None:
    """The concern that the address names; None for one that was closed since. Http404 for one of another child."""
    row = queries.concern(seen, keys["concern"])
    if row is None and not queries.was_concern(seen, keys["concern"]):
        raise Http404
    return row


def _form(actor: Actor, seen: Record, keys: Keys, posted: Any) -> RecordForm:
    row = _row(seen, keys)
    known = {name: getattr(row, name) for name in _DECIDED} if row else {}
    return DecideForm(posted, initial={**known, "version": seen.child.version})


def _about(actor: Actor, seen: Record, keys: Keys) -> str:
    row = _row(seen, keys)
    if row is None:
        return ""
    more = (("Where", row.place), ("Tried", row.tried), ("The child says", row.child_says), ("The parents say", row.parents_say))
    said = "".join(f" {label}: {text.rstrip('.')}." for label, text in more if text)
    return f"{row.raised_by}, since {day_words(row.from_date)}: {_seen(row)}{said}"


def _seen(row: Concern) -> str:
    """What was seen as sentences: what was ticked, then the person's own words."""
    return " ".join(f"{part.rstrip('.')}." for part in (*row.observed.splitlines(), row.seen) if part)


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
        to="concerns",
    ),
)


@page(queries.MANAGE)
def concerns(request: HttpRequest) -> HttpResponse:
    """Open concerns: those that wait, with how long, and those decided, with when somebody looks again."""
    actor = who(request)
    waiting, decided = (queries.concerns(actor, waiting=which) for which in (True, False))
    note_list(actor, "concerns", len(waiting) + len(decided))
    context = {
        "waiting": [(row, _seen(row), (actor.on - row.from_date).days) for row in waiting],
        "decided": decided,
        "words": TRIAGE,
        "people": people,
        "today": actor.on,
    }
    return render(request, "provision/concerns.html", context)


urlpatterns = [path("concerns/", concerns, name="concerns"), *pages(CHANGES)]
