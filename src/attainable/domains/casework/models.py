"""EHC needs assessments: a case, the steps that were taken, and the exceptions that excuse lateness.

A step is never overwritten: one that was recorded by mistake is withdrawn, with who and why, and stays to be seen.
"""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q

from attainable.accounts.models import Organisation
from attainable.dated import new_ref
from attainable.domains.casework.rules.exceptions import KINDS
from attainable.domains.casework.rules.process import ADVISERS, OPEN, SETTINGS, SOURCES, STAGES, STEPS

_NAME: Final = 150


class Case(models.Model):
    """One request and what became of it. `stage` and `due` follow from the steps: they are written with each step, so that a work
    list is one query."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    child = models.ForeignKey("people.Child", models.CASCADE, related_name="ehc_cases")
    council = models.ForeignKey(Organisation, models.PROTECT, related_name="ehc_cases")
    received = models.DateField("date the request was received")
    source = models.CharField("who asked", max_length=1, choices=list(SOURCES.items()))
    asked_by = models.CharField("name of who asked", max_length=_NAME, blank=True)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    stage = models.CharField(max_length=12, choices=list(STAGES.items()), default="requested", editable=False)
    due = models.DateField(null=True, editable=False)
    ended_on = models.DateField(null=True, editable=False)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-received", "-id")
        constraints = (models.UniqueConstraint("child", name="case_open_once", condition=Q(stage__in=OPEN)),)
        indexes = (
            models.Index(fields=("council", "due"), name="case_due", condition=Q(stage__in=OPEN)),
            models.Index(fields=("officer", "due"), name="case_of_officer", condition=Q(stage__in=OPEN)),
        )


class CaseStep(models.Model):
    """A step that was taken on a day; `reply_on` is the day of the answer where somebody answers."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=16, choices=list(STEPS.items()))
    day = models.DateField("date")
    adviser = models.CharField("who", max_length=16, blank=True, choices=list(ADVISERS.items()))
    about = models.CharField("name", max_length=_NAME, blank=True)
    setting = models.CharField("what section I names", max_length=10, blank=True, choices=list(SETTINGS.items()))
    words = models.TextField("reasons", blank=True)
    sent_to = models.CharField("sent to", max_length=300, blank=True)
    reply_on = models.DateField("date of the reply", null=True, blank=True)
    reply = models.TextField("what the reply says", blank=True)
    recorded_by_name = models.CharField(max_length=_NAME)
    recorded_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by_name = models.CharField(max_length=_NAME, blank=True)
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        ordering = ("day", "id")
        indexes = (models.Index(fields=("case", "day"), name="case_step_of_case"),)


class CaseExcuse(models.Model):
    """An exception of regulation 10(4) that somebody recorded, with its evidence."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="excuses")
    kind = models.CharField("exception", max_length=1, choices=list(KINDS.items()))
    first = models.DateField("first day closed or absent", null=True, blank=True)
    last = models.DateField("last day closed or absent", null=True, blank=True)
    asked = models.DateField("date advice was asked for", null=True, blank=True)
    evidence = models.TextField("evidence")
    recorded_by_name = models.CharField(max_length=_NAME)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("recorded_at", "id")
