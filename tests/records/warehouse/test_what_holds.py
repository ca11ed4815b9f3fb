"""What holds on a day is one answer: the register asks it of the database, the warehouse of columns, and both say the same."""

import datetime as dt
import random
from typing import Any

import pytest

from attainable.domains.people.models import Child, Enrolment, Need, NeedSet, ProvisionChange, Residence
from attainable.domains.people.rules import MAIN_SCHOOL, ON_REGISTER
from attainable.domains.people.standing import worked_out
from attainable.values.codes import SEN_NEED
from attainable.warehouse.records.holding import NOBODY
from attainable.warehouse.records.people import PROVISIONS, People, read_people
from attainable.warehouse.records.rows import days

FIRST = dt.date(2020, 1, 1)
SPAN = 60  # few days and many rows, so that first and last days coincide
STATUSES = [code for code, _ in Enrolment._meta.get_field("status").flatchoices]


@pytest.mark.parametrize("seed", range(5))
def test_random_rows_hold_alike_on_random_days(place, seed):
    draw = random.Random(seed)
    for _ in range(40):
        add_child(draw, place)
    people = read_people()
    seen = set()
    for day in sorted(FIRST + dt.timedelta(draw.randrange(-2, SPAN + 30)) for _ in range(12)):
        by_register = {row.child_id: row for row in worked_out(people.keys.tolist(), day)}
        for at, answer in enumerate(by_warehouse(people, day)):
            row = by_register[int(people.keys[at])]
            expected = (row.school_id, row.second_school_id, row.home_authority_id, row.provision, row.primary_need)
            assert answer == expected, (seed, day, row.child_id)
            seen |= {kind for kind, cell in zip(("main", "second", "home", "provision", "need"), answer, strict=True) if cell}
    assert seen == {"main", "second", "home", "provision", "need"}


def by_warehouse(people: People, day: dt.date) -> list[tuple[Any, ...]]:
    """Main and second school, authority of the home, provision, and the first need of those on the register."""
    on = days(day)
    schools, homes = people.enrolment.columns["school"], people.residence.columns["authority"]
    provisions, needs = people.sen(on), people.ranked(on)[0]
    columns = zip(people.main(on), people.second(on), people.residence.on(on), provisions, needs, strict=True)
    return [
        (
            _cell(schools, main),
            _cell(schools, second),
            _cell(homes, home),
            PROVISIONS[provision],
            people.need_codes[need] if need != NOBODY and PROVISIONS[provision] in ON_REGISTER else "",
        )
        for main, second, home, provision, need in columns
    ]


def _cell(column: Any, row: int) -> int | None:
    return None if row == NOBODY else int(column[row])


def add_child(draw: random.Random, place: Any) -> None:
    child = place.child(dt.date(2014, draw.randrange(1, 13), 3))
    add_enrolments(draw, place, child)
    is_open = False
    for _ in range(draw.randrange(4)):
        begins, ends = span(draw, may_be_open=not is_open)
        is_open = is_open or ends is None
        Residence.objects.create(
            child=child, authority=draw.choice([place.county, place.beyond]), from_date=begins, until_date=ends, district=""
        )
    for day in draw.sample(range(SPAN), draw.randrange(4)):
        place.register(child, draw.choice("NKE"), FIRST + dt.timedelta(day), withdrawn_at=withdrawn(draw))
    # A withdrawn change may be of the day of one that counts.
    for change in ProvisionChange.objects.filter(child=child, withdrawn_at__isnull=False):
        place.register(child, draw.choice("NKE"), change.from_date, withdrawn_at=withdrawn(draw))
    for day in draw.sample(range(SPAN), draw.randrange(3)):
        found = NeedSet.objects.create(
            child=child, from_date=FIRST + dt.timedelta(day), why="x", decided_by_name="y", withdrawn_at=withdrawn(draw)
        )
        for rank, code in enumerate(draw.sample([need.code for need in SEN_NEED], draw.randrange(3)), 1):
            Need.objects.create(set=found, rank=rank, code=code)


def add_enrolments(draw: random.Random, place: Any, child: Child) -> None:
    """Rows that may lie over one another, within the constraints: one open row a school, one open row of a main school."""
    open_at, main_is_open = set(), False
    for _ in range(draw.randrange(6)):
        status, school = draw.choice(STATUSES), draw.choice([place.oak, place.elm, place.far])
        may_be_open = school not in open_at and not (status in MAIN_SCHOOL and main_is_open)
        begins, ends = span(draw, may_be_open=may_be_open)
        if ends is None:
            open_at.add(school)
            main_is_open = main_is_open or status in MAIN_SCHOOL
        place.enrol(child, school, begins, ends, status=status)


def span(draw: random.Random, *, may_be_open: bool) -> tuple[dt.date, dt.date | None]:
    begins = FIRST + dt.timedelta(draw.randrange(SPAN))
    return begins, None if may_be_open and draw.random() < 0.4 else begins + dt.timedelta(draw.randrange(30))


def withdrawn(draw: random.Random) -> dt.datetime | None:
    return dt.datetime(2026, 1, 1, tzinfo=dt.UTC) if draw.random() < 0.25 else None
