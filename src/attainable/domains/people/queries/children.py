"""One child: the record as far as the person who asks may see it."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.audit.models import Entry
from attainable.domains.people import policies
from attainable.domains.people.models import (
    AttendancePattern,
    Carer,
    Characteristic,
    Child,
    Consent,
    ContactRule,
    Enrolment,
    GroupMember,
    GroupStaff,
    Involvement,
    Merge,
    Need,
    NeedSet,
    ProvisionChange,
    Residence,
    Responsibility,
    Standing,
    TeachingGroup,
    WithoutSchool,
)
from attainable.domains.people.queries.places import without_kind
from attainable.domains.people.rules import PLANS
from attainable.domains.people.visibility import permissions_for

# Entries about a record that leave it as it was: its version did not rise with them.
NO_CHANGE: Final = (
    "child.viewed",
    "children.listed",
    "child.access-reported",
    "child.held",
    "child.hold-lifted",
    "emergency.opened",
    "emergency.refused",
    "emergency.reviewed",
)


@dataclass(frozen=True)
class Record:
    """A child with their current state, and what the asker may do with the record."""

    child: Child
    standing: Standing
    may: frozenset[str]


def record(actor: Actor, ref: str, permission: str = "child.view") -> Record:
    """The child of this ref, or Http404: one that does not exist and one that may not be seen answer alike."""
    rows = Child.objects.select_related(
        "standing", "standing__school__organisation", "standing__second_school__organisation", "standing__home_authority"
    ).annotate(without_kind=without_kind("pk"))
    # The address of a record that was merged leads to the one that was kept. That is asked of a child out of reach too, and
    # the permissions even where there is no such child, so that the time taken does not reveal who is there.
    for found in (rows.filter(ref=ref), rows.filter(Exists(_merged_into(ref)))):
        child = found.first()
        may = permissions_for(actor, child.pk if child else 0)
        if child is not None and permission in may:
            return Record(child, child.standing, may)
    raise Http404


def _merged_into(ref: str) -> QuerySet[Merge]:
    """For a condition on children: that a record with this reference was merged into theirs."""
    return Merge.objects.filter(Merge.counts(), child=OuterRef("pk"), former_ref=ref)


def needs_now(actor: Actor, record: Record) -> list[Need]:
    """The needs in force today, in order, with the evidence for each."""
    latest = (
        NeedSet.objects.filter(child=record.child, withdrawn_at__isnull=True, from_date__lte=actor.on)
        .order_by("-from_date", "-pk")
        .prefetch_related("needs")
        .first()
    )
    return list(latest.needs.all()) if latest and record.standing.on_register else []


def provision_now(actor: Actor, record: Record) -> ProvisionChange | None:
    """The change that led to the child's current provision."""
    live = ProvisionChange.objects.filter(child=record.child, withdrawn_at__isnull=True, from_date__lte=actor.on)
    return live.order_by("-from_date", "-pk").first()


def provision_changes(record: Record) -> list[ProvisionChange]:
    """Every change of provision, the newest first, withdrawn ones too."""
    return list(ProvisionChange.objects.filter(child=record.child))


def need_sets(record: Record) -> list[NeedSet]:
    return list(NeedSet.objects.filter(child=record.child).prefetch_related("needs"))


def enrolments(record: Record) -> list[Enrolment]:
    patterns = Prefetch("patterns", AttendancePattern.objects.order_by("-from_date"))
    rows = Enrolment.objects.filter(child=record.child).select_related("school__organisation")
    return list(rows.prefetch_related(patterns))


def without_school(record: Record) -> list[WithoutSchool]:
    return list(WithoutSchool.objects.filter(child=record.child))


def council_that_decides(actor: Actor, record: Record) -> str:
    """Which council decides about the child's plan here: asked where there is a plan."""
    if record.standing.provision not in PLANS:
        return ""
    return policies.council_that_decides(record.standing.home_authority_id, actor.on)


def part_time(actor: Actor, record: Record) -> list[AttendancePattern]:
    """How the child attends today, where that is not full time."""
    rows = AttendancePattern.objects.filter(AttendancePattern.on(actor.on), enrolment__child=record.child, sessions__lt=10)
    return list(rows.select_related("enrolment__school__organisation"))


def characteristics(record: Record) -> list[Characteristic]:
    return list(Characteristic.objects.filter(child=record.child))


def residences(record: Record) -> list[Residence]:
    return list(Residence.objects.filter(child=record.child).select_related("authority"))


def responsibilities(actor: Actor, record: Record) -> list[Responsibility]:
    """Carers whose responsibility holds today, with what may be sent to each. One carer does not see another: where they
    live or what a court said."""
    rules = Prefetch("contact_rules", ContactRule.objects.order_by("message", "by"))
    rows = Responsibility.objects.filter(Responsibility.on(actor.on), child=record.child)
    found = list(rows.select_related("carer__invitation").prefetch_related(rules))
    mine = [row for row in found if actor.account is not None and actor.account in _accounts(row.carer)]
    return mine if mine and "child.details" not in record.may else found


def _accounts(carer: Carer) -> set[int | None]:
    return {carer.account_id, carer.invitation.accepted_by_id if carer.invitation else None}


def involvements(record: Record) -> list[Involvement]:
    return list(Involvement.objects.filter(child=record.child).select_related("organisation"))


def consents(record: Record) -> list[Consent]:
    return list(Consent.objects.filter(child=record.child).select_related("organisation"))


def groups(actor: Actor, record: Record) -> list[TeachingGroup]:
    """Groups the child is in today, with those who teach them."""
    staff = Prefetch("staff", GroupStaff.objects.filter(GroupStaff.on(actor.on)).select_related("account"))
    rows = TeachingGroup.objects.filter(members__in=record.child.groups.filter(GroupMember.on(actor.on)))
    return list(rows.prefetch_related(staff).distinct())


def changes_since(record: Record, version: int | None) -> list[Entry]:
    """What others changed last, the newest first: as many changes as the version has risen by, five at most."""
    behind = min(max(record.child.version - (version or 0), 1), 5)
    changes = Entry.objects.filter(child=record.child.ref).exclude(action__in=NO_CHANGE)
    return list(changes.order_by("-number")[:behind])
