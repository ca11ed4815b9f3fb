"""Reads of EHC cases, each for the person who asks."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Window

from attainable.accounts.actor import Actor
from attainable.accounts.models import Account, Membership
from attainable.accounts.roles import table
from attainable.domains.casework.models import Case, CaseExcuse, CaseStep
from attainable.domains.casework.rules.exceptions import Excuse
from attainable.domains.casework.rules.process import OPEN, Taken
from attainable.domains.casework.rules.rows import Now, Row, now, rows
from attainable.domains.people.models import Responsibility, Standing
from attainable.domains.people.queries.children import Record
from attainable.domains.people.queries.work import MOST, Task
from attainable.domains.people.visibility import visible
from attainable.domains.provision.rules.agencies import Waits, waits

VIEW: Final = "case.view"
KEEP: Final = "case.keep"
DECIDE: Final = "case.decide"
SOON: Final = dt.timedelta(days=14)
DUE_WITHIN: Final = {"soon": SOON, "week": dt.timedelta(days=7), "today": dt.timedelta(0)}
# Requests of so many days are in the figures of waits.
SINCE: Final = dt.timedelta(days=3 * 365)


@dataclass(frozen=True, slots=True)
class Seen:
    """A case with its steps, those that count and those that were withdrawn, and how it is doing on a day."""

    case: Case
    steps: list[CaseStep]
    withdrawn: list[CaseStep]
    excuses: list[CaseExcuse]
    rows: list[Row]
    now: Now

    @property
    def taken(self) -> list[Taken]:
        return [taken(step) for step in self.steps]


@dataclass(frozen=True, slots=True)
class Work:
    """The work list: the cases of a page, and how many there are by stage and by how they are doing."""

    cases: QuerySet[Case]
    stages: dict[str, int] = field(default_factory=dict)
    late: int = 0
    soon: int = 0
    officers: list[tuple[str, int, int]] = field(default_factory=list)


def taken(step: CaseStep) -> Taken:
    about = step.about or (step.get_adviser_display() if step.adviser else "")
    return Taken(step.kind, step.day, about, step.reply_on)


def excuse(row: CaseExcuse) -> Excuse:
    return Excuse(row.kind, row.first, row.last, row.asked)


def of_child(record: Record, on: dt.date) -> list[Seen]:
    """The cases of a child, the latest first. Three queries."""
    found = Case.objects.filter(child=record.child).select_related("council", "officer")
    return [_seen(case, on) for case in found.prefetch_related("steps", "excuses")]


def open_case(child: Any) -> Case | None:
    """The case of a child that is open, with its steps."""
    return Case.objects.filter(child=child, stage__in=OPEN).prefetch_related("steps", "excuses").first()


def _seen(case: Case, on: dt.date) -> Seen:
    every = list(case.steps.all())
    steps = [step for step in every if step.withdrawn_at is None]
    excuses = list(case.excuses.all())
    plain, claimed = [taken(step) for step in steps], tuple(excuse(row) for row in excuses)
    return Seen(
        case,
        steps,
        [step for step in every if step.withdrawn_at is not None],
        excuses,
        rows(case.received, plain, claimed, on),
        now(case.received, plain, claimed, on),
    )


def work_list(actor: Actor, *, whose: str = "", stage: str = "", doing: str = "") -> Work:
    """Open cases that the actor keeps, the earliest due first. `whose`: mine or nobody; `doing`: late,
    due within some days, or for a panel. Three queries,
    however many cases."""
    every = Case.objects.filter(stage__in=OPEN, child__standing__in=visible(actor, VIEW))
    found = every
    if whose == "mine":
        found = found.filter(officer=actor.account)
    elif whose == "nobody":
        found = found.filter(officer=None)
    if stage in OPEN:
        found = found.filter(stage=stage)
    if doing == "late":
        found = found.filter(due__lt=actor.on)
    elif doing in DUE_WITHIN:
        found = found.filter(due__gte=actor.on, due__lte=actor.on + DUE_WITHIN[doing])
    elif doing == "panel":
        found = found.filter(_for_a_panel())
    steps = Prefetch("steps", CaseStep.objects.filter(withdrawn_at__isnull=True))
    shown = found.select_related("child__standing__school__organisation", "officer").prefetch_related(steps, "excuses")
    counted = [(stage, due or actor.on, name) for stage, due, name in every.values_list("stage", "due", "officer__name")]
    return Work(
        shown.order_by("due", "child__standing__sort_name", "pk"),
        Counter(row[0] for row in counted),
        sum(row[1] < actor.on for row in counted),
        sum(actor.on <= row[1] <= actor.on + SOON for row in counted),
        _officers(counted, actor.on),
    )


def _for_a_panel() -> Q:
    """Cases that a panel can advise on: a request, or an assessment whose advice has all come, on which none has advised yet."""
    live = CaseStep.objects.filter(case=OuterRef("pk"), withdrawn_at__isnull=True)
    asked, advised = live.filter(kind="ask-advice"), live.filter(kind="panel")
    decided = CaseStep.objects.filter(case=OuterRef("case"), withdrawn_at__isnull=True, kind="assess")
    since = advised.filter(day__gte=Subquery(decided.order_by("day").values("day")[:1]))
    requested = Q(stage="requested") & ~Exists(advised)
    assessed = Q(stage="assessing") & Exists(asked) & ~Exists(asked.filter(reply_on=None)) & ~Exists(since)
    return requested | assessed


def _officers(counted: list[tuple[str, dt.date, Any]], on: dt.date) -> list[tuple[str, int, int]]:
    """How many open cases each officer has, and how many of them are late."""
    every: Counter[str] = Counter(row[2] or "" for row in counted)
    late = Counter(row[2] or "" for row in counted if row[1] < on)
    return sorted(((name, number, late[name]) for name, number in every.items()), key=lambda row: (row[0] == "", row[0]))


def waits_of_cases(actor: Actor) -> tuple[Waits, Waits]:
    """Days from the request until the decision whether to assess, and until the case ended with a final plan or a refusal, of
    requests of the last three years. Cases that are open, and those that were withdrawn or moved, count for as long as they
    waited. One query."""
    decided = CaseStep.objects.filter(case=OuterRef("pk"), kind__in=("assess", "refuse-assess"), withdrawn_at=None)
    found = Case.objects.filter(child__standing__in=visible(actor, VIEW), received__range=(actor.on - SINCE, actor.on))
    first, whole = [], []
    read = found.annotate(decided=Subquery(decided.order_by("day").values("day")[:1]))
    for received, stage, ended, decision in read.values_list("received", "stage", "ended_on", "decided").order_by():
        last = ended or actor.on
        first.append((((decision or last) - received).days, decision is not None))
        whole.append(((last - received).days, stage in ("final", "refused", "no-plan")))
    return waits(first), waits(whole)


def shown(case: Case, on: dt.date) -> Seen:
    """A case of a work list, whose steps were read with it."""
    return _seen(case, on)


def must_not_know(record: Record, on: dt.date) -> list[Responsibility]:
    """Carers who must not see the record: the person who sends a plan is shown them first."""
    held = Responsibility.objects.filter(Responsibility.on(on), child=record.child, may_see=False)
    return list(held.select_related("carer"))


def officers(actor: Actor) -> Any:
    """People of the actor's councils whose role runs cases."""
    roles = [role.id for role in table().roles if KEEP in role.may]
    posts = Membership.objects.filter(Membership.on(actor.on), organisation__in=actor.organisations(KEEP), role__in=roles)
    return Account.objects.filter(memberships__in=posts, is_active=True).distinct().order_by("name")


def due_soon(actor: Actor, most: int = MOST) -> Task:
    """Children whose case is late or due within 14 days."""
    cases = Case.objects.filter(stage__in=OPEN, due__lte=actor.on + SOON)
    return _task("cases-due", actor, cases, most)


def without_officer(actor: Actor, most: int = MOST) -> Task:
    """Children whose open case has no officer."""
    return _task("cases-without-officer", actor, Case.objects.filter(stage__in=OPEN, officer=None), most)


def advice_late(actor: Actor, most: int = MOST) -> Task:
    """Children with advice that was asked for more than six weeks ago and has not come."""
    asked = CaseStep.objects.filter(
        Q(kind="ask-advice", reply_on=None, withdrawn_at=None, day__lt=actor.on - dt.timedelta(weeks=6)), case__stage__in=OPEN
    )
    return _task("advice-late", actor, Case.objects.filter(steps__in=asked), most)


def _task(kind: str, actor: Actor, cases: QuerySet[Case], most: int) -> Task:
    """A few of the children and how many there are in all, with the day on which each case is due: one query."""
    due = cases.filter(child=OuterRef("pk")).order_by("due").values("due")[:1]
    found = visible(actor, KEEP).filter(pk__in=cases.values("child")).select_related("child", "school__organisation")
    few = list(found.annotate(in_all=Window(Count("pk")), case_due=Subquery(due)).order_by("sort_name")[:most])
    days = {row.pk: row.case_due for row in few if row.case_due}
    return Task(kind, few[0].in_all if few else 0, list[Standing](few), min(days.values(), default=None), days)
