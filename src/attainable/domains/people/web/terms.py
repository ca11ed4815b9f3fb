"""Pages of the dates of terms: whose dates hold, and the dates of one school year."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from attainable.accounts.web.guards import done, page, posted, who
from attainable.domains.people.actions import terms as actions
from attainable.domains.people.queries import terms as queries
from attainable.govuk.forms import Form
from attainable.values.school_year import school_year, year_words
from attainable.values.term_dates import written, written_closed

_EARLIER, _LATER = 5, 3
"""School years before and after this one for which dates can be entered."""


class TermsForm(Form):
    """The half terms of a school year, and the days within them on which the school is closed."""

    spans = forms.CharField(
        label="Half terms, one a line",
        widget=forms.Textarea(attrs={"rows": 7}),
        required=False,
        max_length=2000,
        help_text="First and last day for children. For example, 2 September 2026 to 23 October 2026. You can paste them.",
    )
    closed = forms.CharField(
        label="Days in a half term when the school is closed, one a line",
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        max_length=3000,
        help_text="Training days and bank holidays, with the reason. For example, 3 May 2027 bank holiday.",
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


@page(queries.PERMISSION)
def terms(request: HttpRequest) -> HttpResponse:
    actor = who(request)
    return render(request, "people/terms.html", {"lines": queries.lines(actor), "year_words": year_words})


@page(queries.PERMISSION)
def year(request: HttpRequest, ref: str, year: int) -> HttpResponse:
    actor, this = who(request), school_year(who(request).on)
    row = queries.organisation(actor, ref)
    if not this - _EARLIER <= year <= this + _LATER:
        raise Http404
    now, authority = queries.dates_of(row, year), queries.above(row)
    theirs = queries.dates_of(authority, year) if authority else None
    # A school begins with its authority's dates, so that it changes only what differs.
    begin = theirs if theirs and theirs.spans and not now.spans else now
    initial = {"spans": written(begin.spans), "closed": written_closed(begin.closed), "seen": actions.mark_of(now)}
    form = TermsForm(posted(request), initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        if done(form, lambda: actions.save_terms(by=actor, organisation=row, year=year, **given)):
            messages.success(request, f"The dates of {year_words(year)} have been saved.")
            return HttpResponseRedirect(reverse("terms"))
    context = {"form": form, "row": row, "year": year_words(year), "authority": authority, "theirs": theirs, "own": now.spans}
    return render(request, "people/terms_form.html", context, status=422 if form.errors else 200)


urlpatterns = [path("term-dates/", terms, name="terms"), path("term-dates/<slug:ref>/<int:year>/", year, name="terms-of-year")]
