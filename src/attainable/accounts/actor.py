"""The person who asks or acts: an immutable value made once a request from the memberships that hold today."""

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from attainable.accounts.roles import Kind, Reach, table
from attainable.values import clock

if TYPE_CHECKING:
    from attainable.accounts.models import Account


@dataclass(frozen=True, slots=True)
class Post:
    """A role in an organisation that holds today. `schools` are the schools it reaches: itself, or the parts of a federation."""

    role: str
    organisation: int
    organisation_name: str
    kind: Kind
    schools: frozenset[int] = frozenset()
    membership: str = ""

    @property
    def role_label(self) -> str:
        return table().role(self.role).label

    def reach(self, permission: str) -> Reach | None:
        return table().role(self.role).may.get(permission)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks or acts. `account` is None for the system itself (a nightly job, a command), which reads and writes all."""

    account: int | None
    name: str
    posts: tuple[Post, ...] = ()
    on: dt.date = field(default_factory=clock.today)
    system: bool = False

    def reaches(self, permission: str) -> list[tuple[Reach, Post]]:
        """Every reach in which the permission is held, with the post that gives it."""
        return [(reach, post) for post in self.posts if (reach := post.reach(permission)) is not None]

    def may(self, permission: str) -> bool:
        """Whether the person has the permission at all, for any children."""
        return self.system or bool(self.reaches(permission))

    def organisations(self, permission: str) -> frozenset[int]:
        """Organisations for which it is held; with a federation its schools too."""
        posts = [post for _, post in self.reaches(permission)]
        return frozenset(post.organisation for post in posts).union(*(post.schools for post in posts))

    @property
    def organisation(self) -> int | None:
        """From which organisation the person acts: the first post's."""
        return self.posts[0].organisation if self.posts else None

    @property
    def organisation_name(self) -> str:
        return self.posts[0].organisation_name if self.posts else ""

    @property
    def roles(self) -> str:
        return ", ".join(dict.fromkeys(post.role for post in self.posts))


def system_actor(what: str, on: dt.date | None = None) -> Actor:
    """The system itself, for nightly jobs and commands: `what` is what audit says of it."""
    return Actor(None, what, on=on or clock.today(), system=True)


def actor_for(account: "Account", on: dt.date) -> Actor:
    """Two queries at most: memberships that hold on the day, and the schools of federations and trusts."""
    from attainable.accounts.models import Affiliation, Membership

    rows = list(
        Membership.objects.filter(Membership.on(on), account=account, organisation__closed_on__isnull=True)
        .select_related("organisation")
        .order_by("from_date", "id")
    )
    wholes = [r.organisation_id for r in rows if r.organisation.kind in (Kind.FEDERATION, Kind.TRUST)]
    parts: dict[int, set[int]] = {}
    if wholes:
        for whole, part in Affiliation.objects.filter(Affiliation.on(on), whole__in=wholes).values_list("whole", "part"):
            parts.setdefault(whole, set()).add(part)
    posts = tuple(
        Post(
            row.role,
            row.organisation_id,
            row.organisation.name,
            Kind(row.organisation.kind),
            frozenset({row.organisation_id} if row.organisation.kind == Kind.SCHOOL else parts.get(row.organisation_id, ())),
            row.ref,
        )
        for row in rows
    )
    return Actor(account.pk, account.name, posts, on)
