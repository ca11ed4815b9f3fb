"""Places that somebody may ask about, and the rules under which they see each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from attainable.accounts.actor import Actor
from attainable.domains.insight.tables import Tables
from attainable.domains.people.models import School
from attainable.domains.people.queries.scopes import STAFF, Scope, scopes
from attainable.evidence.pupils.by_place.definition import PlaceMeasure

PERMISSION: Final = "evidence.view"


@dataclass(frozen=True, slots=True)
class Option:
    """A place that somebody may ask about, and the rules under which they see it. `own` is a school by itself."""

    code: str
    name: str
    level: str
    profile: str
    own: bool = False


def options(actor: Actor, found: Tables) -> list[Option]:
    """Places by the widest rules under which the actor sees each: own schools first, then authorities, districts, schools."""
    kept: dict[str, Option] = {}
    for scope in scopes(actor, PERMISSION):
        for option in _of_schools(scope, found) if scope.authority is None else _of_authority(scope, found):
            kept.setdefault(option.code, option)
    return list(kept.values())


def _of_authority(scope: Scope, found: Tables) -> list[Option]:
    """An authority, its districts, and for council staff its schools."""
    areas = found.folder.areas
    if scope.code not in areas:
        return []
    profile = scope.profile
    made = [Option(scope.code, areas[scope.code].name, "Authority", profile)]
    mine = {
        place.district for place in found.schools.values() if place.authority == scope.code and place.district
    }
    made += [
        Option(code, areas[code].name if code in areas else code, "District", profile)
        for code in sorted(mine)
    ]
    if profile == STAFF:
        rows = School.objects.filter(authority=scope.authority).order_by("organisation__name")
        names = rows.values_list("organisation__code", "organisation__name")
        made += [
            Option(code, name, "School", profile)
            for code, name in names
            if code.isdigit() and int(code) in found.schools
        ]
    return made


def _of_schools(scope: Scope, found: Tables) -> list[Option]:
    """Own schools, and their districts and authorities as anybody may see them."""
    names = School.objects.filter(pk__in=scope.schools).values_list(
        "organisation__code", "organisation__name"
    )
    own = [
        (code, name)
        for code, name in names.order_by("organisation__name")
        if code.isdigit() and int(code) in found.schools
    ]
    made = [Option(code, name, "School", scope.profile, own=True) for code, name in own]
    areas = found.folder.areas
    for level in ("authority", "district"):
        codes = dict.fromkeys(getattr(found.schools[int(code)], level) for code, _ in own)
        made += [
            Option(code, areas[code].name, level.capitalize(), settings.DISCLOSURE_PROFILE)
            for code in codes
            if code in areas
        ]
    return made


def options_for(measure: PlaceMeasure, every: Sequence[Option]) -> list[Option]:
    """Single schools are no choice for those outside them where a measure's numbers are too small for it."""
    return [option for option in every if option.level != "School" or option.own or measure.schools]
