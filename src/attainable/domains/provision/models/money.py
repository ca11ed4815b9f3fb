"""Tables of money: what a school has and buys, the bands of councils, what is paid and bought for a child, and how interventions
were planned before."""

from typing import Final

from django.db import models

from attainable.accounts.models import Organisation
from attainable.dated import Dated, Decided, ends_after_it_begins, open_once
from attainable.domains.provision.rules import words

_COUNTS: Final = models.Q(withdrawn_at__isnull=True)


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


class Kept(models.Model):
    """What somebody records for a school. What was wrong is withdrawn, with who and why, and then counts no more."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=150, blank=True)
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        abstract = True


class SchoolFunding(Kept):
    """Money that a school has for SEND in a financial year, from one source."""

    year = models.PositiveSmallIntegerField("financial year", help_text="The year in which it begins, in April.")
    source = models.CharField("where the money comes from", max_length=15, choices=list(words.SOURCES.items()))
    pence = models.PositiveBigIntegerField("amount in pence")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-year", "source", "-id")
        constraints = (models.UniqueConstraint("organisation", "year", "source", name="school_funding_once", condition=_COUNTS),)


class SchoolPurchase(Kept):
    """Something that a school bought for children with SEND together, and for how many years it lasts."""

    what = models.CharField("what was bought", max_length=200)
    kind = models.CharField(max_length=15, choices=list(words.PURCHASES.items()))
    pence = models.PositiveBigIntegerField("price in pence")
    years = models.PositiveSmallIntegerField("years it lasts", default=1)
    paid_by = models.CharField("paid by", max_length=15, choices=list(words.SOURCES.items()))
    bought_on = models.DateField("bought on")
    intervention = models.ForeignKey(
        "provision.Intervention", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="for the intervention"
    )

    class Meta:
        ordering = ("-bought_on", "-id")
        constraints = (
            models.CheckConstraint(name="school_purchase_costs_and_lasts", condition=models.Q(pence__gte=1, years__gte=1)),
        )


class StaffHours(Kept):
    """The minutes a week that staff of a role have for interventions in their contracts, from a day on."""

    staff_role = models.CharField("role", max_length=20, choices=list(words.STAFF.items()))
    from_date = models.DateField("from")
    minutes = models.PositiveIntegerField("minutes a week")

    class Meta:
        ordering = ("staff_role", "-from_date")
        constraints = (
            models.UniqueConstraint("organisation", "staff_role", "from_date", name="staff_hours_once", condition=_COUNTS),
        )


class BandTable(Kept):
    """A council's table of bands: what it pays on top for how many hours of support a week. It is copied, and never derived."""

    council = models.CharField(max_length=100)
    scheme = models.CharField("name of the table", max_length=100)
    from_date = models.DateField("from")
    until_date = models.DateField("until", null=True, blank=True)
    found = models.CharField("where it is published", max_length=300)

    class Meta:
        ordering = ("council", "-from_date", "-id")
        constraints = (
            models.UniqueConstraint("organisation", "council", "from_date", name="band_table_once", condition=_COUNTS),
            models.CheckConstraint(
                name="band_table_ends_after_it_begins",
                condition=models.Q(until_date__isnull=True) | models.Q(until_date__gte=models.F("from_date")),
            ),
        )


class BandRow(models.Model):
    """A band of a table: from so many hours a week, and the least and the most that the council pays for a year."""

    table = models.ForeignKey(BandTable, models.CASCADE, related_name="bands")
    name = models.CharField("band", max_length=60)
    hours_from = models.DecimalField("hours a week from", max_digits=5, decimal_places=2)
    hours_to = models.DecimalField("hours a week to", max_digits=5, decimal_places=2, null=True, blank=True)
    least = models.PositiveBigIntegerField("top-up from, in pence")
    most = models.PositiveBigIntegerField("top-up to, in pence", null=True, blank=True)

    class Meta:
        ordering = ("hours_from", "id")
        constraints = (models.UniqueConstraint("table", "hours_from", name="band_row_once"),)


class TopUp(Dated):
    """What a council pays a school for a child on top of the school's own budget, from a day on. The next one ends it."""

    child = models.ForeignKey("people.Child", models.CASCADE, related_name="top_ups")
    council = models.CharField(max_length=100, error_messages={"required": "Enter the council."})
    band = models.CharField("band, as the council calls it", max_length=60, blank=True)
    hours = models.DecimalField(
        "hours of support a week that the council agreed",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Leave empty if the council agreed no hours.",
    )
    pounds = models.DecimalField(
        "top-up for a whole year", max_digits=9, decimal_places=2, help_text="In pounds, for example 1200.50."
    )

    class Meta:
        ordering = ("-from_date", "-id")
        constraints = (ends_after_it_begins("top_up"), open_once("top_up_once"))


class ChildPurchase(Decided):
    """Something bought for one child: equipment, a licence, or a therapist's invoice."""

    child = models.ForeignKey("people.Child", models.CASCADE, related_name="purchases")
    what = models.CharField("what was bought", max_length=200, error_messages={"required": "Enter what was bought."})
    kind = models.CharField("kind", max_length=15, choices=list(words.PURCHASES.items()))
    pounds = models.DecimalField("price", max_digits=9, decimal_places=2, help_text="In pounds, for example 24.50.")
    years = models.PositiveSmallIntegerField(
        "years it lasts", default=1, help_text="Each year bears an equal share of the price. Enter 1 for an invoice."
    )
    paid_by = models.CharField("paid by", max_length=15, default="school", choices=list(words.FUNDING.items()))

    class Meta(Decided.Meta):
        constraints = (models.CheckConstraint(name="child_purchase_lasts", condition=models.Q(years__gte=1)),)


class SpendingNote(Dated):
    """Why more or less is spent on a child in a financial year than the school has for the child."""

    child = models.ForeignKey("people.Child", models.CASCADE, related_name="spending_notes")
    year = models.CharField("financial year", max_length=4)
    reason = models.TextField(
        "why more or less is spent",
        help_text="Governors may ask for it. Say what the child needs, and what was decided.",
        error_messages={"required": "Say why more or less is spent."},
    )
    written_by = models.CharField("written by", max_length=150)

    class Meta:
        ordering = ("-from_date", "-id")
        constraints = (ends_after_it_begins("spending_note"), open_once("spending_note_once", "year"))
