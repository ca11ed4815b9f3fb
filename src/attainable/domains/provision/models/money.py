"""Tables of money: how interventions were planned before."""

from django.db import models

from attainable.domains.provision.rules import words


class EarlierPlan(models.Model):
    """How an intervention of a child was planned until a day, kept when the plan changes so that earlier costs stay."""

    given = models.ForeignKey("provision.Given", models.CASCADE, related_name="earlier")
    until_date = models.DateField("until")
    minutes = models.PositiveSmallIntegerField("minutes a session")
    sessions_per_week = models.PositiveSmallIntegerField("sessions a week")
    weeks = models.PositiveSmallIntegerField("weeks")
    group_size = models.PositiveSmallIntegerField("children in the group")
    paid_by = models.CharField("paid by", max_length=15, choices=list(words.FUNDING.items()))
    changed_by = models.CharField("changed by", max_length=150)
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("until_date",)
        constraints = (models.UniqueConstraint("given", "until_date", name="earlier_plan_once"),)
