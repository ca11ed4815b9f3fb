"""What the evidence table `provision_given` says of the help that children were given."""

import datetime as dt
import random
from collections import defaultdict
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from tests.records.warehouse.made import TODAY, table

from attainable.domains.people.models import NeedSet
from attainable.domains.provision.models import AgencyReferral, Given, Intervention, Session, StaffRate, SupportPlan, Target
from attainable.domains.provision.rules.prices import cost_of_sessions
from attainable.evidence.backends import backend
from attainable.evidence.disclosure.profiles import profile_of
from attainable.evidence.papers.pack_files import make_pack
from attainable.evidence.tables.reading import open_tables
from attainable.values.school_year import school_year
from attainable.warehouse.records.pseudonyms import pseudonym
from attainable.warehouse.records.snapshots import outside_folder

DAY = dt.timedelta(1)
JUNE_2016 = dt.date(2016, 6, 1)
PLAN = {"minutes": 30, "sessions_per_week": 2, "weeks": 10, "group_size": 3}


def offer(place, school=None, **more) -> Intervention:
    """A line of the catalogue whose name is a child's, as some are."""
    own = {"name": "Amir’s reading", "tier": "targeted", "area": "cognition", "staff_role": "ta", **PLAN, **more}
    return Intervention.objects.create(organisation=(school or place.oak).organisation, **own)


def price(place, day: dt.date, pence: int, role: str = "ta", school=None) -> StaffRate:
    return StaffRate.objects.create(
        organisation=(school or place.oak).organisation, staff_role=role, from_date=day, pence=pence, recorded_by="x"
    )


def give(child, what: Intervention, day: dt.date, **more) -> Given:
    return Given.objects.create(child=child, intervention=what, from_date=day, **{**PLAN, "group": "Amir and friends", **more})


def log(row: Given, *days: dt.date, **more) -> None:
    for day in days:
        Session.objects.create(given=row, day=day, logged_by_name="Asha Aid", **more)


@pytest.fixture
def child(place):
    found = place.child(JUNE_2016)
    place.enrol(found, place.oak, dt.date(2020, 9, 1))
    return found


def given_of(outcome):
    """All rows; a table without a row has no file."""
    there = "provision_given/records.parquet" in outcome.snapshot.about["files"]
    return table(outcome, "provision_given") if there else []


def rows_of(outcome, child):
    return [row for row in given_of(outcome) if row["pupil"] == pseudonym(child.ref)]


def test_a_row_says_what_was_planned_given_paid_and_measured(place, built, child):
    price(place, dt.date(2025, 9, 1), 1724)
    row = give(child, offer(place), dt.date(2025, 9, 15), before="12.5", after="30.4", until_date=dt.date(2025, 12, 1))
    log(row, dt.date(2025, 9, 16), dt.date(2025, 9, 18), dt.date(2025, 9, 23))
    log(row, dt.date(2025, 9, 30), kind="catch-up")
    log(row, dt.date(2025, 10, 2), kind="meeting")
    log(row, dt.date(2025, 10, 7), happened=False, reason="staff-absent")
    # Four sessions that were paid for, half an hour each, a third of 17.24 pounds: 11.4933.
    assert rows_of(built(), child) == [
        {
            "year": 2025,
            "pupil": pseudonym(child.ref),
            "school": 100001,
            "intervention": "other-in-a-group",
            "subject": "learning",
            "planned": 20,
            "given": 3,
            "cost": 1149,
            "before": 13,
            "after": 30,
        }
    ]


def test_the_approach_and_subject_that_the_catalogue_names_are_counted(place, built, child):
    give(child, offer(place, approach="precision-teaching", subject="english"), dt.date(2026, 9, 15))
    assert [(row["intervention"], row["subject"]) for row in rows_of(built(), child)] == [("precision-teaching", "english")]


def test_two_interventions_of_one_approach_are_one_row(place, built, child):
    same = {"approach": "mentoring", "subject": "wellbeing"}
    first = give(child, offer(place, **same), dt.date(2025, 9, 15), until_date=dt.date(2025, 12, 1), before=4, after=6)
    second = give(child, offer(place, name="Another", **same), dt.date(2026, 1, 12), before=5, group_size=1)
    log(first, dt.date(2025, 9, 16))
    log(second, dt.date(2026, 1, 13))
    (row,) = rows_of(built(), child)
    # The measures are of the last run that has both.
    assert (row["planned"], row["given"], row["before"], row["after"]) == (40, 2, 4, 6)


def test_what_was_given_in_two_years_is_two_rows_and_the_measures_stand_in_the_first(place, built, child):
    price(place, dt.date(2025, 9, 1), 1200)
    row = give(child, offer(place), dt.date(2026, 7, 13), weeks=12, group_size=1, before=1, after=2)
    log(row, dt.date(2026, 7, 14), dt.date(2026, 9, 8), dt.date(2026, 9, 10))
    found = [(row["year"], row["planned"], row["given"], row["cost"], row["before"]) for row in rows_of(built(), child)]
    # Eight of its weeks begin by August.
    assert found == [(2025, 16, 1, 600, 1), (2026, 8, 2, 1200, None)]


def test_a_run_that_ended_early_has_no_row_for_a_later_year_in_which_nothing_was_given(place, built, child):
    give(child, offer(place), dt.date(2026, 7, 13), weeks=12, until_date=dt.date(2026, 7, 17))
    assert [row["year"] for row in rows_of(built(), child)] == [2025]


def test_what_the_family_pays_for_and_what_begins_later_have_no_row(place, built, child):
    give(child, offer(place), dt.date(2026, 9, 15), paid_by="family")
    give(child, offer(place, name="Later"), TODAY + DAY)
    assert rows_of(built(), child) == []
    assert len(rows_of(built(on=TODAY + DAY), child)) == 1


def test_a_session_without_a_price_leaves_the_cost_empty(place, built, child):
    price(place, dt.date(2026, 9, 20), 1724)
    log(give(child, offer(place), dt.date(2026, 9, 15)), dt.date(2026, 9, 16), dt.date(2026, 9, 22))
    (row,) = rows_of(built(), child)
    assert (row["given"], row["cost"]) == (2, None)


def test_a_plan_that_changed_counts_until_its_last_day_and_a_price_that_was_withdrawn_does_not(place, built, child):
    price(place, dt.date(2025, 9, 1), 1200)
    wrong = price(place, dt.date(2026, 9, 10), 9900)
    StaffRate.objects.filter(pk=wrong.pk).update(withdrawn_at=dt.datetime(2026, 9, 11, tzinfo=dt.UTC))
    row = give(child, offer(place), dt.date(2026, 9, 14), group_size=1)
    row.earlier.create(until_date=dt.date(2026, 9, 27), minutes=60, sessions_per_week=5, weeks=10, group_size=2, changed_by="x")
    log(row, dt.date(2026, 9, 15), dt.date(2026, 9, 29))
    (found,) = rows_of(built(), child)
    # Two weeks of five and eight of two; an hour shared by two and half an hour alone.
    assert (found["planned"], found["given"], found["cost"]) == (26, 2, 1200)


def test_the_price_of_another_role_or_school_does_not_count(place, built, child):
    price(place, dt.date(2025, 9, 1), 4160, role="teacher")
    price(place, dt.date(2025, 9, 1), 9999, school=place.elm)
    log(give(child, offer(place), dt.date(2026, 9, 15)), dt.date(2026, 9, 16))
    assert rows_of(built(), child)[0]["cost"] is None


def test_a_measure_below_nothing_is_kept(place, built, child):
    give(child, offer(place), dt.date(2026, 9, 15), before="-1", after="-0.5")
    (row,) = rows_of(built(), child)
    assert (row["before"], row["after"]) == (-1, 0)


def test_no_name_of_an_intervention_or_a_group_comes_into_the_tables(place, built, child):
    give(child, offer(place), dt.date(2026, 9, 15), why_ended="Amir left", measure="Amir’s words", before=1)
    for file in built().snapshot.path.rglob("*.parquet"):
        assert "Amir" not in str(parquet.ParquetFile(file).read().to_pylist()), file.name


def test_a_new_price_works_out_the_children_whom_that_school_helps(place, built, child):
    log(give(child, offer(place), dt.date(2026, 9, 15)), dt.date(2026, 9, 16))
    elsewhere = place.child(JUNE_2016)
    place.enrol(elsewhere, place.far, dt.date(2020, 9, 1))
    # Given by a school where the child is not on roll.
    log(give(elsewhere, offer(place, name="Guests"), dt.date(2026, 9, 15)), dt.date(2026, 9, 16))
    built()
    price(place, dt.date(2026, 9, 1), 1724)
    outcome = built()
    assert not outcome.why_full
    assert [row["cost"] for one in (child, elsewhere) for row in rows_of(outcome, one)] == [287, 287]


def plan_of(plans: list, row: Given, day: dt.date):
    """The first plan whose last day has not passed."""
    return next(plan for plan in plans if plan is row or day <= plan.until_date)


def twin(on: dt.date) -> dict[tuple, list]:
    """A loop over the rows: sessions planned and given, and the exact cost."""
    found: dict[tuple, list] = defaultdict(lambda: [0, 0, Fraction(0)])
    for row in Given.objects.filter(from_date__lte=on).select_related("intervention", "child"):
        what = row.intervention
        priced = StaffRate.objects.filter(organisation=what.organisation, staff_role=what.staff_role).order_by("from_date")
        rates = list(priced.values_list("from_date", "pence"))
        subject = {"cognition": "learning", "language": "communication"}[what.area]
        name = "other-one-to-one" if row.group_size == 1 else "other-in-a-group"
        sessions = list(row.sessions.filter(happened=True, kind__in=("delivery", "catch-up")))
        plans: list[Any] = [*row.earlier.order_by("until_date"), row]
        weeks = [row.from_date + 7 * week * DAY for week in range(row.weeks)]
        last = school_year(row.until_date or on)
        for plan in plans:
            mine = [session for session in sessions if plan_of(plans, row, session.day) is plan]
            due = [school_year(day) for day in weeks if plan_of(plans, row, day) is plan]
            given = {school_year(session.day) for session in mine}
            for year in sorted({*(year for year in due if year <= last), *given}):
                if year > school_year(on) or plan.paid_by == "family":
                    continue
                cell = found[row.child.ref, year, name, subject]
                cell[0] += plan.sessions_per_week * due.count(year)
                cell[1] += sum(session.kind == "delivery" for session in mine if school_year(session.day) == year)
                days = [session.day for session in mine if school_year(session.day) == year]
                cost = cost_of_sessions(rates, days, plan.minutes, plan.group_size)
                cell[2] = None if cost is None or cell[2] is None else cell[2] + cost
    return found


@pytest.mark.parametrize("seed", range(3))
def test_sessions_and_costs_are_those_of_a_loop_over_the_rows(place, built, seed):
    draw = random.Random(seed)
    schools = (place.oak, place.elm)
    offers = [
        offer(place, school, name=f"{n}", area=area, staff_role=role)
        for n, (school, area, role) in enumerate(
            (s, a, r) for s in schools for a in ("cognition", "language") for r in ("ta", "teacher")
        )
    ]
    for school in schools:
        for role in ("ta", "teacher"):
            for day in draw.sample(range(900), 3):
                price(place, TODAY - day * DAY, draw.randrange(1000, 5000), role, school)
    for _ in range(12):
        child = place.child(JUNE_2016)
        for what in draw.sample(offers, 3):
            begins = TODAY - draw.randrange(-5, 700) * DAY
            until = draw.choice([None, begins + draw.randrange(300) * DAY])
            plan = {"minutes": draw.randrange(5, 60), "weeks": draw.randrange(1, 39), "group_size": draw.choice([1, 2, 3, 7])}
            row = give(child, what, begins, until_date=until, paid_by=draw.choice(["school", "school", "family"]), **plan)
            for days in sorted(draw.sample(range(1, 150), draw.choice([0, 0, 1, 2]))):
                earlier = {"minutes": 45, "sessions_per_week": 1, "weeks": 9, "group_size": draw.choice([1, 4])}
                payer = draw.choice(["school", "family"])
                row.earlier.create(until_date=begins + days * DAY, paid_by=payer, changed_by="x", **earlier)
            for day in draw.sample(range(1, 200), draw.randrange(8)):
                if begins + day * DAY <= TODAY:
                    missed = draw.random() < 0.2
                    kind = draw.choice(["delivery", "catch-up", "meeting"])
                    log(row, begins + day * DAY, happened=not missed, reason="event" if missed else "", kind=kind)
    found = {
        (row["pupil"], row["year"], row["intervention"], row["subject"]): [row["planned"], row["given"], row["cost"]]
        for row in given_of(built())
    }
    wanted = {
        (pseudonym(ref), *key): [planned, given, None if cost is None else int(cost + Fraction(1, 2))]
        for (ref, *key), (planned, given, cost) in twin(TODAY).items()
    }
    assert found == wanted and len(found) > 20


def test_referrals_cycles_and_targets_are_rows_without_their_words(place, built, child):
    begun = dt.date(2026, 9, 14)
    AgencyReferral.objects.create(child=child, from_date=begun, agency="speech", why="Amir stammers", seen_on=begun + 30 * DAY)
    SupportPlan.objects.create(child=child, from_date=begun, review_on=begun + 84 * DAY, strengths="Amir is kind")
    words = {"wording": "Amir reads", "baseline": "1", "success": "2", "owner": "Amir", "evidence": "Amir did"}
    Target.objects.create(child=child, from_date=begun, area="cognition", due=begun + 84 * DAY, outcome="met", **words)
    outcome = built()
    own = {"year": 2026, "pupil": pseudonym(child.ref)}
    assert table(outcome, "agency_referral") == [
        {**own, "agency": "speech", "referred": begun, "seen": begun + 30 * DAY, "reported": None, "closed": None}
    ]
    assert table(outcome, "support_cycle") == [
        {**own, "kind": "provision-plan", "began": begun, "review": begun + 84 * DAY, "agreed": None, "ended": None}
    ]
    assert table(outcome, "target") == [
        {**own, "area": "cognition", "set": begun, "due": begun + 84 * DAY, "outcome": "met", "ended": None}
    ]


def test_chart_11_of_the_pack_runs_on_the_records(place, built, tmp_path):
    """A hundred pupils with SEN at the end of year 6 in 2025, half of them taught to read in small groups, and more of these made
    progress. Progress is never in the records: a council has it from its other systems."""
    what = offer(place, approach="small-group-teaching", subject="english")
    outcomes = []
    for number in range(100):
        child = place.child(dt.date(2015, 1, 5))
        place.enrol(child, place.oak, dt.date(2019, 9, 1), dt.date(2026, 7, 20))
        place.register(child, "K", dt.date(2021, 9, 6))
        needs = NeedSet.objects.create(child=child, from_date=dt.date(2021, 9, 6), why="x", decided_by_name="y")
        needs.needs.create(rank=1, code="MLD")
        helped = number < 48
        score = 150 if (number % 4 != 0 if helped else number % 2 == 0) else -300
        own = {"year": 2025, "pupil": pseudonym(child.ref), "stage": "KS2", "prior": "PKS", "progress_score": score}
        outcomes.append(own)
        if helped:
            log(give(child, what, dt.date(2025, 9, 15), until_date=dt.date(2025, 12, 1)), dt.date(2025, 9, 16))
    outside_folder().mkdir(parents=True)
    parquet.write_table(pa.Table.from_pylist(outcomes), outside_folder() / "outcome.parquet")
    folder = open_tables(built().snapshot.path)
    with backend() as engine:
        answers = make_pack(folder, engine, profile_of("la-internal"), tmp_path / "out", formats=("html",), on=TODAY)
    rows = {row.group: row for result in answers.results["11"] for row in result}
    # 36 of the 48 who were helped, and 26 of the 52 who were not.
    assert rows["english.small-group-teaching.given"].value == 75
    assert rows["english.small-group-teaching.given"].denominator == 48
    assert rows["english.small-group-teaching.comparison"].value == 50, rows
