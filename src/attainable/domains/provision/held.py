"""What the access report shows of provision besides its declared facts: sessions, each with who logged it."""

from collections.abc import Iterator
from typing import Any, Final

from attainable.domains.provision.models import Session
from attainable.records.report import Part
from attainable.values.dates import day_words


def _rows(child: Any) -> Iterator[tuple[object, ...]]:
    rows = Session.objects.filter(given__child=child).select_related("given__intervention").order_by("day", "pk")
    for row in rows:
        what = "Given" if row.happened else f"Not given: {row.get_reason_display() or 'no reason recorded'}"
        yield (day_words(row.day), row.given.intervention.name, row.get_kind_display(), what, row.logged_by_name)


PARTS: Final = (
    Part(
        "Sessions of interventions", ("provision.Session",), ("When", "Intervention", "Kind", "Given or not", "Logged by"), _rows
    ),
)
