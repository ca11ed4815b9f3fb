"""Organisations, accounts, membership and invitations."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q

from attainable.accounts.roles import Kind, role_choices, table
from attainable.dated import Dated, Endable, ends_after_it_begins, new_ref


class Organisation(models.Model):
    """A school, federation, trust, authority, health service, partner or board. `code` is its official number in its kind:
    URN of a school, nine-character code of an authority."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.name.capitalize()) for kind in Kind])
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=20, blank=True)
    oidc_provider = models.CharField(max_length=60, blank=True, help_text="Id of its own sign-in provider, if it has one.")
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint("kind", "code", name="organisation_code_once", condition=~Q(code="")),
            models.CheckConstraint(name="organisation_kind_known", condition=Q(kind__in=[kind.value for kind in Kind])),
        )

    def __str__(self) -> str:
        return self.name


class Affiliation(Dated):
    """From a day to a day a school is part of a federation or trust, or a board sees the figures of an authority."""

    whole = models.ForeignKey(Organisation, models.PROTECT, related_name="parts")
    part = models.ForeignKey(Organisation, models.PROTECT, related_name="wholes")

    class Meta:
        constraints = (
            ends_after_it_begins("affiliation"),
            models.CheckConstraint(name="affiliation_not_of_itself", condition=~Q(whole=F("part"))),
        )


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "Account":
        account = self.model(email=self.normalize_email(email).lower(), **extra)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser, PermissionsMixin):
    """A person who signs in, by email address. What they may do comes only from their memberships."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150)
    is_active = models.BooleanField(default=True)
    created = models.DateTimeField(auto_now_add=True)

    objects = AccountManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]  # noqa: RUF012

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


class Membership(Endable):
    """A person holds a role in an organisation, from a day to a day. Ended, never deleted; ending it works at once, so that
    the last day no longer counts from the moment in `ended`."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=role_choices)
    job_title = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = (
            ends_after_it_begins("membership"),
            models.UniqueConstraint(
                "account", "organisation", "role", name="membership_open_once", condition=Q(until_date__isnull=True)
            ),
            models.CheckConstraint(
                name="membership_ended_has_last_day", condition=Q(ended__isnull=True) | Q(until_date__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.organisation}"


class Invitation(models.Model):
    """An invitation by email to hold a role; the link works once and for a week. Only a hash of the token is kept."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    email = models.EmailField()
    name = models.CharField(max_length=150)
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    role = models.CharField(max_length=30, choices=role_choices)
    until_date = models.DateField("membership ends", null=True, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    accepted = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    withdrawn = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created",)
        constraints = (
            models.UniqueConstraint(
                "email",
                "organisation",
                "role",
                name="invitation_open_once",
                condition=Q(accepted__isnull=True, withdrawn__isnull=True),
            ),
        )


class Confirmation(models.Model):
    """A change of access so wide that a second person must confirm it: an invitation that is not sent yet, another role, or a
    school that joins a federation or trust. `organisation` is the one whose people it is about, or the school."""

    class What(models.TextChoices):
        INVITATION = "invitation", "Invite a person"
        ROLE = "role", "Change a role"
        JOINING = "joining", "Join a federation or trust"

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    what = models.CharField(max_length=12, choices=What.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    invitation = models.ForeignKey(Invitation, models.CASCADE, null=True, blank=True, related_name="confirmations")
    membership = models.ForeignKey(Membership, models.CASCADE, null=True, blank=True, related_name="confirmations")
    role = models.CharField(max_length=30, blank=True, choices=role_choices)
    whole = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    why = models.TextField(blank=True)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked = models.DateTimeField(auto_now_add=True)
    decided = models.DateTimeField(null=True, blank=True)
    confirmed = models.BooleanField(default=False)

    class Meta:
        ordering = ("asked", "pk")
        constraints = (
            models.CheckConstraint(
                name="confirmation_about_one_thing",
                condition=Q(what="invitation", invitation__isnull=False, membership__isnull=True, whole__isnull=True)
                | Q(what="role", invitation__isnull=True, membership__isnull=False, whole__isnull=True)
                | Q(what="joining", invitation__isnull=True, membership__isnull=True, whole__isnull=False),
            ),
            models.CheckConstraint(
                name="confirmation_confirmed_is_decided", condition=Q(confirmed=False) | Q(decided__isnull=False)
            ),
            models.UniqueConstraint("membership", "role", name="confirmation_of_role_once", condition=Q(decided__isnull=True)),
            models.UniqueConstraint(
                "organisation", "whole", name="confirmation_of_joining_once", condition=Q(decided__isnull=True)
            ),
        )

    def __str__(self) -> str:
        """What is to be confirmed, in words."""
        label = table().role(self.role).label if self.role else ""
        if self.invitation is not None:
            return f"Invite {self.invitation.name} to be {label} at {self.organisation}"
        if self.membership is not None:
            return f"Make {self.membership.account.name} {label} at {self.organisation}"
        return f"Make {self.organisation} part of {self.whole}"


class CacheEntry(models.Model):
    """Django's cache in the database: what limits attempts to sign in must be known to every worker process."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "cache"
