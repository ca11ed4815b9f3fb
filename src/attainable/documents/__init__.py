"""Papers as values, and their writers: HTML, Word and tagged PDF."""

from attainable.documents.checks import check
from attainable.documents.write import FORMATS, write

__all__ = ["FORMATS", "check", "write"]
