"""Results, attendance and suspensions: one row a fact, in official codes."""

from django.db import models
from django.db.models import F, Q

from attainable.domains.people.models import Child, School
from attainable.values.codes import SUSPENSION_CATEGORIES

TERMS = ("autumn", "spring", "summer")
_YEAR = "Year in which the academic year begins."


class Told(models.Model):
    """A fact as it was reported: `source` is the file, `recorded_at` when it took this value."""

    source = models.CharField(max_length=80, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class Result(Told):
    """One result of an assessment, by the codes of the file (Common Transfer File)."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="results")
    year = models.PositiveSmallIntegerField(help_text=_YEAR)
    stage = models.CharField(max_length=10)
    subject = models.CharField(max_length=40)
    method = models.CharField(max_length=40, blank=True)
    component = models.CharField(max_length=40, blank=True)
    qualifier = models.CharField(max_length=40, blank=True)
    result = models.CharField(max_length=40)
    status = models.CharField(max_length=40, default="R", blank=True)
    locale = models.CharField(max_length=40, default="ENG", blank=True)

    class Meta:
        ordering = ("-year", "stage", "subject", "method", "component")
        constraints = (
            models.UniqueConstraint("child", "year", "stage", "subject", "method", "component", "qualifier", name="result_once"),
            models.CheckConstraint(name="result_told", condition=~Q(result="") & ~Q(stage="")),
            models.CheckConstraint(name="result_year", condition=Q(year__gte=1990, year__lte=2100)),
        )


class Attendance(Told):
    """Sessions (half days) of a term at a school. `term` is empty for a whole year, where the file gives no terms; the school is
    not known where a file of another school gives none. `codes` are the sessions by attendance code."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="attendance")
    school = models.ForeignKey(School, models.PROTECT, null=True, related_name="+")
    year = models.PositiveSmallIntegerField(help_text=_YEAR)
    term = models.CharField(max_length=6, blank=True)
    possible = models.PositiveSmallIntegerField()
    illness = models.PositiveSmallIntegerField(default=0)
    authorised = models.PositiveSmallIntegerField(default=0, help_text="Missed with leave, illness included.")
    unauthorised = models.PositiveSmallIntegerField(default=0)
    codes = models.JSONField(default=dict)

    class Meta:
        ordering = ("-year", "term")
        constraints = (
            models.UniqueConstraint("child", "year", "term", "school", name="attendance_once", condition=Q(school__isnull=False)),
            models.UniqueConstraint("child", "year", "term", name="attendance_elsewhere_once", condition=Q(school__isnull=True)),
            models.CheckConstraint(name="attendance_term", condition=Q(term__in=["", *TERMS])),
            models.CheckConstraint(name="attendance_year", condition=Q(year__gte=1990, year__lte=2100)),
            models.CheckConstraint(name="attendance_illness", condition=Q(illness__lte=F("authorised"))),
            models.CheckConstraint(
                name="attendance_within_possible", condition=Q(possible__gte=F("authorised") + F("unauthorised"))
            ),
        )

    @property
    def missed(self) -> int:
        return self.authorised + self.unauthorised


class Suspension(Told):
    """A suspension, lunchtime suspension or permanent exclusion. `reasons` are codes with a space between, the first first."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="suspensions")
    school = models.ForeignKey(School, models.PROTECT, null=True, related_name="+")
    from_date = models.DateField("first day")
    category = models.CharField(max_length=4)
    reasons = models.CharField(max_length=12, blank=True)
    sessions = models.PositiveSmallIntegerField(null=True, help_text="Half days; none for a permanent exclusion.")
    provision = models.CharField(max_length=1, blank=True, help_text="SEN provision at that time.")

    class Meta:
        ordering = ("-from_date",)
        constraints = (
            models.UniqueConstraint("child", "from_date", "category", name="suspension_once"),
            models.CheckConstraint(
                name="suspension_category", condition=Q(category__in=[code.code for code in SUSPENSION_CATEGORIES])
            ),
            models.CheckConstraint(
                name="suspension_length", condition=Q(sessions__isnull=True) | Q(sessions__gte=1, sessions__lte=90)
            ),
        )
