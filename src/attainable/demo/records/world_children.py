"""Children of the tiny world, each with one thing about them: the key says which."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from attainable.accounts.models import Account
from attainable.demo.records.world_rows import Rows
from attainable.domains.people.models import (
    Assignment,
    AttendancePattern,
    Carer,
    Characteristic,
    Child,
    Consent,
    ContactRule,
    EmergencyAccess,
    Enrolment,
    GroupMember,
    GroupStaff,
    Involvement,
    Need,
    NeedSet,
    ProvisionChange,
    Residence,
    Responsibility,
    Restriction,
    RestrictionException,
    TeachingGroup,
)
from attainable.values.identifiers import upn_letter
from attainable.values.school_year import school_year


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
    _taught_and_named(rows)
    _bodies(rows)
    _families(rows)
    _restrictions(rows)
    _emergencies(rows)


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


def _taught_and_named(rows: Rows) -> None:
    year = school_year(rows.on)
    for key, school, name, teacher in (("oak", "oak", "Class 4", "teacher_oak"), ("elm", "elm", "8A", "teacher_elm")):
        group = rows.groups[key] = rows.add(TeachingGroup(school=rows.schools[school], year=year, name=name))
        rows.add(GroupStaff(group=group, account=rows.accounts[teacher], from_date=rows.day(-80)))
    for key, group_key, until in (
        ("oak_taught", "oak", None),
        ("oak_none", "oak", None),
        ("formerly_taught", "oak", rows.day(-1)),
        ("left_yesterday", "oak", None),
        ("restricted", "oak", None),
        ("elm_plan", "elm", None),
        ("elm_none", "elm", None),
    ):
        rows.add(GroupMember(group=rows.groups[group_key], child=rows.children[key], from_date=rows.day(-80), until_date=until))
    for key, who, where, part, until in (
        ("named", "assistant_oak", "oak", "support", None),
        ("twin_one", "assistant_oak", "oak", "key-worker", None),
        ("formerly_named", "assistant_oak", "oak", "support", rows.day(-1)),
        # Of an organisation in which the assistant has no post, and of a child who has left.
        ("elm_plan", "assistant_oak", "elm", "support", None),
        ("moved_to_elm", "assistant_oak", "oak", "support", None),
        ("oak_plan", "writer_county", "county", "plan-writer", None),
        ("lives_beyond", "writer_county", "county", "plan-writer", None),
        ("restricted", "writer_county", "county", "plan-writer", None),
    ):
        rows.add(
            Assignment(
                child=rows.children[key],
                account=rows.accounts[who],
                organisation=rows.organisations[where],
                part=part,
                from_date=rows.day(-70),
                until_date=until,
            )
        )


def _bodies(rows: Rows) -> None:
    """Involvements with consent, without, with one withdrawn, by duty, ended, and of three bodies at once."""
    ended = rows.day(-1)
    for key, body, basis, involved_until, consents in (
        ("consented", "health_a", "consent", None, [None]),
        ("unconsented", "health_a", "consent", None, []),
        ("consent_withdrawn", "health_a", "consent", None, [ended]),
        ("by_duty", "health_a", "duty", None, []),
        ("involvement_ended", "health_a", "consent", ended, [None]),
        ("restricted", "health_a", "protection", None, []),
        ("three_bodies", "health_a", "consent", None, [None]),
        ("three_bodies", "health_b", "consent", None, [ended]),
        ("three_bodies", "health_c", "duty", None, []),
        ("oak_plan", "county", "duty", None, []),
        ("elm_plan", "partner", "consent", None, [ended, None]),
        ("under_five_plan", "health_b", "consent", None, [None]),
    ):
        child, organisation = rows.children[key], rows.organisations[body]
        rows.add(
            Involvement(
                child=child,
                organisation=organisation,
                basis=basis,
                from_date=rows.day(-50),
                until_date=involved_until,
                service="Therapy",
            )
        )
        for number, until in enumerate(consents):
            rows.add(
                Consent(
                    child=child,
                    organisation=organisation,
                    given_by="A parent",
                    relationship="mother",
                    from_date=rows.day(-50 + number),
                    until_date=until,
                )
            )
    # Consent for another body than the one that is involved.
    rows.add(
        Consent(
            child=rows.children["unconsented"],
            organisation=rows.organisations["health_b"],
            given_by="A parent",
            relationship="mother",
            from_date=rows.day(-50),
        )
    )


def _families(rows: Rows) -> None:
    for key, name, account in (
        ("parent", "Mira Twin", "parent"),
        ("barred", "Bram Split", "parent_barred"),
        ("former", "Faye Former", "parent_former"),
        ("of_adult", "Olive Grown", "parent_of_adult"),
        ("double", "Dora Double", "officer_and_parent"),
        ("quiet", "Quinn Split", ""),
    ):
        rows.carers[key] = rows.add(
            Carer(name=name, email=f"{key}@family.example", account=rows.accounts[account] if account else None)
        )
    for child, carer, relationship, may_see, until in (
        ("twin_one", "parent", "mother", True, None),
        ("twin_two", "parent", "mother", True, None),
        ("split", "barred", "father", False, None),
        ("split", "quiet", "mother", True, None),
        ("oak_support", "former", "step-parent", True, rows.day(-1)),
        ("nearly_adult", "of_adult", "mother", True, None),
        ("adult_today", "of_adult", "mother", True, None),
        ("young_person", "of_adult", "mother", True, None),
        ("officers_own", "double", "mother", True, None),
        ("restricted", "parent", "guardian", True, None),
    ):
        row = rows.add(
            Responsibility(
                child=rows.children[child],
                carer=rows.carers[carer],
                relationship=relationship,
                from_date=rows.day(-300),
                until_date=until,
                may_see=may_see,
                parental_responsibility=True,
                lives_with=may_see,
                why_not="" if may_see else "A court order forbids contact.",
            )
        )
        if may_see:
            rows.add(ContactRule(responsibility=row, message="sen", by="post"))
    rows.children["young_person"].account = rows.accounts["young_person"]


def _restrictions(rows: Rows) -> None:
    """One that names people (some for a time that is over), one that names nobody, one that was lifted."""
    named = rows.add(Restriction(child=rows.children["restricted"], why="Fictional reason.", from_date=rows.day(-30)))
    for who, until in (("senco_oak", None), ("health_a", None), ("writer_county", None), ("head_oak", rows.day(-1))):
        account: Account = rows.accounts[who]
        rows.add(RestrictionException(restriction=named, account=account, from_date=rows.day(-30), until_date=until))
    rows.add(Restriction(child=rows.children["restricted_unnamed"], why="Fictional reason.", from_date=rows.day(-30)))
    rows.add(
        Restriction(
            child=rows.children["restricted_formerly"], why="Fictional reason.", from_date=rows.day(-30), until_date=rows.day(-1)
        )
    )


def _emergencies(rows: Rows) -> None:
    """One that is open, one that is over, and one of a record that was restricted after it was opened."""
    now = timezone.now()
    for key, minutes in (("emergency", 30), ("emergency_over", -1), ("restricted", 30)):
        rows.add(
            EmergencyAccess(
                child=rows.children[key],
                account=rows.accounts["officer_county"],
                organisation=rows.organisations["county"],
                why="A child in danger, says a neighbour.",
                opened=now,
                expires=now + dt.timedelta(minutes=minutes),
            )
        )
