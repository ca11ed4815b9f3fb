"""What imports hold about a child until their rows are deleted: for access reports, and to be erased with the record."""

from collections.abc import Iterator
from typing import Any

import msgspec
from django.utils import timezone

from attainable.exchange.models import ImportRow
from attainable.formats.people.rows import unpack
from attainable.records.report import Part


def _rows(child: Any) -> Iterator[tuple[object, ...]]:
    for row in ImportRow.objects.filter(child=child).select_related("run").order_by("run__created", "place"):
        when = f"{timezone.localtime(row.run.created):%-d %B %Y, %H:%M}"
        yield when, row.run.shown_name, row.number, row.get_outcome_display(), row.how, _said(row)


def _said(row: ImportRow) -> str:
    """What the row said. Its carers are only counted: their details are with the child's carers."""
    if not row.person:
        return ""
    said = msgspec.to_builtins(unpack(bytes(row.person)))
    carers = said.pop("carers", ())
    parts = [
        f"{name.replace('_', ' ')}: {value}" for name, value in said.items() if value not in ("", None, [], ()) and name != "row"
    ]
    return "; ".join([*parts, *([f"carers: {len(carers)}"] if carers else [])])


def _erase(child: Any) -> int:
    deleted, _ = ImportRow.objects.filter(child=child).delete()
    return deleted


PART = Part(
    "Imports", ("exchange.ImportRow",), ("When", "File", "Row", "Outcome", "Found by", "What the row contained"), _rows, _erase
)
