"""What is left of a record that was erased, and what must not be erased."""

from django.db import models

from attainable.accounts.models import Organisation
from attainable.dated import Endable
from attainable.domains.people.models.children import Child


class LegalHold(Endable):
    """A record that must be kept whatever the rule says."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="holds")
    why = models.TextField()


class Erasure(models.Model):
    """The stub of an erased record: which rule, when, who approved. No name."""

    child = models.CharField(max_length=12)
    rule = models.CharField(max_length=40)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True)
    approved_by_name = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now_add=True)
    rows = models.JSONField(default=dict, help_text="How many rows of each table were erased.")


class FictionalLoad(models.Model):
    """The mark of an installation in which everything is made up: one row for each load of the demo into a database that held no
    child before, or none but made up ones. Only what bears it is ever replaced."""

    seed = models.BigIntegerField()
    cohort = models.PositiveIntegerField(help_text="Pupils of a year group.")
    at = models.DateTimeField(auto_now_add=True)
