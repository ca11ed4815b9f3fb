"""What is agreed about a support plan: who signed it, and who it was shared with."""

from django.db import models

from attainable.dated import Dated, ends_after_it_begins
from attainable.domains.provision.rules.plan_kinds import SIGNERS
from attainable.domains.provision.rules.words import AGREED, HOW


class PlanAgreement(Dated):
    """Somebody signed a support plan, or was given it: who, on which day, and how."""

    child = models.ForeignKey("people.Child", models.CASCADE, related_name="plan_agreements")
    plan = models.ForeignKey("provision.SupportPlan", models.CASCADE, related_name="agreements")
    what = models.CharField(max_length=6, choices=list(AGREED.items()), editable=False)
    as_whom = models.CharField("as", max_length=10, choices=list(SIGNERS.items()))
    name = models.CharField("name", max_length=150, error_messages={"required": "Enter the name."})
    how = models.CharField("how", max_length=8, choices=list(HOW.items()))

    class Meta:
        ordering = ("-from_date", "-id")
        constraints = (
            ends_after_it_begins("plan_agreement"),
            models.UniqueConstraint("plan", "what", "as_whom", "name", name="plan_agreement_once"),
        )
