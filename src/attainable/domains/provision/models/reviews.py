"""What was decided at the review of a support plan."""

from django.db import models

from attainable.dated import Dated, ends_after_it_begins


class PlanReview(Dated):
    """A review of a child's plan: who was there, the result of each target, what becomes of each intervention, and what else was
    decided. It keeps the words of the day, so that it stays readable whatever becomes of targets and interventions."""

    child = models.ForeignKey("people.Child", models.CASCADE, related_name="plan_reviews")
    plan = models.ForeignKey("provision.SupportPlan", models.CASCADE, null=True, blank=True, related_name="reviews")
    results = models.TextField("results of targets", blank=True)
    interventions = models.TextField("what becomes of interventions", blank=True)
    decided = models.TextField("what else was decided", blank=True)
    present = models.CharField("who was there", max_length=200, blank=True)
    next_review = models.DateField("date of the next review", null=True, blank=True)
    reviewed_by = models.CharField("reviewed by", max_length=150)

    class Meta:
        ordering = ("-from_date", "-id")
        constraints = (ends_after_it_begins("plan_review"),)
        indexes = (models.Index(fields=("from_date", "child"), name="plan_review_day"),)
