"""While somebody else's change holds the database: one page that says so, and when to try again."""

from collections.abc import Callable
from typing import Final

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from attainable.audit.spool import is_locked

_SECONDS: Final = 30


class Busy:
    """Answers 503 where a change had to wait for another one until its patience ended. Nothing of it was saved."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self._get_response(request)
        except OperationalError as error:
            if not is_locked(error):
                raise
            return _busy(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return _busy(request) if is_locked(exception) else None


def _busy(request: HttpRequest) -> HttpResponse:
    answer = render(request, "website/busy.html", status=503)
    answer["Retry-After"] = str(_SECONDS)
    return answer
