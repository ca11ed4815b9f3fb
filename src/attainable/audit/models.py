"""Entries of the audit. The tables refuse to be changed or deleted from by triggers of the database (migration 0002)."""

from typing import Any

from django.db import models

FIELDS = (
    "number",
    "at",
    "account",
    "name",
    "roles",
    "organisation",
    "organisation_name",
    "action",
    "subject_kind",
    "subject",
    "child",
    "why",
    "details_digest",
)


class Entry(models.Model):
    """One thing that somebody did or saw. Rows refer to others only by number or ref, since they outlive them."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    account = models.BigIntegerField(null=True, help_text="None: the system itself.")
    name = models.CharField(max_length=150)
    roles = models.CharField(max_length=200, blank=True)
    organisation = models.BigIntegerField(null=True)
    organisation_name = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=40, blank=True)
    child = models.CharField(max_length=12, blank=True)
    why = models.TextField(blank=True)
    details_digest = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("number",)
        indexes = (
            models.Index(fields=("child", "number"), name="audit_by_child", condition=~models.Q(child="")),
            models.Index(fields=("organisation", "number"), name="audit_by_organisation"),
            models.Index(fields=("account", "number"), name="audit_by_account"),
            models.Index(
                fields=("subject", "number"), name="audit_refused_sign_ins", condition=models.Q(action="sign-in.refused")
            ),
            models.Index(
                fields=("organisation", "number"), name="audit_unusual_viewing", condition=models.Q(action="viewing.unusual")
            ),
        )

    def hashed(self) -> dict[str, Any]:
        """What the chain covers."""
        values = {name: getattr(self, name) for name in FIELDS}
        values["at"] = self.at.isoformat(timespec="microseconds")
        return values


class Details(models.Model):
    """Old and new values of an entry; erased with the record that they are about."""

    entry = models.OneToOneField(Entry, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="details")
    salt = models.CharField(max_length=32)
    values = models.JSONField(default=dict)


class Head(models.Model):
    """The end of the chain: one row, locked while somebody writes, and sealed with the key."""

    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)
    seal = models.CharField(max_length=64, blank=True)
