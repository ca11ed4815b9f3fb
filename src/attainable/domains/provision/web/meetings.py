"""After a meeting: what was decided about each child of a class or list, on one page that can be printed."""

import datetime as dt
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from attainable.accounts.web.guards import page, who
from attainable.domains.people.actions.viewing import note_list
from attainable.domains.provision import queries
from attainable.domains.provision.papers.meeting import COLUMNS, cells, document
from attainable.domains.provision.queries.reviews import meeting
from attainable.domains.provision.web.files import FORMS, sent
from attainable.govuk.forms import DateField, Form

_TITLE: Final = "Decisions of a review meeting"


class MeetingForm(Form):
    """Which class, and on which days reviews were held."""

    group = forms.ChoiceField(label="Class or group", required=False)
    first = DateField(label="Reviews from", past=True, required=False)
    last = DateField(label="Reviews to", past=True, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", "Reviews to must be the same day as ‘Reviews from’ or later")
        return given


@page(queries.MANAGE)
def review_meeting(request: HttpRequest) -> HttpResponse:
    """The page; sent as a file where one is asked for. What was asked stays in the address: it names nobody."""
    actor = who(request)
    asked = any(name in request.GET for name in ("group", "first_day", "last_day"))
    form = MeetingForm(request.GET if asked else None, initial={"first": actor.on, "last": actor.on})
    groups = queries.groups_to_review(actor)
    form.fields["group"].choices = [("", "All"), *groups]  # type: ignore[attr-defined]
    good = not asked or form.is_valid()
    given: dict[str, Any] = form.cleaned_data if asked and good else {}
    first: dt.date = given.get("first") or given.get("last") or actor.on
    last: dt.date = given.get("last") or max(first, actor.on if asked and not given.get("first") else first)
    rows = meeting(actor, first, last, group=given.get("group", "")) if good else []
    kind = request.POST.get("kind", "") if request.method == "POST" else ""
    note_list(actor, "decisions of a meeting", len(rows), taken_away=kind in FORMS, why=_TITLE if kind in FORMS else "")
    if kind in FORMS:
        named = dict(groups).get(given.get("group", ""), "")
        title = f"{_TITLE}: {named}" if named else _TITLE
        made = document(rows, title=title, school=actor.organisation_name, first=first, last=last, on=actor.on)
        return sent(made, f"review-meeting-{last}", kind)
    context = {
        "form": form,
        "columns": [column.label for column in COLUMNS],
        "decided": [(one.child, cells(one)) for one in rows if one.review],
        "waiting": [one.child for one in rows if not one.review],
        "first": first,
        "last": last,
        "forms": FORMS,
    }
    return render(request, "provision/meeting.html", context, status=200 if good else 422)


urlpatterns = [path("provision/reviews/meeting/", review_meeting, name="review-meeting")]
