"""A line of log a request: method, the page's name (never its address), status, milliseconds."""

import time
from collections.abc import Callable

import structlog
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse

log = structlog.get_logger("attainable.requests")


class RequestLog:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self._get_response(request)
        log.info(
            "request",
            method=request.method,
            page=_page(request),
            status=response.status_code,
            ms=round((time.perf_counter() - began) * 1000, 1),
        )
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """An error of ours: its kind and its place, without its text. A refusal is not an error."""
        if not isinstance(exception, _REFUSALS):
            log.error("fault", page=_page(request), exc_info=exception)


_REFUSALS = (Http404, PermissionDenied, BadRequest, SuspiciousOperation)


def _page(request: HttpRequest) -> str:
    match = request.resolver_match
    if match is not None:
        return match.view_name or "unnamed"
    return "static" if request.path.startswith("/static/") else "unknown"
