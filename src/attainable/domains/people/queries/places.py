"""Where children are educated, for lists: the school, or how they are educated without one."""

from typing import Any, Final

from django.db.models import OuterRef, QuerySet, Subquery

from attainable.domains.people.models import Standing, WithoutSchool

# The column that `with_place` adds: a code of `WITHOUT_SCHOOL`, or None.
WITHOUT: Final = "without_kind"


def with_place(rows: QuerySet[Standing]) -> QuerySet[Standing]:
    """The same rows in the same number of queries, with their schools and how those at no school are educated."""
    return rows.select_related("child", "school__organisation").annotate(**{WITHOUT: without_kind("pk")})


def without_kind(child: str) -> Any:
    """How a child at no school is educated, as a column; `child` names the column that holds the child's key."""
    now = WithoutSchool.objects.filter(child=OuterRef(child), until_date__isnull=True)
    return Subquery(now.values("kind")[:1])
