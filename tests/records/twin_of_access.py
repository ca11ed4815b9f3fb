"""A slow twin of who sees whom: the rules of access as loops over rows, for tests to compare with."""

from typing import Any

from django.utils import timezone
from tests.records.world import World

from attainable.accounts.actor import Actor, Post
from attainable.accounts.models import Affiliation
from attainable.accounts.roles import Kind, table
from attainable.domains.people.models import (
    Assignment,
    Child,
    Consent,
    EmergencyAccess,
    Enrolment,
    GroupMember,
    GroupStaff,
    Involvement,
    ProvisionChange,
    Residence,
    Responsibility,
    Restriction,
    RestrictionException,
    School,
    WithoutSchool,
)

ABOUT_CHILDREN = {name for role in table().roles for name, reach in role.may.items() if reach not in ("organisation", "all")}
_MODELS = (
    Affiliation,
    Assignment,
    Child,
    Consent,
    EmergencyAccess,
    Enrolment,
    GroupMember,
    GroupStaff,
    Involvement,
    ProvisionChange,
    Residence,
    Responsibility,
    Restriction,
    RestrictionException,
    School,
    WithoutSchool,
)


class Twin:
    """The rules of access, as slowly as they read: every row of every table for every question."""

    def __init__(self, world: World) -> None:
        self.on = world.on
        self.now = timezone.now()
        self.rows: dict[type, list[Any]] = {model: list(model._default_manager.all()) for model in _MODELS}

    def sees(self, actor: Actor, permission: str, child: Child) -> bool:
        reached = any(self.reaches(actor, post, post.reach(permission), child) for post in actor.posts)
        if permission in ("child.view", "child.details", "child.contacts", "child.history"):
            reached = reached or self.opened(actor, child)
        return reached and self.restriction_lets(actor, child)

    def holding(self, model: type, **values: Any) -> list[Any]:
        """Rows with these values that hold on the day."""
        return [
            row
            for row in self.rows[model]
            if row.from_date <= self.on
            and (row.until_date is None or row.until_date >= self.on)
            and all(getattr(row, name) == value for name, value in values.items())
        ]

    def reaches(self, actor: Actor, post: Post, reach: str | None, child: Child) -> bool:
        home, authority = self.home(child), self.school_authority(child)
        match reach:
            case "school":
                return self.at(post, child)
            case "taught":
                return self.at(post, child) and self.taught(actor, post, child)
            case "named":
                here = home == post.organisation if post.kind == Kind.AUTHORITY else self.at(post, child)
                asked = self.holding(Assignment, child_id=child.pk, account_id=actor.account, organisation_id=post.organisation)
                return here and bool(asked)
            case "resident":
                return self.registered(child) and home == post.organisation
            case "without-school":
                at_none = not any(row.status != "G" for row in self.enrolled(child))
                recorded = bool(self.holding(WithoutSchool, child_id=child.pk))
                return self.registered(child) and home == post.organisation and at_none and recorded
            case "authority":
                return self.registered(child) and post.organisation in (home, authority)
            case "involved":
                return self.involved(post, child)
            case "own":
                return self.own(actor, child)
        return False

    def at(self, post: Post, child: Child) -> bool:
        """On roll at a school of the post, be it the second one; a guest is not on roll."""
        schools = (
            {post.organisation}
            if post.kind == Kind.SCHOOL
            else {row.part_id for row in self.holding(Affiliation, whole_id=post.organisation)}
        )
        on_roll = [row.school_id for row in self.enrolled(child) if row.status != "G"]
        return any(school in schools for school in on_roll)

    def enrolled(self, child: Child) -> list[Any]:
        return self.holding(Enrolment, child_id=child.pk)

    def school_authority(self, child: Child) -> int | None:
        main = [row.school_id for row in self.enrolled(child) if row.status not in "SG"]
        return next((s.authority_id for s in self.rows[School] if s.pk in main), None)

    def home(self, child: Child) -> int | None:
        homes = sorted(self.holding(Residence, child_id=child.pk), key=lambda row: row.from_date)
        return homes[-1].authority_id if homes else None

    def registered(self, child: Child) -> bool:
        changes = [
            row
            for row in self.rows[ProvisionChange]
            if row.child_id == child.pk and row.withdrawn_at is None and row.from_date <= self.on
        ]
        return bool(changes) and max(changes, key=lambda row: row.from_date).provision != "N"

    def taught(self, actor: Actor, post: Post, child: Child) -> bool:
        mine = {row.group_id for row in self.holding(GroupStaff, account_id=actor.account)}
        return any(row.group_id in mine for row in self.holding(GroupMember, child_id=child.pk))

    def involved(self, post: Post, child: Child) -> bool:
        consents = self.holding(Consent, child_id=child.pk, organisation_id=post.organisation)
        rows = self.holding(Involvement, child_id=child.pk, organisation_id=post.organisation)
        return any(row.basis != "consent" or consents for row in rows)

    def own(self, actor: Actor, child: Child) -> bool:
        if child.account_id == actor.account:
            return True
        born = child.date_of_birth
        had_birthday = (self.on.month, self.on.day) >= (born.month, born.day)
        years = self.on.year - born.year - (0 if had_birthday else 1)
        cares = [
            row for row in self.holding(Responsibility, child_id=child.pk, may_see=True) if row.carer.account_id == actor.account
        ]
        return years < 18 and bool(cares)

    def opened(self, actor: Actor, child: Child) -> bool:
        may = any(post.reach("emergency.open") for post in actor.posts)
        return may and any(
            row.child_id == child.pk and row.account_id == actor.account and row.expires > self.now
            for row in self.rows[EmergencyAccess]
        )

    def restriction_lets(self, actor: Actor, child: Child) -> bool:
        restrictions = {row.pk for row in self.holding(Restriction, child_id=child.pk)}
        named = self.holding(RestrictionException, account_id=actor.account)
        return not restrictions or any(row.restriction_id in restrictions for row in named)
