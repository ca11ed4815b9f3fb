"""What somebody without an account writes about a child: asked for by a code that works once, then taken in or not."""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q

from attainable.dated import Dated, ends_after_it_begins, new_ref
from attainable.domains.provision.rules.contributions import PURPOSES

_NAME: Final = 150
_PURPOSES: Final = [(code, purpose.label) for code, purpose in PURPOSES.items()]


class ContributionRequest(models.Model):
    """Somebody is asked to write about a child. Only a hash of the code is kept; what was sent waits until somebody decides."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    child = models.ForeignKey("people.Child", models.CASCADE, related_name="contribution_requests")
    name = models.CharField("who is asked", max_length=_NAME)
    purpose = models.CharField(max_length=15, choices=_PURPOSES)
    code_hash = models.CharField(max_length=64, unique=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_by_name = models.CharField(max_length=_NAME)
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    answers = models.JSONField(default=dict)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=_NAME, blank=True)
    declined_why = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created", "-id")
        indexes = (models.Index(fields=("sent_at", "decided_at"), name="contribution_waits"),)
        constraints = (
            models.CheckConstraint(
                name="contribution_sent_first", condition=Q(decided_at__isnull=True) | Q(sent_at__isnull=False)
            ),
        )


class Contribution(Dated):
    """What an outside professional or a parent wrote, taken into the record in their words."""

    child = models.ForeignKey("people.Child", models.CASCADE, related_name="contributions")
    name = models.CharField("who wrote it", max_length=_NAME)
    purpose = models.CharField("as", max_length=15, choices=_PURPOSES)
    said = models.TextField("what they wrote")

    class Meta:
        ordering = ("-from_date", "-id")
        constraints = (ends_after_it_begins("contribution"),)
