"""Schools, who is on roll, and how they attend."""

from django.db import models
from django.db.models import Q

from attainable.accounts.models import Organisation
from attainable.dated import Dated, ends_after_it_begins
from attainable.domains.people.models.children import Child
from attainable.domains.people.rules import MAIN_SCHOOL
from attainable.values.characteristic_codes import ENROLMENT, WITHOUT_SCHOOL


class School(models.Model):
    """What the official register of establishments says of a school; its name, URN and closing are the organisation's."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, primary_key=True, related_name="school")
    laestab = models.CharField("DfE number", max_length=7, blank=True)
    phase = models.CharField(max_length=2, blank=True, help_text="Census phase code.")
    type = models.CharField(max_length=100, blank=True)
    authority = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="schools_within")
    district = models.CharField(max_length=9, blank=True)
    district_name = models.CharField(max_length=60, blank=True, db_default="")
    postcode = models.CharField(max_length=8, blank=True)
    low_age = models.PositiveSmallIntegerField(null=True, blank=True)
    high_age = models.PositiveSmallIntegerField(null=True, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    resourced_provision = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=200, blank=True, help_text="The file it comes from, and its date.")
    successor = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="predecessors",
        help_text="The school that replaced it, for example when it became an academy.",
    )

    class Meta:
        indexes = (models.Index(fields=("authority", "phase")),)

    @property
    def name(self) -> str:
        return self.organisation.name

    @property
    def urn(self) -> str:
        return self.organisation.code

    @property
    def mainstream(self) -> bool:
        return self.phase not in ("SP", "PR")


class Enrolment(Dated):
    """A child is on roll at a school. Status by census code: C only school, M main school, S subsidiary school."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="enrolments")
    school = models.ForeignKey(School, models.PROTECT, related_name="enrolments")
    status = models.CharField(max_length=1, default="C", choices=list(ENROLMENT.items()))
    year_offset = models.SmallIntegerField(default=0, help_text="Years ahead of (or behind) the child's own year group.")
    unit_member = models.BooleanField(default=False, help_text="Member of a SEN unit or resourced provision.")
    leaving_reason = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ("-from_date",)
        constraints = (
            ends_after_it_begins("enrolment"),
            models.UniqueConstraint(
                "child", name="enrolment_one_main", condition=Q(until_date__isnull=True, status__in=list(MAIN_SCHOOL))
            ),
            models.UniqueConstraint("child", "school", name="enrolment_open_once", condition=Q(until_date__isnull=True)),
        )


class WithoutSchool(Dated):
    """A child who is at no school, as the authority where they live records it: educated at home, no school named in the plan, or
    awaiting a place."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="without_school")
    kind = models.CharField(
        "Where the child is educated",
        max_length=10,
        choices=list(WITHOUT_SCHOOL.items()),
        error_messages={"required": "Choose where the child is educated."},
    )

    class Meta:
        ordering = ("-from_date",)
        constraints = (
            ends_after_it_begins("without_school"),
            models.UniqueConstraint("child", name="without_school_open_once", condition=Q(until_date__isnull=True)),
        )


class AttendancePattern(Dated):
    """How a child attends when it is not full time, agreed until a day of review: the weekly sessions, ten at most."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="patterns")
    sessions = models.PositiveSmallIntegerField(help_text="Half days a week, out of ten.")
    why = models.TextField()
    review_on = models.DateField()
    agreed_with_family = models.BooleanField(default=False)

    class Meta:
        ordering = ("-from_date",)
        constraints = (
            ends_after_it_begins("pattern"),
            models.CheckConstraint(name="pattern_within_a_week", condition=Q(sessions__lte=10)),
        )
