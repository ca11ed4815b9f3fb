"""Where nothing could be saved and it is not a fault: somebody else's change holds the database, or the disk is full."""

from collections.abc import Callable
from typing import Final

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from attainable.audit.spool import is_locked
from attainable.values.disk import is_full

_SECONDS: Final = 30


class Busy:
    """Answers 503 where a change had to wait for another one until its patience ended, and 507 where the disk is full. Nothing of
    the change was saved."""

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
        return nothing_saved(request, exception)


def nothing_saved(request: HttpRequest, exception: BaseException | None) -> HttpResponse | None:
    """The page that says why, or None for any other error."""
    if exception is not None and is_locked(exception):
        return _busy(request)
    return render(request, "website/full.html", status=507) if is_full(exception) else None


def _busy(request: HttpRequest) -> HttpResponse:
    answer = render(request, "website/busy.html", status=503)
    answer["Retry-After"] = str(_SECONDS)
    return answer
