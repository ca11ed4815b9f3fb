"""Spreadsheets of provision that were written into the records, so that each can be undone."""

from django.conf import settings
from django.db import models

from attainable.dated import new_ref


class SheetRun(models.Model):
    """One file that was written whole. The file itself is not kept, nor its name, which may be a child's."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    created = models.DateTimeField(auto_now_add=True)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=150)
    file_hash = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    undone_by_name = models.CharField(max_length=150, blank=True)
    undo_why = models.TextField(blank=True)
    left = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-created", "-id")
        indexes = (models.Index(fields=("account", "file_hash"), name="sheet_run_by_hash"),)


class SheetRow(models.Model):
    """What a file did to one record, and the version of the record after it: what somebody changed since can't be undone."""

    run = models.ForeignKey(SheetRun, models.CASCADE, related_name="rows")
    child = models.ForeignKey("people.Child", models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    made = models.JSONField(default=list)

    class Meta:
        # Two records that one file changed may become one, so a run may have two rows of a child.
        indexes = (models.Index(fields=("run", "child"), name="sheet_row_of_run"),)
