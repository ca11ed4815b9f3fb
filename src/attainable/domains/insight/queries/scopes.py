"""Whose figures somebody sees, and under which rules of disclosure."""

from dataclasses import dataclass, field
from typing import Final

from django.conf import settings

from attainable.accounts.actor import Actor, Post
from attainable.accounts.models import Affiliation, Organisation
from attainable.accounts.roles import Kind, Reach

NAMES, STAFF = "internal-school", "la-internal"
_WHOLES: Final = (Kind.SCHOOL, Kind.FEDERATION, Kind.TRUST)


@dataclass(frozen=True, slots=True)
class Scope:
    """A school, the schools of a federation or trust, or an authority's schools, as one reader may see them.

    `profile` is the set of rules: true numbers for those who may see the names, counts of 1 and 2 hidden from governors and
    council staff, and what may be made public for boards and partners.
    """

    ref: str
    name: str
    kind: Kind
    profile: str
    schools: frozenset[int] = field(default=frozenset(), repr=False)
    authority: int | None = None
    code: str = ""

    @property
    def sees_names(self) -> bool:
        return self.profile == NAMES

    def covers(self, school: int, authority: int | None) -> bool:
        return school in self.schools or (self.authority is not None and self.authority == authority)


def scopes(actor: Actor, permission: str = "figures.view") -> list[Scope]:
    """Every organisation whose figures the actor sees, once each, under the widest rules they hold. Two queries."""
    posts = [post for _, post in actor.reaches(permission)]
    if not posts:
        return []
    kept = {o.pk: o for o in Organisation.objects.filter(pk__in=[post.organisation for post in posts])}
    found: dict[str, Scope] = {}
    for post in posts:
        own = kept[post.organisation]
        if post.kind in _WHOLES:
            _keep(found, _of_schools(own, post))
        elif post.kind is Kind.AUTHORITY:
            _keep(found, Scope(own.ref, own.name, Kind.AUTHORITY, STAFF, authority=own.pk, code=own.code))
    outside = [post.organisation for post in posts if post.kind not in (*_WHOLES, Kind.AUTHORITY)]
    for part in _parts(actor, outside):
        _keep(found, _of_partner(part))
    return list(found.values())


def scope_of(actor: Actor, ref: str) -> Scope | None:
    """The scope of this organisation, or the first where none is named."""
    own = scopes(actor)
    return next((scope for scope in own if scope.ref == ref), None) if ref else next(iter(own), None)


def _of_schools(own: Organisation, post: Post) -> Scope:
    names = post.reach("register.view") is Reach.SCHOOL
    return Scope(own.ref, own.name, post.kind, NAMES if names else STAFF, post.schools, code=own.code)


def _parts(actor: Actor, wholes: list[int]) -> list[Organisation]:
    """Authorities and schools that a board or partner is about."""
    if not wholes:
        return []
    rows = Affiliation.objects.filter(Affiliation.on(actor.on), whole__in=wholes).select_related("part")
    return [row.part for row in rows.order_by("part__name")]


def _of_partner(part: Organisation) -> Scope:
    profile = settings.DISCLOSURE_PROFILE
    if part.kind == Kind.AUTHORITY:
        return Scope(part.ref, part.name, Kind.AUTHORITY, profile, authority=part.pk, code=part.code)
    return Scope(part.ref, part.name, Kind(part.kind), profile, frozenset({part.pk}), code=part.code)


def _keep(found: dict[str, Scope], scope: Scope) -> None:
    order = (NAMES, STAFF)
    rank = order.index(scope.profile) if scope.profile in order else len(order)
    before = found.get(scope.ref)
    if before is None or rank < (order.index(before.profile) if before.profile in order else len(order)):
        found[scope.ref] = scope
