"""Children and young people from birth to 25, those who care for them, and where they live."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from attainable.accounts.models import Invitation, Organisation
from attainable.dated import Dated, Endable, ends_after_it_begins, new_ref
from attainable.values.characteristic_codes import SEX


class Child(models.Model):
    """A child or young person. `version` rises with every change to any part of the record: a person who edits an older one is
    warned."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    version = models.PositiveIntegerField(default=1)
    upn = models.CharField("UPN", max_length=13, blank=True)
    former_upn = models.CharField("former UPN", max_length=13, blank=True)
    uln = models.CharField("ULN", max_length=10, blank=True)
    forename = models.CharField(max_length=100)
    middle_names = models.CharField(max_length=100, blank=True)
    surname = models.CharField(max_length=100)
    known_as = models.CharField(max_length=100, blank=True)
    date_of_birth = models.DateField()
    sex = models.CharField(max_length=1, choices=list(SEX.items()))
    died_on = models.DateField(null=True, blank=True)
    account = models.OneToOneField(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="as_child")
    invitation = models.OneToOneField(
        Invitation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="to_child",
        help_text="The person who accepted it sees the record as if the account were here.",
    )

    class Meta:
        constraints = (
            models.UniqueConstraint("upn", name="child_upn_once", condition=~Q(upn="")),
            models.UniqueConstraint("uln", name="child_uln_once", condition=~Q(uln="")),
            models.CheckConstraint(name="child_sex_known", condition=Q(sex__in=["F", "M"])),
            models.CheckConstraint(name="child_named", condition=~Q(forename="") & ~Q(surname="")),
        )

    @property
    def name(self) -> str:
        return f"{self.known_as or self.forename} {self.surname}"

    @property
    def listed_name(self) -> str:
        return f"{self.surname}, {self.known_as or self.forename}"


class Characteristic(Dated):
    """A characteristic in an official code (`rules.CHARACTERISTICS`), from a day to a day."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="characteristics")
    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=10, error_messages={"required": "Choose one of the codes."})

    class Meta:
        ordering = ("kind", "-from_date")
        constraints = (
            ends_after_it_begins("characteristic"),
            models.UniqueConstraint("child", "kind", name="characteristic_open_once", condition=Q(until_date__isnull=True)),
        )


class Residence(Dated):
    """Where a child lives. The authority of residence answers for the child's plan."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="residences")
    address = models.TextField(blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    district = models.CharField(max_length=9, blank=True, help_text="Nine-character code of the district.")
    authority = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="+",
        help_text="The local authority where the child lives.",
        error_messages={"required": "Choose the authority."},
    )

    class Meta:
        ordering = ("-from_date",)
        constraints = (
            ends_after_it_begins("residence"),
            models.UniqueConstraint("child", name="residence_open_once", condition=Q(until_date__isnull=True)),
        )


class Carer(models.Model):
    """A parent, carer or other contact of children."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    name = models.CharField(max_length=150)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    address = models.TextField(blank=True, help_text="Empty if they live with the child.")
    language = models.CharField(max_length=10, blank=True, help_text="Language to write to them in, if not English.")
    account = models.OneToOneField(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="as_carer")
    invitation = models.OneToOneField(
        Invitation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="to_carer",
        help_text="The person who accepted it sees the record as if the account were here.",
    )


class Responsibility(Endable):
    """What a carer is to a child. `may_see` is whether they may see the record: a court order or restriction can say no."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="responsibilities")
    carer = models.ForeignKey(Carer, models.CASCADE, related_name="responsibilities")
    relationship = models.CharField(max_length=20)
    parental_responsibility = models.BooleanField(default=False)
    lives_with = models.BooleanField(default=True)
    priority = models.PositiveSmallIntegerField(default=1)
    may_see = models.BooleanField(default=True)
    why_not = models.TextField(blank=True)

    class Meta:
        ordering = ("priority", "id")
        constraints = (
            ends_after_it_begins("responsibility"),
            models.UniqueConstraint("child", "carer", name="responsibility_open_once", condition=Q(until_date__isnull=True)),
            models.CheckConstraint(name="responsibility_refusal_explained", condition=Q(may_see=True) | ~Q(why_not="")),
        )


class ContactRule(models.Model):
    """What may be sent to a carer about a child, by kind of message (`rules.MESSAGES`). No row: it may not."""

    responsibility = models.ForeignKey(Responsibility, models.CASCADE, related_name="contact_rules")
    message = models.CharField(max_length=20)
    by = models.CharField(max_length=10, choices=[("post", "Post"), ("email", "Email"), ("phone", "Telephone")])

    class Meta:
        constraints = (models.UniqueConstraint("responsibility", "message", "by", name="contact_rule_once"),)
