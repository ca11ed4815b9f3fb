"""Valid files of children, broken in made-up ways: each is read or refused in words, and nothing else ever happens.

A sample of them; `make soak` tries ten thousand.
"""

import datetime as dt
import io
import random
import tempfile
import zipfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.soak import SOAK, drawn

from attainable.exchange.files import open_file, recognise
from attainable.formats.census.write import write_census
from attainable.formats.ctf.write import write_ctf
from attainable.formats.people.rows import CarerOf, NeedOf, Person, Provision, Sessions
from attainable.formats.spreadsheets.write import write_csv, write_xlsx
from attainable.values.identifiers import upn_letter
from attainable.values.problem import ProblemsError

TODAY = dt.date(2026, 11, 26)
RUNS = drawn(150, 10_000)
TOKENS = [
    b'"',
    b"'",
    b",",
    b"\r\n",
    b"\n",
    b"\x00",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xff",
    b"=cmd|' /C calc'!A0",
    b"<!DOCTYPE x [",
    b"&e;",
    b"<",
    b">",
    b"]]>",
    b"<!--",
    b"\t",
    b";",
    b"99999999999999999999",
    b"-1",
    b"31/02/2016",
    b"1e309",
    b"A" * 5000,
    "\u202e\u0000é".encode(),
    b"<v>",
    b"PK\x03\x04",
    b"<Pupil>",
    b"</Pupil>",
    b"{",
    b"%s",
    b"#REF!",
    b"\x1f\x8b",
]


def people() -> list[Person]:
    made = []
    for n in range(6):
        body = f"9992001{n:05}"
        made.append(
            Person(
                upn=upn_letter(body) + body,
                surname=f"Example{n}",
                forename="Ann",
                date_of_birth=dt.date(2015, 3, 4 + n),
                sex="F",
                provisions=(Provision("K", dt.date(2024, 9, 1)),),
                needs=(NeedOf("SLCN", 1), NeedOf("ASD", 2)),
                school="9992001",
                postcode="AB1 2CD",
                address="1 High Street",
                ethnicity="WBRI",
                entered=dt.date(2023, 9, 1),
                carers=(CarerOf("Ann Other", "mother", "a@b.example", "+44 1"),),
                attendance=(Sessions("", 100), Sessions("I", 2)),
            )
        )
    return made


@cache
def valid(kind: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        match kind:
            case "csv":
                write_csv(path, people())
            case "xlsx":
                write_xlsx(path, people())
            case "ctf":
                write_ctf(path, people(), source="9992002", dest="9992001", made=dt.datetime(2026, 1, 20))  # noqa: DTZ001
            case _:
                write_census(path, people(), school="9992001", day=dt.date(2026, 1, 15))
        return path.read_bytes()


def mutated(data: bytes, draw: random.Random) -> bytes:
    """One to four faults: marks changed, parts taken out, put in twice or elsewhere, tokens that mean something to a reader."""
    for _ in range(draw.randint(1, 4)):
        at = draw.randrange(len(data) + 1)
        to = min(len(data), at + draw.choice((1, 1, 4, 30, 300)))
        kind = draw.randrange(6)
        if kind == 0:
            data = data[:at] + bytes(draw.randrange(256) for _ in range(to - at)) + data[to:]
        elif kind == 1:
            data = data[:at] + data[to:]
        elif kind == 2:
            data = data[:to] + data[at:to] + data[to:]
        elif kind == 3:
            data = data[:at]
        else:
            data = data[:at] + draw.choice(TOKENS) + data[at:]
    return data


def within(data: bytes, draw: random.Random) -> bytes:
    """A fault inside a member of an archive, which is packed anew so that its checksum holds."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        chosen = draw.choice(names)
        for name in names:
            text = old.read(name)
            new.writestr(name, mutated(text, draw) if name == chosen else text)
    return out.getvalue()


def broken(kind: str, seed: int) -> bytes:
    draw = random.Random(seed)
    data = valid(kind)
    return within(data, draw) if data.startswith(b"PK") and draw.random() < 0.8 else mutated(data, draw)


@pytest.mark.soak
@pytest.mark.timeout(drawn(300, 7200))
@settings(max_examples=RUNS, derandomize=not SOAK, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.soak
@given(st.sampled_from(["csv", "xlsx", "ctf", "census"]), st.integers(0, 2**40))
@example("census", 1697760)  # an archive of a version that no program knows
def test_a_broken_file_is_read_or_refused_in_words(kind: str, seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(broken(kind, seed))
        try:
            opened = open_file(path, recognise(path))
            opened.problems()
            if opened.lacks:
                return
            for found in opened.people(TODAY):
                # What is not refused can be used: it has a name and a day of birth.
                assert found.refused or (found.person.surname and found.person.date_of_birth)
                assert all(problem.what for problem in found.problems)
        except ProblemsError as error:
            assert all(problem.what for problem in error.problems)
