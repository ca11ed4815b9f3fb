"""Children of the tiny world, each with one thing about them: the key says which."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from tests.records.world.relations import add_relations
from tests.records.world.rows import Rows

from attainable.domains.people.models import (
    AttendancePattern,
    Characteristic,
    Child,
    Enrolment,
    Need,
    NeedSet,
    ProvisionChange,
    Residence,
)
from attainable.values.identifiers import upn_letter


@dataclass(frozen=True)
class _Is:
    """School, provision and home of a child, with the age in years."""

    age: int
    school: str = ""
    provision: str = "N"
    home: str = "county"
    need: str = ""
    status: str = "C"
    name: str = ""


_CHILDREN: Final = {
    # At Oak, in the county.
    "oak_none": _Is(6, "oak"),
    "oak_support": _Is(7, "oak", "K", need="SLCN"),
    "oak_plan": _Is(8, "oak", "E", need="ASD"),
    "oak_taught": _Is(9, "oak", "K", need="SPLD"),
    "formerly_taught": _Is(9, "oak", "K", need="SPLD"),
    "named": _Is(6, "oak", "E", need="PD"),
    "formerly_named": _Is(6, "oak", "K", need="MLD"),
    "lives_beyond": _Is(7, "oak", "K", home="neighbour", need="HI"),
    "lives_nowhere": _Is(7, "oak", "K", home="", need="VI"),
    "left_register": _Is(8, "oak"),
    "withdrawn_support": _Is(8, "oak"),
    "support_tomorrow": _Is(8, "oak"),
    "joined_today": _Is(5, "oak", "K", need="SLCN"),
    "joins_tomorrow": _Is(5, "", "K", need="SLCN"),
    "leaves_today": _Is(10, "oak", "K", need="MLD"),
    "left_yesterday": _Is(10, "", "K", need="MLD"),
    "moved_to_elm": _Is(11, "elm", "K", need="SEMH"),
    "moves_home_tomorrow": _Is(9, "oak", "K", need="SEMH"),
    "moved_home_today": _Is(9, "oak", "E", home="", need="SEMH"),
    # Restricted, and opened in an emergency.
    "restricted": _Is(8, "oak", "E", need="SEMH"),
    "restricted_unnamed": _Is(8, "elm", "K", need="SEMH"),
    "restricted_formerly": _Is(8, "oak", "K", need="SEMH"),
    "emergency": _Is(9, "far", "K", home="neighbour", need="ASD"),
    "emergency_over": _Is(9, "far", "K", home="neighbour", need="ASD"),
    # Seen by bodies.
    "consented": _Is(7, "oak", "K", need="SLCN"),
    "unconsented": _Is(7, "oak", "K", need="SLCN"),
    "consent_withdrawn": _Is(7, "oak", "K", need="SLCN"),
    "by_duty": _Is(7, "oak", "E", need="ASD"),
    "involvement_ended": _Is(7, "oak", "K", need="SLCN"),
    "three_bodies": _Is(7, "far", "E", need="PMLD"),
    # Families.
    "twin_one": _Is(6, "oak", "K", need="SLCN", name="Lía Twin-O'Hara"),
    "twin_two": _Is(6, "oak", name="Zoë Twin-O'Hara"),
    "split": _Is(9, "oak", "K", need="SEMH", name="Sasha Split"),
    "officers_own": _Is(9, "far", home="neighbour"),
    "nearly_adult": _Is(17, "elm", "E", need="ASD", name="Nia Grown"),
    "adult_today": _Is(18, "elm", "E", need="ASD", name="Ada Grown"),
    "young_person": _Is(19, "", "E", need="MLD", name="Yan Grown"),
    # Elsewhere.
    "under_five_plan": _Is(3, "", "E", need="PMLD"),
    "under_five_support": _Is(2, "", "K", home="neighbour", need="SLCN"),
    "dual_oak_far": _Is(8, "oak", "E", need="SLD", status="M"),
    "guest_at_oak": _Is(8, "far", "K", home="neighbour", need="OTH"),
    "out_of_year": _Is(12, "elm", "K", need="MLD"),
    "elm_none": _Is(13, "elm"),
    "elm_plan": _Is(13, "elm", "E", need="ASD"),
    "far_none": _Is(8, "far", home="neighbour"),
    "far_plan_county": _Is(8, "far", "E", need="SLD"),
}


def add_children(rows: Rows) -> None:
    for number, (key, what) in enumerate(_CHILDREN.items(), 1):
        _add(rows, key, what, number)
    _moves(rows)
    _register(rows)
    add_relations(rows)


def _add(rows: Rows, key: str, what: _Is, number: int) -> None:
    forename, surname = (what.name or f"{key.replace('_', ' ').title().replace(' ', '')} Child").split(" ", 1)
    body = f"9992001{(rows.on.year - what.age) % 100:02}{number:03}"
    child = rows.children[key] = rows.add(
        Child(
            forename=forename,
            surname=surname,
            known_as="Sash" if key == "split" else "",
            upn=upn_letter(body) + body if what.age > 3 else "",
            sex="FM"[number % 2],
            date_of_birth=rows.years_ago(what.age, 0 if key == "adult_today" else 40),
        )
    )
    if what.home:
        rows.add(
            Residence(
                child=child,
                authority=rows.organisations[what.home],
                from_date=child.date_of_birth,
                district="X07000001" if what.home == "county" else "",
            )
        )
    if what.school:
        began = rows.on if key == "joined_today" else rows.day(-80)
        _enrol(rows, key, what.school, what.status, began)
    if what.provision != "N":
        _change(rows, child, what.provision, rows.day(-60), "Assessed by the school and outside professionals.")
        _needs(rows, child, [what.need], rows.day(-60))
    rows.add(Characteristic(child=child, kind="ethnicity", code="WBRI", from_date=rows.day(-80)))
    rows.add(Characteristic(child=child, kind="fsm", code="NY"[number % 2], from_date=rows.day(-80)))


def _enrol(
    rows: Rows, key: str, school: str, status: str, began: dt.date, ends: dt.date | None = None, offset: int = 0
) -> Enrolment:
    return rows.add(
        Enrolment(
            child=rows.children[key],
            school=rows.schools[school],
            status=status,
            from_date=began,
            until_date=ends,
            year_offset=-1 if key == "out_of_year" else offset,
        )
    )


def _change(rows: Rows, child: Child, provision: str, day: dt.date, why: str) -> ProvisionChange:
    kinds = {"E": "ehc-plan", "K": "school-support-plan"}
    return rows.add(
        ProvisionChange(
            child=child,
            provision=provision,
            from_date=day,
            why=why,
            plan_kind=kinds.get(provision, ""),
            decided_by_name="Fictional decision",
        )
    )


def _needs(rows: Rows, child: Child, codes: list[str], day: dt.date) -> None:
    found = rows.add(NeedSet(child=child, from_date=day, why="Assessed.", decided_by_name="Fictional decision"))
    for rank, code in enumerate(codes, 1):
        rows.add(Need(set=found, rank=rank, code=code, evidence="Report of an assessment."))


def _moves(rows: Rows) -> None:
    """Enrolments and homes that end, begin or stand beside others."""
    _enrol(rows, "joins_tomorrow", "oak", "C", rows.day(1))
    _enrol(rows, "left_yesterday", "oak", "C", rows.day(-400), rows.day(-1))
    _enrol(rows, "moved_to_elm", "oak", "C", rows.day(-2000), rows.day(-81))
    _enrol(rows, "dual_oak_far", "far", "S", rows.day(-80))
    _enrol(rows, "guest_at_oak", "oak", "G", rows.day(-80))
    for enrolment in rows.rows_of(Enrolment):
        if enrolment.child is rows.children["leaves_today"]:
            enrolment.until_date = rows.on
        if enrolment.child is rows.children["joined_today"]:
            rows.add(
                AttendancePattern(
                    enrolment=enrolment,
                    sessions=5,
                    why="A gradual start.",
                    from_date=rows.on,
                    review_on=rows.day(30),
                    agreed_with_family=True,
                )
            )
    county, neighbour = rows.organisations["county"], rows.organisations["neighbour"]
    moved, moves = rows.children["moved_home_today"], rows.children["moves_home_tomorrow"]
    rows.add(Residence(child=moved, authority=county, from_date=rows.day(-900), until_date=rows.day(-1)))
    rows.add(Residence(child=moved, authority=neighbour, from_date=rows.on))
    for home in rows.rows_of(Residence):
        if home.child is moves:
            home.until_date = rows.on
    rows.add(Residence(child=moves, authority=neighbour, from_date=rows.day(1)))


def _register(rows: Rows) -> None:
    """Changes that have been followed, withdrawn, or not come yet."""
    left, withdrawn = rows.children["left_register"], rows.children["withdrawn_support"]
    _change(rows, left, "K", rows.day(-700), "Behind in reading.")
    _needs(rows, left, ["SPLD", "SLCN"], rows.day(-700))
    _change(rows, left, "N", rows.day(-10), "Reads as others do.")
    wrong = _change(rows, withdrawn, "K", rows.day(-20), "Entered for another child.")
    wrong.withdrawn_at = timezone.now()
    wrong.withdrawn_by_name, wrong.withdrawn_why = "Sena Oakes", "The wrong child."
    _change(rows, rows.children["support_tomorrow"], "K", rows.day(1), "Agreed to begin tomorrow.")
