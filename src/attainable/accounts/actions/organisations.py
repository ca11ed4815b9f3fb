"""Organisations, and the links between them."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction

from attainable.accounts.actions import confirming
from attainable.accounts.actor import Actor
from attainable.accounts.models import Affiliation, Confirmation, Organisation
from attainable.accounts.policies import joinable, may_affiliate, may_end_affiliation
from attainable.accounts.roles import Kind
from attainable.audit.actions import Event, record
from attainable.values import clock
from attainable.values.problem import Problem, ProblemsError


@transaction.atomic
def add_organisation(*, by: Actor, kind: Kind, name: str, code: str = "") -> Organisation:
    """An organisation, or the one that has this code already. Only the installation itself adds them."""
    if not by.system:
        raise PermissionDenied("The person who runs this site adds organisations.")
    if code and (found := Organisation.objects.filter(kind=kind, code=code).first()):
        return found
    made = Organisation.objects.create(kind=kind, name=name, code=code)
    record(by, Event("organisation.added", "organisation", made.ref, details={"name": name, "kind": str(kind)}))
    return made


@transaction.atomic
def affiliate(
    *, by: Actor, whole: Organisation, part: Organisation, why: str, from_date: dt.date | None = None
) -> Affiliation | Confirmation:
    """Make a school part of a federation or trust: SENCOs and heads of the whole then see its children. Or let a
    board or partner see the figures of an authority, without names. A second person confirms that a school joins."""
    may_affiliate(by, part).required()
    if whole.kind not in joinable(part):
        raise ProblemsError(
            Problem(
                "not-a-whole",
                "A school can join a federation or trust. An authority can show its figures to a board or partner. No other "
                "links are possible.",
                "Choose again.",
            )
        )
    on = from_date or clock.today()
    _not_part_yet(whole, part, on)
    if confirming.joining_needs_second(by, part):
        return confirming.ask(by=by, organisation=part, whole=whole, why=why)
    return _join(by, whole, part, why, on)


def affiliate_confirmed(*, by: Actor, whole: Organisation, part: Organisation, why: str) -> Affiliation:
    """A second person confirmed that a school joins: from today."""
    on = clock.today()
    _not_part_yet(whole, part, on)
    return _join(by, whole, part, why, on)


def _not_part_yet(whole: Organisation, part: Organisation, on: dt.date) -> None:
    Organisation.objects.select_for_update().get(pk=part.pk)
    if Affiliation.objects.filter(Affiliation.on(on), whole=whole, part=part).exists():
        raise ProblemsError(Problem("already-part", f"{part} is already part of it.", "You do not need to do anything."))


def _join(by: Actor, whole: Organisation, part: Organisation, why: str, on: dt.date) -> Affiliation:
    made = Affiliation.objects.create(whole=whole, part=part, from_date=on)
    record(
        by, Event("affiliation.added", "organisation", part.ref, why=why, details={"whole": whole.ref, "from": on.isoformat()})
    )
    return made


@transaction.atomic
def end_affiliation(*, by: Actor, affiliation: Affiliation, why: str) -> None:
    """The school or authority leaves. Yesterday was its last day, unless it joined today: then it was never part of it."""
    may_end_affiliation(by, affiliation.whole, affiliation.part).required()
    on = clock.today()
    details = {"whole": affiliation.whole.ref, "from": affiliation.from_date.isoformat()}
    ref = affiliation.part.ref
    if affiliation.from_date >= on:
        affiliation.delete()
    else:
        affiliation.until_date = on - dt.timedelta(days=1)
        affiliation.save(update_fields=["until_date"])
    record(by, Event("affiliation.ended", "organisation", ref, why=why, details=details))
