"""What imports must know of schools and of records beyond reach, and no more."""

from collections.abc import Collection, Iterable
from itertools import batched

from attainable.domains.people.models import School, Standing

_BATCH = 2000


def schools_of(schools: Iterable[int]) -> dict[int, int | None]:
    """The authority in which each school lies."""
    return dict(School.objects.filter(pk__in=set(schools)).values_list("pk", "authority"))


def schools_among(organisations: Collection[int]) -> set[int]:
    """Those of the organisations that are schools."""
    return set(School.objects.filter(pk__in=organisations).values_list("pk", flat=True))


def restricted_among(children: Collection[int]) -> set[int]:
    """Those of the children whose record is restricted: nothing is ever done to them by a file."""
    found: set[int] = set()
    for part in batched(sorted(children), _BATCH):
        found.update(Standing.objects.filter(pk__in=part, restricted=True).values_list("pk", flat=True))
    return found
