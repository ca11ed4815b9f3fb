"""What other parts of the system hold about a child is in the access report, and goes with the record."""

import pytest
from tests.records.world import World, small

from attainable.documents.html import html
from attainable.domains.people.queries import children, held
from attainable.domains.people.web.access_document import Redaction, document
from attainable.exchange.models import ImportRow, ImportRun
from attainable.formats.people.rows import CarerOf, Person, pack
from attainable.records import report
from attainable.records.imports import Outcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return small()


def imported(world: World, key: str) -> ImportRow:
    run = ImportRun.objects.create(
        by_name="Sena Oakes", format="sheet", shown_name="A spreadsheet", file_hash="0" * 64, file_size=1, keep_until=world.on
    )
    said = pack(Person(surname="Imported", forename="Name", carers=(CarerOf(name="Somebody Else"),)))
    return ImportRow.objects.create(run=run, place=1, number=2, outcome=Outcome.values[0], child=world.children[key], person=said)


def test_what_an_import_holds_of_a_child_is_in_the_report_without_other_people(world: World) -> None:
    imported(world, "named")
    actor = world.actor("senco_oak")
    found = held.everything(actor, children.record(actor, world.ref("named"), "audit.child"))
    text = html(document(found, Redaction(), organisation="Oak", on=world.on))
    assert "A spreadsheet" in text
    assert "surname: Imported" in text
    assert "carers: 1" in text
    assert "Somebody Else" not in text


def test_what_would_outlive_the_record_is_erased_with_it(world: World) -> None:
    row = imported(world, "named")
    other = imported(world, "oak_plan")
    assert sum(part.erase(world.children["named"]) for part in report.parts()) == 1
    assert not ImportRow.objects.filter(pk=row.pk).exists()
    assert ImportRow.objects.filter(pk=other.pk).exists()
