"""Asking somebody without an account to write about a child, and what becomes of it."""

import datetime as dt

from django.db import transaction

from attainable.accounts.actor import Actor, system_actor
from attainable.audit.actions import Event, record
from attainable.domains.people.models import Child
from attainable.domains.people.queries.children import Record
from attainable.domains.people.visibility import visible
from attainable.domains.provision.facts_contributions import CONTRIBUTION
from attainable.domains.provision.models import ContributionRequest
from attainable.domains.provision.queries import contributions as queries
from attainable.domains.provision.queries.plans import barred_of
from attainable.domains.provision.rules.contributions import MOST_DAYS, hash_of, in_one, new_code
from attainable.records.draft import fault, refuse
from attainable.records.write import changing
from attainable.values import clock

_MANAGE = "provision.manage"
_BARRED = "This person may not see the child’s record, so they can’t be asked. See Family and contacts."
_USED = "This code can’t be used any more."


def ask(*, by: Actor, seen: Record, name: str, purpose: str, days: int) -> tuple[ContributionRequest, str]:
    """Make a code for one person, one child and one purpose. The code is returned once, and never kept."""
    if _MANAGE not in seen.may:
        refuse([fault("", "Your role does not let you change this record.")])
    name = " ".join(name.split())
    problems = [] if 1 <= days <= MOST_DAYS else [fault("days", f"The number of days must be from 1 to {MOST_DAYS}.")]
    problems += [fault("name", _BARRED)] if name.casefold() in barred_of(by, seen.child) else []
    refuse(problems)
    code = new_code()
    with transaction.atomic():
        row = ContributionRequest.objects.create(
            child=seen.child,
            name=name,
            purpose=purpose,
            code_hash=hash_of(code),
            asked_by_id=by.account,
            asked_by_name=by.name,
            expires=clock.now() + dt.timedelta(days=days),
        )
        record(by, Event("contribution.asked", "contribution", row.ref, child=seen.child.ref, details={"purpose": purpose}))
    return row, code


def send(*, ref: str, answers: dict[str, str]) -> None:
    """Keep what somebody wrote until the school decides. The code works once: of two forms that are sent at once, one counts."""
    by = system_actor("contribution by a code")
    said = {name: text.strip() for name, text in answers.items() if text.strip()}
    refuse([] if said else [fault("", "Answer at least one question.")])
    with transaction.atomic():
        locked = ContributionRequest.objects.select_for_update().filter(ref=ref).select_related("child").first()
        row = queries.still_usable(locked)
        # Somebody may have been barred since the code was made.
        if row is None or row.name.casefold() in barred_of(by, row.child):
            refuse([fault("", _USED)])
            return
        row.answers, row.sent_at = said, clock.now()
        row.save(update_fields=["answers", "sent_at"])
        record(by, Event("contribution.sent", "contribution", row.ref, child=row.child.ref))


def withdraw(*, by: Actor, row: ContributionRequest) -> None:
    """Make a code useless before it was used."""
    with transaction.atomic():
        locked = _locked(by, row)
        refuse([fault("", "Something has been sent with this code already.")] if locked.sent_at else [])
        locked.withdrawn_at = clock.now()
        locked.save(update_fields=["withdrawn_at"])
        record(by, Event("contribution.withdrawn", "contribution", locked.ref, child=locked.child.ref))


def take_in(*, by: Actor, row: ContributionRequest) -> None:
    """Take what was sent into the record, in the words of the person who wrote it."""
    with changing(by=by, child=row.child.ref, permission=_MANAGE, version=None) as draft:
        locked = _decided(by, row, "")
        said = in_one(locked.purpose, locked.answers)
        day = locked.sent_at.date() if locked.sent_at else by.on
        draft.add(CONTRIBUTION, {"name": locked.name, "purpose": locked.purpose, "said": said, "from_date": day})
        locked.answers = {}
        draft.later.append(locked.save)


def decline(*, by: Actor, row: ContributionRequest, why: str) -> None:
    """Leave what was sent out of the record. What it said is deleted, and the reason is kept."""
    refuse([] if why.strip() else [fault("why", "Say why it is not taken into the record.")])
    with transaction.atomic():
        locked = _decided(by, row, why.strip())
        locked.answers = {}
        locked.save()
        record(by, Event("contribution.declined", "contribution", locked.ref, child=locked.child.ref))


def _locked(by: Actor, row: ContributionRequest) -> ContributionRequest:
    own = Child.objects.filter(standing__in=visible(by, _MANAGE))
    return ContributionRequest.objects.select_for_update(of=("self",)).select_related("child").get(pk=row.pk, child__in=own)


def _decided(by: Actor, row: ContributionRequest, why: str) -> ContributionRequest:
    locked = _locked(by, row)
    refuse([fault("", "Somebody has decided about this already.")] if locked.decided_at or not locked.sent_at else [])
    locked.decided_at, locked.decided_by_name, locked.declined_why = clock.now(), by.name, why
    return locked
