"""Agencies outside the school: the services that a school refers to, with their forms and steps, and what they recommend."""

from typing import Final

from django.db import models
from django.db.models import Q

from attainable.accounts.models import Organisation
from attainable.dated import Dated, ends_after_it_begins, new_ref
from attainable.domains.provision.rules import words
from attainable.domains.provision.rules.agencies import DECISIONS

_NAME: Final = 150


class AgencyService(models.Model):
    """A service of a council or a health organisation that a school refers to, with its own form and steps. A school near
    a border has one of each on either side."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="agency_services")
    agency = models.CharField("kind of agency", max_length=20, choices=list(words.AGENCIES.items()))
    name = models.CharField("name of the service", max_length=_NAME)
    provider = models.CharField("council or health organisation", max_length=_NAME, blank=True)
    form = models.TextField("its form, and where it is sent", blank=True)
    steps = models.TextField("its steps", blank=True)
    wait_weeks = models.PositiveSmallIntegerField("weeks until it sees a child", null=True, blank=True)
    report_weeks = models.PositiveSmallIntegerField("weeks from then until its report", null=True, blank=True)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint("organisation", "name", name="agency_service_once", condition=Q(retired_on__isnull=True)),
        )

    def __str__(self) -> str:
        return self.name


class Recommendation(Dated):
    """One recommendation of an agency's report: quoted, turned into an action or declined, and followed to what it changed."""

    child = models.ForeignKey("people.Child", models.CASCADE, related_name="recommendations")
    agency = models.CharField("agency", max_length=20, choices=list(words.AGENCIES.items()))
    quoted = models.TextField(
        "what it recommends",
        help_text="One recommendation, in the words of the report.",
        error_messages={"required": "Enter what the agency recommends."},
    )
    decision = models.CharField("what the school decided", max_length=10, blank=True, choices=list(DECISIONS.items()))
    action = models.TextField("what is done", blank=True)
    owner = models.CharField("who does it", max_length=_NAME, blank=True)
    due = models.DateField("by when", null=True, blank=True)
    declined_why = models.TextField("why it is not followed", blank=True)
    done_on = models.DateField("date it was done", null=True, blank=True)
    effect = models.TextField("what it changed", blank=True, help_text="What the child does now, and how you know.")

    class Meta:
        ordering = ("-from_date", "-id")
        constraints = (ends_after_it_begins("recommendation"),)
        indexes = (models.Index(fields=("decision", "due"), name="recommendation_due"),)
