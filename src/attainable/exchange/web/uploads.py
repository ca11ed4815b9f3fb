"""Files as they come: stopped when they grow past what is allowed, and never held in memory."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest

from attainable.values.numbers import whole_number

_ROOM = 64 * 1024  # for the other fields, and what parts them


class LimitedUpload(TemporaryFileUploadHandler):
    """Writes to a temporary file that only this user reads, and stops at the limit."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._size += len(raw_data)
        if self._size > most():
            raise StopUpload(connection_reset=True)
        super().receive_data_chunk(raw_data, start)


def most() -> int:
    return int(settings.IMPORT_MAX_MB) * 1024 * 1024


def announced_too_large(request: HttpRequest) -> bool:
    """Whether the request says beforehand that it is too large: then nothing of it is read."""
    return (whole_number(request.META.get("CONTENT_LENGTH")) or 0) > most() + _ROOM
