"""Referrals to services."""

from django.db import models

from attainable.dated import Dated, ends_after_it_begins, open_once


class Referral(Dated):
    """A child is referred to a service."""

    child = models.ForeignKey("people.Child", models.CASCADE, related_name="referrals")
    service = models.CharField(max_length=4, choices=[("SALT", "Speech and language therapy"), ("OT", "Occupational therapy")])
    note = models.TextField(blank=True)

    class Meta:
        constraints = (ends_after_it_begins("referral"), open_once("referral_once", "service"))
