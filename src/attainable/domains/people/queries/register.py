"""The SEN register: lists by need, year, provision, group and staff; counts; movement since an earlier day."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from attainable.accounts.actor import Actor
from attainable.domains.people.models import (
    Assignment,
    Enrolment,
    GroupMember,
    GroupStaff,
    Need,
    ProvisionChange,
    Standing,
    TeachingGroup,
)
from attainable.domains.people.queries.places import with_place
from attainable.domains.people.visibility import visible
from attainable.values.school_year import school_year

NOT_RECORDED: Final = "none"
# For people of more schools than this, asking which year groups there are takes longer than it is worth.
MOST_ASKED: Final = 20
ORDERS: Final = {
    "name": ("sort_name", "pk"),
    "-name": ("-sort_name", "-pk"),
    "year": ("-cohort", "sort_name", "pk"),
    "-year": ("cohort", "sort_name", "pk"),
    "need": ("primary_need", "sort_name", "pk"),
    "-need": ("-primary_need", "sort_name", "pk"),
    "provision": ("provision", "sort_name", "pk"),
    "-provision": ("-provision", "sort_name", "pk"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the register. Empty means all. `needs` asks for any rank where `any_rank` is set."""

    provision: str = ""
    need: str = ""
    any_rank: bool = False
    year_group: int | None = None
    school: str = ""
    group: str = ""
    staff: str = ""
    everyone: bool = False
    order: str = "name"


def register(actor: Actor, question: Question) -> QuerySet[Standing]:
    """The register in order, as far as the asker may see it by name."""
    return _ordered(_asked(actor, "register.view", question), question)


def children(actor: Actor, question: Question) -> QuerySet[Standing]:
    """The children the asker may see by name, on the register or not, in order."""
    return _ordered(_asked(actor, "child.view", replace(question, everyone=True)), question)


def _ordered(found: QuerySet[Standing], question: Question) -> QuerySet[Standing]:
    return with_place(found).order_by(*ORDERS[question.order])


def for_export(actor: Actor, question: Question) -> Iterator[Standing]:
    """Every row of a list that the asker may take away."""
    found = _asked(actor, "register.export", question).select_related("child", "school__organisation", "home_authority")
    return found.order_by(*ORDERS[question.order]).iterator(chunk_size=1000)


def _asked(actor: Actor, permission: str, question: Question) -> QuerySet[Standing]:
    found = visible(actor, permission)
    if not question.everyone:
        found = found.filter(on_register=True)
    if question.provision:
        found = found.filter(provision=question.provision)
    if question.need:
        found = found.filter(_need(actor, question))
    if question.year_group is not None:
        found = found.filter(cohort=school_year(actor.on) - question.year_group)
    if question.school:
        at = Q(school__organisation__ref=question.school) | Q(second_school__organisation__ref=question.school)
        found = found.filter(at)
    if question.group:
        members = GroupMember.objects.filter(GroupMember.on(actor.on), group__ref=question.group)
        found = found.filter(pk__in=members.values("child"))
    if question.staff:
        found = found.filter(_supported_by(actor, question.staff))
    return found


def _need(actor: Actor, question: Question) -> Q:
    if question.need == NOT_RECORDED:
        return Q(primary_need="")
    if not question.any_rank:
        return Q(primary_need=question.need)
    # Sets that have been followed by a newer one don't count.
    latest = (
        Need.objects.filter(set__child=OuterRef("set__child"), set__withdrawn_at__isnull=True, set__from_date__lte=actor.on)
        .order_by("-set__from_date", "-set")
        .values("set")[:1]
    )
    holding = Need.objects.filter(code=question.need, set=Subquery(latest))
    return Q(pk__in=holding.values("set__child"))


def _supported_by(actor: Actor, account: str) -> Q:
    named = Assignment.objects.filter(Assignment.on(actor.on), account__ref=account)
    taught = GroupMember.objects.filter(
        GroupMember.on(actor.on),
        group__in=GroupStaff.objects.filter(GroupStaff.on(actor.on), account__ref=account).values("group"),
    )
    return Q(pk__in=named.values("child")) | Q(pk__in=taught.values("child"))


def counts(actor: Actor, permission: str = "register.view") -> dict[str, int]:
    """Children on the register by provision, as far as the asker may see them by name."""
    rows = visible(actor, permission).filter(on_register=True).values_list("provision").annotate(Count("pk"))
    return dict(rows.order_by())


def year_groups(actor: Actor) -> list[int]:
    """The year groups to choose from, the youngest first: those of the children on roll for people of a few schools, else all."""
    schools = {s for _, post in actor.reaches("child.view") for s in post.schools}
    if not 0 < len(schools) <= MOST_ASKED:
        return list(range(-1, 15))
    cohorts = visible(actor, "child.view").order_by().values_list("cohort", flat=True).distinct()
    return sorted(school_year(actor.on) - cohort for cohort in cohorts)


def choices(actor: Actor) -> dict[str, list[tuple[str, str]]]:
    """What the asker can filter by: schools they reach, and groups and staff of those schools."""
    schools = {s for _, post in actor.reaches("register.view") for s in post.schools}
    if not schools:
        return {"school": [], "group": [], "staff": []}
    year = school_year(actor.on)
    groups = TeachingGroup.objects.filter(school__in=schools, year=year).order_by("name")
    staff = GroupStaff.objects.filter(GroupStaff.on(actor.on), group__school__in=schools).values_list(
        "account__ref", "account__name"
    )
    named = Assignment.objects.filter(Assignment.on(actor.on), organisation__in=schools).values_list(
        "account__ref", "account__name"
    )
    return {
        "school": [],
        "group": [(g.ref, g.name) for g in groups[:200]],
        "staff": sorted(set(staff) | set(named), key=lambda pair: pair[1])[:200],
    }


@dataclass(frozen=True, slots=True)
class Movement:
    """A child whose provision is not what it was: joined the register, left it, or changed."""

    standing: Standing
    before: str
    after: str
    on: dt.date
    why: str

    @property
    def kind(self) -> str:
        if self.before == "N":
            return "joined"
        return "left" if self.after == "N" else "changed"


def movement(actor: Actor, since: dt.date) -> list[Movement]:
    """Changes of provision after a day among the children whose register the asker sees, the newest first."""
    reach = visible(actor, "register.view")
    live = ProvisionChange.objects.filter(withdrawn_at__isnull=True, from_date__lte=actor.on)
    earlier = live.filter(child=OuterRef("child"), from_date__lte=since).order_by("-from_date", "-pk").values("provision")[:1]
    changed = live.filter(from_date__gt=since, child__standing__in=reach).annotate(before=Subquery(earlier))
    latest = {}
    for row in changed.select_related("child__standing__school__organisation").order_by("from_date", "pk"):
        latest[row.child_id] = row
    found = []
    for row in latest.values():
        before = getattr(row, "before") or "N"  # noqa: B009
        if before != row.provision:
            standing = row.child.standing
            found.append(Movement(standing, before, row.provision, row.from_date, row.why))
    return sorted(found, key=lambda m: (m.on, m.standing.sort_name), reverse=True)


def roll_movement(actor: Actor, since: dt.date) -> tuple[int, int]:
    """How many children on the register came on roll after a day, and how many who were on it then have left since."""
    schools = {s for _, post in actor.reaches("register.view") for s in post.schools}
    joined = Enrolment.objects.filter(
        school__in=schools,
        from_date__gt=since,
        from_date__lte=actor.on,
        until_date__isnull=True,
        child__standing__on_register=True,
    ).count()
    left = Enrolment.objects.filter(
        school__in=schools,
        from_date__lte=since,
        until_date__gte=since,
        until_date__lt=actor.on,
        child__standing__on_register=True,
    ).count()
    return joined, left
