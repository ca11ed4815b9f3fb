"""Pages for what went wrong. They show nothing of what was asked for."""

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from attainable.website.middleware.busy import nothing_saved


def _page(request: HttpRequest, kind: str, status: int) -> HttpResponse:
    return render(request, f"website/{kind}.html", status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, "csrf", 403)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "refused", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "not_found", 404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "bad_request", 400)


def fault(request: HttpRequest) -> HttpResponse:
    # What fails before a page is reached, such as keeping an upload on a full disk, comes here.
    return nothing_saved(request, sys.exception()) or _page(request, "fault", 500)
