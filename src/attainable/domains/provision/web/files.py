"""Documents that a page sends as a file."""

from typing import Final

from django.http import HttpResponse

from attainable import documents
from attainable.documents.model import Document
from attainable.records.papers import TYPES, Made, content

FORMS: Final = {"pdf": "PDF", "docx": "Word", "html": "Web page"}


def sent(document: Document, stem: str, kind: str) -> HttpResponse:
    """A document as a file in one of its forms."""
    if kind not in documents.FORMATS:
        raise LookupError(kind)
    answer = HttpResponse(content(Made(document, stem), kind), content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{stem}.{kind}"'
    return answer
