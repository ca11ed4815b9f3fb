"""Changes of a school's observable statements. Concerns keep the words that were ticked, whatever becomes of the list."""

from django.db import transaction
from django.db.models import Max

from attainable.accounts.actor import Actor
from attainable.accounts.models import Organisation
from attainable.audit.actions import Event, record
from attainable.domains.people.models import School
from attainable.domains.provision import policies
from attainable.domains.provision.models import Statement
from attainable.domains.provision.rules.statements import starting_list
from attainable.records.draft import fault, refuse


def adopt_statements(*, by: Actor, school: School) -> None:
    """Make the starting list the school's own, so that it can be changed. A list that the school has stays as it is."""
    with transaction.atomic():
        organisation = _locked(by, school)
        if Statement.objects.filter(organisation=organisation).exists():
            return
        rows = [
            Statement(organisation=organisation, area=area, words=words, place=place)
            for area, texts in starting_list().items()
            for place, words in enumerate(texts)
        ]
        Statement.objects.bulk_create(rows)
        record(by, Event("statements.adopted", "organisation", organisation.ref, details={"statements": len(rows)}))


def save_statement(*, by: Actor, school: School, area: str, words: str, row: Statement | None = None) -> Statement:
    """Add a statement at the end of its area, or change its words or area."""
    with transaction.atomic():
        organisation = _locked(by, school)
        words = " ".join(words.split())
        open_rows = Statement.objects.filter(organisation=organisation, retired_on__isnull=True)
        same = open_rows.filter(words__iexact=words).exclude(pk=row.pk if row else 0)
        refuse([fault("words", "The list has this statement already.")] if same.exists() else [])
        place = _end_of(organisation, area) if row is None or row.area != area else row.place
        event = "statement.added" if row is None else "statement.changed"
        before = [row.area, row.words] if row else None
        row = row or Statement(organisation=organisation)
        row.area, row.words, row.place = area, words, place
        row.save()
        record(by, Event(event, "statement", row.ref, details={"statement": [before, [area, words]]}))
    return row


def move_statement(*, by: Actor, school: School, row: Statement, up: bool) -> None:
    """Change places with the neighbour in the same area; the first stays first, and the last stays last."""
    with transaction.atomic():
        organisation = _locked(by, school)
        rows = list(Statement.objects.filter(organisation=organisation, area=row.area, retired_on__isnull=True))
        place = next((place for place, known in enumerate(rows) if known.pk == row.pk), None)
        other = None if place is None else place - 1 if up else place + 1
        if place is None or other is None or not 0 <= other < len(rows):
            return
        rows[place], rows[other] = rows[other], rows[place]
        for number, known in enumerate(rows):
            known.place = number
        Statement.objects.bulk_update(rows, ["place"])
        record(by, Event("statement.moved", "statement", row.ref, details={"place": [place, other]}))


def retire_statement(*, by: Actor, school: School, row: Statement) -> None:
    """Offer a statement no more."""
    with transaction.atomic():
        _locked(by, school)
        if row.retired_on is None:
            row.retired_on = by.on
            row.save(update_fields=["retired_on"])
            record(by, Event("statement.retired", "statement", row.ref))


def offer_statement_again(*, by: Actor, school: School, row: Statement) -> None:
    """Offer a retired statement again, at the end of its area."""
    with transaction.atomic():
        organisation = _locked(by, school)
        open_rows = Statement.objects.filter(organisation=organisation, retired_on__isnull=True)
        same = open_rows.filter(words__iexact=row.words).exclude(pk=row.pk)
        refuse([fault("", "The list has this statement already.")] if same.exists() else [])
        if row.retired_on is not None:
            row.retired_on, row.place = None, _end_of(organisation, row.area)
            row.save(update_fields=["retired_on", "place"])
            record(by, Event("statement.offered-again", "statement", row.ref))


def _locked(by: Actor, school: School) -> Organisation:
    """The school's organisation, so that two people change its list one after the other."""
    policies.keeps(by, school).required()
    return Organisation.objects.select_for_update().get(pk=school.organisation.pk)


def _end_of(organisation: Organisation, area: str) -> int:
    last = Statement.objects.filter(organisation=organisation, area=area).aggregate(last=Max("place"))["last"]
    return 0 if last is None else last + 1
