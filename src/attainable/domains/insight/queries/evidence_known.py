"""What evidence pages show the readers of a scope of the children who are on its register today."""

import datetime as dt
from collections.abc import Collection

from attainable.domains.insight.queries.scopes import Scope
from attainable.domains.insight.queries.snapshot import tables
from attainable.domains.people.models import School
from attainable.evidence.disclosure.protection import stored_count
from attainable.evidence.pupils.by_place.definition import load_place_measure
from attainable.evidence.register.counts import KnownCounts
from attainable.values.school_year import school_year


def shown_as_evidence(scope: Scope, apart: Collection[int], day: dt.date) -> KnownCounts:
    """Counts of this year of the own schools by need and by provision, none of them hidden. `apart` are the schools that have
    tables of their own; a single school is the whole scope."""
    found = tables()
    if found is None or scope.authority is not None or (len(scope.schools) > 1 and not apart):
        return {}
    year, known = school_year(day), dict[tuple[int, str, str, str], int]()
    codes = School.objects.filter(pk__in=scope.schools).values_list("pk", "organisation__code")
    for school, code in codes:
        if not code.isdigit() or int(code) not in found.schools:
            continue
        at = school if school in apart else 0
        needs = found.of_school(load_place_measure("primary-need"), scope.profile, int(code)).counts
        known |= {(at, "need", group, "any-sen"): met for (of, _, group), (met, _) in needs.items() if of == year}
        provision = found.of_school(load_place_measure("pupils-with-sen"), scope.profile, int(code)).counts
        known |= {(at, "sex", "", group): met for (of, _, group), (met, _) in provision.items() if of == year}
        of_all = {total for (of, _, _), (_, total) in provision.items() if of == year}
        known.update(((at, "sex", "", "total"), total) for total in of_all)
    return {key: count for key, number in known.items() if (count := stored_count(number)) is not None}
