"""Evidence: the list of measures, a measure's page, its files, and questions that are kept."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from attainable.accounts.web.guards import done, page, who
from attainable.domains.insight import actions
from attainable.domains.insight.queries import evidence as queries
from attainable.domains.insight.queries import pack as charts
from attainable.domains.insight.queries import places
from attainable.domains.insight.queries import published as publishing
from attainable.domains.insight.queries.snapshot import Tables
from attainable.domains.insight.queries.snapshot import published as store
from attainable.domains.insight.rules import from_query, from_values
from attainable.domains.insight.web import words
from attainable.domains.insight.web.files import csv_file
from attainable.evidence.papers.pack_pages import COLUMNS
from attainable.evidence.result import RECORD_KEYS
from attainable.govuk.forms import Form
from attainable.values.school_year import year_words

_PERMISSION = places.PERMISSION


class KeepForm(Form):
    """The name under which a question is kept."""

    name = forms.CharField(label="Name of the question", max_length=100, required=False)
    shared = forms.BooleanField(label="Share it with other people in my organisation", required=False)


@require_safe
@page(_PERMISSION)
def evidence(request: HttpRequest) -> HttpResponse:
    """Every measure that the snapshot can answer, by topic, and those that it can't, with the reason."""
    found = queries.current()
    context: dict[str, Any] = {"found": found, "saved": queries.saved(who(request)), "mine": who(request).account}
    if found is not None:
        listed_measures = queries.listed_measures(found)
        topics: dict[str, list[queries.ListedMeasure]] = {}
        for listed in listed_measures:
            if listed.years:
                topics.setdefault(listed.measure.topic, []).append(listed)
        context |= {
            "topics": topics,
            "missing": [s for s in listed_measures if not s.years],
            "label": year_words,
            "published": publishing.by_topic(store()),
            "whole": charts.pack_of(who(request), found),
            "linked": bool(places.options(who(request), found)),
        }
    return render(request, "insight/evidence.html", context)


@require_safe
@page(_PERMISSION)
def whole(request: HttpRequest, chart: str) -> HttpResponse:
    """A chart of the evidence pack over the whole authority."""
    found = _found()
    answer = charts.answered(who(request), found, chart)
    return render(
        request,
        "insight/whole.html",
        {
            "answer": answer,
            "found": found,
            "columns": COLUMNS,
            "pictures": words.pictures(answer.chart),
            "stamp": words.stamp_of(answer.profile),
            "provenance": words.whole_provenance(found, answer.chart),
        },
    )


@require_safe
@page(_PERMISSION)
def whole_download(request: HttpRequest, chart: str) -> HttpResponseBase:
    found = _found()
    answer = charts.answered(who(request), found, chart)
    rows = [
        [*(record[key] for key in RECORD_KEYS), found.id, found.day.isoformat(), answer.profile, measure.definition]
        for measure in answer.chart.measures
        for record in measure.records
    ]
    actions.note_chart_taken(who(request), chart, answer.profile, len(rows))
    return csv_file(f"evidence-chart-{chart}-{found.day.isoformat()}.csv", words.COLUMNS, rows)


def _answered(request: HttpRequest, id: str) -> tuple[queries.Answer, Tables]:
    """The answer to the question of the address, and the snapshot that gave it."""
    found = _found()
    return queries.answered(who(request), from_query(id, request.GET)), found


def _found() -> Tables:
    found = queries.current()
    if found is None:
        raise Http404
    return found


@require_safe
@page(_PERMISSION)
def published(request: HttpRequest, id: str) -> HttpResponse:
    """A published measure of the authority, its region and the country."""
    answer, found = _published(request, id)
    return render(
        request,
        "insight/published.html",
        {
            "answer": answer,
            "measure": answer.measure,
            "shown": words.published_shown(found, answer),
            "provenance": words.published_provenance(answer),
            "breakdowns": words.BREAKDOWNS,
        },
    )


@require_safe
@page(_PERMISSION)
def published_download(request: HttpRequest, id: str) -> HttpResponseBase:
    answer, _ = _published(request, id)
    rows = ([row.as_record()[key] for key in RECORD_KEYS] for row in answer.result or ())
    return csv_file(f"published-{answer.measure.id}.csv", RECORD_KEYS, rows)


def _published(request: HttpRequest, id: str) -> tuple[publishing.PublishedAnswer, Tables]:
    found = _found()
    return publishing.answered(who(request), found, id, request.GET.get("by", "")[:40]), found


@require_safe
@page(_PERMISSION)
def measure(request: HttpRequest, id: str) -> HttpResponse:
    return _page(request, id, KeepForm())


def _page(request: HttpRequest, id: str, form: KeepForm, status: int = 200) -> HttpResponse:
    actor = who(request)
    answer, found = _answered(request, id)
    return render(
        request,
        "insight/measure.html",
        {
            "answer": answer,
            "measure": answer.measure,
            "shown": words.shown(found, answer),
            "found": found,
            "form": form,
            "menus": words.menus(places.options_for(answer.measure, places.options(actor, found))),
            "groups": queries.groups_of(answer.measure),
            "years": answer.years,
            "label": year_words,
            "query": answer.question.as_query(),
            "words": words,
            "stamp": words.stamp(answer),
            "many": range(1, 3),
            "provenance": words.provenance(found, answer),
        },
        status=status,
    )


@require_safe
@page(_PERMISSION)
def download(request: HttpRequest, id: str) -> HttpResponseBase:
    """The figures of the page as a spreadsheet's text; that they were taken away is noted."""
    answer, found = _answered(request, id)
    actions.note_taken(who(request), answer, "csv")
    return csv_file(f"evidence-{answer.measure.id}-{found.day.isoformat()}.csv", words.COLUMNS, words.file_rows(found, answer))


@require_safe
@page(_PERMISSION)
def chart(request: HttpRequest, id: str) -> HttpResponse:
    """The chart of the page as a file, with title and source in it."""
    answer, found = _answered(request, id)
    drawing = words.picture(answer)
    if not drawing:
        return render(request, "insight/nothing.html", {"measure": answer.measure}, status=404)
    actions.note_taken(who(request), answer, "svg")
    response = HttpResponse(drawing, content_type="image/svg+xml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="evidence-{answer.measure.id}-{found.day.isoformat()}.svg"'
    return response


@require_POST
@page(_PERMISSION)
def keep(request: HttpRequest, id: str) -> HttpResponse:
    """Keep the question of the address under a name."""
    form = KeepForm(request.POST)
    question = queries.answered(who(request), from_query(id, request.GET)).question
    if form.is_valid() and done(form, lambda: actions.keep_question(by=who(request), question=question, **form.cleaned_data)):
        return redirect("evidence")
    return _page(request, id, form, status=422)


@require_safe
@page(_PERMISSION)
def kept(request: HttpRequest, ref: str) -> HttpResponse:
    """A saved question, answered from today's tables."""
    row = queries.saved_question(who(request), ref)
    question = from_values(row.measure, row.question)
    return redirect(f"{reverse('evidence-measure', args=[row.measure])}?{question.as_query()}")


@require_POST
@page(_PERMISSION)
def remove(request: HttpRequest, ref: str) -> HttpResponse:
    actions.remove_question(by=who(request), ref=ref)
    return redirect("evidence")
