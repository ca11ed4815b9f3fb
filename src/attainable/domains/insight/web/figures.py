"""Figures of today's register, as a page and as a file."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from attainable.accounts.web.guards import page, who
from attainable.domains.insight.actions import note_figures_taken
from attainable.domains.insight.queries import register_figures
from attainable.domains.insight.queries.scopes import scopes
from attainable.domains.insight.web import figures_words as words
from attainable.domains.insight.web.files import csv_file


def _asked(request: HttpRequest) -> register_figures.RegisterFigures:
    return register_figures.figures(who(request), request.GET.get("of", "")[:12], request.GET.get("school", "")[:12])


@page("figures.view")
def figures(request: HttpRequest) -> HttpResponse:
    own = scopes(who(request))
    if not own:
        return render(request, "insight/figures.html", {"found": None})
    found = _asked(request)
    return render(
        request,
        "insight/figures.html",
        {
            "found": found,
            "tables": words.tables(found),
            "headline": words.headline(found),
            "scopes": own,
            "rules": words.CONTROL.get(found.scope.profile, ""),
            "query": f"?of={found.scope.ref}" + (f"&school={found.part}" if found.part else ""),
        },
    )


@page("figures.view")
def figures_download(request: HttpRequest) -> HttpResponseBase:
    """The same protected figures as CSV; the download is audited."""
    found = _asked(request)
    rows = list(words.file_rows(found))
    note_figures_taken(who(request), found.scope.ref, found.scope.profile, len(rows))
    return csv_file(f"sen-figures-{found.day:%Y-%m-%d}.csv", words.COLUMNS, rows)
