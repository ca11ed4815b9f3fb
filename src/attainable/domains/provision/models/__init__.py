"""Tables of provision: concerns, support plans and targets, the catalogue of interventions and what staff cost, what each child
is given and the sessions of it, conversations with families, and referrals to agencies."""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q

from attainable.accounts.models import Organisation
from attainable.dated import Dated, ends_after_it_begins, new_ref, open_once
from attainable.domains.provision.models.agencies import AgencyService as AgencyService
from attainable.domains.provision.models.agencies import Recommendation as Recommendation
from attainable.domains.provision.models.around import Adjustment as Adjustment
from attainable.domains.provision.models.around import Diagnosis as Diagnosis
from attainable.domains.provision.models.around import FamilyContact as FamilyContact
from attainable.domains.provision.models.around import TransitionMeeting as TransitionMeeting
from attainable.domains.provision.models.contributions import Contribution as Contribution
from attainable.domains.provision.models.contributions import ContributionRequest as ContributionRequest
from attainable.domains.provision.models.money import BandRow as BandRow
from attainable.domains.provision.models.money import BandTable as BandTable
from attainable.domains.provision.models.money import ChildPurchase as ChildPurchase
from attainable.domains.provision.models.money import EarlierPlan as EarlierPlan
from attainable.domains.provision.models.money import SchoolFunding as SchoolFunding
from attainable.domains.provision.models.money import SchoolPurchase as SchoolPurchase
from attainable.domains.provision.models.money import SpendingNote as SpendingNote
from attainable.domains.provision.models.money import StaffHours as StaffHours
from attainable.domains.provision.models.money import TopUp as TopUp
from attainable.domains.provision.models.plans import PlanAgreement as PlanAgreement
from attainable.domains.provision.models.reviews import PlanReview as PlanReview
from attainable.domains.provision.models.sheets import SheetRow as SheetRow
from attainable.domains.provision.models.sheets import SheetRun as SheetRun
from attainable.domains.provision.models.statements import Statement as Statement
from attainable.domains.provision.models.strategy import Strategy as Strategy
from attainable.domains.provision.models.strategy import StrategyActivity as StrategyActivity
from attainable.domains.provision.models.strategy import StrategyPrinciple as StrategyPrinciple
from attainable.domains.provision.models.strategy import StrategyVersion as StrategyVersion
from attainable.domains.provision.rules import words
from attainable.domains.provision.rules.approaches import APPROACHES, SUBJECTS
from attainable.domains.provision.rules.measured import JUDGEMENTS
from attainable.values.dates import day_words

_SHORT: Final = 200


def _codes(codes: dict[str, str]) -> list[tuple[str, str]]:
    return list(codes.items())


class Concern(Dated):
    """What a member of staff noticed about a child, and what the SENCO decided about it."""

    child = models.ForeignKey("people.Child", models.CASCADE, related_name="concerns")
    observed = models.TextField(
        "what you have seen, from the list",
        blank=True,
        help_text="Statements of the school’s list, in its words of that day, one a line.",
    )
    seen = models.TextField(
        "what you have seen",
        blank=True,
        help_text="What the child does or finds difficult, and how often. Say what you saw, not what you think the cause is.",
    )
    place = models.CharField("where", max_length=_SHORT, blank=True, help_text="For example reading, the playground, lunch.")
    tried = models.TextField("what you have tried", blank=True)
    child_says = models.TextField("what the child says", blank=True)
    parents_say = models.TextField("what the parents say", blank=True)
    raised_by = models.CharField("raised by", max_length=150)
    outcome = models.CharField("what happens next", max_length=10, blank=True, choices=_codes(words.TRIAGE))
    why = models.TextField("why", blank=True)
    look_again_on = models.DateField("date to look again", null=True, blank=True)
    parents_told_on = models.DateField("date the parents were informed", null=True, blank=True)
    parents_answer = models.TextField("what the parents answered", blank=True)

    class Meta:
        ordering = ("-from_date", "-id")
        indexes = (models.Index(fields=("until_date", "outcome"), name="concern_waiting"),)
        constraints = (ends_after_it_begins("concern"),)


class SupportPlan(Dated):
    """A cycle of assess, plan, do and review: from its first day until it is reviewed, when the next one begins."""

    child = models.ForeignKey("people.Child", models.CASCADE, related_name="support_plans")
    kind = models.CharField("kind of plan", max_length=20, default="provision-plan", choices=words.plan_kind_codes)
    review_on = models.DateField("date of the review")
    strengths = models.TextField("what people like and admire about the child", blank=True)
    important = models.TextField("what is important to the child", blank=True, help_text="In the child’s own words.")
    hopes = models.TextField("what the child hopes for", blank=True, help_text="In the child’s own words.")
    barriers = models.TextField("what makes learning hard", blank=True, help_text="One a line.")
    outcomes = models.TextField("what the child is to achieve in the longer run", blank=True, help_text="One a line.")
    support = models.TextField("how best to support the child", blank=True)
    strategies = models.TextField("strategies for every lesson", blank=True, help_text="One a line.")
    home = models.TextField("what helps at home", blank=True, help_text="One a line.")
    agreed_on = models.DateField("date the family agreed the plan", null=True, blank=True)

    class Meta:
        ordering = ("-from_date", "-id")
        constraints = (ends_after_it_begins("support_plan"), open_once("support_plan_once", "kind"))

    @property
    def in_a_line(self) -> str:
        return f"{self.get_kind_display()} of {day_words(self.from_date)}"


class Target(Dated):
    """Something that a child is to reach by a day, and how anybody will know."""

    child = models.ForeignKey("people.Child", models.CASCADE, related_name="targets")
    area = models.CharField("area of need", max_length=10, choices=_codes(words.AREAS))
    wording = models.TextField(
        "target",
        help_text="What the child will do, how well, and by when. "
        "For example: reads 45 words from the list without help, by 12 July.",
        error_messages={"required": "Enter the target."},
    )
    baseline = models.TextField("where the child is now", error_messages={"required": "Enter where the child is now."})
    success = models.TextField("how you will know it is met", error_messages={"required": "Say how you will know it is met."})
    owner = models.CharField("who is responsible", max_length=150, error_messages={"required": "Enter who is responsible."})
    due = models.DateField("date to reach it by")
    outcome = models.CharField("result", max_length=8, blank=True, choices=_codes(words.OUTCOMES))
    evidence = models.TextField("evidence for the result", blank=True)

    class Meta:
        ordering = ("-from_date", "-id")
        constraints = (ends_after_it_begins("target"),)


class Intervention(models.Model):
    """An intervention that a school offers: a line of its provision map."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="interventions")
    name = models.CharField(max_length=100, error_messages={"required": "Enter the name of the intervention."})
    tier = models.CharField("tier", max_length=15, choices=_codes(words.TIERS))
    area = models.CharField("area of need", max_length=10, choices=_codes(words.AREAS))
    approach = models.CharField("approach", max_length=30, blank=True, db_default="", choices=_codes(APPROACHES))
    subject = models.CharField("subject it is for", max_length=15, blank=True, db_default="", choices=_codes(SUBJECTS))
    staff_role = models.CharField("who gives it", max_length=20, choices=_codes(words.STAFF))
    minutes = models.PositiveSmallIntegerField("minutes a session")
    sessions_per_week = models.PositiveSmallIntegerField("sessions a week")
    weeks = models.PositiveSmallIntegerField("weeks")
    group_size = models.PositiveSmallIntegerField("children in the group", help_text="1 where it is one to one.")
    expected = models.TextField("what it is expected to change", blank=True)
    evidence = models.TextField("what is known about how well it works", blank=True)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint("organisation", "name", name="intervention_once", condition=Q(retired_on__isnull=True)),
            models.CheckConstraint(name="intervention_in_a_group", condition=Q(group_size__gte=1)),
        )

    def __str__(self) -> str:
        return self.name


class StaffRate(models.Model):
    """What an hour of a role costs a school, with on-costs, from a day on. A later rate leaves earlier weeks as they were."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="staff_rates")
    staff_role = models.CharField("role", max_length=20, choices=_codes(words.STAFF))
    from_date = models.DateField("from")
    pence = models.PositiveIntegerField("cost of an hour, in pence")
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=150, blank=True, db_default="")
    withdrawn_why = models.TextField(blank=True, db_default="")

    class Meta:
        ordering = ("staff_role", "-from_date")
        constraints = (
            models.UniqueConstraint(
                "organisation", "staff_role", "from_date", name="staff_rate_once", condition=Q(withdrawn_at__isnull=True)
            ),
            models.CheckConstraint(name="staff_rate_above_nothing", condition=Q(pence__gte=1)),
        )


class Given(Dated):
    """A child is given an intervention, as planned from a day on."""

    child = models.ForeignKey("people.Child", models.CASCADE, related_name="given")
    intervention = models.ForeignKey(
        Intervention,
        models.PROTECT,
        related_name="given",
        verbose_name="intervention",
        error_messages={"required": "Choose the intervention."},
    )
    minutes = models.PositiveSmallIntegerField("minutes a session")
    sessions_per_week = models.PositiveSmallIntegerField("sessions a week")
    weeks = models.PositiveSmallIntegerField("weeks")
    group_size = models.PositiveSmallIntegerField("children in the group", help_text="1 where it is one to one.")
    group = models.CharField(
        "name of the group",
        max_length=40,
        blank=True,
        help_text="For example, Tuesday group. Sessions are logged group by group.",
    )
    paid_by = models.CharField("paid by", max_length=15, default="school", choices=_codes(words.FUNDING))
    before = models.DecimalField("measure before", max_digits=7, decimal_places=2, null=True, blank=True)
    after = models.DecimalField("measure after", max_digits=7, decimal_places=2, null=True, blank=True)
    measure = models.CharField(
        "what was measured", max_length=_SHORT, blank=True, help_text="The same for both, for example reading age in months."
    )
    interrupted_on = models.DateField("interrupted since", null=True, blank=True, help_text="Leave empty while it is given.")
    interrupted_why = models.TextField(
        "why it is interrupted, and what is done instead", blank=True, help_text="Say who arranges an alternative, and by when."
    )
    judged = models.CharField(
        "how much progress the teacher sees",
        max_length=10,
        blank=True,
        db_default="",
        choices=_codes(JUDGEMENTS),
        help_text="The teacher’s own judgement. It is shown next to the measures, and does not replace them.",
    )
    judged_why = models.TextField("what the teacher sees in lessons", blank=True, db_default="")
    why_ended = models.TextField("why it ended", blank=True)

    class Meta:
        ordering = ("-from_date", "-id")
        # The evidence table of what is given has the name that Django would choose.
        db_table = "provision_intervention_given"
        constraints = (ends_after_it_begins("given"), open_once("given_once", "intervention"))


class Session(models.Model):
    """A session that was given, or was planned and not given. Only sessions of delivery count towards what was planned."""

    given = models.ForeignKey(Given, models.CASCADE, related_name="sessions")
    day = models.DateField()
    kind = models.CharField(max_length=12, default="delivery", choices=_codes(words.SESSIONS))
    happened = models.BooleanField(default=True)
    reason = models.CharField("why not", max_length=20, blank=True, choices=_codes(words.MISSED))
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    logged_by_name = models.CharField(max_length=150)
    logged_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-day", "-id")
        constraints = (
            models.UniqueConstraint("given", "day", "kind", name="session_once"),
            models.CheckConstraint(name="session_missed_explained", condition=Q(happened=True) | ~Q(reason="")),
        )


class Conversation(Dated):
    """A structured conversation with a family: what both sides said, and what they agreed."""

    child = models.ForeignKey("people.Child", models.CASCADE, related_name="conversations")
    stage = models.CharField(max_length=10, choices=_codes(words.STAGES))
    attended = models.CharField("who was there", max_length=_SHORT, error_messages={"required": "Enter who was there."})
    family_said = models.TextField("what the family said", error_messages={"required": "Enter what the family said."})
    school_said = models.TextField("what the school said", blank=True)
    agreed = models.TextField("what was agreed, who does it and by when", blank=True)
    next_on = models.DateField("date of the next conversation", null=True, blank=True)
    withdrawn_why = models.TextField("why it was withdrawn", blank=True)

    class Meta:
        ordering = ("-from_date", "-id")
        constraints = (ends_after_it_begins("conversation"),)


class AgencyReferral(Dated):
    """A child is referred to an agency outside the school, and what came of it."""

    child = models.ForeignKey("people.Child", models.CASCADE, related_name="agency_referrals")
    agency = models.CharField(max_length=20, choices=_codes(words.AGENCIES))
    service = models.ForeignKey(
        "provision.AgencyService",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="referrals",
        verbose_name="service",
        help_text="If it is in the school’s list of services.",
    )
    why = models.TextField("why the child is referred", error_messages={"required": "Say why the child is referred."})
    seen_on = models.DateField("date the agency first saw the child", null=True, blank=True)
    report_on = models.DateField("date of its report", null=True, blank=True)
    recommended = models.TextField("what it recommended", blank=True, help_text="In the words of the report.")
    done = models.TextField("what was done with it", blank=True, help_text="Or why it was not done.")

    class Meta:
        ordering = ("-from_date", "-id")
        indexes = (models.Index(fields=("agency", "from_date"), name="agency_referral_wait"),)
        constraints = (ends_after_it_begins("agency_referral"), open_once("agency_referral_once", "agency"))
