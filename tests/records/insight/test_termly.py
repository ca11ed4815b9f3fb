"""The termly report to governors: its raw counts against slow loops over the records, and what is hidden of them."""

import datetime as dt
import io
from collections import Counter, defaultdict
from decimal import Decimal
from fractions import Fraction
from statistics import median

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from tests.records.world import World, small

from attainable.accounts.actor import actor_for, system_actor
from attainable.audit.actions import Event, record
from attainable.audit.models import Entry
from attainable.documents.html import html
from attainable.domains.insight.papers.governors import governors
from attainable.domains.insight.papers.termly_questions import ALWAYS, questions
from attainable.domains.insight.queries.register_figures import figures
from attainable.domains.insight.queries.termly import raw_term, term_figures
from attainable.domains.people.models import Child
from attainable.domains.provision.models import Concern, Given, Intervention, PlanReview, Session, StaffRate, SupportPlan, Target
from attainable.domains.provision.queries.papers import lines_of_school
from attainable.domains.provision.rules.effect import mean_change
from attainable.domains.provision.rules.rounding import rounded_parts
from attainable.domains.provision.rules.words import TIERS
from attainable.evidence.disclosure.profiles import profile_of
from attainable.evidence.register.termly import RawEffect, RawTerm, protect_term, term_measures
from attainable.records.papers import Asked, write
from attainable.values import clock
from attainable.values.dates import day_words
from attainable.values.school_year import term_start

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(weeks=1)


@pytest.fixture
def world() -> World:
    made = small()
    _busy(made)
    cache.clear()
    return made


def _busy(world: World) -> None:
    """A term at Oak with something of everything: each child's number decides what happens."""
    today, oak = clock.today(), world.organisations["oak"]
    children = list(Child.objects.filter(standing__school=oak.pk).order_by("pk"))
    read = Intervention.objects.get(name="Precision reading")
    number = Intervention.objects.get(name="Number gap")
    Intervention.objects.filter(pk=number.pk).update(tier="specialist")
    for n, child in enumerate(children):
        concern = Concern(child=child, from_date=today - (n % 9 + 1) * WEEK, seen=f"Seen {n}.", raised_by="Theo Teacher")
        concern.outcome, concern.why = ("watch", "As before.") if n % 3 else ("", "")
        concern.save()
        if n % 3 == 1:
            record(system_actor("test"), Event("concern.decided", "concern", str(concern.pk), child.ref))
        review = today - (n % 7) * WEEK
        until = (None, review, review - dt.timedelta(3), review + WEEK)[n % 4]
        SupportPlan.objects.create(
            child=child, kind="iep", from_date=today - 30 * WEEK, review_on=review, until_date=until if until != today else None
        )
        if n % 16 in (0, 4):
            # Reviewed while the cycle goes on: in time, or a week late.
            plan = SupportPlan.objects.get(child=child, kind="iep")
            PlanReview.objects.create(
                child=child, plan=plan, from_date=min(review + (n % 16 == 4) * WEEK, today), reviewed_by="Sena"
            )
        Target.objects.create(
            child=child,
            area="language",
            wording=f"Says {n} words.",
            from_date=today - 20 * WEEK,
            due=today - (n % 5) * WEEK,
            outcome=("met", "partly", "not", "")[n % 4],
            evidence="Seen.",
        )
        for intervention in (read, number)[: n % 2 + 1]:
            given = (
                Given.objects.create(
                    child=child,
                    intervention=intervention,
                    from_date=today - 8 * WEEK,
                    minutes=20 + n,
                    sessions_per_week=2,
                    weeks=10,
                    group_size=n % 3 + 1,
                    paid_by=("school", "premium", "family")[n % 3],
                    measure="Reading age in months",
                    before=Decimal(60 + n),
                    after=Decimal(63 + 2 * n) if n % 5 else None,
                    until_date=today - WEEK if n % 6 == 5 else None,
                )
                if not Given.objects.filter(child=child, intervention=intervention).exists()
                else None
            )
            if given is None:
                continue
            for week in range(6):
                missed = week == n % 6
                Session.objects.create(
                    given=given,
                    day=today - (7 - week) * WEEK,
                    happened=not missed,
                    reason="staff-absent" if missed else "",
                    kind="catch-up" if week == 5 and n % 2 else "delivery",
                    logged_by_name="Asha Aid",
                )


def raw(world: World) -> RawTerm:
    actor, oak = actor_for(world.accounts["senco_oak"], clock.today()), world.organisations["oak"]
    since = term_start(actor.on)
    return raw_term(oak, lines_of_school(actor, oak, since), actor.on, since)


def at_oak(world: World) -> set[int]:
    return set(Child.objects.filter(standing__school=world.organisations["oak"].pk).values_list("pk", flat=True))


def ran(world: World) -> list[Given]:
    since, today = term_start(clock.today()), clock.today()
    return [
        row
        for row in Given.objects.select_related("intervention")
        if row.intervention.organisation_id == world.organisations["oak"].pk
        and row.from_date <= today
        and (row.until_date is None or row.until_date >= since)
    ]


def test_concerns_and_waits_are_those_of_a_loop_over_the_concerns(world):
    since, here = term_start(clock.today()), at_oak(world)
    by_child: dict[int, list[Concern]] = defaultdict(list)
    for concern in Concern.objects.all():
        if concern.child_id in here and since <= concern.from_date <= clock.today():
            by_child[concern.child_id].append(concern)
    found = raw(world)
    waiting = sum(any(not row.outcome for row in rows) for rows in by_child.values())
    assert found.concerns["waiting"] == waiting > 0
    assert found.concerns["decided"] + found.concerns["decided-on"] == len(by_child) - waiting > 0
    assert found.concerns["decided-on"] == len(found.waits) > 0
    assert sorted(found.waits) == sorted(
        max((clock.today() - row.from_date).days for row in rows)
        for rows in by_child.values()
        if all(row.outcome for row in rows) and all(row.seen.startswith("Seen") and int(row.seen[5:-1]) % 3 == 1 for row in rows)
    )


def test_a_wait_begins_when_the_concern_was_raised_if_the_audit_says_so(world):
    decided = Entry.objects.filter(action="concern.decided").order_by("number")[0]
    before = raw(world).waits
    for _ in Concern.objects.filter(child__ref=decided.child):
        record(system_actor("test"), Event("concern.raised", "concern", "", decided.child))
    after = raw(world).waits
    # Raised today and decided today.
    assert Counter(after) - Counter(before) == Counter({0: 1})


def test_reviews_are_those_of_a_loop_over_the_plans(world):
    since, today, here = term_start(clock.today()), clock.today(), at_oak(world)
    states: dict[int, set[str]] = defaultdict(set)
    for plan in SupportPlan.objects.all():
        if plan.child_id not in here or not since <= plan.review_on <= today:
            continue
        days = [row.from_date for row in PlanReview.objects.filter(plan=plan)] + [plan.until_date or None]
        known = sorted(day for day in days if day is not None)
        if known:
            states[plan.child_id].add("in-time" if known[0] <= plan.review_on else "late")
        elif plan.review_on < today:
            states[plan.child_id].add("not-yet")
    worst = Counter("not-yet" if "not-yet" in own else "late" if "late" in own else "in-time" for own in states.values())
    assert +raw(world).reviews == worst
    assert len(worst) == 3


def test_targets_are_those_of_a_loop_over_the_targets(world):
    since, here = term_start(clock.today()), at_oak(world)
    expected = Counter(
        (row.child_id, row.outcome)
        for row in Target.objects.all()
        if row.child_id in here and row.outcome and since <= row.due <= clock.today()
    )
    assert +raw(world).targets == expected
    assert {outcome for _, outcome in expected} == {"met", "partly", "not"}


def test_sessions_tiers_and_money_are_those_of_a_loop_over_what_was_given(world):
    since, today, found = term_start(clock.today()), clock.today(), raw(world)
    rates = sorted((row.from_date, row.pence) for row in StaffRate.objects.filter(organisation=world.organisations["oak"]))
    sessions: Counter[tuple[int, str]] = Counter()
    missed: Counter[tuple[int, str]] = Counter()
    money: dict[str, Fraction] = defaultdict(Fraction)
    tiers: dict[int, set[str]] = defaultdict(set)
    for row in ran(world):
        if row.until_date is None or row.until_date >= today:
            tiers[row.child_id].add(row.intervention.tier)
        if row.paid_by == "family":
            continue
        sessions[row.child_id, "planned"] += row.sessions_per_week * row.weeks
        for session in row.sessions.all():
            if session.happened:
                sessions[row.child_id, "given" if session.kind == "delivery" else "catch-up"] += 1
                hour = [pence for day, pence in rates if day <= session.day][-1]
                money[row.paid_by] += Fraction(hour * row.minutes, 60 * row.group_size)
            elif session.kind == "delivery" and session.day >= since:
                missed[row.child_id, session.reason] += 1
    assert +found.sessions == sessions
    assert +found.missed == missed
    assert found.tiers == Counter(frozenset(own) for own in tiers.values())
    by_source: Counter[str] = Counter()
    for (_, source), pence in found.money.items():
        by_source[source] += pence
    assert by_source == {source: int(pence + Fraction(1, 2)) for source, pence in money.items()}
    assert set(by_source) == {"school", "premium"}


def test_the_effect_of_an_intervention_is_that_of_its_pairs(world):
    pairs = [
        (float(row.before), float(row.after))
        for row in ran(world)
        if row.intervention.name == "Precision reading" and row.before is not None and row.after is not None
    ]
    found = next(one for one in raw(world).effects if one.intervention == "Precision reading")
    expected = mean_change(pairs)
    assert (found.children, found.gain) == (expected.n, expected.gain)
    assert found.effect is not None
    assert (found.effect.value, found.effect.lower, found.effect.upper) == (expected.effect, expected.lower, expected.upper)


def test_with_few_pairs_it_is_too_few_to_say(world):
    Given.objects.filter(intervention__name="Number gap").order_by("pk")[0].delete()
    found = next(one for one in raw(world).effects if one.intervention == "Number gap")
    assert 0 < found.children < 10
    assert (found.gain, found.effect) == (None, None)


def test_parts_are_rounded_once_so_that_they_add_up():
    parts = {key: Fraction(100, 3) for key in range(3)}
    assert sum(rounded_parts(parts).values()) == 100
    assert rounded_parts({1: Fraction(1, 2)}) == {1: 1}


# What leaves is protected.


def protected(**counts) -> dict[tuple[str, str], int | None]:
    raw = RawTerm(**counts)
    return dict(protect_term(raw, profile_of("la-internal"), tuple(TIERS)).counts)


def test_one_or_two_children_are_hidden_and_do_not_come_out_by_subtraction():
    found = protected(concerns=Counter({"decided": 7, "waiting": 2}))
    assert found["term-concerns", "waiting"] is None
    # All but the two would reveal them.
    assert found["term-concerns", "all-decided"] is None or found["term-concerns", ""] is None


def test_sessions_of_two_children_are_hidden_however_many_there_are():
    found = protected(missed=Counter({(1, "event"): 20, (2, "event"): 20, **{(n, "no-room"): 5 for n in range(3, 12)}}))
    assert found["term-missed", "event"] is None
    assert found["term-missed", "no-room"] is None or found["term-missed", ""] is None


def test_money_for_one_child_is_hidden():
    money = Counter({(1, "top-up"): 800_000, **{(n, "school"): 10_000 + n for n in range(2, 30)}})
    found = protected(money=money)
    assert found["term-cost", "top-up"] is None
    assert found["term-cost", ""] is None or found["term-cost", "school"] is None


def test_an_effect_of_two_children_does_not_say_how_many():
    term = protect_term(RawTerm(effects=[RawEffect("Phonics", "Words", 2)]), profile_of("la-internal"), ())
    assert [effect.children for effect in term.effects] == [-1]


def test_a_wait_of_few_children_is_not_shown():
    term = protect_term(RawTerm(concerns=Counter({"decided-on": 4}), waits=[1, 2, 3, 4]), profile_of("la-internal"), ())
    assert term.waits is None
    term = protect_term(RawTerm(concerns=Counter({"decided-on": 5}), waits=[1, 2, 3, 4, 9]), profile_of("la-internal"), ())
    assert term.waits == median([1, 2, 3, 4, 9])


# The report.


def made(world: World):
    return governors(actor_for(world.accounts["head_oak"], clock.today()), Asked(world.organisations["oak"]))


def test_the_register_is_the_one_that_governors_see_on_the_page_of_figures(world):
    page = figures(actor_for(world.accounts["governor_oak"], clock.today()))
    report = term_figures(actor_for(world.accounts["senco_oak"], clock.today()), world.organisations["oak"])
    for table in ("year", "need", "before"):
        assert list(report.register[table]) == list(page.tables[table])


@pytest.mark.parametrize("who", ["governor_oak", "senco_elm", "teacher_oak"])
def test_only_people_who_keep_the_provision_of_the_school_get_its_figures(world, who):
    with pytest.raises(Http404):
        term_figures(actor_for(world.accounts[who], clock.today()), world.organisations["oak"])


def test_the_report_names_nobody(world):
    Child.objects.update(surname="Quince")
    text = html(made(world).document)
    assert "Quince" not in text
    assert not [ref for ref in Child.objects.values_list("ref", flat=True) if ref in text]


def test_each_figure_has_its_definition_and_day(world):
    text = html(made(world).document)
    for id, measure in term_measures().items():
        if id in ("term-concerns", "term-reviews", "term-tiers", "term-sessions"):
            assert measure.definition.strip()[:60] in text
    assert f"as at {day_words(world.on)}" in text


def test_the_workbook_has_every_figure_with_numerator_denominator_and_rules(world, tmp_path):
    file = write(made(world), ("xlsx",), tmp_path)[0]
    rows = list(load_workbook(io.BytesIO(file.read_bytes()))["Figures"].iter_rows(values_only=True))
    given = next(row for row in rows if row[1] == "Sessions given against planned" and row[2] == "Given")
    sums = Counter({name: sum(n for (_, own), n in raw(world).sessions.items() if own == name) for name in ("given", "planned")})
    assert given[3:5] == (sums["given"], sums["planned"])
    assert given[11:] == (f"as at {day_words(world.on)}", "la-internal")


def test_questions_come_from_the_figures_that_are_shown(world):
    report = term_figures(actor_for(world.accounts["senco_oak"], clock.today()), world.organisations["oak"])
    asked = list(questions(report))
    assert asked[-len(ALWAYS) :] == list(ALWAYS)
    assert any("are overdue" in text for text in asked)


def test_a_school_without_anything_has_a_report_too(world):
    report = governors(actor_for(world.accounts["senco_elm"], clock.today()), Asked(world.organisations["elm"]))
    assert "No review was due this term." in html(report.document)


def test_a_change_of_today_is_in_tomorrows_report(world):
    before = html(made(world).document)
    Target.objects.update(outcome="met")
    assert html(made(world).document) == before


def test_it_takes_the_same_queries_however_many_children_there_are(world):
    made(world)
    cache.clear()
    with CaptureQueriesContext(connection) as many:
        made(world)
    cache.clear()
    for model in (Given, Concern, Target, SupportPlan):
        model.objects.exclude(pk__in=model.objects.order_by("pk").values_list("pk", flat=True)[:3]).delete()
    with CaptureQueriesContext(connection) as few:
        made(world)
    assert len(many) == len(few)
