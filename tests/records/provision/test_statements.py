"""What staff can tick when they raise a concern: the school's list, its order, and what becomes of old concerns."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.records.people.changes.desk import Desk, errors_of, text_of
from tests.records.signing import gave_the_password
from tests.records.world import World, small

from attainable.audit.models import Entry
from attainable.domains.provision.models import Concern, Statement
from attainable.domains.provision.rules.statements import starting_list
from attainable.domains.provision.rules.words import AREAS

pytestmark = pytest.mark.django_db
OWN = ["Loses the place on a line", "Forgets a sum by the next day"]


@pytest.fixture
def world() -> World:
    return small()


def desk(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.accounts[who])
    gave_the_password(client, world.accounts[who])
    return client


def press(client: Client, way: str, row: Statement) -> str:
    """The page after a button is pressed."""
    return client.post(reverse("statements"), {way: row.ref}, follow=True).content.decode()


def offered(world: World, who: str, child: str) -> str:
    return text_of(desk(world, who).get(reverse("raise-concern", args=[world.ref(child)])))


def order(area: str = "cognition") -> list[str]:
    return list(Statement.objects.filter(area=area, retired_on=None).values_list("words", flat=True))


def test_every_area_of_the_starting_list_has_statements_that_fit_and_differ():
    texts = [text for texts in starting_list().values() for text in texts]
    assert starting_list().keys() == AREAS.keys()
    assert min(map(len, starting_list().values())) >= 7
    assert len(set(map(str.casefold, texts))) == len(texts) and max(map(len, texts)) <= 150


def test_a_school_that_has_not_changed_the_list_offers_the_starting_list(world):
    assert not Statement.objects.filter(organisation=world.organisations["elm"]).exists()
    text = offered(world, "senco_elm", "moved_to_elm")
    assert all(words in text for texts in starting_list().values() for words in texts)


def test_a_school_with_a_list_of_its_own_offers_only_that(world):
    text = offered(world, "teacher_oak", "oak_taught")
    assert all(words in text for words in OWN) and starting_list()["cognition"][0] not in text


def test_a_teacher_finds_the_child_and_sends_a_concern_with_two_pages_and_one_tick(world):
    teacher = Desk(world, "teacher_oak")
    address = reverse("raise-concern", args=[world.ref("oak_taught")])
    assert address in teacher.client.get(reverse("raise-a-concern")).content.decode()
    answer = teacher.sends(teacher.opens(address), {"observed-cognition": [OWN[0]]})
    assert answer.status_code == 302
    row = Concern.objects.get(child=world.children["oak_taught"])
    assert (row.observed, row.seen, row.from_date) == (OWN[0], "", world.on)


def test_children_are_chosen_by_class_and_nobody_sees_more_than_their_own(world):
    senco, teacher = desk(world, "senco_oak"), desk(world, "teacher_oak")
    assert "OakPlan" in text_of(senco.get(reverse("raise-a-concern")))
    assert "OakPlan" not in text_of(teacher.get(reverse("raise-a-concern")))
    assert desk(world, "governor_oak").get(reverse("raise-a-concern")).status_code == 403
    assert desk(world, "parent").get(reverse("raise-a-concern")).status_code == 403
    hidden = reverse("raise-concern", args=[world.ref("restricted")])
    assert hidden not in desk(world, "head_oak").get(reverse("raise-a-concern")).content.decode()


def test_the_starting_list_becomes_the_schools_own_once(world):
    senco = desk(world, "senco_elm")
    for _ in range(2):
        senco.post(reverse("statements"), {"adopt": "yes"})
    rows = Statement.objects.filter(organisation=world.organisations["elm"])
    assert rows.count() == sum(map(len, starting_list().values()))
    assert Entry.objects.filter(action="statements.adopted").count() == 1


def test_statements_change_places_and_the_ends_stay_where_they_are(world):
    senco = desk(world, "senco_oak")
    assert order() == OWN
    first = Statement.objects.get(words=OWN[0])
    assert "moved down" in press(senco, "down", first)
    assert order() == OWN[::-1]
    press(senco, "down", first)
    assert order() == OWN[::-1]
    press(senco, "up", first)
    assert order() == OWN
    assert Entry.objects.filter(action="statement.moved").count() == 2


def test_a_retired_statement_is_offered_no_more_and_stays_readable_on_old_concerns(world):
    teacher = Desk(world, "teacher_oak")
    address = reverse("raise-concern", args=[world.ref("oak_taught")])
    open_page = teacher.opens(address)
    teacher.sends(open_page, {"observed-cognition": [OWN[0]]})
    senco, row = desk(world, "senco_oak"), Statement.objects.get(words=OWN[0])
    press(senco, "retire", row)
    assert OWN[0] not in offered(world, "teacher_oak", "oak_taught")
    assert OWN[0] in text_of(senco.get(reverse("child-support-plan", args=[world.ref("oak_taught")])))
    again = teacher.sends(open_page, {"observed-cognition": [OWN[0]]})
    assert again.status_code == 422 and "The list has changed" in errors_of(again)["observed-cognition"]
    press(senco, "again", row)
    assert order() == OWN[::-1]
    assert OWN[0] in offered(world, "teacher_oak", "oak_taught")


def test_the_same_statement_is_not_offered_twice(world):
    senco, row = desk(world, "senco_oak"), Statement.objects.get(words=OWN[0])
    given = {"words": f"  {OWN[0].upper()} ", "area": "language"}
    answer = senco.post(reverse("add-statement"), given)
    assert answer.status_code == 422 and "has this statement already" in errors_of(answer)["words"]
    press(senco, "retire", row)
    assert senco.post(reverse("add-statement"), given).status_code == 302
    assert "has this statement already" in press(senco, "again", row) or row.retired_on is None
    row.refresh_from_db()
    assert row.retired_on == world.on


def test_a_statement_is_changed_and_goes_to_the_end_of_another_area(world):
    senco, row = desk(world, "senco_oak"), Statement.objects.get(words=OWN[0])
    address = reverse("change-statement", args=[row.ref])
    assert senco.post(address, {"words": "", "area": "none"}).status_code == 422
    assert senco.post(address, {"words": "Cries at lunch", "area": "wellbeing"}).status_code == 302
    assert order("wellbeing") == ["Cries at the gate", "Cries at lunch"]
    assert Entry.objects.get(action="statement.changed").details.values["statement"][0] == ["cognition", OWN[0]]


def test_the_list_of_another_school_can_not_be_changed(world):
    row = Statement.objects.get(words=OWN[0])
    other = desk(world, "senco_elm")
    assert other.get(reverse("change-statement", args=[row.ref])).status_code == 404
    assert other.post(reverse("statements"), {"retire": row.ref}).status_code == 404
    assert desk(world, "teacher_oak").get(reverse("statements")).status_code == 403
    row.refresh_from_db()
    assert row.retired_on is None


def test_the_pages_cost_the_same_number_of_queries_however_long_the_list(world):
    senco = desk(world, "senco_oak")
    pages = [reverse("statements"), reverse("raise-concern", args=[world.ref("oak_taught")])]

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert senco.get(address).status_code == 200
        return len(found)

    few = [(asked(page), asked(page))[1] for page in pages]
    organisation = world.organisations["oak"]
    Statement.objects.bulk_create(
        Statement(organisation=organisation, area="physical", words=f"Statement {n}", place=n) for n in range(40)
    )
    assert [asked(page) for page in pages] == few and max(few) <= 20
