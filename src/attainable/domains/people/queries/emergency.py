"""Emergency openings: one's own, those to be reviewed, and one by its ref."""

from typing import Final

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from attainable.accounts.actor import Actor
from attainable.audit.models import Entry
from attainable.domains.people.models import Child, EmergencyAccess
from attainable.values import clock

PAGE: Final = 50


def _reported(actor: Actor) -> QuerySet[EmergencyAccess]:
    """Openings that the actor hears of: their own, those by people of an organisation whose audit they read, and those of
    children of such a school or authority."""
    rows = EmergencyAccess.objects.select_related(
        "account", "organisation", "reviewed_by", "child__standing__school__organisation"
    )
    if actor.system:
        return rows
    own = actor.organisations("audit.view")
    return rows.filter(
        Q(account=actor.account)
        | Q(organisation__in=own)
        | Q(child__standing__school__in=own)
        | Q(child__standing__home_authority__in=own)
    )


def mine(actor: Actor) -> list[EmergencyAccess]:
    """The actor's own openings, the newest first."""
    return list(_reported(actor).filter(account=actor.account)[:PAGE])


def to_review(actor: Actor) -> list[EmergencyAccess]:
    """Openings by others that wait for somebody's review, the oldest first."""
    return list(_reported(actor).filter(reviewed_at__isnull=True).exclude(account=actor.account).order_by("opened")[:PAGE])


def reviewed(actor: Actor) -> list[EmergencyAccess]:
    """The last openings by others that have been reviewed."""
    return list(_reported(actor).filter(reviewed_at__isnull=False).exclude(account=actor.account)[:PAGE])


def emergency(actor: Actor, ref: str) -> EmergencyAccess:
    """One opening, or Http404 for one that the actor does not hear of."""
    found = _reported(actor).filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def seen_while_open(opened: EmergencyAccess) -> list[tuple[str, str]]:
    """What the opener did with the record while it was open: when and what, out of the audit."""
    rows = Entry.objects.filter(child=opened.child.ref, account=opened.account_id, at__gte=opened.opened, at__lte=opened.expires)
    return [(timezone.localtime(row.at).strftime("%H:%M"), row.action) for row in rows.order_by("number")[:PAGE]]


def open_now(actor: Actor, child: Child) -> EmergencyAccess | None:
    """The actor's emergency access to this child's record, while it lasts."""
    if actor.account is None or not actor.may("emergency.open"):
        return None
    rows = EmergencyAccess.objects.filter(account=actor.account, child=child, expires__gt=clock.now())
    return rows.order_by("-expires").first()
