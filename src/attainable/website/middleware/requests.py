"""A line of log a request: method, the page's name (never its address), status, milliseconds."""

import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

log = structlog.get_logger("attainable.requests")


class RequestLog:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self._get_response(request)
        match = request.resolver_match
        page = match.view_name if match else "static" if request.path.startswith("/static/") else "unknown"
        log.info(
            "request", method=request.method, page=page, status=response.status_code,
            ms=round((time.perf_counter() - began) * 1000, 1),
        )  # fmt: skip
        return response
