"""What has been changed since the last snapshot, and which snapshot that was."""

from django.db import models


class Touched(models.Model):
    """A child (or school) whose rows were written. Triggers of the database add rows; a build takes away the very rows that it
    has seen, so that what another transaction adds in the meantime waits for the next."""

    what = models.CharField(max_length=6)
    key = models.BigIntegerField()


class Built(models.Model):
    """The last snapshot: one row. A folder whose current snapshot is another one is built again."""

    snapshot = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now=True)
