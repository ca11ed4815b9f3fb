"""Read, write, read again: the same rows, for every format that has a writer."""

import datetime as dt
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attainable.formats.census import read as census_read
from attainable.formats.census.write import write_census
from attainable.formats.ctf import read as ctf_read
from attainable.formats.ctf.write import write_ctf
from attainable.formats.people.rows import CarerOf, NeedOf, Person, Provision, Sessions, Suspension
from attainable.formats.spreadsheets import mapping, read
from attainable.formats.spreadsheets.opening import open_sheets
from attainable.formats.spreadsheets.write import write_csv, write_xlsx
from attainable.values.identifiers import upn_letter

TODAY = dt.date(2026, 11, 26)
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
NAMES = (
    st.text(st.characters(categories=["Lu", "Ll", "Lo"], include_characters="'- "), min_size=1, max_size=20)
    .map(lambda text: " ".join(text.split()).strip("'-") or "A")
    .filter(lambda text: text.casefold() not in ("none", "null", "na", "n/a"))
)
DAYS = st.dates(dt.date(2012, 1, 1), dt.date(2020, 1, 1))


@st.composite
def persons(draw: st.DrawFn) -> Person:
    serial = draw(st.integers(0, 99_999))
    body = f"9992001{serial:05}"
    code = draw(st.sampled_from(["N", "K", "E"]))
    needs = draw(st.lists(st.sampled_from(["SLCN", "ASD", "MLD", "SEMH"]), unique=True, max_size=4)) if code != "N" else []
    return Person(
        upn=upn_letter(body) + body,
        surname=draw(NAMES),
        forename=draw(NAMES),
        date_of_birth=draw(DAYS),
        sex=draw(st.sampled_from("FM")),
        ethnicity=draw(st.sampled_from(["", "WBRI", "APKN"])),
        language=draw(st.sampled_from(["", "ENG", "POL"])),
        provisions=(Provision(code),),
        needs=tuple(NeedOf(need, rank) for rank, need in enumerate(needs, 1)),
        postcode=draw(st.sampled_from(["", "AB1 2CD"])),
        service_child=draw(st.sampled_from(["", "Y", "N"])),
    )


def plain(people: list[Person]) -> list[Person]:
    return [msgspec.structs.replace(person, row=0) for person in people]


@SLOW
@given(st.lists(persons(), min_size=1, max_size=5))
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_spreadsheets(tmp_path: Path, ending: str, people: list[Person]) -> None:
    path = tmp_path / f"a.{ending}"
    people = [msgspec.structs.replace(p, carers=(CarerOf("Ann Other", "mother", "a@b.example", "+44 123"),)) for p in people]
    (write_xlsx if ending == "xlsx" else write_csv)(path, people)
    sheet = open_sheets(path)[0]
    found = [row.person for row in read.people(sheet, mapping.guess(sheet.header), TODAY)]
    assert plain(found) == people


@SLOW
@given(st.lists(persons(), min_size=1, max_size=5))
def test_common_transfer_files(tmp_path: Path, people: list[Person]) -> None:
    path = tmp_path / "a.xml"
    people = [
        msgspec.structs.replace(
            p, school="9992001", provisions=(Provision(p.provisions[0].code, dt.date(2023, 9, 1)),), entered=dt.date(2024, 9, 1)
        )
        for p in people
    ]
    write_ctf(path, people, source="9992002", dest="9992001", made=dt.datetime(2026, 1, 20))  # noqa: DTZ001
    assert plain([row.person for row in ctf_read.people(path, TODAY)]) == people
    assert ctf_read.origin(path).school == "9992001"


@SLOW
@given(st.lists(persons(), min_size=1, max_size=5))
def test_census_tables(tmp_path: Path, people: list[Person]) -> None:
    path = tmp_path / "a.zip"
    people = [
        msgspec.structs.replace(
            p,
            school="9992001",
            attendance=(Sessions("", 120), Sessions("I", 3)),
            unit_member=False,
            suspensions=(Suspension("SUSP", ("PP",), dt.date(2026, 1, 12), 4, "K"),),
        )
        for p in people
    ]
    write_census(path, people, school="9992001", day=dt.date(2026, 1, 15))
    assert plain([row.person for row in census_read.people(path, TODAY)]) == people
