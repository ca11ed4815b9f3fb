"""Organisations and accounts of the tiny world."""

from typing import Final

from django.contrib.auth.hashers import make_password
from tests.records.world.rows import Rows

from attainable.accounts.models import Account, Affiliation, Membership, Organisation
from attainable.accounts.roles import Kind
from attainable.domains.people.models import School

# Key: kind, name, code.
_ORGANISATIONS: Final = {
    "county": (Kind.AUTHORITY, "Fictionshire", "X10000888"),
    "neighbour": (Kind.AUTHORITY, "Neighbourshire", "X10000889"),
    "federation": (Kind.FEDERATION, "Twin Trees Federation", "X00001"),
    "trust": (Kind.TRUST, "Long Hedge Trust", "X00002"),
    "health_a": (Kind.HEALTH, "North Fictional Therapies", "X0A"),
    "health_b": (Kind.HEALTH, "Mid Fictional Community Health", "X0B"),
    "health_c": (Kind.HEALTH, "Neighbourshire Children's Hospital", "X0C"),
    "partner": (Kind.PARTNER, "Fictionshire Psychologists", ""),
    "board": (Kind.BOARD, "Fictionshire SEND Improvement Board", ""),
    "family": (Kind.FAMILY, "Families", ""),
}
# Key: name, URN, phase, authority, ages.
_SCHOOLS: Final = {
    "oak": ("Oak Primary School", "100001", "PS", "county", (4, 11)),
    "elm": ("Elm Secondary School", "130001", "SS", "county", (11, 16)),
    "far": ("Far Primary School", "109001", "PS", "neighbour", (4, 11)),
}
# Key: role, organisation, name. Each holds the post since five years ago.
_ACCOUNTS: Final = {
    "teacher_oak": ("class-teacher", "oak", "Tamsin Teach"),
    "teacher_elm": ("class-teacher", "elm", "Tudor Teach"),
    "assistant_oak": ("teaching-assistant", "oak", "Asha Aid"),
    "senco_oak": ("senco", "oak", "Sena Oakes"),
    "senco_elm": ("senco", "elm", "Seth Elmes"),
    "senco_far": ("senco", "far", "Selma Farr"),
    "senco_federation": ("senco", "federation", "Silas Twintrees"),
    "senco_trust": ("senco", "trust", "Sian Hedges"),
    "head_oak": ("headteacher", "oak", "Hanna Oakley"),
    "head_elm": ("headteacher", "elm", "Hari Elmer"),
    "governor_oak": ("governor", "oak", "Gwen Overs"),
    "governor_federation": ("governor", "federation", "Gil Overs"),
    "officer_county": ("case-officer", "county", "Cass Officer"),
    "delegated_county": ("delegated-officer", "county", "Dele Gated"),
    "panel_county": ("panel-member", "county", "Pan Elist"),
    "officer_neighbour": ("case-officer", "neighbour", "Cole Officer"),
    "writer_county": ("plan-writer", "county", "Wren Scribe"),
    "psychologist_county": ("educational-psychologist", "county", "Edda Mind"),
    "psychologist_partner": ("educational-psychologist", "partner", "Ezra Mind"),
    "adviser_county": ("adviser", "county", "Ada Vize"),
    "adviser_neighbour": ("adviser", "neighbour", "Ari Vize"),
    "health_a": ("health-professional", "health_a", "Thea Pist"),
    "health_b": ("health-professional", "health_b", "Nora Ward"),
    "health_c": ("health-professional", "health_c", "Piet Ward"),
    "planner_county": ("place-planner", "county", "Pia Places"),
    "analyst_county": ("analyst", "county", "Anil Ist"),
    "board_member": ("board-member", "board", "Bea Board"),
    "administrator_oak": ("administrator", "oak", "Admina Oak"),
    "administrator_county": ("administrator", "county", "Admin Shire"),
    "parent": ("parent", "family", "Mira Twin"),
    "parent_barred": ("parent", "family", "Bram Split"),
    "parent_former": ("parent", "family", "Faye Former"),
    "parent_of_adult": ("parent", "family", "Olive Grown"),
    "young_person": ("young-person", "family", "Yan Grown"),
    "officer_and_parent": ("case-officer", "county", "Dora Double"),
    "former_senco_oak": ("senco", "oak", "Ford Gone"),
    "future_head_elm": ("headteacher", "elm", "Fern Soon"),
    "nobody": ("", "", "Noa Post"),
}


def add_organisations(rows: Rows) -> None:
    """Authorities, schools, a federation over both authorities (that the secondary school has left) and a trust."""
    for key, (kind, name, code) in _ORGANISATIONS.items():
        rows.organisations[key] = rows.add(Organisation(kind=kind, name=name, code=code))
    for number, (key, (name, urn, phase, authority, ages)) in enumerate(_SCHOOLS.items(), 1):
        organisation = rows.organisations[key] = rows.add(Organisation(kind=Kind.SCHOOL, name=name, code=urn))
        rows.schools[key] = rows.add(
            School(
                organisation=organisation,
                laestab=f"999200{number}",
                phase=phase,
                authority=rows.organisations[authority],
                low_age=ages[0],
                high_age=ages[1],
                source="Fictional",
            )
        )
    began = rows.day(-2000)
    for whole, part, until in (
        ("federation", "oak", None),
        ("federation", "far", None),
        ("federation", "elm", rows.day(-1)),
        ("trust", "elm", None),
    ):
        rows.add(Affiliation(whole=rows.organisations[whole], part=rows.organisations[part], from_date=began, until_date=until))


def add_accounts(rows: Rows, password: str | None) -> None:
    """Everybody's account; two whose post has ended or not begun, one with two posts, one with none."""
    hashed = make_password(password)
    for key, (role, organisation, name) in _ACCOUNTS.items():
        email = f"{key.replace('_', '-')}@fictionshire.example"
        account = rows.accounts[key] = rows.add(Account(email=email, name=name, password=hashed))
        if not role:
            continue
        begins, ends = rows.day(-1800), None
        if key == "former_senco_oak":
            ends = rows.day(-1)
        if key == "future_head_elm":
            begins = rows.day(1)
        rows.add(
            Membership(
                account=account, organisation=rows.organisations[organisation], role=role, from_date=begins, until_date=ends
            )
        )
    rows.add(
        Membership(
            account=rows.accounts["officer_and_parent"],
            organisation=rows.organisations["family"],
            role="parent",
            from_date=rows.day(-100),
        )
    )
