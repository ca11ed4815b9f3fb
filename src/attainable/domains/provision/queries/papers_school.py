"""What the records hold about the children of a class or a school, for papers that name them."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.accounts.models import Organisation
from attainable.domains.people.models import Assignment, GroupMember, GroupStaff, Need, NeedSet, Standing, TeachingGroup
from attainable.domains.people.visibility import visible
from attainable.domains.provision.models import (
    Adjustment,
    AgencyReferral,
    Concern,
    Conversation,
    FamilyContact,
    Given,
    SupportPlan,
    Target,
    TransitionMeeting,
)
from attainable.domains.provision.queries import MANAGE
from attainable.domains.provision.queries.costs import Line, lines
from attainable.values.school_year import school_year


@dataclass(slots=True)
class Pupil:
    """A child of a class: what a teacher needs to know."""

    standing: Standing
    needs: list[str] = field(default_factory=list)
    plans: list[SupportPlan] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    helpers: list[str] = field(default_factory=list)

    @property
    def child(self) -> Any:
        return self.standing.child

    @property
    def supported(self) -> bool:
        """Whether there is anything to say about the child's support."""
        return self.standing.on_register or bool(self.plans or self.lines)


@dataclass(frozen=True, slots=True)
class ClassKnown:
    """A class or group with its children, by name."""

    name: str
    teachers: tuple[str, ...]
    pupils: tuple[Pupil, ...]


def class_known(actor: Actor, school: Organisation, group: str) -> ClassKnown:
    """A class of this year, by its ref or its name, with the children whose provision the person keeps. Http404 where there is
    none. A fixed number of queries."""
    named = Q(ref=group) | Q(name__iexact=group.strip())
    found = TeachingGroup.objects.filter(named, school=school.pk, year=school_year(actor.on)).first() if group.strip() else None
    if found is None:
        raise Http404
    members = GroupMember.objects.filter(GroupMember.on(actor.on), group=found)
    rows = visible(actor, MANAGE).filter(pk__in=members.values("child")).select_related("child").order_by("sort_name", "pk")
    pupils = {row.pk: Pupil(row) for row in rows}
    _add_needs(pupils, actor.on)
    for plan in SupportPlan.objects.filter(SupportPlan.on(actor.on), child__in=pupils).order_by("from_date"):
        pupils[plan.child_id].plans.append(plan)
    for target in Target.objects.filter(Target.on(actor.on), child__in=pupils, outcome="").order_by("due"):
        pupils[target.child_id].targets.append(target)
    for line in lines(Given.objects.filter(Given.on(actor.on), child__in=pupils).order_by("intervention__name")):
        pupils[line.row.child_id].lines.append(line)
    helping = Assignment.objects.filter(Assignment.on(actor.on), child__in=pupils).order_by("account__name")
    for child, name in helping.values_list("child", "account__name"):
        pupils[child].helpers.append(name)
    teachers = GroupStaff.objects.filter(GroupStaff.on(actor.on), group=found).values_list("account__name", flat=True)
    return ClassKnown(found.name, tuple(sorted(set(teachers))), tuple(pupils.values()))


def _add_needs(pupils: dict[int, Pupil], on: dt.date) -> None:
    """The needs of the latest set of each child on the register."""
    latest: dict[int, int] = {}
    sets = NeedSet.objects.filter(child__in=pupils, withdrawn_at__isnull=True, from_date__lte=on)
    for key, child in sets.order_by("from_date", "pk").values_list("pk", "child"):
        latest[child] = key
    wanted = {key: child for child, key in latest.items() if pupils[child].standing.on_register}
    for need in Need.objects.filter(set__in=wanted).order_by("rank"):
        pupils[wanted[need.set_id]].needs.append(need.code)


@dataclass(frozen=True, slots=True)
class Dated:
    """Something that is due on a day about a child, such as a review, a target or a report that was asked for."""

    day: dt.date
    kind: str
    name: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class YearKnown:
    """What a SENCO has ahead, the earliest first, and what was done in each month of this school year."""

    ahead: tuple[Dated, ...]
    done: dict[dt.date, dict[str, int]]


def year_known(actor: Actor, school: Organisation) -> YearKnown:
    """The year of a school, for the children whose provision the person keeps. A fixed number of queries."""
    here = visible(actor, MANAGE).filter(Q(school=school.pk) | Q(second_school=school.pk))
    return YearKnown(tuple(sorted(_ahead(here), key=lambda one: (one.day, one.kind, one.name))), _done(here, actor.on))


def _ahead(here: QuerySet[Standing]) -> list[Dated]:
    """Everything with a day that is still open, overdue or to come."""
    about: dict[str, Any] = {"child__standing__in": here}
    plans = SupportPlan.objects.filter(until_date__isnull=True, **about)
    targets = Target.objects.filter(until_date__isnull=True, outcome="", **about)
    concerns = Concern.objects.filter(until_date__isnull=True, look_again_on__isnull=False, **about)
    # The next conversation is due unless there was one since.
    talks: dict[int, Conversation] = {}
    for talk in Conversation.objects.filter(withdrawn_why="", **about).select_related("child").order_by("from_date", "pk"):
        talks[talk.child_id] = talk
    adjusted = Adjustment.objects.filter(until_date__isnull=True, review_on__isnull=False, **about)
    moved = TransitionMeeting.objects.filter(look_again_on__isnull=False, withdrawn_why="", **about)
    unanswered = FamilyContact.objects.filter(answer_on__isnull=False, answered="", withdrawn_why="", **about)
    dated: tuple[tuple[Any, str, str, str], ...] = (
        (adjusted, "adjustment", "review_on", "what"),
        (moved, "move", "look_again_on", ""),
        (unanswered, "answer", "answer_on", "person"),
    )
    waiting = AgencyReferral.objects.filter(until_date__isnull=True, report_on__isnull=True, **about)
    return [
        *(Dated(row.review_on, "review", row.child.listed_name, row.get_kind_display()) for row in plans.select_related("child")),
        *(Dated(row.due, "target", row.child.listed_name, row.wording) for row in targets.select_related("child")),
        *(
            Dated(row.look_again_on, "concern", row.child.listed_name)
            for row in concerns.select_related("child")
            if row.look_again_on
        ),
        *(Dated(row.next_on, "conversation", row.child.listed_name) for row in talks.values() if row.next_on),
        *(
            Dated(getattr(row, column), kind, row.child.listed_name, getattr(row, more) if more else "")
            for rows, kind, column, more in dated
            for row in rows.select_related("child")
        ),
        *(
            Dated(row.from_date, "report", row.child.listed_name, row.get_agency_display())
            for row in waiting.select_related("child")
        ),
    ]


def _done(here: QuerySet[Standing], on: dt.date) -> dict[dt.date, dict[str, int]]:
    """What was begun in each month of the school year so far, by kind."""
    first = dt.date(school_year(on), 9, 1)
    found: dict[dt.date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    kinds: tuple[tuple[str, Any], ...] = (
        ("Concerns raised", Concern),
        ("Cycles begun", SupportPlan),
        ("Targets set", Target),
        ("Interventions begun", Given),
        ("Conversations held", Conversation),
        ("Referrals made", AgencyReferral),
    )
    for words, model in kinds:
        rows = model.objects.filter(child__standing__in=here, from_date__gte=first, from_date__lte=on)
        rows = rows.filter(withdrawn_why="") if model is Conversation else rows
        for day in rows.values_list("from_date", flat=True):
            found[day.replace(day=1)][words] += 1
    return {month: dict(found[month]) for month in sorted(found)}
