"""Figures as a file to download."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import StreamingHttpResponse

from attainable.formats.sheets import sheet_lines


def csv_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """Rows of figures as CSV, streamed."""
    response = StreamingHttpResponse(sheet_lines(columns, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
