"""Tables of the inclusion strategy that a mainstream school publishes: what it says now, and each version that was published."""

from typing import Final

from django.db import models
from django.db.models import F, Q

from attainable.accounts.models import Organisation
from attainable.dated import new_ref
from attainable.domains.provision.rules import words

_SOURCES: Final = list(words.STRATEGY_SOURCES.items())


class Strategy(models.Model):
    """The inclusion strategy of a school for one financial year or several, as it is being written."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="strategies")
    first_year = models.PositiveSmallIntegerField("first financial year")
    last_year = models.PositiveSmallIntegerField("last financial year")
    review_on = models.DateField("date of the yearly review", null=True, blank=True)
    summary = models.TextField("what the school wants to change", blank=True)
    changed_by = models.CharField(max_length=150)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-first_year",)
        constraints = (
            models.UniqueConstraint("organisation", "first_year", name="strategy_once"),
            models.CheckConstraint(name="strategy_ends_after_it_begins", condition=Q(last_year__gte=F("first_year"))),
        )


class StrategyActivity(models.Model):
    """An activity of a strategy: the barrier that it takes away, what is done, and its budgeted cost in a year."""

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="activities")
    barrier = models.TextField("barrier to learning or taking part")
    activity = models.TextField("what the school does")
    year = models.PositiveSmallIntegerField("financial year")
    pence = models.PositiveBigIntegerField("budgeted cost in pence")
    source = models.CharField("source of the money", max_length=15, choices=_SOURCES)
    intervention = models.ForeignKey("provision.Intervention", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("year", "id")


class StrategyPrinciple(models.Model):
    """One of the principles of inclusion: its official wording, where it was read, and how the strategy follows it."""

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="principles")
    number = models.PositiveSmallIntegerField()
    wording = models.TextField("official wording")
    found = models.CharField("where it is published, and when you read it", max_length=300)
    how = models.TextField("how the strategy follows it", blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint("strategy", "number", name="strategy_principle_once"),)


class StrategyVersion(models.Model):
    """A version that was published: what it said, who published it and when. It never changes."""

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="versions")
    version = models.PositiveSmallIntegerField()
    published_on = models.DateField()
    published_by = models.CharField(max_length=150)
    says = models.JSONField()

    class Meta:
        ordering = ("-version",)
        constraints = (models.UniqueConstraint("strategy", "version", name="strategy_version_once"),)
