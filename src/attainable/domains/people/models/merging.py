"""Records that were merged into another one, with what is needed to separate them again."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from attainable.domains.people.models.children import Child


class Merge(models.Model):
    """Two records of one child became one. `child` is the record that was kept. `former` and other columns say how both were."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="merges")
    former_ref = models.CharField(max_length=12)
    upn = models.CharField("UPN of the merged record", max_length=13, blank=True)
    uln = models.CharField("ULN of the merged record", max_length=10, blank=True)
    former = models.JSONField(help_text="The merged record's own columns.")
    details = models.JSONField(help_text="Columns of the kept record that changed, as they were.")
    moved = models.JSONField(help_text="Rows that were of the merged record, by table.")
    changed = models.JSONField(help_text="Rows that ended or changed because both records had them, as they were.")
    gone = models.JSONField(help_text="Values that the kept record had too.")
    version_before = models.PositiveIntegerField()
    version = models.PositiveIntegerField(help_text="Of the kept record once it was merged: a later one can't be undone.")
    why = models.TextField()
    at = models.DateTimeField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=150)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by_name = models.CharField(max_length=150, blank=True)
    undone_why = models.TextField(blank=True)

    class Meta:
        ordering = ("-pk",)
        indexes = (
            models.Index("upn", name="merge_upn", condition=~Q(upn="")),
            models.Index("uln", name="merge_uln", condition=~Q(uln="")),
        )
        constraints = (models.UniqueConstraint("former_ref", name="merge_once", condition=Q(undone_at__isnull=True)),)

    @staticmethod
    def counts() -> Q:
        """The condition that it was not undone."""
        return Q(undone_at__isnull=True)
