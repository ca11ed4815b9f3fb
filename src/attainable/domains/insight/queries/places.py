"""Places that somebody may ask about, and the rules under which they see each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db.models import Q

from attainable.accounts.actor import Actor
from attainable.domains.insight.queries.scopes import STAFF, Scope, scopes
from attainable.domains.insight.queries.snapshot import Tables
from attainable.domains.people.models import School
from attainable.evidence.pupils.by_place.definition import PlaceMeasure

PERMISSION: Final = "evidence.view"


@dataclass(frozen=True, slots=True)
class Option:
    """A place that somebody may ask about, and the rules under which they see it. `own` is a single school."""

    code: str
    name: str
    level: str
    profile: str
    own: bool = False


def options(actor: Actor, found: Tables) -> list[Option]:
    """Places by the widest rules under which the actor sees each: own schools first, then authorities, districts, schools."""
    kept: dict[str, Option] = {}
    theirs = scopes(actor, PERMISSION)
    schools = _schools_of(theirs, found)
    for scope in theirs:
        own = [(code, name) for pk, authority, code, name in schools if scope.covers(pk, authority)]
        made = _of_schools(scope, own, found) if scope.authority is None else _of_authority(scope, own, found)
        for option in made:
            kept.setdefault(option.code, option)
    return list(kept.values())


def _schools_of(theirs: Sequence[Scope], found: Tables) -> list[tuple[int, int | None, str, str]]:
    """The schools of all scopes that are named one by one, and that the tables know: key, authority, code and name."""
    own = {school for scope in theirs for school in scope.schools}
    whole = [scope.authority for scope in theirs if scope.authority is not None and scope.profile == STAFF]
    if not own and not whole:
        return []
    rows = School.objects.filter(Q(pk__in=own) | Q(authority__in=whole)).order_by("organisation__name")
    known = rows.values_list("pk", "authority", "organisation__code", "organisation__name")
    return [row for row in known if row[2].isdigit() and int(row[2]) in found.schools]


def _of_authority(scope: Scope, own: Sequence[tuple[str, str]], found: Tables) -> list[Option]:
    """An authority, its districts, and for council staff its schools."""
    areas = found.folder.areas
    if scope.code not in areas:
        return []
    profile = scope.profile
    made = [Option(scope.code, areas[scope.code].name, "Authority", profile)]
    mine = {place.district for place in found.schools.values() if place.authority == scope.code and place.district}
    made += [Option(code, areas[code].name if code in areas else code, "District", profile) for code in sorted(mine)]
    if profile == STAFF:
        made += [Option(code, name, "School", profile) for code, name in own]
    return made


def _of_schools(scope: Scope, own: Sequence[tuple[str, str]], found: Tables) -> list[Option]:
    """Own schools, and their districts and authorities as anybody may see them."""
    made = [Option(code, name, "School", scope.profile, own=True) for code, name in own]
    areas = found.folder.areas
    for level in ("authority", "district"):
        codes = dict.fromkeys(getattr(found.schools[int(code)], level) for code, _ in own)
        made += [
            Option(code, areas[code].name, level.capitalize(), settings.DISCLOSURE_PROFILE) for code in codes if code in areas
        ]
    return made


def options_for(measure: PlaceMeasure, every: Sequence[Option]) -> list[Option]:
    """People outside a school cannot choose it where a measure's numbers are too small."""
    return [option for option in every if option.level != "School" or option.own or measure.schools]
