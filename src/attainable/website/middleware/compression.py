"""Pages and static files are compressed on their way to the browser."""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_TEXT = ("text/", "application/json", "application/javascript", "image/svg+xml")


class Compression(GZipMiddleware):
    """Django's own compression, for text only: fonts, pictures and workbooks are compressed already.

    A page can show what somebody typed next to what they must not learn, and the length of a compressed page could reveal it (the
    BREACH attack). Django adds up to 100 random bytes to each answer, and masks the token of forms differently each time.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        whole = not response.has_header("Content-Range")
        if whole and response.headers.get("Content-Type", "").startswith(_TEXT):
            return super().process_response(request, response)
        return response
