"""Organisations, accounts, membership and invitations."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q

from attainable.accounts.roles import Kind, role_choices
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


class CacheEntry(models.Model):
    """Django's cache in the database: what limits attempts to sign in must be known to every worker process."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "cache"
