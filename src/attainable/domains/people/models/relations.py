"""Relations that give access to a child's record, or take it away: teaching, support, involvement, consent, restriction."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from attainable.accounts.models import Organisation
from attainable.dated import Dated, Endable, ends_after_it_begins, new_ref
from attainable.domains.people.models.children import Child
from attainable.domains.people.models.schools import School


class TeachingGroup(models.Model):
    """A class or set of a school in an academic year."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="groups")
    year = models.PositiveSmallIntegerField(help_text="Year in which the academic year begins.")
    name = models.CharField(max_length=40)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint("school", "year", "name", name="group_once"),)


class GroupStaff(Dated):
    """Who teaches a group."""

    group = models.ForeignKey(TeachingGroup, models.CASCADE, related_name="staff")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="groups_taught")

    class Meta:
        constraints = (
            ends_after_it_begins("group_staff"),
            models.UniqueConstraint("group", "account", name="group_staff_once", condition=Q(until_date__isnull=True)),
        )


class GroupMember(Dated):
    """Who is in a group."""

    group = models.ForeignKey(TeachingGroup, models.CASCADE, related_name="members")
    child = models.ForeignKey(Child, models.CASCADE, related_name="groups")

    class Meta:
        constraints = (
            ends_after_it_begins("group_member"),
            models.UniqueConstraint("group", "child", name="group_member_once", condition=Q(until_date__isnull=True)),
        )


class Assignment(Endable):
    """Somebody is assigned to support a child, or to write the plan. Counts while they hold a post in the organisation."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="assignments")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="assignments",
        verbose_name="who",
        error_messages={"required": "Choose somebody."},
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    part = models.CharField(
        "as",
        max_length=30,
        default="support",
        choices=[
            ("support", "Support"),
            ("key-worker", "Key worker"),
            ("case-officer", "Case officer"),
            ("plan-writer", "Plan writer"),
        ],
    )

    class Meta:
        constraints = (
            ends_after_it_begins("assignment"),
            models.UniqueConstraint("child", "account", "part", name="assignment_once", condition=Q(until_date__isnull=True)),
        )


class Involvement(Endable):
    """A health service or partner is involved with a child. If the legal basis is consent, it lasts as long as the consent."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="involvements")
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="involvements",
        verbose_name="organisation or service",
        error_messages={"required": "Choose the organisation or service."},
    )
    service = models.CharField(max_length=60, blank=True, help_text="For example speech and language therapy.")
    basis = models.CharField(
        "legal basis",
        max_length=12,
        default="consent",
        choices=[("consent", "Consent"), ("duty", "A legal duty"), ("protection", "Protection of the child")],
    )

    class Meta:
        ordering = ("-from_date",)
        indexes = (models.Index(fields=("basis", "until_date", "child"), name="involvement_basis"),)
        constraints = (
            ends_after_it_begins("involvement"),
            models.UniqueConstraint(
                "child", "organisation", "service", name="involvement_once", condition=Q(until_date__isnull=True)
            ),
        )


class Consent(Endable):
    """Consent that an organisation may see the record. Withdrawing it ends it at once."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="consents")
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="+",
        verbose_name="who may see the record",
        error_messages={"required": "Choose who may see the record."},
    )
    given_by = models.CharField("who gave consent", max_length=150, error_messages={"required": "Enter who gave consent."})
    relationship = models.CharField("relationship to the child", max_length=40, blank=True)
    how = models.CharField(
        "how consent was given",
        max_length=20,
        default="in-writing",
        choices=[("in-writing", "In writing"), ("by-voice", "Verbally, recorded"), ("on-line", "Online")],
    )
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        ordering = ("-from_date",)
        constraints = (
            ends_after_it_begins("consent"),
            models.UniqueConstraint("child", "organisation", name="consent_once", condition=Q(until_date__isnull=True)),
        )


class Restriction(Endable):
    """The record is restricted: only the people named may see it, whatever their role. Only they see the reason."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="restrictions")
    why = models.TextField()

    class Meta:
        constraints = (
            ends_after_it_begins("restriction"),
            models.UniqueConstraint("child", name="restriction_once", condition=Q(until_date__isnull=True)),
        )


class RestrictionException(Endable):
    """Somebody who may see a restricted record, as far as their role allows."""

    restriction = models.ForeignKey(Restriction, models.CASCADE, related_name="exceptions")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        constraints = (ends_after_it_begins("restriction_exception"),)


class EmergencyAccess(models.Model):
    """Somebody opened a record that their role does not cover, for a reason; it ends automatically and somebody else reviews
    it."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    child = models.ForeignKey(Child, models.CASCADE, related_name="emergencies")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="emergencies")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    why = models.TextField()
    opened = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    review = models.TextField(blank=True)

    class Meta:
        ordering = ("-opened",)
        indexes = (models.Index(fields=("account", "expires")),)
