"""A declared fact of a domain becomes an evidence table: read, watched, dated, checked and built again like every other."""

import datetime as dt
from pathlib import Path
from types import SimpleNamespace

import pyarrow.parquet as parquet
import pytest
from django.db import models
from tests.records.warehouse.made import TODAY, table

from attainable import manifest
from attainable.domains.people.models import AttendancePattern, Child, Involvement, ProvisionChange
from attainable.domains.progress.models import Attendance
from attainable.evidence.tables import declaration
from attainable.evidence.tables.reading import open_tables
from attainable.records.evidence import Source, all_sources
from attainable.records.evidence_checks import evidence_faults
from attainable.values.problem import ProblemsError
from attainable.warehouse.records import touched
from attainable.warehouse.records.pseudonyms import pseudonym

DECLARED = """
id: service_involved
title: Services involved
grain: one row a service and child
meaning: Made up for a test.
person: pupil
columns:
  - {name: year, type: int16, meaning: Academic year., least: 1990, most: 2100}
  - {name: pupil, type: int64, meaning: Pseudonym., least: 0}
  - {name: began, type: date, meaning: First day.}
  - {name: over, type: date, nullable: true, meaning: Last day.}
  - {name: basis, type: code, meaning: Basis., codes: {consent: {label: Consent}, duty: {label: Duty}}}
  - {name: service, type: code, nullable: true, meaning: Service.}
  - {name: organisation, type: code, meaning: Code of the organisation.}
constraints:
  - {id: one-row, unique: [pupil, began, service], why: A service begins once a day., mend: Remove one.}
"""
COLUMNS = {
    "began": "from_date",
    "over": "until_date",
    "basis": "basis",
    "service": "service",
    "organisation": "organisation__code",
}
FILE = "service_involved/records.parquet"


@pytest.fixture
def declared(tmp_path, monkeypatch):
    """A scratch domain's folder of declarations, and the fact that it declares."""
    (tmp_path / "evidence_tables").mkdir()
    (tmp_path / "evidence_tables" / "service_involved.yaml").write_text(DECLARED)
    monkeypatch.setattr(declaration, "_FOLDERS", list(declaration._FOLDERS))
    declaration.add_folder(tmp_path / "evidence_tables")
    hand_over(monkeypatch, Involvement, "service_involved", COLUMNS)
    yield
    declaration.declared.cache_clear()
    declaration.all_declared.cache_clear()
    all_sources.cache_clear()


def hand_over(monkeypatch, model: type[models.Model], name: str, columns: dict[str, str]) -> None:
    """As a declared fact: the manifests then hand over one fact more."""
    fact = SimpleNamespace(model=model, evidence=SimpleNamespace(table=name, columns=columns))
    loaded = manifest.loaded
    monkeypatch.setattr(manifest, "loaded", lambda member: [*loaded(member), *([fact] if member == "facts" else [])])
    all_sources.cache_clear()


def involve(child: Child, place, begins: dt.date, ends: dt.date | None = None, **more) -> Involvement:
    return Involvement.objects.create(
        child=child, organisation=place.beyond, from_date=begins, until_date=ends, **{"service": "SALT", "basis": "duty", **more}
    )


def test_a_row_says_pupil_year_and_what_is_declared(place, declared, built):
    child = place.child(dt.date(2016, 6, 1))
    involve(child, place, dt.date(2025, 8, 31), dt.date(2025, 10, 1))
    involve(child, place, dt.date(2025, 9, 1), service="", basis="consent")
    involve(child, place, TODAY + dt.timedelta(1), service="Later")
    outcome = built()
    own = {"pupil": pseudonym(child.ref), "organisation": "X10000002"}
    assert table(outcome, "service_involved") == [
        {"year": 2024, **own, "began": dt.date(2025, 8, 31), "over": dt.date(2025, 10, 1), "basis": "duty", "service": "SALT"},
        {"year": 2025, **own, "began": dt.date(2025, 9, 1), "over": None, "basis": "consent", "service": None},
    ]
    assert "service_involved" in open_tables(outcome.snapshot.path).tables
    assert FILE in outcome.snapshot.about["files"]


def test_an_incremental_build_makes_what_a_full_one_does(place, declared, built):
    children = [place.child(dt.date(2016, 6, 1)) for _ in range(4)]
    rows = [involve(child, place, dt.date(2025, 9, 1)) for child in children]
    built()
    assert not touched.missing()
    Involvement.objects.filter(pk=rows[0].pk).update(basis="consent")
    rows[1].delete()
    children[2].delete()
    involve(children[3], place, TODAY + dt.timedelta(1), service="Later")
    for day in (TODAY, TODAY + dt.timedelta(1)):
        some, everything = built(on=day), built(on=day, full=True)
        assert not some.why_full
        assert some.snapshot.about["files"] == everything.snapshot.about["files"]
    assert len(table(everything, "service_involved")) == 3
    for row in Involvement.objects.all():
        row.delete()
    assert FILE not in built(on=day).snapshot.about["files"]


def test_what_breaks_the_declaration_leaves_the_snapshot_before(place, declared, built):
    child = place.child(dt.date(2016, 6, 1))
    first = built()
    involve(child, place, dt.date(2025, 9, 1), basis="protection")
    with pytest.raises(ProblemsError, match="the code is not in any list"):
        built()
    assert first.snapshot.path.exists()


def test_a_fact_that_is_new_or_declared_otherwise_is_built_in_full(place, declared, built, monkeypatch):
    child = place.child(dt.date(2016, 6, 1))
    involve(child, place, dt.date(2025, 9, 1))
    built()
    monkeypatch.undo()
    all_sources.cache_clear()
    without = built()
    assert without.why_full and FILE not in without.snapshot.about["files"]


def test_numbers_schools_and_years_of_their_own(place, tmp_path, monkeypatch, built):
    """A fact that names its year itself; a school goes by its URN, what is empty is empty."""
    folder = tmp_path / "evidence_tables"
    folder.mkdir()
    (folder / "sessions_of.yaml").write_text(
        "{id: sessions_of, title: T, grain: g, meaning: m, person: pupil, columns: ["
        "{name: year, type: int16, meaning: m}, {name: pupil, type: int64, meaning: m}, "
        "{name: school, type: int32, nullable: true, meaning: m}, {name: possible, type: int16, meaning: m}, "
        "{name: term, type: code, nullable: true, meaning: m}]}"
    )
    monkeypatch.setattr(declaration, "_FOLDERS", list(declaration._FOLDERS))
    declaration.add_folder(folder)
    hand_over(monkeypatch, Attendance, "sessions_of", {"school": "school", "possible": "possible", "term": "term"})
    child = place.child(dt.date(2016, 6, 1))
    Attendance.objects.create(child=child, school=place.oak, year=2025, term="autumn", possible=120)
    Attendance.objects.create(child=child, school=None, year=2024, term="", possible=300)
    Attendance.objects.create(child=child, school=None, year=2027, term="", possible=300)  # not yet
    rows = table(built(), "sessions_of")
    declaration.declared.cache_clear()
    all_sources.cache_clear()
    own = {"pupil": pseudonym(child.ref)}
    assert rows == [
        {"year": 2024, **own, "school": None, "possible": 300, "term": None},
        {"year": 2025, **own, "school": 100001, "possible": 120, "term": "autumn"},
    ]


def test_rows_that_were_withdrawn_do_not_count(db):
    source = Source.of_fact(ProvisionChange, "changes_of", {"day": "from_date", "code": "provision"})
    assert "withdrawn_at" in str(source.where)
    assert (source.first, source.last) == ("from_date", "")


WRONG = {
    "no-field": ({"basis": "bases"}, "names the field “bases”, which people.Involvement does not have"),
    "no-column": ({**COLUMNS, "extra": "service"}, "has no column “extra”"),
    "wrong-kind": ({**COLUMNS, "began": "service"}, "“service” does not fit the type date"),
    "not-filled": ({"began": "from_date", "basis": "basis"}, "Nothing fills the column “organisation”"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_fact_that_fits_no_table_is_refused_in_words_with_file_and_line(declared, place, built, case):
    columns, words = WRONG[case]
    source = Source.of_fact(Involvement, "service_involved", columns)
    found = evidence_faults((*[s for s in all_sources() if not s.table], source))
    assert any(words in problem.what for problem in found), [str(problem) for problem in found]
    assert all(
        problem.file and problem.file.startswith("attainable/domains/people/models/relations.py, line") for problem in found
    )


def test_a_table_that_nobody_declares_is_refused_before_anything_is_read(place, built, monkeypatch):
    hand_over(monkeypatch, Involvement, "nowhere", {"basis": "basis"})
    with pytest.raises(ProblemsError, match="There is no evidence table “nowhere”"):
        built()
    monkeypatch.undo()
    all_sources.cache_clear()


def test_wrong_sources_are_refused(db):
    handed = tuple(source for source in all_sources() if source.name != "needset")
    own = Path(__file__).name
    for source, words in (
        (Source("pattern", AttendancePattern, child="enrolment__child", texts={"why": "why"}), "is not a code"),
        (Source("pattern", AttendancePattern, child="enrolment__child"), "begin and end as days pass"),
        (Source("child", Child, child="pk"), "2 sources have this name"),
        (Source("absent", Attendance, numbers={"school": "school"}), "“school” may be empty"),
        (Source("absent", Attendance, numbers={"term": "term"}), "“term” is not a whole number"),
        (Source("absent", Attendance, texts={"status": "child__enrolments__status"}), "does not lead forward"),
        (
            Source("absent", Attendance, texts={"name": "child__surname"}),
            "reads “surname” of people.Child, and nobody watches its changes",
        ),
        (Source("absent", Attendance, changes=("terms",)), "names the field “terms”"),
    ):
        found = [problem for problem in evidence_faults((*handed, source)) if problem.file and own in problem.file]
        assert any(words in problem.what for problem in found), (words, found)
    # Needs are read through their set, which nobody watches here.
    assert any("people.NeedSet" in problem.what for problem in evidence_faults(handed))


def test_the_files_of_a_fact_are_as_declared(place, declared, built):
    involve(place.child(dt.date(2016, 6, 1)), place, dt.date(2025, 9, 1))
    schema = parquet.read_schema(built().snapshot.path / FILE)
    assert {name: str(schema.field(name).type) for name in ("year", "pupil", "began")} == {
        "year": "int16",
        "pupil": "int64",
        "began": "date32[day]",
    }
