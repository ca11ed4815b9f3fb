"""Figures without names, as a page and as a file."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path

from attainable.accounts.web.guards import page, who
from attainable.domains.people.actions.viewing import note_figures
from attainable.domains.people.queries.figures import Figures
from attainable.domains.people.queries.figures import figures as asked_figures
from attainable.domains.people.queries.scopes import scopes
from attainable.domains.people.web import figures_words as words
from attainable.formats.sheets import sheet_lines


def _asked(request: HttpRequest) -> Figures:
    return asked_figures(who(request), request.GET.get("of", "")[:12], request.GET.get("school", "")[:12])


@page("figures.view")
def figures(request: HttpRequest) -> HttpResponse:
    actor = who(request)
    own = scopes(actor)
    if not own:
        return render(request, "people/figures.html", {"found": None})
    found = _asked(request)
    return render(
        request,
        "people/figures.html",
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
def download(request: HttpRequest) -> HttpResponseBase:
    """The same protected figures as CSV; that they were taken away is noted."""
    found = _asked(request)
    rows = list(words.file_rows(found))
    note_figures(who(request), found.scope.ref, found.scope.profile, len(rows))
    response = StreamingHttpResponse(sheet_lines(words.COLUMNS, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="sen-figures-{found.day:%Y-%m-%d}.csv"'
    return response


urlpatterns = [path("figures/", figures, name="figures"), path("figures/download/", download, name="figures-download")]
