"""Comparing only whom a blocking rule could bring together loses nobody."""

import datetime as dt
import random

import pytest
from tests.records.world import small

from attainable.domains.people.importing import linking
from attainable.domains.people.importing.compared import Sought, records, rows_of, table_of
from attainable.domains.people.models import Child
from attainable.formats.people.rows import Person

pytestmark = pytest.mark.django_db


def test_a_part_of_the_record_gives_the_pairs_that_the_whole_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    small()
    people = faulty(random.Random(4))
    monkeypatch.setattr(linking, "_AT_ONCE", 40)
    rows = list(rows_of(people, ()))
    whole = set(linking._predict(table_of(rows), table_of(records())))
    assert set(linking._pairs(people, ())) == whole
    assert len({pair[0] for pair in whole}) > 100


def test_who_is_not_sought_is_left_out() -> None:
    small()
    child = Child.objects.order_by("pk").first()
    assert child is not None
    one = Person(forename=child.forename, surname=child.surname, date_of_birth=child.date_of_birth)
    part = Sought(rows_of([one], ())).within(table_of(records()))
    found = part.column("unique_id").to_pylist()
    assert child.pk in found and len(found) < Child.objects.count()
    nobody = Person(forename="Qq", surname="Zz", date_of_birth=dt.date(1900, 1, 1))
    assert not Sought(rows_of([nobody], ())).within(table_of(records())).num_rows


def faulty(draw: random.Random) -> list[Person]:
    """Each child several times, each time with another fault that the rules are there for."""
    people = []
    for child in Child.objects.order_by("pk"):
        born, first, last = child.date_of_birth, child.forename, child.surname
        swapped = born.replace(month=born.day, day=born.month) if born.day <= 12 else born
        other = born + dt.timedelta(draw.randrange(1, 3000))
        for names, day in (
            ((first, last), born),
            ((last, first), born),
            ((first, last), swapped),
            ((first + "x", last), born),
            ((first, last + "son"), born),
            ((first, last), other),
            ((first, "Married"), swapped),
        ):
            people.append(Person(forename=names[0], surname=names[1], date_of_birth=day, sex=child.sex))
    draw.shuffle(people)
    return people
