"""Results, attendance and suspensions of the county's records: those of the lives that its evidence tables are made of."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as parquet
import pytest
from django.db import transaction

from attainable.demo.lives.nation import make_county
from attainable.demo.records.county import Loaded, cohort_of, kept, load
from attainable.domains.people import standing
from attainable.domains.people.models import Child, Enrolment, ProvisionChange
from attainable.domains.progress.demo import _part
from attainable.domains.progress.models import Attendance, Result, Suspension
from attainable.domains.progress.rules import read_result
from attainable.records.making.refs import refs

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("county")]
SEED = 7
# In the summer term: the autumn and the spring of this year are over.
ON = dt.date(2026, 5, 4)
TERMS = {"autumn": (9, 10, 11, 12), "spring": (1, 2, 3), "summer": (4, 5, 6, 7)}


@pytest.fixture(scope="module", autouse=True)
def county(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Loaded]:
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        standing.forget_current()
        yield load(cohort=cohort_of(0.001), seed=SEED, on=ON)
        transaction.set_rollback(True)
    standing.forget_current()


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("county") / "tables"
    make_county(folder, scale=0.001, seed=SEED, years=tuple(range(2008, 2026)), tables=("attainment", "attendance", "suspension"))
    return folder


def told(tables: Path, name: str) -> dict[int, list[dict[str, Any]]]:
    """The rows of a table by the child whom they are of; of those alone who have a record."""
    keys = dict(Child.objects.values_list("ref", "pk"))
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in parquet.read_table(tables / f"{name}.parquet").to_pylist():
        (ref,) = refs(np.array([row["pupil"]]))
        if ref in keys:
            found[keys[ref]].append(row)
    return found


def test_results_are_those_of_the_last_two_stages_that_the_tables_tell(tables: Path) -> None:
    kept: dict[int, set[tuple[object, ...]]] = defaultdict(set)
    for row in Result.objects.all():
        read = read_result(row.stage, row.subject, row.year, row.result)
        assert read is not None, (row.stage, row.subject, row.year, row.result)
        kept[row.child_id].add((row.year, read.stage, read.subject, read.framework, read.outcome, read.points, int(read.met)))
    names = ("year", "stage", "subject", "framework", "outcome", "points", "met")
    made = told(tables, "attainment")
    for child, rows in made.items():
        last = sorted({row["year"] for row in rows if row["year"] < 2025})[-2:]
        assert kept[child] == {tuple(row[name] for name in names) for row in rows if row["year"] in last}
    assert sum(map(len, kept.values())) == Result.objects.count() > 5000
    assert {stage for rows in kept.values() for _, stage, *_ in rows} == {"EYFS", "KS1", "KS2", "KS4"}


def test_sessions_are_those_of_the_tables_term_by_term(tables: Path) -> None:
    names = ("possible", "illness", "authorised", "unauthorised")
    kept: dict[tuple[int, int, str], list[int]] = defaultdict(lambda: [0] * len(names))
    for part in Attendance.objects.all():
        sums = kept[part.child_id, part.year, part.term]
        sums[:] = [total + getattr(part, name) for total, name in zip(sums, names, strict=True)]
    seen = 0
    for child, rows in told(tables, "attendance").items():
        for row in rows:
            key = child, row["year"], row["term"]
            if row["year"] == 2024 or (row["year"] == 2025 and row["term"] != "summer"):
                assert kept[key] == [row["sessions"], row["illness"], row["authorised"], row["unauthorised"]]
                seen += 1
            else:
                assert key not in kept
    assert seen > 5000
    assert not Attendance.objects.exclude(year__in=(2024, 2025)).exists()


def test_suspensions_are_those_of_the_tables_up_to_the_last_term(tables: Path) -> None:
    names = ("from_date", "category", "reasons", "sessions")
    kept = Counter((row.child_id, *(getattr(row, name) for name in names)) for row in Suspension.objects.all())
    made = Counter(
        (child, *(row[name] for name in ("date", "category", "reason", "sessions")))
        for child, rows in told(tables, "suspension").items()
        for row in rows
        if row["year"] >= 2023 and row["date"] < dt.date(2026, 4, 15)
    )
    neighbours = Child.objects.filter(enrolments__school__authority__code="X10000889").values_list("pk", flat=True)
    ours = Counter({row: n for row, n in kept.items() if row[0] not in set(neighbours)})
    assert ours == Counter({row: n for row, n in made.items() if row[0] not in set(neighbours)})
    assert len(ours) > 50 and {row[2] for row in kept} >= {"SUSP"}


def test_nothing_is_told_of_where_a_child_was_not_on_roll() -> None:
    spells: dict[tuple[int, int | None], list[tuple[dt.date, dt.date]]] = defaultdict(list)
    for row in Enrolment.objects.all():
        spells[row.child_id, row.school_id].append((row.from_date, row.until_date or ON))
    moved: Counter[tuple[int, int, str]] = Counter()
    for sessions in Attendance.objects.all():
        months = [dt.date(sessions.year + (month < 9), month, 1) for month in TERMS[sessions.term]]
        begins, ends = months[0], months[-1] + dt.timedelta(30)
        there = spells[sessions.child_id, sessions.school_id]
        assert any(first <= ends and last >= begins for first, last in there), sessions
        moved[sessions.child_id, sessions.year, sessions.term] += 1
    assert 1 < sum(count == 2 for count in moved.values()) < 40
    for suspended in Suspension.objects.all():
        there = spells[suspended.child_id, suspended.school_id]
        assert any(first <= suspended.from_date <= last for first, last in there)
        assert suspended.from_date.weekday() < 5


def test_who_is_excluded_for_good_goes_to_another_school() -> None:
    """Of those who are at a school today; who changed school with the summer anyhow is at another one too."""
    excluded = Suspension.objects.filter(category="PERM", child__standing__cohort__gte=2025 - 11)
    assert excluded.exists()
    for row in excluded:
        spell = Enrolment.objects.exclude(status="S").get(child=row.child_id, school=row.school_id)
        assert spell.until_date and 0 <= (spell.until_date - row.from_date).days < 365
        assert not Suspension.objects.filter(child=row.child_id, school=row.school_id, from_date__gt=row.from_date).exists()


def test_provision_of_a_suspension_is_what_the_register_said_that_day() -> None:
    changes: dict[int, list[tuple[dt.date, str]]] = defaultdict(list)
    for child, day, provision in ProvisionChange.objects.order_by("from_date").values_list("child_id", "from_date", "provision"):
        changes[child].append((day, provision))
    for row in Suspension.objects.all():
        held = [provision for day, provision in changes[row.child_id] if day <= row.from_date]
        assert row.provision == (held[-1] if held else "N")


def test_rows_keep_what_the_models_ask() -> None:
    for model in (Result, Attendance, Suspension):
        for row in model.objects.order_by("-pk")[:25]:
            # No codes where no session was missed.
            row.full_clean(exclude=["codes"], validate_constraints=True)
            assert row.source == "Fictional county"
    for sessions in Attendance.objects.order_by("pk")[:200]:
        assert sum(sessions.codes.values()) == sessions.missed and sessions.codes.get("I", 0) == sessions.illness


def test_before_school_nothing_is_told() -> None:
    young = Child.objects.filter(date_of_birth__gt=dt.date(2021, 8, 31))
    assert young.exists()
    assert not any(model.objects.filter(child__in=young).exists() for model in (Result, Attendance, Suspension))


def test_the_same_seed_makes_the_same_rows() -> None:
    def rows() -> list[tuple[object, ...]]:
        return [
            *Result.objects.values_list("child__ref", "year", "subject", "result").order_by("child__ref", "year", "subject"),
            *Attendance.objects.values_list(
                "child__ref", "year", "term", "possible", "authorised", "school__organisation__code"
            ).order_by("child__ref", "year", "term", "school"),
            *Suspension.objects.values_list("child__ref", "from_date", "category", "reasons").order_by("child__ref", "from_date"),
        ]

    with transaction.atomic():
        load(cohort=8, seed=3, on=ON, replace=True)
        first = rows()
        load(cohort=8, seed=3, on=ON, replace=True)
        assert rows() == first and len(first) > 500
        transaction.set_rollback(True)
    standing.forget_current()


def test_records_of_a_time_without_results_are_not_kept() -> None:
    cohort = cohort_of(0.001)
    assert kept(cohort) is True and kept(cohort + 1) is None
    with transaction.atomic():
        Result.objects.all().delete()
        assert kept(cohort) is None
        transaction.set_rollback(True)


def test_a_part_of_a_term_and_the_rest_are_both_possible() -> None:
    some = np.random.default_rng(1)
    possible = some.integers(1, 150, 3000)
    missed = some.integers(0, possible + 1)
    authorised = some.integers(0, missed + 1)
    whole = {
        "possible": possible,
        "illness": some.integers(0, authorised + 1),
        "authorised": authorised,
        "unauthorised": missed - authorised,
    }
    part = _part(whole, some.integers(0, possible + 1))
    for each in (part, {name: whole[name] - part[name] for name in whole}):
        assert all((column >= 0).all() for column in each.values())
        assert (each["illness"] <= each["authorised"]).all()
        assert (each["authorised"] + each["unauthorised"] <= each["possible"]).all()
