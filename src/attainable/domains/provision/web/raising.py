"""Raising a concern: find the child, tick what you have seen, send. It works on a phone in less than a minute."""

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
from attainable.domains.people.web.changes import Change, Keys, pages
from attainable.domains.provision.facts import CONCERN
from attainable.domains.provision.queries import raising as queries
from attainable.domains.provision.queries.statements import offered_about
from attainable.domains.provision.rules.words import AREAS
from attainable.govuk.look import Look
from attainable.records.draft import Draft
from attainable.records.forms import RecordForm, form_of

_TICKED: Final = "observed-"


def _form(actor: Actor, seen: Record, keys: Keys, posted: Any) -> RecordForm:
    """The fields of the fact, after what staff can tick in each area."""
    if CONCERN.add is None:
        raise LookupError("A concern is raised on a page.")
    form = form_of(CONCERN, CONCERN.add, actor, posted, {"version": seen.child.version})
    own = dict(form.fields)
    form.fields.clear()
    for area, texts in offered_about(seen).items():
        if texts:
            form.fields[_TICKED + area] = forms.MultipleChoiceField(
                label=AREAS[area],
                choices=[(text, text) for text in texts],
                widget=forms.CheckboxSelectMultiple,
                required=False,
                error_messages={
                    "invalid_choice": "The list has changed since you opened this page. Tick what you have seen again."
                },
            )
    form.fields |= own
    form.fields["seen"].label = "What you have seen, in your own words"
    form.looks = {name: Look(small=True, optional=False) for name in form.fields if name.startswith(_TICKED)} | {  # type: ignore[misc]
        "seen": Look(rows=3, optional=False)
    }
    form.word_all()
    return form


def _apply(draft: Draft, keys: Keys, values: dict[str, Any]) -> None:
    given = {name: value for name, value in values.items() if not name.startswith(_TICKED)}
    ticked = [text for name, texts in values.items() if name.startswith(_TICKED) for text in texts]
    draft.add(CONCERN, {**given, "observed": "\n".join(ticked)})


CHANGES: Final = (
    Change(
        "raise-concern",
        "concern/",
        CONCERN.permission,
        "Raise a concern",
        "Send to the SENCO",
        "The concern has been sent to the SENCO.",
        "child-support-plan",
        _form,
        _apply,
        template="provision/raise_concern.html",
    ),
)


@page(CONCERN.permission)
def choose(request: HttpRequest) -> HttpResponse:
    """The children who the person can raise a concern about: by class where there are many."""
    actor = who(request)
    groups = queries.groups(actor)
    named = request.GET.get("group", "")[:12]
    group = next((group for group in groups if group.ref == named), None)
    rows = queries.children(actor, group)
    note_list(actor, "children to raise a concern about", len(rows))
    context = {"groups": groups, "group": group, "rows": rows, "people": people, "today": actor.on}
    return render(request, "provision/choose_child.html", context)


urlpatterns = [path("concerns/raise/", choose, name="raise-a-concern"), *pages(CHANGES)]
