"""What forms offer to choose from."""

from typing import Any

from django.db.models import QuerySet

from attainable.accounts.actor import Actor
from attainable.accounts.models import Account, Membership, Organisation
from attainable.accounts.roles import Kind, table
from attainable.domains.people.models import School


def authorities() -> QuerySet[Organisation]:
    return Organisation.objects.filter(kind="authority", closed_on__isnull=True)


def bodies() -> QuerySet[Organisation]:
    """Health services and partners that a record can be shared with."""
    return Organisation.objects.filter(kind__in=("health", "partner"), closed_on__isnull=True)


def people_of(actor: Actor, permission: str) -> Any:
    """Accounts with a post today in an organisation for which the actor holds the permission."""
    posts = Membership.objects.filter(Membership.on(actor.on), organisation__in=actor.organisations(permission))
    return Account.objects.filter(memberships__in=posts, is_active=True).distinct().order_by("name")


def people_who_see(actor: Actor, permission: str) -> tuple[Any, dict[int, str]]:
    """Others of those people, whose role opens records; and the name and roles of each, by account."""
    posts = Membership.objects.filter(Membership.on(actor.on), organisation__in=actor.organisations(permission))
    found: dict[int, list[str]] = {}
    for post in posts.filter(account__is_active=True).select_related("account").order_by("account__name"):
        role = table().role(post.role)
        if "child.view" in role.may:
            found.setdefault(post.account_id, [post.account.name]).append(role.label)
    found.pop(actor.account or 0, None)
    words = {account: ", ".join(dict.fromkeys(parts)) for account, parts in found.items()}
    return Account.objects.filter(pk__in=words).order_by("name"), words


def schools_of(actor: Actor, permission: str) -> list[School]:
    """Schools at which the actor holds the permission, by name."""
    keys = {school for _, post in actor.reaches(permission) for school in post.schools}
    rows = School.objects.filter(pk__in=keys).select_related("organisation")
    return list(rows.order_by("organisation__name"))


def authorities_of(actor: Actor, permission: str) -> list[Organisation]:
    """Authorities in which the actor holds the permission, by name."""
    keys = {post.organisation for _, post in actor.reaches(permission) if post.kind is Kind.AUTHORITY}
    return list(Organisation.objects.filter(pk__in=keys).order_by("name"))


def organisation_of(actor: Actor, permission: str, account: Account) -> Organisation:
    """The organisation of the actor's in which somebody has a post today: the school first."""
    posts = Membership.objects.filter(Membership.on(actor.on), account=account, organisation__in=actor.organisations(permission))
    return posts.select_related("organisation").order_by("organisation__kind", "pk")[0].organisation
