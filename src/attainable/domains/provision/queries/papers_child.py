"""What the records hold about one child, for papers about them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from attainable.accounts.actor import Actor
from attainable.accounts.models import Organisation
from attainable.domains.people.models import Assignment, GroupStaff, Need, NeedSet, ProvisionChange, Responsibility
from attainable.domains.people.queries import children
from attainable.domains.people.queries.children import Record
from attainable.domains.progress.queries import Progress, progress_of
from attainable.domains.provision.models import (
    Adjustment,
    AgencyReferral,
    ChildPurchase,
    Concern,
    Conversation,
    Diagnosis,
    FamilyContact,
    Given,
    PlanAgreement,
    PlanReview,
    SupportPlan,
    Target,
    TopUp,
    TransitionMeeting,
)
from attainable.domains.provision.queries import MANAGE
from attainable.domains.provision.queries.costs import Line, lines
from attainable.domains.provision.queries.papers import is_fictional, record_at
from attainable.values.school_year import year_group_name

# Who agrees to a plan and is not staff.
_FAMILY: Final = ("parent", "child", "other")
OLDEST_FIRST: Final = ("from_date", "pk")


@dataclass(frozen=True, slots=True)
class ChildKnown:
    """A record as far as papers need it, everything in the order in which it happened."""

    record: Record
    school: Organisation
    on: dt.date
    needs: list[Need]
    need_sets: list[NeedSet]
    register: list[ProvisionChange]
    concerns: list[Concern]
    plans: list[SupportPlan]
    targets: list[Target]
    lines: list[Line]
    conversations: list[Conversation]
    referrals: list[AgencyReferral]
    agreements: list[PlanAgreement]
    reviews: list[PlanReview]
    purchases: list[ChildPurchase]
    top_ups: list[TopUp]
    adjustments: list[Adjustment]
    diagnoses: list[Diagnosis]
    moves: list[TransitionMeeting]
    contacts: list[FamilyContact]
    progress: Progress
    carers: list[str]
    staff: list[str]
    fictional: bool

    @property
    def child(self) -> Any:
        return self.record.child

    @property
    def year_group(self) -> str:
        return year_group_name(self.on.year - (self.on.month < 9) - self.record.standing.cohort)


def child_known(actor: Actor, school: Organisation, ref: str) -> ChildKnown:
    """The record of a child on roll at this school whose provision the person keeps; Http404 for any other. A fixed number of
    queries."""
    record = record_at(actor, school, ref, MANAGE)
    child = record.child
    concerns = list(Concern.objects.filter(child=child).order_by(*OLDEST_FIRST))
    targets = list(Target.objects.filter(child=child).order_by(*OLDEST_FIRST))
    given = lines(Given.objects.filter(child=child).order_by(*OLDEST_FIRST))
    carers = [*Responsibility.objects.filter(child=child).values_list("carer__name", flat=True)]
    carers += PlanAgreement.objects.filter(child=child, as_whom="parent").values_list("name", flat=True)
    return ChildKnown(
        record=record,
        school=school,
        on=actor.on,
        needs=children.needs_now(actor, record),
        need_sets=[row for row in reversed(children.need_sets(record)) if row.withdrawn_at is None],
        register=[row for row in reversed(children.provision_changes(record)) if row.withdrawn_at is None],
        concerns=concerns,
        plans=list(SupportPlan.objects.filter(child=child).order_by(*OLDEST_FIRST)),
        targets=targets,
        lines=given,
        conversations=list(Conversation.objects.filter(child=child, withdrawn_why="").order_by(*OLDEST_FIRST)),
        referrals=list(AgencyReferral.objects.filter(child=child).order_by(*OLDEST_FIRST)),
        agreements=list(PlanAgreement.objects.filter(child=child).select_related("plan").order_by(*OLDEST_FIRST)),
        reviews=list(PlanReview.objects.filter(child=child).select_related("plan").order_by(*OLDEST_FIRST)),
        purchases=list(ChildPurchase.objects.filter(child=child, withdrawn_at__isnull=True).order_by(*OLDEST_FIRST)),
        top_ups=list(TopUp.objects.filter(child=child).order_by(*OLDEST_FIRST)),
        adjustments=list(Adjustment.objects.filter(child=child).order_by(*OLDEST_FIRST)),
        # One that was ended is in the record no more.
        diagnoses=list(Diagnosis.objects.filter(child=child, until_date__isnull=True).order_by(*OLDEST_FIRST)),
        moves=list(TransitionMeeting.objects.filter(child=child, withdrawn_why="").order_by(*OLDEST_FIRST)),
        contacts=list(FamilyContact.objects.filter(child=child, withdrawn_why="").order_by(*OLDEST_FIRST)),
        progress=progress_of(record),
        carers=list(dict.fromkeys(carers)),
        staff=_staff(child, concerns, targets),
        fictional=is_fictional(),
    )


def _staff(child: Any, concerns: list[Concern], targets: list[Target]) -> list[str]:
    """Names of staff that the record mentions, or who teach or support the child."""
    named = Assignment.objects.filter(child=child).values_list("account__name", flat=True)
    teach = GroupStaff.objects.filter(group__members__child=child).values_list("account__name", flat=True)
    logged = Given.objects.filter(child=child).values_list("sessions__logged_by_name", flat=True).distinct()
    reviewed = PlanReview.objects.filter(child=child).values_list("reviewed_by", flat=True)
    signed = PlanAgreement.objects.filter(child=child).exclude(as_whom__in=_FAMILY).values_list("name", flat=True)
    found = [*named, *teach, *(name for name in logged if name), *reviewed, *signed]
    return list(dict.fromkeys([*found, *(row.raised_by for row in concerns), *(row.owner for row in targets)]))
