"""Which records are due to be erased, and who decides: the last school, or the authority of the last home.

Those who approve see as little as lets them: reference, initials, year of birth, when the child left, and the rule.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from attainable.accounts.actor import Actor
from attainable.accounts.models import Organisation
from attainable.domains.people.models import Characteristic, Child, Enrolment, Erasure, LegalHold, ProvisionChange, Residence
from attainable.domains.people.retention import Facts, Kept, kept_until, youngest_due
from attainable.domains.people.rules import MAIN_SCHOOL, ON_REGISTER


@dataclass(frozen=True, slots=True)
class Due:
    """A record that has run out, as those who approve see it."""

    pk: int
    ref: str
    initials: str
    born: int
    left: dt.date | None
    kept: Kept
    organisation: int | None
    organisation_name: str
    hold: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What is due as at a day, and what a legal hold keeps back."""

    day: dt.date
    due: list[Due]
    held: list[Due]

    def by_rule(self) -> list[tuple[str, int]]:
        found: dict[str, int] = {}
        for row in self.due:
            found[row.kept.rule.label] = found.get(row.kept.rule.label, 0) + 1
        return sorted(found.items())


def preview(actor: Actor, day: dt.date | None = None, refs: list[str] | None = None) -> Preview:
    """Records that are due on a day (today) among those that the actor answers for. Two queries, however many."""
    day = day or actor.on
    rows = _candidates(day)
    if refs is not None:
        rows = rows.filter(ref__in=refs)
    if not actor.system:
        rows = rows.filter(answers__in=actor.organisations("retention.manage"))
    found = list(rows)
    names = dict(Organisation.objects.filter(pk__in={row.answers for row in found}).values_list("pk", "name"))
    shown = [_due(row, names) for row in found]
    shown = sorted((row for row in shown if row.kept.due <= day), key=lambda row: (row.kept.due, row.ref))
    return Preview(day, [row for row in shown if not row.hold], [row for row in shown if row.hold])


def holds(actor: Actor) -> list[LegalHold]:
    """Legal holds that last, on the records that the actor answers for."""
    rows = LegalHold.objects.filter(LegalHold.on(actor.on)).select_related("child").order_by("from_date", "pk")
    if actor.system:
        return list(rows)
    own = Child.objects.annotate(answers=_answers()).filter(answers__in=actor.organisations("retention.manage"))
    return list(rows.filter(child__in=own.values("pk")))


def erasures(actor: Actor, most: int = 50) -> list[Erasure]:
    """The last records that were erased: what is left of each."""
    rows = Erasure.objects.select_related("organisation").order_by("-at", "-pk")
    if not actor.system:
        rows = rows.filter(organisation__in=actor.organisations("retention.manage"))
    return list(rows[:most])


def answering(child: int) -> int | None:
    """Who answers for a record: the last school, or the authority of the last home where there was none."""
    return Child.objects.annotate(answers=_answers()).values_list("answers", flat=True).get(pk=child)


def _answers() -> Coalesce:
    """A school that has closed hands over to its authority."""
    open_or_authority = Case(
        When(school__organisation__closed_on__isnull=True, then=F("school")),
        default=F("school__authority"),
        output_field=BigIntegerField(),
    )
    last = Enrolment.objects.filter(child=OuterRef("pk"), status__in=MAIN_SCHOOL).order_by("-from_date", "-pk")
    home = Residence.objects.filter(child=OuterRef("pk")).order_by("-from_date", "-pk").values("authority")
    found = Subquery(last.annotate(who=open_or_authority).values("who")[:1])
    return Coalesce(found, Subquery(home[:1]), output_field=BigIntegerField())


def _candidates(day: dt.date) -> Any:
    """Children old enough for the shortest rule, on no roll on the day, with the facts that the rules ask for."""
    on_roll = Enrolment.objects.filter(Enrolment.on(day), child=OuterRef("pk"))
    sen = ProvisionChange.objects.filter(child=OuterRef("pk"), withdrawn_at__isnull=True, provision__in=ON_REGISTER)
    cared_for = Characteristic.objects.filter(child=OuterRef("pk"), kind="looked-after", code="Y")
    hold = LegalHold.objects.filter(LegalHold.on(day), child=OuterRef("pk")).order_by("from_date")
    left = Enrolment.objects.filter(child=OuterRef("pk"), status__in=MAIN_SCHOOL).order_by("-from_date", "-pk")
    return (
        Child.objects.filter(date_of_birth__lte=youngest_due(day))
        .filter(~Q(Exists(on_roll)))
        .annotate(
            answers=_answers(),
            ever_sen=Exists(sen),
            ever_cared_for=Exists(cared_for),
            hold=Subquery(hold.values("why")[:1]),
            left=Subquery(left.values("until_date")[:1]),
        )
        .order_by(F("date_of_birth"), "pk")
    )


def _due(row: Any, names: dict[int, str]) -> Due:
    kept = kept_until(Facts(row.date_of_birth, row.ever_sen, row.ever_cared_for))
    return Due(
        row.pk,
        row.ref,
        f"{row.forename[:1]}{row.surname[:1]}",
        row.date_of_birth.year,
        row.left,
        kept,
        row.answers,
        names.get(row.answers, ""),
        row.hold or "",
    )
