"""Headers that keep browsers from keeping, sharing or embedding pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

_HEADERS = {
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}

_METHODS = ("GET", "HEAD", "POST", "OPTIONS")


class SecurityHeaders:
    """Pages are never kept in a cache: on a shared computer the next person must not go back to a child's record."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # No page of ours takes another method; TRACE above all is refused.
        known = request.method in _METHODS
        response = self._get_response(request) if known else HttpResponseNotAllowed(_METHODS)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
