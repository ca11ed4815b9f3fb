"""Requests for contributions: those that the actor made or decides about; and one request, found by its code."""

from django.db.models import QuerySet
from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.domains.people.models import Standing
from attainable.domains.people.visibility import visible
from attainable.domains.provision.models import ContributionRequest
from attainable.domains.provision.rules.contributions import hash_of
from attainable.values import clock

_MANAGE = "provision.manage"


def _of(actor: Actor) -> QuerySet[ContributionRequest]:
    rows = ContributionRequest.objects.filter(child__standing__in=visible(actor, _MANAGE))
    return rows.select_related("child__standing__school__organisation")


def waiting(actor: Actor) -> list[ContributionRequest]:
    """What was sent and waits for a decision, the earliest first."""
    return list(_of(actor).filter(sent_at__isnull=False, decided_at__isnull=True).order_by("sent_at"))


def asked(actor: Actor) -> list[ContributionRequest]:
    """Codes that can still be used."""
    rows = _of(actor).filter(sent_at__isnull=True, withdrawn_at__isnull=True, expires__gt=clock.now())
    return list(rows.order_by("expires"))


def request_of(actor: Actor, ref: str) -> ContributionRequest:
    """A request about a child whose provision the actor keeps."""
    found = _of(actor).filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def usable(code: str) -> ContributionRequest | None:
    """The request of a code that works now; None for any other, without a word about why."""
    return still_usable(ContributionRequest.objects.filter(code_hash=hash_of(code)).first())


def usable_ref(ref: str) -> ContributionRequest | None:
    """The request that somebody with a code has opened, as long as the code works."""
    return still_usable(ContributionRequest.objects.filter(ref=ref).first())


def still_usable(row: ContributionRequest | None) -> ContributionRequest | None:
    if row is None or row.sent_at is not None or row.withdrawn_at is not None or row.expires <= clock.now():
        return None
    return row


def school_of(row: ContributionRequest) -> str:
    """The school that asks, which the person who was given the code knows."""
    standing = Standing.objects.filter(pk=row.child_id).select_related("school__organisation").first()
    return standing.school.organisation.name if standing is not None and standing.school is not None else ""


def contributions_waiting(actor: Actor) -> int:
    """How many children have something that somebody has sent and that waits."""
    return _of(actor).filter(sent_at__isnull=False, decided_at__isnull=True).values("child").distinct().count()
