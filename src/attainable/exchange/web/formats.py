"""Formats of files, made from their declarations."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from attainable.accounts.web.guards import page
from attainable.exchange.files import FORMATS


@page()
def formats(request: HttpRequest) -> HttpResponse:
    return render(request, "exchange/formats.html", {"formats": list(FORMATS.values())})


@page()
def format_fields(request: HttpRequest, name: str) -> HttpResponse:
    if name not in FORMATS:
        raise Http404
    return render(request, "exchange/format.html", {"format": FORMATS[name]})
