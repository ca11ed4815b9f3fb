"""A Common Transfer File for our school, about a child at another school of the same people."""

import pytest
from tests.records.exchange.files import apply, bring
from tests.records.exchange.test_importing import codes, outcomes
from tests.records.world import World, small

from attainable.domains.people.models import Enrolment
from attainable.records.imports import Outcome

pytestmark = pytest.mark.django_db
FILE = """<CTfile><Header><CTFversion>25.0</CTFversion><DateTime>{day}T10:00:00</DateTime>
<DestSchool><LEA>999</LEA><Estab>{to}</Estab></DestSchool></Header><CTFpupilData><Pupil><UPN>{c.upn}</UPN>
<Surname>{c.surname}</Surname><Forename>{c.forename}</Forename><DOB>{c.date_of_birth}</DOB><Sex>{c.sex}</Sex>{more}</Pupil>
</CTFpupilData></CTfile>"""
LEFT = "<SchoolHistory><School><LEA>999</LEA><Estab>2003</Estab><LeavingDate>2026-11-18</LeavingDate></School></SchoolHistory>"


@pytest.fixture
def world() -> World:
    return small()


@pytest.mark.parametrize("more", ["", LEFT])
def test_the_child_joins_on_the_day_of_the_file_where_it_gives_no_other(world, more):
    child = world.children["officers_own"]
    text = FILE.format(day="2026-11-20", to="2001", c=child, more=more)
    run = bring(world, text.encode(), who="senco_federation", name="file.xml")
    assert (outcomes(run), codes(run)) == ([Outcome.CHANGED], [[]])
    apply(world, run, who="senco_federation")
    rows = Enrolment.objects.filter(child=child).order_by("from_date")
    assert [(row.school, str(row.until_date)) for row in rows] == [
        (world.schools["far"], "2026-11-19"),
        (world.schools["oak"], "None"),
    ]
    assert str(rows[1].from_date) == "2026-11-20"
