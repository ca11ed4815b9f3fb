"""When schools are open: half terms of a school or an authority, and days on which they are closed."""

from django.db import models
from django.db.models import F, Q

from attainable.accounts.models import Organisation


class HalfTerm(models.Model):
    """From a day to a day a school is open. Those of an authority hold for its schools without dates of their own."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="half_terms")
    from_date = models.DateField()
    until_date = models.DateField()
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("from_date",)
        constraints = (
            models.UniqueConstraint("organisation", "from_date", name="half_term_once"),
            models.CheckConstraint(name="half_term_ends_after_it_begins", condition=Q(until_date__gte=F("from_date"))),
        )


class ClosedDay(models.Model):
    """A day within a half term on which a school is closed, such as a training day or a bank holiday."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="closed_days")
    day = models.DateField()
    why = models.CharField(max_length=100, blank=True)
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("day",)
        constraints = (models.UniqueConstraint("organisation", "day", name="closed_day_once"),)
