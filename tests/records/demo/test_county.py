"""The fictional county as records: the children of its tables to the last one, with a history that could have been."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from attainable.accounts.actor import actor_for
from attainable.accounts.models import Account, Membership
from attainable.accounts.roles import table
from attainable.audit import queries as audit
from attainable.audit.models import Entry
from attainable.demo.lives.nation import make_county
from attainable.demo.records import makers
from attainable.demo.records.county import Loaded, cohort_of, load
from attainable.domains.people import standing
from attainable.domains.people.demo.sign_ins import ORDER
from attainable.domains.people.models import (
    Characteristic,
    Child,
    Enrolment,
    GroupMember,
    Involvement,
    NeedSet,
    ProvisionChange,
    Residence,
    Responsibility,
    School,
    Standing,
)
from attainable.domains.people.rules import characteristics, needs_on, plan_kinds_for, provisions_on
from attainable.domains.people.visibility import visible
from attainable.values.identifiers import uln_fault, upn_fault
from attainable.values.problem import ProblemsError
from attainable.values.school_year import age, school_year

# The county is loaded once, in a transaction that is rolled back; with several workers all of these go to one.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("county")]
SEED, PASSWORD = 7, "a-long-demo-password"


@pytest.fixture(scope="module", autouse=True)
def county(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Loaded]:
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        standing.forget_current()
        yield load(cohort=cohort_of(0.001), seed=SEED, password=PASSWORD)
        transaction.set_rollback(True)
    standing.forget_current()


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    year = school_year(timezone.localdate())
    folder = tmp_path_factory.mktemp("county") / "tables"
    make_county(folder, scale=0.001, seed=SEED, years=(year - 1, year), tables=("plan_event",))
    return folder


def _last_year(tables: Path) -> list[dict[str, Any]]:
    year = school_year(timezone.localdate())
    rows: list[dict[str, Any]] = parquet.read_table(tables / "pupil_year" / f"{year}.parquet").to_pylist()
    return rows


def _county_schools() -> dict[int, int]:
    """URN by primary key, of the schools of the county's tables."""
    found = School.objects.filter(authority__code="X10000888", phase__in=("PS", "SS", "SP"))
    return {pk: int(code) for pk, code in found.values_list("pk", "organisation__code")}


def test_each_school_has_the_pupils_and_provision_of_the_tables(tables: Path) -> None:
    schools = _county_schools()
    made = Counter((row["school"], row["year_group"], row["sen"], row["need"] or "") for row in _last_year(tables))
    year = school_year(timezone.localdate())
    rows = Standing.objects.filter(school__in=schools).values_list("school", "cohort", "provision", "primary_need")
    kept = Counter((schools[s], year - cohort, provision, need) for s, cohort, provision, need in rows)
    assert kept == made
    assert sum(made.values()) > 1000


def test_characteristics_are_those_of_the_tables(tables: Path) -> None:
    schools = _county_schools()
    made = Counter(
        (row["school"], row["sex"], row["birth_month"], row["ethnicity"], "NY"[row["fsm"]]) for row in _last_year(tables)
    )
    codes = {(child, kind): code for child, kind, code in Characteristic.objects.values_list("child_id", "kind", "code")}
    kept = Counter(
        (schools[s.school_id], s.child.sex, s.child.date_of_birth.month, codes[s.pk, "ethnicity"], codes[s.pk, "fsm"])
        for s in Standing.objects.filter(school__in=schools).select_related("child")
        if s.school_id
    )
    assert kept == made


def test_units_have_the_members_of_the_tables(tables: Path) -> None:
    schools = _county_schools()
    made = Counter(row["school"] for row in _last_year(tables) if row["unit"])
    on_roll = Enrolment.objects.filter(unit_member=True, until_date__isnull=True, school__in=schools)
    assert Counter(schools[pk] for pk in on_roll.values_list("school", flat=True)) == made


def test_young_people_keep_their_plans_as_the_cases_say(tables: Path) -> None:
    """Of those who have left year 11: as many with a plan as had a review or an ending of it this year."""
    year = school_year(timezone.localdate())
    events = parquet.read_table(tables / "plan_event.parquet").to_pylist()
    on_roll = {row["pupil"] for row in _last_year(tables)}
    first, last = dt.date(year, 9, 1), dt.date(year + 1, 8, 31)
    older = {e["pupil"] for e in events if e["event"] in ("review-held", "ceased") and first <= e["date"] <= last} - on_roll
    kept = Standing.objects.filter(cohort__lt=year - 11, provision="E")
    assert kept.count() == len(older) > 20


def test_standings_have_no_faults() -> None:
    assert list(standing.faults()) == []


def test_dates_of_the_register_increase_and_say_something() -> None:
    today = timezone.localdate()
    for model in (ProvisionChange, NeedSet):
        by_child: dict[int, list[dt.date]] = {}
        for child, day, why, who in model.objects.order_by("pk").values_list("child_id", "from_date", "why", "decided_by_name"):
            by_child.setdefault(child, []).append(day)
            assert why and who and day <= today
        assert all(a < b for days in by_child.values() for a, b in pairwise(days))


def test_codes_were_in_force_when_they_were_given() -> None:
    before: dict[int, str] = {}
    for row in ProvisionChange.objects.select_related("child").order_by("child", "from_date"):
        assert row.provision in {code.code for code in provisions_on(row.from_date)}
        assert row.provision != before.get(row.child_id, "N")
        assert row.from_date >= row.child.date_of_birth
        assert not row.plan_kind or row.plan_kind in {k.id for k in plan_kinds_for(row.provision, row.from_date)}
        before[row.child_id] = row.provision
    for found in NeedSet.objects.prefetch_related("needs"):
        known = {need.code for need in needs_on(found.from_date, "K")}
        ranked = [(need.rank, need.code) for need in found.needs.all()]
        assert ranked and [rank for rank, _ in ranked] == list(range(1, len(ranked) + 1))
        assert {code for _, code in ranked} <= known
    assert {"A", "P", "S", "K", "E", "N"} == set(before.values()) | set(
        ProvisionChange.objects.values_list("provision", flat=True)
    )


def test_characteristics_have_official_codes() -> None:
    lists = {kind: {code.code for code in codes} for kind, codes in characteristics().items()}
    assert all(code in lists[kind] for kind, code in Characteristic.objects.values_list("kind", "code").distinct())


def test_every_number_is_valid_and_nobody_is_over_25() -> None:
    today = timezone.localdate()
    for upn, uln, born in Child.objects.values_list("upn", "uln", "date_of_birth"):
        assert not upn or (upn_fault(upn) is None and upn[1:4] == "999")
        assert not uln or uln_fault(uln) is None
        assert 0 <= age(born, today) <= 25
    assert not Standing.objects.filter(school__isnull=False, child__upn="").exclude(school__phase="NS").exists()


def test_rows_keep_what_the_models_ask() -> None:
    """What is written past the models is what the models would have accepted."""
    for model in (Child, Enrolment, Residence, Responsibility, ProvisionChange, Membership, Involvement, Account):
        for row in model._default_manager.order_by("-pk")[:25]:
            row.full_clean(exclude=["decided_by"], validate_constraints=True)


def test_enrolments_follow_one_another_without_a_gap_at_school_age() -> None:
    spells: dict[int, list[tuple[dt.date, dt.date | None]]] = {}
    rows = Enrolment.objects.exclude(status="S").order_by("child", "from_date")
    for child, begins, ends in rows.values_list("child_id", "from_date", "until_date"):
        spells.setdefault(child, []).append((begins, ends))
    for of_child in spells.values():
        for (_, ended), (begins, _) in pairwise(of_child):
            assert ended is not None and begins == ended + dt.timedelta(1)


def test_every_relation_occurs() -> None:
    year = school_year(timezone.localdate())
    assert Standing.objects.filter(second_school__isnull=False).exists()
    assert Standing.objects.exclude(home_authority=F("school_authority")).filter(school_authority__isnull=False).exists()
    assert Standing.objects.filter(cohort__gt=year, on_register=True).exists()
    assert Responsibility.objects.filter(may_see=False).exists()
    assert Responsibility.objects.filter(lives_with=False, may_see=True).exists()
    assert Involvement.objects.filter(basis="consent").exists()
    assert Enrolment.objects.filter(leaving_reason="The family moved").exists()
    names = set(Child.objects.values_list("surname", flat=True))
    assert any("-" in name for name in names) and any("'" in name for name in names)
    assert Child.objects.exclude(known_as="").exists()


def test_everybody_on_roll_is_in_one_group_that_is_taught() -> None:
    year = school_year(timezone.localdate())
    on_roll = Standing.objects.filter(cohort__gte=year - 11, cohort__lte=year, school__isnull=False).count()
    members = GroupMember.objects.filter(group__year=year)
    assert members.values("child").distinct().count() == members.count() == on_roll
    assert not members.filter(group__staff__isnull=True).exists()


def test_twins_share_a_birthday_and_a_family() -> None:
    families = Responsibility.objects.filter(priority=1).values("carer", "child__date_of_birth", "child__surname")
    pairs = families.annotate(many=Count("child")).filter(many__gt=1)
    assert pairs.exists()
    assert not pairs.filter(many__gt=2).exists()


@pytest.mark.days
def test_each_role_can_be_tried(county: Loaded) -> None:
    rows = makers.sign_ins()
    assert {row.role for row in rows} == {role.label for role in table().roles}
    assert len({row.email for row in rows}) == len(rows) == len(ORDER)
    today = timezone.localdate()
    for row in rows:
        account = Account.objects.get(email=row.email)
        assert account.check_password(PASSWORD)
        actor = actor_for(account, today)
        assert visible(actor, "child.view").exists() == any(table().role(p.role).sees_names for p in actor.posts), row.role
    others = Account.objects.exclude(email__in=[row.email for row in rows])
    assert others.count() > 100, "every school has people"
    assert not others.exclude(password__startswith="!").exists()
    parent = actor_for(Account.objects.get(email="parent@fictionshire.example"), today)
    assert visible(parent, "child.view").count() == 2


def test_a_new_password_replaces_the_old_one() -> None:
    with transaction.atomic():
        makers.set_password("another-demo-password")
        account = Account.objects.get(email="senco@fictionshire.example")
        assert account.check_password("another-demo-password")
        transaction.set_rollback(True)


def test_every_school_has_a_senco_and_a_head() -> None:
    for role in ("senco", "headteacher"):
        held = Count("organisation__memberships", filter=Q(organisation__memberships__role=role))
        assert not School.objects.annotate(held=held).exclude(held=1).exists()


def test_the_load_is_one_entry_of_an_audit_that_is_whole(county: Loaded) -> None:
    entry = Entry.objects.get(action="demo.loaded")
    assert entry.details.values["children"] == county.children == Child.objects.count()
    assert list(audit.faults()) == []


def test_nothing_is_loaded_over_what_is_there_unless_asked() -> None:
    with pytest.raises(ProblemsError) as caught:
        load(cohort=8, seed=SEED)
    assert [problem.code for problem in caught.value.problems] == ["already-loaded"]


def test_replacing_leaves_nothing_of_the_old() -> None:
    with transaction.atomic():
        old = set(Child.objects.values_list("ref", flat=True))
        loaded = load(cohort=8, seed=SEED + 1, replace=True)
        assert Child.objects.count() == loaded.children < len(old)
        assert not Child.objects.filter(ref__in=list(old)[:500]).exists()
        assert list(standing.faults()) == []
        assert Entry.objects.filter(action="demo.loaded").count() == 2
        transaction.set_rollback(True)
    standing.forget_current()


def test_the_same_seed_makes_the_same_children() -> None:
    def facts() -> list[tuple[object, ...]]:
        return list(Child.objects.order_by("ref").values_list("ref", "upn", "forename", "surname", "date_of_birth"))

    with transaction.atomic():
        load(cohort=8, seed=3, replace=True)
        first = facts()
        load(cohort=8, seed=3, replace=True)
        assert facts() == first
        transaction.set_rollback(True)
    standing.forget_current()
