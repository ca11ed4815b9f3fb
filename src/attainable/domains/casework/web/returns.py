"""The yearly return out of the records: what is missing or wrong, child by child, and the file."""

import datetime as dt
import io
from collections import Counter
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from attainable.accounts.models import Organisation
from attainable.accounts.web.guards import page, who
from attainable.domains.casework.queries import KEEP, returns
from attainable.domains.people.actions.viewing import note_list
from attainable.formats.sen2.checks import catalogue, check
from attainable.formats.sen2.spec import REFERENCE_DATES, SAME_AS
from attainable.formats.sen2.writing import write_xml
from attainable.govuk.forms import Form
from attainable.values.dates import day_words

# Years whose period the records can know: earlier ones were made elsewhere.
_YEARS: Final = (2026, 2027)
_MOST: Final = 300


class ReturnForm(Form):
    """Which return is asked for."""

    year = forms.ChoiceField(label="Return", required=False, choices=[(str(year), str(year)) for year in _YEARS])


class TakeForm(Form):
    """Why the file is taken away."""

    why = forms.CharField(
        label="Why do you need this file?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="We keep the reason in the audit, with the number of people in the file.",
        error_messages={"required": "Enter why you need this file."},
    )


@page(KEEP)
def yearly_return(request: HttpRequest) -> HttpResponse:
    """The checks of a return, live from the records: each person's by name, so that somebody can put them right."""
    actor = who(request)
    council, year = _asked(request)
    made = returns.yearly_return(actor, council, year)
    findings = list(check(made.found))
    by_check, example = Counter(finding.check for finding in findings), {one.check: one.what for one in reversed(findings)}
    # Errors first: they stop the return.
    ordered = sorted(findings, key=lambda one: one.level != "error")
    names = {place: f"{row['Surname']}, {row['Forename']}" for place, row in enumerate(made.found.people, 1)}
    refs = dict(enumerate(made.refs, 1))
    errors = sum(finding.level == "error" for finding in findings)
    note_list(actor, "return", len(made.refs))
    context = {
        "form": ReturnForm({"year": str(year)}),
        "council": council,
        "year": year,
        "years": _YEARS,
        "same_as": SAME_AS.get(year),
        "on": day_words(dt.date.fromisoformat(REFERENCE_DATES[year])),
        "people": len(made.refs),
        "errors": errors,
        "queries": len(findings) - errors,
        "summary": [(number, catalogue()[number], example[number], count) for number, count in sorted(by_check.items())],
        "shown": [(one, names.get(one.person, "The header"), refs.get(one.person, "")) for one in ordered[:_MOST]],
        "more": max(0, len(findings) - _MOST),
    }
    return render(request, "casework/return.html", context)


@page(KEEP, again=True)
def download(request: HttpRequest) -> HttpResponse:
    """Asks why, then sends the XML."""
    actor = who(request)
    council, year = _asked(request)
    form = TakeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "council": council, "year": year}
        return render(request, "casework/return_download.html", context, status=422 if form.errors else 200)
    made = returns.yearly_return(actor, council, year)
    note_list(actor, "return", len(made.refs), why=form.cleaned_data["why"], taken_away=True)
    out = io.StringIO()
    write_xml(made.found, out)
    response = HttpResponse(out.getvalue(), content_type="application/xml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="sen2-{year}.xml"'
    return response


def _asked(request: HttpRequest) -> tuple[Organisation, int]:
    """The council and the year that the address asks for; by default the first council, and the return that comes next."""
    actor = who(request)
    found: list[Any] = returns.councils(actor)
    if not found:
        raise Http404
    year = request.GET.get("year", "")
    usual = next((one for one in _YEARS if actor.on.isoformat() <= f"{one}-03-31"), _YEARS[-1])
    return found[0], int(year) if year in {str(one) for one in _YEARS} else usual


urlpatterns = [
    path("return/", yearly_return, name="yearly-return"),
    path("return/download/", download, name="yearly-return-download"),
]
